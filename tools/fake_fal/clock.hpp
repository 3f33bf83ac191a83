// clock.hpp - the fake's time: the machine's, quicker, or only what a test says.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "server/core/clock.hpp"
#include "shared/json/value.hpp"

namespace i2m::fake {

/// Runs with the machine, `speed` times as fast, or stands still until it is moved. Safe from any thread.
class ScenarioClock {
public:
    explicit ScenarioClock(TimePoint start) : base_(start), anchor_(Real::now()) {}

    [[nodiscard]] TimePoint now() const;
    void advance(Millis by);
    void set(TimePoint now);
    /// A standing clock keeps its time; a running one goes on from it.
    void set_manual(bool is_manual);
    void set_speed(double speed);
    [[nodiscard]] json::Value describe() const;

    /// Waits until `deadline` has come or `is_over` says so; asks it again at each notify() and at least every second.
    void wait_until(TimePoint deadline, const std::function<bool()>& is_over);
    /// Wakes all who wait, so that they look again.
    void notify();

private:
    using Real = std::chrono::steady_clock;
    [[nodiscard]] TimePoint now_locked() const;
    void rebase_locked();

    mutable std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    TimePoint base_;
    Real::time_point anchor_;
    std::uint64_t news_ = 0;
    bool is_manual_ = false;
    double speed_ = 1;
};

}  // namespace i2m::fake
