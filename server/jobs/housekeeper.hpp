// housekeeper.hpp - does what comes round by the clock and may take long: retention, backups, copies at providers.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "server/core/clock.hpp"
#include "server/core/log.hpp"

namespace i2m {

/// Something that is done now and then. `next` says when; nullopt: not until woken. `run` may take long; what it throws is logged,
/// and it is tried again after a while.
struct HouseTask {
    std::string name;
    std::function<std::optional<TimePoint>()> next;
    std::function<void(std::stop_token)> run;  ///< returns soon when the token says stop; what is left is done next time
};

/// Runs its tasks one after the other on a thread of its own, so that none keeps the janitor from its leases. start(), wake() and
/// the destructor are safe from any thread; run_due() is for that thread, or for tests without one.
class Housekeeper {
public:
    Housekeeper(const Clock& clock, Log& log, std::vector<HouseTask> tasks);
    ~Housekeeper();
    Housekeeper(const Housekeeper&) = delete;
    Housekeeper& operator=(const Housekeeper&) = delete;

    void start();
    /// Something may be due earlier than it was.
    void wake();

    /// Runs what is due; how many tasks that were.
    std::size_t run_due();
    /// When the next task is due; a long way off when none is.
    [[nodiscard]] TimePoint next_due();

private:
    struct Entry {
        HouseTask task;
        std::optional<TimePoint> not_before = {};  ///< after a failure
    };
    [[nodiscard]] std::optional<TimePoint> due_of(Entry& entry);
    void loop();

    const Clock& clock_;
    Log& log_;
    std::vector<Entry> entries_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_stopping_ = false;  ///< guarded by mutex_
    bool is_woken_ = false;     ///< guarded by mutex_
    std::stop_source stop_;
    std::thread thread_;
};

}  // namespace i2m
