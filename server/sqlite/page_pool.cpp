// page_pool.cpp - a pool by SQLITE_CONFIG_PAGECACHE (https://sqlite.org/malloc.html, "page cache memory").
#include "server/sqlite/page_pool.hpp"

#include <sqlite3.h>

#include <array>
#include <cstddef>

namespace i2m::sqlite {
namespace {

constexpr std::size_t kPageBytes = 4'096;             // SQLite's own choice since 3.12
constexpr std::size_t kSlotBytes = kPageBytes + 512;  // SQLite 3.40 puts less than that beside a page
constexpr std::size_t kConnections = 3;               // the writer and two readers
constexpr std::size_t kSlots = kConnections * kCachedKib * 1024 / kPageBytes;

alignas(16) std::array<std::byte, kSlots * kSlotBytes> pool;

bool use_pool() {
    int header_bytes = 0;
    if (sqlite3_config(SQLITE_CONFIG_PCACHE_HDRSZ, &header_bytes) != SQLITE_OK) return false;
    const std::size_t slot_bytes = (kPageBytes + static_cast<std::size_t>(header_bytes) + 7) / 8 * 8;
    const int slots = static_cast<int>(pool.size() / slot_bytes);
    // Refused once somebody has used SQLite: then the allocator serves, as it would have.
    return sqlite3_config(SQLITE_CONFIG_PAGECACHE, pool.data(), static_cast<int>(slot_bytes), slots) == SQLITE_OK;
}

}  // namespace

void give_pages_a_place() { [[maybe_unused]] static const bool is_used = use_pool(); }

}  // namespace i2m::sqlite
