// cleanup.hpp - deletes ended jobs by age, by rule and by size, and says beforehand exactly what would go.
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"
#include "server/core/schedule.hpp"
#include "server/jobs/job_remover.hpp"
#include "server/jobs/removal_plan.hpp"
#include "shared/api/messages_admin.hpp"

namespace i2m {

struct CleanupParts {
    JobStore& store;
    JobRemover& remover;
    const Clock& clock;
    Log& log;
};

struct RetentionSettings {
    RetentionRules rules = {};
    std::optional<Schedule> schedule = {};  ///< absent: rules are not applied by themselves
    std::string schedule_text = {};
};

/// Every job is deleted in a transaction of its own, so a run that dies has deleted some jobs whole and the others not at all. Runs
/// wait for each other. Safe from any thread; throws StorageError.
class Cleanup {
public:
    Cleanup(CleanupParts parts, RetentionSettings settings);

    /// By age; InvalidRequest for an age or a limit that is out of range. A dry run lists what a real run with the same request
    /// deletes.
    Result<api::CleanupAnswer> by_age(const api::CleanupRequest& request);
    /// One job, whatever its age; what runs is cancelled first. InvalidId; an unknown job is no error, as older scripts expect.
    Result<api::CleanupJobAnswer> job(std::string_view id);

    /// The rules, and what they would delete now.
    [[nodiscard]] api::RetentionView retention() const;
    /// When the rules are applied next; nullopt when there are none, or no schedule. A time that was missed is in the past.
    [[nodiscard]] std::optional<TimePoint> next_retention() const;
    /// Applies the rules until nothing is left for them, or until it is to stop: then the rest is done next time.
    api::RetentionRunView run_retention(std::stop_token stop);

private:
    struct LastRun {
        TimePoint at;
        std::uint64_t jobs = 0;
        std::uint64_t bytes = 0;
    };
    [[nodiscard]] std::optional<LastRun> last_run() const;
    /// Deletes what is planned; what could not be deleted any more becomes an error in words.
    void carry_out(const RemovalPlan& plan, api::CleanupAnswer& answer, const std::stop_token& stop);

    CleanupParts parts_;
    RetentionSettings settings_;
    const TimePoint started_;
    std::mutex running_;  ///< held by the run of the moment
};

}  // namespace i2m
