// attempts.cpp - counting tries.
#include "server/access/attempts.hpp"

#include <algorithm>
#include <cstring>

#include "server/access/digest.hpp"
#include "server/core/net_address.hpp"

namespace i2m::access {
namespace {

std::uint64_t beginning_of_hash(std::string_view key) {
    const Digest digest = digest_of(key);
    std::uint64_t out = 0;
    std::memcpy(&out, digest.data(), sizeof out);
    return out;
}

}  // namespace

Attempts::Row& Attempts::row_of(std::string_view address, TimePoint now) {
    const Row fresh{0, now, now, {}, 0};
    Row& row = rows_.find_or(network_of(address), fresh);
    if (now - row.last_at >= rules_.forget_after) row = fresh;
    // A clock that was set back makes nobody wait longer than the rules say.
    row.next_at = std::min(row.next_at, now + rules_.longest_wait);
    return row;
}

std::optional<Millis> Attempts::left(const Row& row, TimePoint now) {
    return row.next_at > now ? std::optional(row.next_at - now) : std::nullopt;
}

void Attempts::count(Row& row, TimePoint now) const {
    row.last_at = now;
    if (++row.wrong <= rules_.free_tries) return;
    const unsigned doublings = std::min(row.wrong - rules_.free_tries - 1, 20U);
    row.next_at = now + std::min(rules_.first_wait * (1 << doublings), rules_.longest_wait);
}

std::optional<Millis> Attempts::begin(std::string_view address) {
    const std::scoped_lock lock(mutex_);
    const TimePoint now = clock_.now();
    Row& row = row_of(address, now);
    if (const std::optional<Millis> wait = left(row, now)) return wait;
    count(row, now);
    return std::nullopt;
}

void Attempts::succeeded(std::string_view address, Forgiveness forgiveness) {
    const std::scoped_lock lock(mutex_);
    Row* const row = rows_.find(network_of(address));
    if (row == nullptr) return;
    if (row->wrong > 0) --row->wrong;
    if (forgiveness == Forgiveness::Everything || row->wrong == 0) {
        rows_.erase(network_of(address));
    } else if (row->wrong <= rules_.free_tries) {
        row->next_at = clock_.now();
    }
}

std::optional<Millis> Attempts::wait_of(std::string_view address) {
    const std::scoped_lock lock(mutex_);
    if (rows_.size() == 0) return std::nullopt;  // nearly always: then an address need not be read
    const TimePoint now = clock_.now();
    Row* const row = rows_.find(network_of(address));
    if (row == nullptr) return std::nullopt;
    row->next_at = std::min(row->next_at, now + rules_.longest_wait);
    return left(*row, now);
}

std::optional<Millis> Attempts::failed(std::string_view address, std::string_view key) {
    const std::uint64_t hash = beginning_of_hash(key);
    const std::scoped_lock lock(mutex_);
    const TimePoint now = clock_.now();
    Row& row = row_of(address, now);
    if (std::find(row.keys.begin(), row.keys.end(), hash) == row.keys.end()) {
        row.keys[row.next_key++ % row.keys.size()] = hash;
        count(row, now);
    }
    return left(row, now);
}

std::size_t Attempts::kept() const {
    const std::scoped_lock lock(mutex_);
    return rows_.size();
}

}  // namespace i2m::access
