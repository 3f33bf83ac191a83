// patience.hpp - how long a test waits for what must come.
#pragma once

#include <chrono>

namespace i2m::test {

/// The last resort of a wait that an event ends: long enough for a sanitizer's build on a busy machine. A test that reaches it
/// has failed.
inline constexpr std::chrono::seconds kPatience{60};

}  // namespace i2m::test
