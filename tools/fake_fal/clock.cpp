// clock.cpp - real time scaled from the last change on, and waiting for it.
#include "tools/fake_fal/clock.hpp"

#include <algorithm>

#include "server/core/iso_time.hpp"

namespace i2m::fake {

TimePoint ScenarioClock::now_locked() const {
    if (is_manual_) return base_;
    const std::chrono::duration<double, std::milli> passed = Real::now() - anchor_;
    return base_ + Millis(static_cast<std::int64_t>(passed.count() * speed_));
}

void ScenarioClock::rebase_locked() {
    base_ = now_locked();
    anchor_ = Real::now();
}

TimePoint ScenarioClock::now() const {
    const std::scoped_lock lock(mutex_);
    return now_locked();
}

void ScenarioClock::advance(Millis by) {
    {
        const std::scoped_lock lock(mutex_);
        rebase_locked();
        base_ += by;
    }
    notify();
}

void ScenarioClock::set(TimePoint now) {
    {
        const std::scoped_lock lock(mutex_);
        base_ = now;
        anchor_ = Real::now();
    }
    notify();
}

void ScenarioClock::set_manual(bool is_manual) {
    {
        const std::scoped_lock lock(mutex_);
        rebase_locked();
        is_manual_ = is_manual;
    }
    notify();
}

void ScenarioClock::set_speed(double speed) {
    {
        const std::scoped_lock lock(mutex_);
        rebase_locked();
        speed_ = std::clamp(speed, 0.001, 100'000.0);
    }
    notify();
}

json::Value ScenarioClock::describe() const {
    const std::scoped_lock lock(mutex_);
    const TimePoint now = now_locked();
    return json::Object{{"now_ms", epoch_ms(now)}, {"now", iso_utc(now)}, {"manual", is_manual_}, {"speed", speed_}};
}

void ScenarioClock::wait_until(TimePoint deadline, const std::function<bool()>& is_over) {
    std::unique_lock lock(mutex_);
    while (true) {
        const TimePoint now = now_locked();
        if (now >= deadline) return;
        const std::uint64_t seen = news_;
        lock.unlock();
        const bool is_done = is_over();
        lock.lock();
        if (is_done) return;
        double left_ms = 1'000;
        if (!is_manual_) left_ms = std::min(left_ms, static_cast<double>((deadline - now).count()) / speed_);
        changed_.wait_for(lock, std::chrono::duration<double, std::milli>(std::max(left_ms, 0.1)), [&] { return news_ != seen; });
    }
}

void ScenarioClock::notify() {
    {
        const std::scoped_lock lock(mutex_);
        ++news_;
    }
    changed_.notify_all();
}

}  // namespace i2m::fake
