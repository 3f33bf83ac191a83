// system_clock.cpp - std::chrono behind the seam.
#include "server/platform/system_clock.hpp"

namespace i2m {

TimePoint SystemClock::now() const { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }

void SystemClock::wait_until(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, TimePoint deadline) const {
    // By the steady clock: setting the machine's clock back must not make a worker sleep for hours.
    const Millis left = deadline - now();
    if (left.count() > 0) changed.wait_for(lock, left);
}

}  // namespace i2m
