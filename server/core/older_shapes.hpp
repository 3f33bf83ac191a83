// older_shapes.hpp - jobs in the members that scripts of the system before this one read, beside our own; pure functions.
#pragma once

#include <string>
#include <string_view>

#include "shared/api/messages_jobs.hpp"
#include "shared/job/job_status.hpp"
#include "shared/json/value.hpp"

namespace i2m {

/// The state as task queues call it: PENDING, PROGRESS, SUCCESS, FAILURE, REVOKED.
[[nodiscard]] std::string_view task_state(JobStatus status);
/// Files of the job that have ended, however.
[[nodiscard]] std::uint32_t ended_files(const api::JobView& job);
/// {total_files, successful_files, failed_files}
[[nodiscard]] json::Value counts_of(const api::JobView& job);
/// What came of each file: status, download_url, file_size, error, ...
[[nodiscard]] json::Array result_rows(const api::JobView& job);
/// An event's JSON text with `task_name` behind its members: the function that a task queue runs, here null.
[[nodiscard]] std::string with_task_name(std::string event_text);
/// What came of the whole job: its counts, how many files the provider left unanswered, and `results` with these rows.
[[nodiscard]] json::Value result_of(const api::JobView& job);

}  // namespace i2m
