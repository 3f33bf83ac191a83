// job_views.hpp - records as the API shows them, and the events that a change gives; pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/job_record.hpp"
#include "server/core/lanes.hpp"
#include "shared/api/messages.hpp"
#include "shared/job/job_status.hpp"

namespace i2m {

/// A job in figures.
struct JobSummary {
    JobTally tally;
    JobStatus status = JobStatus::Queued;
    int percent = 0;
    std::optional<std::int64_t> eta_ms;  ///< absent when ended or when the model's time is not known
};
/// `parallel`: how many of its files run at once.
[[nodiscard]] JobSummary summarize(std::span<const FileProgress> files, std::int64_t typical_ms, std::uint32_t parallel);
[[nodiscard]] std::vector<FileProgress> progress_of(std::span<const FileRecord> files);

/// "Waiting in the queue", "3 of 25 done", "24 of 25 models are ready, 1 failed".
[[nodiscard]] std::string words_of(const JobSummary& summary);

[[nodiscard]] api::FileView view_of(const FileRecord& file);
[[nodiscard]] api::JobView view_of(const JobWithFiles& job, const Lanes& lanes, TimePoint now);

/// What every event tells of a job: its ids, state, progress, words and time.
[[nodiscard]] api::EventData event_of(const api::JobView& job);

/// An event that has no id yet.
struct EventDraft {
    std::string_view name;  ///< api::kEvent...
    std::string data;       ///< api::EventData as JSON
};

[[nodiscard]] EventDraft queued_event(const JobRecord& job, const JobSummary& summary, std::uint32_t queue_position,
                                      TimePoint now);
[[nodiscard]] EventDraft file_event(const FileRecord& file, TimePoint now);
/// task_retry, for a file that became Retrying.
[[nodiscard]] EventDraft retry_event(const FileRecord& file, TimePoint now);
[[nodiscard]] EventDraft progress_event(std::string_view job_id, const JobSummary& summary, TimePoint now);
/// task_completed, task_failed or task_cancelled, with the whole job.
[[nodiscard]] EventDraft final_event(const JobWithFiles& job, const Lanes& lanes, TimePoint now);

/// True when people see a difference between the two: task_progress is told then.
[[nodiscard]] bool differs(const JobSummary& before, const JobSummary& after);

}  // namespace i2m
