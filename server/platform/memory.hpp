// memory.hpp - what this program holds that nobody uses.
#pragma once

#include <functional>

namespace i2m {

/// A call that gives what was freed back to the system; the allocator keeps it otherwise, in each of its arenas, as long as the
/// process lives. It does nothing unless a few megabytes were freed since the last time; it takes milliseconds. For one thread.
[[nodiscard]] std::function<void()> memory_giver();

}  // namespace i2m
