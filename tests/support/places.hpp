// places.hpp - where the programs under test lie.
#pragma once

#include <cstdlib>
#include <string>

namespace i2m::test {

/// The folder that I2M_BIN_DIR names in the environment (the programs of another build), else this build's own.
inline std::string bin_dir() {
    const char* const other = std::getenv("I2M_BIN_DIR");
    return other != nullptr ? other : I2M_BIN_DIR;
}

/// The folder of fake_fal: this build's own; under a sanitizer that of build/release.
inline std::string fake_bin_dir() { return I2M_FAKE_BIN_DIR; }

/// True when the programs under test were built with a sanitizer: they are some ten times as slow.
inline bool is_sanitized_program() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return bin_dir() != I2M_FAKE_BIN_DIR;
#else
    return false;
#endif
}

}  // namespace i2m::test
