// cached_check.cpp - one thread, one check at a time, the outcome under a lock.
#include "server/observe/cached_check.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "shared/base/text.hpp"

namespace i2m {

CachedCheck::CachedCheck(CheckOptions options, std::function<Finding()> check, const Clock& clock)
    : options_(std::move(options)), check_(std::move(check)), clock_(clock) {
    last_.name = options_.name;
    last_.is_needed = options_.is_needed;
    last_.checked_at = clock_.now();
    if (options_.period) {
        check_now();
    } else {
        last_.finding.message = "Not checked yet.";
    }
    thread_ = std::thread([this] { run(); });
}

CachedCheck::~CachedCheck() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

ComponentHealth CachedCheck::last() const {
    const std::scoped_lock lock(mutex_);
    ComponentHealth out = last_;
    const Millis taken = begun_ ? clock_.now() - *begun_ : Millis{0};
    if (taken > options_.patience) {
        out.finding.status = HealthStatus::Unhealthy;
        out.finding.message = "It has not answered for " + format_duration(taken.count()) + ".";
    }
    return out;
}

void CachedCheck::ask() {
    {
        const std::scoped_lock lock(mutex_);
        is_asked_ = true;
    }
    changed_.notify_all();
}

/// When the next check is to be made; mutex_ is held.
TimePoint CachedCheck::due() const {
    TimePoint next = TimePoint::max();
    if (options_.period) {
        const bool is_well = last_.finding.status == HealthStatus::Healthy;
        next = last_.checked_at + (is_well ? *options_.period : options_.period_in_trouble);
    }
    return is_asked_ ? std::min(next, last_.checked_at + options_.least_pause) : next;
}

void CachedCheck::run() {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            while (!is_stopping_ && clock_.now() < due()) {
                if (due() == TimePoint::max()) {
                    changed_.wait(lock);
                } else {
                    clock_.wait_until(changed_, lock, due());
                }
            }
            if (is_stopping_) return;
        }
        check_now();
    }
}

void CachedCheck::check_now() {
    {
        const std::scoped_lock lock(mutex_);
        begun_ = clock_.now();
        is_asked_ = false;
    }
    const auto from = std::chrono::steady_clock::now();
    Finding found;
    try {
        found = check_();
    } catch (const std::exception&) {
        found = {HealthStatus::Unhealthy, "It does not answer as it should. The log says why.", {}};
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
    const std::scoped_lock lock(mutex_);
    last_.finding = std::move(found);
    last_.response_time_ms = took.count();
    last_.checked_at = clock_.now();
    begun_.reset();
}

}  // namespace i2m
