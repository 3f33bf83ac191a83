// memory.cpp - by malloc_trim(3), which all arenas know since glibc 2.8, and proc(5).
#include "server/platform/memory.hpp"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <fstream>

namespace i2m {
namespace {

constexpr std::size_t kWorthItBytes = std::size_t{4} << 20;

std::size_t resident_bytes() {
    std::size_t size_pages = 0;
    std::size_t resident_pages = 0;
    std::ifstream("/proc/self/statm") >> size_pages >> resident_pages;
    return resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::function<void()> memory_giver() {
    return [least = resident_bytes()]() mutable {
        least = std::min(least, resident_bytes());
        if (resident_bytes() < least + kWorthItBytes) return;
        (void)::malloc_trim(0);
        least = resident_bytes();
    };
}

}  // namespace i2m
