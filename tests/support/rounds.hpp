// rounds.hpp - how often a test repeats itself.
#pragma once

#include <cstdlib>

namespace i2m::test {

/// How often the crash tests kill the server, of how many faults the matrix takes one, and what a bound on memory is multiplied by.
/// A sanitizer's build, ten times as slow, looks for its own kind of fault: that shows in a few rounds as well.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int kKillRounds = 6;
inline constexpr int kMatrixStride = 8;
inline constexpr int kMemoryFactor = 10;  // shadow memory, and what is freed is kept for a while
#else
inline constexpr int kKillRounds = 20;
inline constexpr int kMatrixStride = 2;
inline constexpr int kMemoryFactor = 1;
#endif

/// True under `make soak`: everything instead of a sample.
[[nodiscard]] inline bool is_soak() { return std::getenv("I2M_SOAK") != nullptr; }
/// Servers side by side: most of a case is waiting.
inline constexpr int kSoakLanes = 4;

}  // namespace i2m::test
