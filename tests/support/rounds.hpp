// rounds.hpp - how often a test repeats itself.
#pragma once

namespace i2m::test {

/// How often the crash tests kill the server. A sanitizer's build, ten times as slow, looks for its own kind of fault: that
/// shows in a few rounds as well.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int kKillRounds = 6;
#else
inline constexpr int kKillRounds = 20;
#endif

}  // namespace i2m::test
