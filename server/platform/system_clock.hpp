// system_clock.hpp - the machine's wall clock.
#pragma once

#include "server/core/clock.hpp"

namespace i2m {

class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override;
    void wait_until(std::condition_variable& changed, std::unique_lock<std::mutex>& lock, TimePoint deadline) const override;
};

}  // namespace i2m
