// messages_jobs.hpp - jobs and their files, lists of them, and what is asked of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/api/messages_queue.hpp"
#include "shared/job/file_state.hpp"
#include "shared/job/job_status.hpp"
#include "shared/json/fields.hpp"

namespace i2m::api {

/// One file of a job.
struct FileView {
    std::string file_id;
    std::string filename;
    FileState status = FileState::Queued;
    double progress = 0;
    std::string message;
    std::optional<std::string> error;
    std::optional<std::string> error_code;
    std::uint64_t file_size = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t attempt = 0;
    std::optional<std::string> retry_at;
    std::optional<std::string> result_filename;
    std::optional<std::string> download_url;
    std::optional<std::uint64_t> result_size;
    std::optional<std::uint64_t> triangles;
    std::optional<std::uint64_t> vertices;
    std::optional<std::int64_t> duration_ms;  ///< from claim to stored
    std::string source_url;
    std::optional<double> cost_usd;          ///< of all its paid runs, the unconfirmed ones among them
    std::optional<bool> is_cost_estimated;   ///< with cost_usd: a part of it is an estimate
    std::optional<std::string> model;        ///< of the last run; a retry may have another than the job
    std::optional<json::Value> options;      ///< with model
    std::optional<std::string> preview_url;  ///< the provider's picture of the model
    std::optional<bool> is_slow;             ///< true: runs longer than 95 of 100 runs of its model did
    std::optional<std::string> deadline_at;
    std::optional<std::int64_t> eta_ms;
    std::optional<std::uint32_t> queue_position;  ///< 0-based, while it is queued
    std::optional<std::string> provider_request_id;
    std::optional<std::string> next_step;  ///< with `error`: what a person can do
    std::optional<bool> is_retryable;      ///< with `error`: the same again may work
};

/// One job with its files.
struct JobView {
    std::string job_id;
    std::string task_id;
    JobStatus status = JobStatus::Queued;
    int progress = 0;
    std::string message;
    std::string model;
    json::Value options = json::Object{};
    std::optional<std::int64_t> face_limit;
    std::string created_at;
    std::optional<std::string> ended_at;
    std::int64_t timestamp = 0;  ///< epoch ms of this answer
    std::int64_t elapsed_ms = 0;
    std::optional<std::int64_t> eta_ms;
    std::uint32_t total_files = 0;
    std::uint32_t successful_files = 0;
    std::uint32_t failed_files = 0;
    std::uint32_t cancelled_files = 0;
    std::int64_t last_event_id = 0;         ///< what the view already contains
    std::optional<double> cost_usd;         ///< of all paid runs of its files
    std::optional<bool> is_cost_estimated;  ///< with cost_usd: a part of it is an estimate
    std::optional<double> estimate_usd;     ///< of all its files, as it was asked; absent: free or not known
    std::vector<FileView> files;
    std::optional<Hold> hold;  ///< why its queued files wait beyond the ordinary
};

struct JobListAnswer {
    std::vector<JobView> jobs;
    std::optional<std::string> next_cursor;
};

/// Body of a retry; everything may be left out.
struct RetryRequest {
    std::vector<std::string> files;  ///< ids; empty: all that failed or were cancelled
    std::string model;               ///< "": as before
    json::Value options = json::Object{};
    std::optional<bool> as_new_job;  ///< run them as a job of its own; the old one keeps its models
};

struct DeleteAnswer {
    std::string job_id;
    std::string status = "deleted";  ///< or "deleting": when its provider has stopped
    std::string message;
    std::uint64_t files_removed = 0;  ///< contents that no other job holds
    double freed_space_mb = 0;
    std::uint64_t freed_bytes = 0;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::FileView> {
    using T = api::FileView;
    static constexpr std::string_view kName = "File";
    static constexpr auto kList =
        std::tuple{required("file_id", &T::file_id),
                   required("filename", &T::filename),
                   required("status", &T::status),
                   required("progress", &T::progress, "0 to 100"),
                   optional("message", &T::message),
                   optional("error", &T::error),
                   optional("error_code", &T::error_code),
                   optional("file_size", &T::file_size, "Bytes of the image"),
                   optional("width", &T::width, "Pixels, as stored"),
                   optional("height", &T::height, "Pixels, as stored"),
                   optional("attempt", &T::attempt),
                   optional("retry_at", &T::retry_at),
                   optional("result_filename", &T::result_filename),
                   optional("download_url", &T::download_url),
                   optional("result_size", &T::result_size, "Bytes of the model"),
                   optional("triangles", &T::triangles),
                   optional("vertices", &T::vertices),
                   optional("duration_ms", &T::duration_ms),
                   optional("source_url", &T::source_url),
                   optional("cost_usd", &T::cost_usd, "US dollars, of all its paid runs"),
                   optional("is_cost_estimated", &T::is_cost_estimated, "A part of it is an estimate"),
                   optional("model", &T::model, "Of the last run; a retry may have another one than the job"),
                   optional("options", &T::options, "With model"),
                   optional("preview_url", &T::preview_url, "The provider's picture of the model"),
                   optional("is_slow", &T::is_slow, "Runs longer than 95 of 100 runs of its model"),
                   optional("deadline_at", &T::deadline_at),
                   optional("eta_ms", &T::eta_ms),
                   optional("queue_position", &T::queue_position, "From 0, while it is queued"),
                   optional("provider_request_id", &T::provider_request_id),
                   optional("next_step", &T::next_step, "With an error: what a person can do"),
                   optional("is_retryable", &T::is_retryable, "With an error: the same may work later")};
};
template <>
struct Fields<api::JobView> {
    using T = api::JobView;
    static constexpr std::string_view kName = "Job";
    static constexpr auto kList = std::tuple{required("job_id", &T::job_id),
                                             required("task_id", &T::task_id, "The same as job_id"),
                                             required("status", &T::status),
                                             required("progress", &T::progress, "0 to 100"),
                                             optional("message", &T::message),
                                             optional("model", &T::model),
                                             optional("options", &T::options),
                                             optional("face_limit", &T::face_limit),
                                             optional("created_at", &T::created_at),
                                             optional("ended_at", &T::ended_at),
                                             optional("timestamp", &T::timestamp, "Epoch milliseconds"),
                                             optional("elapsed_ms", &T::elapsed_ms),
                                             optional("eta_ms", &T::eta_ms),
                                             optional("total_files", &T::total_files),
                                             optional("successful_files", &T::successful_files),
                                             optional("failed_files", &T::failed_files),
                                             optional("cancelled_files", &T::cancelled_files),
                                             optional("last_event_id", &T::last_event_id),
                                             optional("cost_usd", &T::cost_usd, "US dollars, of all paid runs of its files"),
                                             optional("is_cost_estimated", &T::is_cost_estimated, "A part of it is an estimate"),
                                             optional("estimate_usd", &T::estimate_usd, "US dollars, of all its files"),
                                             optional("files", &T::files),
                                             optional("hold", &T::hold, "Why its queued files wait beyond the ordinary")};
};
template <>
struct Fields<api::JobListAnswer> {
    using T = api::JobListAnswer;
    static constexpr std::string_view kName = "JobList";
    static constexpr auto kList = std::tuple{required("jobs", &T::jobs), optional("next_cursor", &T::next_cursor)};
};
template <>
struct Fields<api::RetryRequest> {
    using T = api::RetryRequest;
    static constexpr std::string_view kName = "Retry";
    static constexpr auto kList =
        std::tuple{optional("files", &T::files, "Ids; left out: all that failed or were cancelled"),
                   optional("model", &T::model, "Left out: as before"), optional("options", &T::options),
                   optional("as_new_job", &T::as_new_job,
                            "Run them as a new job, also those that have their model; the old job stays as it is")};
};
template <>
struct Fields<api::DeleteAnswer> {
    using T = api::DeleteAnswer;
    static constexpr std::string_view kName = "Deleted";
    static constexpr auto kList =
        std::tuple{required("job_id", &T::job_id),
                   required("status", &T::status, "\"deleted\", or \"deleting\" until its provider has stopped"),
                   required("message", &T::message),
                   required("files_removed", &T::files_removed, "Contents that no other job holds"),
                   required("freed_space_mb", &T::freed_space_mb),
                   required("freed_bytes", &T::freed_bytes)};
};

}  // namespace i2m::json
