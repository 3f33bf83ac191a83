// work_signal.cpp - two counters with a condition variable.
#include "server/jobs/work_signal.hpp"

namespace i2m {

void WorkSignal::notify() { raise(count_); }
void WorkSignal::notify_revoked() { raise(revoked_); }

std::uint64_t WorkSignal::seen() const {
    const std::scoped_lock lock(mutex_);
    return count_;
}

std::uint64_t WorkSignal::seen_revoked() const {
    const std::scoped_lock lock(mutex_);
    return revoked_;
}

void WorkSignal::wait(const Clock& clock, std::uint64_t seen, TimePoint deadline) {
    std::unique_lock lock(mutex_);
    while (count_ == seen && clock.now() < deadline) clock.wait_until(changed_, lock, deadline);
}

void WorkSignal::wait_revoked(const Clock& clock, std::uint64_t seen, TimePoint deadline) {
    std::unique_lock lock(mutex_);
    if (revoked_ == seen) clock.wait_until(changed_, lock, deadline);
}

void WorkSignal::raise(std::uint64_t& count) {
    {
        const std::scoped_lock lock(mutex_);
        ++count;
    }
    changed_.notify_all();
}

}  // namespace i2m
