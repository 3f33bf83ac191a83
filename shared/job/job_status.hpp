// job_status.hpp - a job's state and progress, derived from its files and never stored.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "shared/job/file_state.hpp"

namespace i2m {

enum class JobStatus : std::uint8_t { Queued, Processing, Completed, PartiallyCompleted, Failed, Cancelled };

/// How many files of a job are in which condition.
struct JobTally {
    std::uint32_t total = 0;
    std::uint32_t queued = 0;  ///< queued, retrying
    std::uint32_t running = 0;
    std::uint32_t unknown = 0;  ///< wait for a person
    std::uint32_t succeeded = 0;
    std::uint32_t failed = 0;
    std::uint32_t cancelled = 0;

    [[nodiscard]] std::uint32_t ended() const { return succeeded + failed + cancelled; }
};
[[nodiscard]] JobTally tally(std::span<const FileState> files);

/// The job's state. Ended when every file has ended: Completed (all models), PartiallyCompleted (at least one), Cancelled
/// (none, at least one cancelled), Failed (none). Before that Queued until the first file is taken, then Processing.
[[nodiscard]] JobStatus job_status(const JobTally& tally);
[[nodiscard]] constexpr bool is_final(JobStatus status) { return status != JobStatus::Queued && status != JobStatus::Processing; }

/// Mean of the files' progress in percent, ended files counting 100, rounded down: 100 only when all have ended.
struct FileProgress {
    FileState state;
    double percent;
};
[[nodiscard]] int overall_progress(std::span<const FileProgress> files);

/// Progress that never falls and is never 100 before its time.
class Progress {
public:
    explicit Progress(double percent = 0) : percent_(percent) {}
    /// Moves to `percent` when that is forward, at most to 99; returns the present value.
    double advance(double percent);
    [[nodiscard]] double percent() const { return percent_; }

private:
    double percent_;
};

/// Progress from elapsed time against a typical duration: 0 at the start, 63 % of the way to 95 at `typical_ms`, never 95.
[[nodiscard]] double progress_from_time(std::int64_t elapsed_ms, std::int64_t typical_ms);

/// Time left for a job in ms: typical time of what is left over `parallel` workers, less what the running ones did. A file that
/// waits for a person (unknown) is not counted; nullopt when nothing else is left, since nobody knows then.
[[nodiscard]] std::optional<std::int64_t> eta_ms(std::span<const FileProgress> files, std::int64_t typical_ms,
                                                 std::uint32_t parallel);

}  // namespace i2m

template <>
struct i2m::json::EnumNames<i2m::JobStatus> {
    static constexpr std::pair<JobStatus, std::string_view> kNames[] = {
        {JobStatus::Queued, "queued"},       {JobStatus::Processing, "processing"},
        {JobStatus::Completed, "completed"}, {JobStatus::PartiallyCompleted, "partially_completed"},
        {JobStatus::Failed, "failed"},       {JobStatus::Cancelled, "cancelled"},
    };
};

namespace i2m {
[[nodiscard]] constexpr std::string_view name_of(JobStatus status) {
    return json::EnumNames<JobStatus>::kNames[static_cast<int>(status)].second;
}
}  // namespace i2m
