// memory.hpp - what this program holds that nobody uses.
#pragma once

namespace i2m {

/// Gives what was freed back to the system. The allocator keeps it otherwise, in each of its arenas, as long as the process lives.
/// Takes a few milliseconds after a day's work. Safe from any thread.
void give_back_memory();

}  // namespace i2m
