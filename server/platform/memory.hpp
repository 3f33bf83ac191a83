// memory.hpp - what this program holds that nobody uses.
#pragma once

#include <functional>

namespace i2m {

/// A call that gives what was freed back to the system; the allocator keeps it otherwise, in each of its arenas, as long as the
/// process lives. It does nothing unless the process has grown by a few megabytes since the last time, and takes milliseconds
/// when it does. For one thread.
[[nodiscard]] std::function<void()> memory_giver();

}  // namespace i2m
