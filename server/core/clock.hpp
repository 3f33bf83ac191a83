// clock.hpp - wall time, and waiting for it, behind a seam that tests can fake.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace i2m {

/// UTC, to the millisecond: what is stored and sent.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

/// Wall time. Safe from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;

    /// Waits on `changed` (whose mutex `lock` holds) until it is notified or `deadline` has come, whichever
    /// is first. May return early without a reason: the caller looks at its condition and the time again.
    virtual void wait_until(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, TimePoint deadline) const = 0;
};

/// Milliseconds since 1970-01-01T00:00:00Z, as stored.
[[nodiscard]] constexpr std::int64_t epoch_ms(TimePoint time) { return time.time_since_epoch().count(); }
[[nodiscard]] constexpr TimePoint from_epoch_ms(std::int64_t ms) { return TimePoint{Millis{ms}}; }

}  // namespace i2m
