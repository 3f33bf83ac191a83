// page_pool.hpp - where SQLite keeps the pages of the database that it read.
#pragma once

namespace i2m::sqlite {

/// Pages that one connection keeps at most, in KiB.
inline constexpr int kCachedKib = 2'000;

/// Gives SQLite a place of its own for the cached pages of three connections. Pages live long; among the short-lived blocks of
/// many threads they hold each of the allocator's arenas open, which looks like a leak. The place takes memory when it is used
/// for the first time, and what does not fit into it comes from the allocator. Call it before the first connection; later calls
/// do nothing. Safe from any thread.
void give_pages_a_place();

}  // namespace i2m::sqlite
