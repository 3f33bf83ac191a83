// fake_clock.hpp - time that stands still until a test moves it.
#pragma once

#include <atomic>

#include "server/core/clock.hpp"

namespace i2m::test {

inline constexpr Millis kHour{3'600'000};
inline constexpr Millis kDay{24 * 3'600'000};

/// Starts at 2026-01-01T00:00:00Z. A thread that waits sees a move within a millisecond of real time.
class FakeClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override { return from_epoch_ms(now_ms_.load()); }
    void wait_until(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, TimePoint deadline) const override {
        if (now() < deadline) changed.wait_for(lock, Millis{1});
    }
    void advance(Millis by) { now_ms_ += by.count(); }

private:
    std::atomic<std::int64_t> now_ms_{1'767'225'600'000};
};

}  // namespace i2m::test
