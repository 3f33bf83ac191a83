// process_probe.hpp - what a running program holds, as the kernel tells it (/proc, see proc(5)).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>

namespace i2m::test {

/// Open descriptors by what they are: "socket", "pipe", "anon_inode:[eventpoll]", or a file's path. Empty when there is no such
/// process.
[[nodiscard]] std::map<std::string, int> open_descriptors(pid_t pid);

struct MemoryUse {
    std::uint64_t resident_bytes = 0;
    std::uint64_t highest_bytes = 0;  ///< the most that was resident at once
};
[[nodiscard]] MemoryUse memory_use(pid_t pid);

}  // namespace i2m::test
