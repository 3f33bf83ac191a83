// rate_limiter.cpp - filling and emptying buckets.
#include "server/access/rate_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace i2m::access {
namespace {

constexpr double kMinuteMs = 60'000;
constexpr double kHourMs = 3'600'000;
// Sums of many small refills may miss a whole token by rounding.
constexpr double kSlack = 1e-6;

std::int64_t seconds_up(double ms) { return static_cast<std::int64_t>(std::ceil(ms / 1000 - kSlack)); }

}  // namespace

RateLimiter::RateLimiter(const RateLimits& limits, const Clock& clock) : clock_(clock), rows_(limits.max_kept) {
    const auto add = [&](std::uint64_t most, double window_ms) {
        if (most == 0) return;
        windows_.push_back({static_cast<double>(most), static_cast<double>(most) / window_ms});
        policy_ += (policy_.empty() ? "" : ", ") + std::to_string(most) + ";w=" + std::to_string(std::lround(window_ms / 1000));
    };
    add(limits.per_minute, kMinuteMs);
    add(limits.per_hour, kHourMs);
}

void RateLimiter::refill(Row& row, TimePoint now) const {
    const double elapsed_ms = std::max<double>(0, static_cast<double>((now - row.seen).count()));  // clocks may be set back
    for (std::size_t i = 0; i < windows_.size(); ++i)
        row.tokens[i] = std::min(windows_[i].most, row.tokens[i] + elapsed_ms * windows_[i].per_ms);
    row.seen = now;
}

RateVerdict RateLimiter::take(std::span<const std::string> names) {
    RateVerdict verdict;
    if (windows_.empty()) return verdict;
    verdict.is_limited = true;
    const std::scoped_lock lock(mutex_);
    const TimePoint now = clock_.now();
    Row full;
    for (std::size_t i = 0; i < windows_.size(); ++i) full.tokens[i] = windows_[i].most;
    full.seen = now;
    double wait_ms = 0;
    for (const std::string& name : names) {
        Row& row = rows_.find_or(name, full);
        refill(row, now);
        for (std::size_t i = 0; i < windows_.size(); ++i)
            wait_ms = std::max(wait_ms, (1 - kSlack - row.tokens[i]) / windows_[i].per_ms);
    }
    verdict.is_allowed = wait_ms <= 0;
    if (!verdict.is_allowed) verdict.retry_after_s = std::max<std::int64_t>(1, seconds_up(wait_ms));
    double fewest = -1;
    for (const std::string& name : names) {
        Row& row = rows_.find_or(name, full);
        for (std::size_t i = 0; i < windows_.size(); ++i) {
            if (verdict.is_allowed) row.tokens[i] = std::max(0.0, row.tokens[i] - 1);
            if (fewest >= 0 && row.tokens[i] >= fewest) continue;
            fewest = row.tokens[i];
            verdict.limit = static_cast<std::uint64_t>(windows_[i].most);
            verdict.reset_s = seconds_up((windows_[i].most - fewest) / windows_[i].per_ms);
        }
    }
    verdict.remaining = static_cast<std::uint64_t>(std::max(0.0, fewest) + kSlack);
    return verdict;
}

std::size_t RateLimiter::kept() const {
    const std::scoped_lock lock(mutex_);
    return rows_.size();
}

}  // namespace i2m::access
