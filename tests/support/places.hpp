// places.hpp - where the programs under test lie.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace i2m::test {

/// The folder that I2M_BIN_DIR names in the environment (the programs of another build), else this build's own.
inline std::string bin_dir() {
    const char* const other = std::getenv("I2M_BIN_DIR");
    return other != nullptr ? other : I2M_BIN_DIR;
}

/// The folder of fake_fal: this build's own; under a sanitizer that of build/release.
inline std::string fake_bin_dir() { return I2M_FAKE_BIN_DIR; }

/// A program that tools/setup_test_programs may have unpacked: where it lies, else its bare name, to be found in PATH.
inline std::string unpacked_program(const std::string& name) {
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    const char* const home = std::getenv("HOME");
    const std::filesystem::path folder = cache != nullptr && *cache != '\0'
                                             ? std::filesystem::path(cache)
                                             : std::filesystem::path(home != nullptr ? home : "") / ".cache";
    const std::filesystem::path file = folder / "image2model/test-programs" / name;
    std::error_code unreadable;
    return std::filesystem::exists(file, unreadable) ? file.string() : name;
}

/// True when the programs under test were built with a sanitizer: they are some ten times as slow.
inline bool is_sanitized_program() {
    const std::string preset = std::filesystem::path(bin_dir()).parent_path().filename().string();
    return preset == "asan" || preset == "tsan";
}

}  // namespace i2m::test
