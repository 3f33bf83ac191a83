// rate_limiter.hpp - how many requests a key and an address may send: token buckets (a minute's and an hour's).
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "server/access/recent_map.hpp"
#include "server/core/clock.hpp"

namespace i2m::access {

/// 0: no such limit.
struct RateLimits {
    std::uint64_t per_minute = 60;
    std::uint64_t per_hour = 1'000;
    std::size_t max_kept = 20'000;  ///< names; beyond that the one that asked longest ago is forgotten
};

/// What to tell a caller. With a refusal nothing was taken.
struct RateVerdict {
    bool is_allowed = true;
    bool is_limited = false;         ///< there is a limit: the figures below mean something
    std::uint64_t limit = 0;         ///< of the bucket that is nearest to empty
    std::uint64_t remaining = 0;     ///< requests that it still allows now
    std::int64_t reset_s = 0;        ///< until it is full again
    std::int64_t retry_after_s = 0;  ///< of a refusal: until the next request is allowed, at least 1
};

/// A bucket holds as many tokens as its window allows and is filled evenly; each request takes one, whatever comes of it. Safe
/// from any thread: one lock, held for a few look-ups.
class RateLimiter {
public:
    RateLimiter(const RateLimits& limits, const Clock& clock);

    /// Takes one token of each name's buckets, or none of any.
    [[nodiscard]] RateVerdict take(std::span<const std::string> names);
    /// "60;w=60, 1000;w=3600": the limits with their windows in seconds; "" without limits.
    [[nodiscard]] const std::string& policy() const { return policy_; }
    [[nodiscard]] std::size_t kept() const;

private:
    struct Window {
        double most;    ///< tokens
        double per_ms;  ///< filled
    };
    struct Row {
        double tokens[2] = {0, 0};
        TimePoint seen;
    };
    void refill(Row& row, TimePoint now) const;

    std::vector<Window> windows_;  ///< at most two
    std::string policy_;
    const Clock& clock_;
    mutable std::mutex mutex_;  // guards rows_
    RecentMap<Row> rows_;
};

}  // namespace i2m::access
