// rounds.hpp - how often a test repeats itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/support/places.hpp"

namespace i2m::test {

/// How often the crash tests kill the server, of how many faults the matrix takes one, and what a bound on memory is multiplied by.
/// A sanitizer's programs, ten times as slow, are looked at for their own kind of fault: that shows in a few rounds as well. They
/// need shadow memory, and keep for a while what is freed.
[[nodiscard]] inline int kill_rounds() { return is_sanitized_program() ? 6 : 20; }
[[nodiscard]] inline std::size_t matrix_stride() { return is_sanitized_program() ? 8 : 2; }
[[nodiscard]] inline std::uint64_t memory_factor() { return is_sanitized_program() ? 10 : 1; }

/// True under `make matrix`: everything instead of a sample.
[[nodiscard]] inline bool is_soak() { return std::getenv("I2M_SOAK") != nullptr; }
/// Servers side by side: most of a case is waiting.
inline constexpr int kSoakLanes = 4;

}  // namespace i2m::test
