// backup_service.hpp - when backups are made, how many are kept, and what is told of them.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "server/core/backups.hpp"
#include "server/core/clock.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"
#include "server/core/schedule.hpp"
#include "shared/api/messages_admin.hpp"

namespace i2m {

struct BackupSettings {
    std::optional<Schedule> schedule = {};  ///< absent: only when asked
    std::string schedule_text = {};
    std::uint64_t keep = 7;        ///< newest that are kept; 0: all
    std::uint64_t keep_days = 30;  ///< older ones go; 0: none
};

/// Those of `backups`, newest first, that are kept no longer. The newest always stays.
[[nodiscard]] std::vector<std::string> surplus_backups(std::span<const BackupInfo> backups, const BackupSettings& settings,
                                                       TimePoint now);

struct BackupServiceParts {
    Backups& backups;
    JobStore& store;  ///< remembers the last one over restarts
    const Clock& clock;
    Log& log;
    std::function<void()> wake;  ///< wakes who calls run()
};

/// Safe from any thread.
class BackupService {
public:
    BackupService(BackupServiceParts parts, BackupSettings settings);

    /// Asks for a backup; Conflict while one is made or asked for.
    Result<api::BackupStarted> ask();
    [[nodiscard]] api::BackupListAnswer list() const;

    /// When the next one is due: at once when somebody asked.
    [[nodiscard]] std::optional<TimePoint> next() const;
    /// Makes one, and removes those that are kept no longer once it is there. A failure is told by list() and thrown on.
    void run(std::stop_token stop);

private:
    [[nodiscard]] std::optional<TimePoint> next_scheduled() const;

    BackupServiceParts parts_;
    const BackupSettings settings_;
    const TimePoint started_;
    mutable std::mutex mutex_;
    bool is_asked_ = false;                  ///< guarded by mutex_
    bool is_running_ = false;                ///< guarded by mutex_
    std::optional<std::string> last_error_;  ///< guarded by mutex_
};

}  // namespace i2m
