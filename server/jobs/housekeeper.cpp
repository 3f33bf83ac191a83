// housekeeper.cpp - the loop, and what a failure means.
#include "server/jobs/housekeeper.hpp"

#include <algorithm>
#include <exception>

namespace i2m {
namespace {

constexpr Millis kAfterFailure{10 * 60'000};
/// A clock that was set is noticed after so long.
constexpr Millis kLongestSleep{60 * 60'000};

}  // namespace

Housekeeper::Housekeeper(const Clock& clock, Log& log, std::vector<HouseTask> tasks) : clock_(clock), log_(log) {
    for (HouseTask& task : tasks) entries_.push_back({std::move(task)});
}

Housekeeper::~Housekeeper() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    stop_.request_stop();
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Housekeeper::start() {
    thread_ = std::thread([this] { loop(); });
}

void Housekeeper::wake() {
    {
        const std::lock_guard lock(mutex_);
        is_woken_ = true;
    }
    changed_.notify_all();
}

std::optional<TimePoint> Housekeeper::due_of(Entry& entry) {
    try {
        const std::optional<TimePoint> due = entry.task.next();
        return due && entry.not_before ? std::max(*due, *entry.not_before) : due;
    } catch (const std::exception& failure) {
        log_.error("housekeeping failed", {{"task", entry.task.name}, {"what", failure.what()}});
        return clock_.now() + kAfterFailure;
    }
}

std::size_t Housekeeper::run_due() {
    std::size_t ran = 0;
    for (Entry& entry : entries_) {
        const std::optional<TimePoint> due = due_of(entry);
        if (!due || *due > clock_.now()) continue;
        ++ran;
        entry.not_before.reset();
        try {
            entry.task.run(stop_.get_token());
        } catch (const std::exception& failure) {
            entry.not_before = clock_.now() + kAfterFailure;
            log_.error("housekeeping failed", {{"task", entry.task.name}, {"what", failure.what()}});
        }
    }
    return ran;
}

TimePoint Housekeeper::next_due() {
    TimePoint earliest = clock_.now() + kLongestSleep;
    for (Entry& entry : entries_) {
        if (const std::optional<TimePoint> due = due_of(entry)) earliest = std::min(earliest, *due);
    }
    return earliest;
}

void Housekeeper::loop() {
    std::unique_lock lock(mutex_);
    while (!is_stopping_) {
        is_woken_ = false;
        lock.unlock();
        run_due();
        const TimePoint next = next_due();
        lock.lock();
        while (!is_stopping_ && !is_woken_ && clock_.now() < next) clock_.wait_until(changed_, lock, next);
    }
}

}  // namespace i2m
