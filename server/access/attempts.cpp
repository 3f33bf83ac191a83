// attempts.cpp - counting tries.
#include "server/access/attempts.hpp"

#include <algorithm>

#include "server/core/net_address.hpp"

namespace i2m::access {

std::optional<Millis> Attempts::begin(std::string_view address) {
    const std::scoped_lock lock(mutex_);
    const TimePoint now = clock_.now();
    Row& row = rows_.find_or(network_of(address), Row{0, now, now});
    if (now - row.last_at >= rules_.forget_after) row = Row{0, now, now};
    // A clock that was set back makes nobody wait longer than the rules say.
    row.next_at = std::min(row.next_at, now + rules_.longest_wait);
    if (row.next_at > now) return row.next_at - now;
    row.last_at = now;
    if (++row.wrong > rules_.free_tries) {
        const unsigned doublings = std::min(row.wrong - rules_.free_tries - 1, 20U);
        row.next_at = now + std::min(rules_.first_wait * (1 << doublings), rules_.longest_wait);
    }
    return std::nullopt;
}

void Attempts::succeeded(std::string_view address) {
    const std::scoped_lock lock(mutex_);
    rows_.erase(network_of(address));
}

std::size_t Attempts::kept() const {
    const std::scoped_lock lock(mutex_);
    return rows_.size();
}

}  // namespace i2m::access
