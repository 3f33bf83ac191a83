// attempts.hpp - makes guessing of keys slow: who was wrong some times has to wait, longer each time.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>

#include "server/access/recent_map.hpp"
#include "server/core/clock.hpp"

namespace i2m::access {

struct AttemptRules {
    unsigned free_tries = 5;        ///< wrong ones before the first wait
    Millis first_wait{1'000};       ///< doubled by each further wrong one
    Millis longest_wait{300'000};   ///< of one wait
    Millis forget_after{900'000};   ///< without a try
    std::size_t max_kept = 10'000;  ///< addresses; beyond that the one that tried longest ago is forgotten
};

/// Counts tries by address (of IPv6 by network). Nobody is made to wait here: a try that comes too soon is refused with the time
/// that is left, so no thread is held. A try counts as wrong from its beginning until it is told to have been right, so that
/// many at once gain nothing. Safe from any thread.
class Attempts {
public:
    explicit Attempts(const Clock& clock, const AttemptRules& rules = {}) : clock_(clock), rules_(rules), rows_(rules.max_kept) {}

    /// nullopt: try now. Else how long to wait; that try does not count.
    [[nodiscard]] std::optional<Millis> begin(std::string_view address);
    /// The try that was begun was right: all is forgiven.
    void succeeded(std::string_view address);
    [[nodiscard]] std::size_t kept() const;

private:
    struct Row {
        unsigned wrong = 0;
        TimePoint next_at;
        TimePoint last_at;
    };

    const Clock& clock_;
    const AttemptRules rules_;
    mutable std::mutex mutex_;  // guards rows_
    RecentMap<Row> rows_;
};

}  // namespace i2m::access
