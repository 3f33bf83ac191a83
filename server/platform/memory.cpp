// memory.cpp - by malloc_trim(3), which all arenas know since glibc 2.8, mallinfo2(3) and proc(5).
#include "server/platform/memory.hpp"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <fstream>

namespace i2m {
namespace {

constexpr std::size_t kWorthItBytes = std::size_t{4} << 20;

/// What is resident and not in use as the allocator sees it: freed blocks, and what never changes (program, stacks).
std::size_t unused_bytes() {
    std::size_t size_pages = 0;
    std::size_t resident_pages = 0;
    std::ifstream("/proc/self/statm") >> size_pages >> resident_pages;
    const std::size_t resident = resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const struct mallinfo2 info = ::mallinfo2();
    return resident - std::min(resident, info.uordblks + info.hblkhd);
}

}  // namespace

std::function<void()> memory_giver() {
    return [least = unused_bytes()]() mutable {
        const std::size_t unused = unused_bytes();
        least = std::min(least, unused);
        if (unused < least + kWorthItBytes) return;
        (void)::malloc_trim(0);
        least = unused_bytes();
    };
}

}  // namespace i2m
