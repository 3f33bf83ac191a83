// work_signal.cpp - a counter with a condition variable.
#include "server/jobs/work_signal.hpp"

namespace i2m {

void WorkSignal::notify() {
    {
        const std::scoped_lock lock(mutex_);
        ++count_;
    }
    changed_.notify_all();
}

std::uint64_t WorkSignal::seen() const {
    const std::scoped_lock lock(mutex_);
    return count_;
}

void WorkSignal::wait(const Clock& clock, std::uint64_t seen, TimePoint deadline) {
    std::unique_lock lock(mutex_);
    while (count_ == seen && clock.now() < deadline) clock.wait_until(changed_, lock, deadline);
}

}  // namespace i2m
