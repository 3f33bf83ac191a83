// cached_check.hpp - a check that may be slow, on a thread of its own: askers get its last outcome with its date.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "server/core/health.hpp"

namespace i2m {

struct CheckOptions {
    std::string name;
    bool is_needed = false;
    std::optional<Millis> period{10'000};  ///< between two checks; absent: only when somebody asks
    Millis period_in_trouble{2'000};       ///< the same while it is not healthy
    Millis least_pause{1'000};             ///< between two checks that were asked for
    Millis patience{30'000};               ///< one that takes longer counts as unhealthy
};

/// Safe from any thread. An exception of `check` is Unhealthy. The destructor waits for a check that runs.
class CachedCheck {
public:
    /// The first check is made at once, by this thread, unless there is no period.
    CachedCheck(CheckOptions options, std::function<Finding()> check, const Clock& clock);
    ~CachedCheck();
    CachedCheck(const CachedCheck&) = delete;
    CachedCheck& operator=(const CachedCheck&) = delete;

    [[nodiscard]] ComponentHealth last() const;
    /// Lets it be made anew soon.
    void ask();

private:
    void run();
    void check_now();
    [[nodiscard]] TimePoint due() const;

    const CheckOptions options_;
    const std::function<Finding()> check_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool is_stopping_ = false;  ///< guarded by mutex_, as all below
    bool is_asked_ = false;
    std::optional<TimePoint> begun_;  ///< of the check that runs
    ComponentHealth last_;
    std::thread thread_;  ///< last: runs when all the others are there
};

}  // namespace i2m
