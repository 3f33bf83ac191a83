// work_signal.cpp - three counters with a condition variable.
#include "server/jobs/work_signal.hpp"

namespace i2m {

void WorkSignal::notify() { raise(count_); }
void WorkSignal::notify_revoked() { raise(revoked_); }
void WorkSignal::notify_due() { raise(due_); }

std::uint64_t WorkSignal::seen() const { return read(count_); }
std::uint64_t WorkSignal::seen_revoked() const { return read(revoked_); }
std::uint64_t WorkSignal::seen_due() const { return read(due_); }

void WorkSignal::wait(const Clock& clock, std::uint64_t seen, TimePoint deadline) { wait_for(count_, clock, seen, deadline); }
void WorkSignal::wait_due(const Clock& clock, std::uint64_t seen, TimePoint deadline) { wait_for(due_, clock, seen, deadline); }

void WorkSignal::wait_revoked(const Clock& clock, std::uint64_t seen, TimePoint deadline) {
    std::unique_lock lock(mutex_);
    if (revoked_ == seen) clock.wait_until(changed_, lock, deadline);
}

std::uint64_t WorkSignal::read(const std::uint64_t& count) const {
    const std::scoped_lock lock(mutex_);
    return count;
}

void WorkSignal::wait_for(const std::uint64_t& count, const Clock& clock, std::uint64_t seen, TimePoint deadline) {
    std::unique_lock lock(mutex_);
    while (count == seen && clock.now() < deadline) clock.wait_until(changed_, lock, deadline);
}

void WorkSignal::raise(std::uint64_t& count) {
    {
        const std::scoped_lock lock(mutex_);
        ++count;
    }
    changed_.notify_all();
}

}  // namespace i2m
