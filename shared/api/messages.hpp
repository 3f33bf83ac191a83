// messages.hpp - the bodies of the HTTP API as plain structs with their wire fields. Times are ISO-8601 UTC text unless the
// name says otherwise; sizes are bytes; progress is 0 to 100 and never falls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/api/messages_queue.hpp"
#include "shared/base/error.hpp"
#include "shared/job/file_state.hpp"
#include "shared/job/job_status.hpp"
#include "shared/json/fields.hpp"
#include "shared/models/price.hpp"

namespace i2m::api {

/// Every error answer.
struct ErrorEnvelope {
    bool error = true;
    std::string error_code;
    std::string message;
    int status_code = 500;
    json::Value details = json::Object{};
    std::string request_id;
};
/// The envelope of `error`; `details` gets `field` when the error names one.
[[nodiscard]] ErrorEnvelope envelope_of(const Error& error, std::string_view request_id);

/// One file that was refused (details.files of FILE_VALIDATION_ERROR).
struct RefusedFile {
    std::string filename;
    std::string code;  ///< image_issue_name
    std::string message;
};

struct UploadedFile {
    std::string file_id;
    std::string filename;
    std::uint64_t file_size = 0;
    std::string content_type;
    std::string status = "uploaded";
    std::string task_id;
};

/// Answer to an upload: job_id, task_id and batch_id are the same value.
struct UploadAnswer {
    std::string batch_id;
    std::string job_id;
    std::string task_id;
    std::vector<UploadedFile> uploaded_files;
    std::optional<std::int64_t> face_limit;
    std::uint32_t total_files = 0;
    std::string status = "uploaded";
    std::string message;
};

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

/// Data of every job event; fields that do not belong to the event are left out.
struct EventData {
    std::string job_id;
    std::string task_id;
    std::string status;
    int progress = 0;
    std::string message;
    std::int64_t timestamp = 0;
    std::optional<std::string> file_id;
    std::optional<std::string> filename;
    std::optional<std::string> error;
    std::optional<std::string> error_code;
    std::optional<std::uint32_t> current;
    std::optional<std::uint32_t> total;
    std::optional<std::uint32_t> total_files;
    std::optional<std::int64_t> eta_seconds;
    std::optional<std::uint32_t> attempt;
    std::optional<std::string> retry_at;
    std::optional<std::string> reason;
    std::optional<std::uint32_t> queue_position;
    std::optional<FileView> file;   ///< file_update: the file as it is now
    std::optional<JobView> result;  ///< final events and the snapshot
};

struct DownloadEntry {
    std::string filename;
    std::uint64_t size = 0;
    std::string mime_type;
    double created_time = 0;  ///< epoch seconds
    json::Value rendered_image;
    std::string sha256;
    std::string file_id;
    std::string download_url;
    std::optional<std::string> signed_url;  ///< works without a key, for whoever has it
    std::optional<std::string> expires_at;  ///< of signed_url
};
struct DownloadListAnswer {
    std::string job_id;
    std::vector<DownloadEntry> files;
    std::vector<std::string> download_urls;
    std::uint32_t total_files = 0;
};

/// One model that can be chosen.
struct ModelView {
    std::string id;
    std::string name;
    std::string provider;        ///< "draft" or "fal"
    std::string provider_label;  ///< "Built in", "FAL.AI"
    std::string description;
    std::string type = "image_to_3d";
    std::vector<std::string> supported_formats;
    json::Value parameters = json::Object{};     ///< JSON Schema of `options`
    std::optional<double> price_usd;             ///< of a run with defaults; 0: free, absent: not known
    std::vector<models::PriceRule> price_rules;  ///< what options change of it, in order
    std::int64_t typical_ms = 0;
    bool available = true;
    std::optional<std::string> unavailable_reason;
    bool is_default = false;
};

struct ModelListAnswer {
    std::vector<ModelView> models;
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

struct LimitsView {
    std::uint32_t max_files = 25;
    std::uint64_t max_file_bytes = 10'485'760;
    std::uint64_t max_pixels = 50'000'000;
    std::uint32_t min_side_px = 16;
    std::uint32_t max_side_px = 16'384;
    std::uint32_t workers = 4;
    std::string version;
};

struct HealthView {
    std::string status = "healthy";
    std::string version;
    std::int64_t uptime_s = 0;
};

struct LivenessView {
    std::string status = "alive";
};

/// `checks` maps the name of each check to "ok" or to what is wrong, in words.
struct ReadinessView {
    std::string status = "ready";
    json::Value checks = json::Object{};
};

/// Names of events on the wire.
inline constexpr std::string_view kEventSnapshot = "snapshot";
inline constexpr std::string_view kEventQueued = "task_queued";
inline constexpr std::string_view kEventProgress = "task_progress";
inline constexpr std::string_view kEventFile = "file_update";
inline constexpr std::string_view kEventRetry = "task_retry";
inline constexpr std::string_view kEventCompleted = "task_completed";
inline constexpr std::string_view kEventFailed = "task_failed";
inline constexpr std::string_view kEventCancelled = "task_cancelled";
inline constexpr std::string_view kEventHeartbeat = "heartbeat";
inline constexpr std::string_view kEventTimeout = "connection_timeout";
/// True when a job's stream ends after this event.
[[nodiscard]] constexpr bool is_final_event(std::string_view name) {
    return name == kEventCompleted || name == kEventFailed || name == kEventCancelled;
}

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::ErrorEnvelope> {
    using T = api::ErrorEnvelope;
    static constexpr std::string_view kName = "Error";
    static constexpr auto kList = std::tuple{required("error", &T::error),
                                             required("error_code", &T::error_code, "Stable code"),
                                             required("message", &T::message, "What happened and the next step"),
                                             required("status_code", &T::status_code),
                                             optional("details", &T::details, "Structured details"),
                                             optional("request_id", &T::request_id)};
};
template <>
struct Fields<api::RefusedFile> {
    using T = api::RefusedFile;
    static constexpr std::string_view kName = "RefusedFile";
    static constexpr auto kList =
        std::tuple{required("filename", &T::filename), required("code", &T::code), required("message", &T::message)};
};
template <>
struct Fields<api::UploadedFile> {
    using T = api::UploadedFile;
    static constexpr std::string_view kName = "UploadedFile";
    static constexpr auto kList = std::tuple{required("file_id", &T::file_id),
                                             required("filename", &T::filename),
                                             required("file_size", &T::file_size, "Bytes"),
                                             required("content_type", &T::content_type),
                                             required("status", &T::status),
                                             required("task_id", &T::task_id)};
};
template <>
struct Fields<api::UploadAnswer> {
    using T = api::UploadAnswer;
    static constexpr std::string_view kName = "UploadAnswer";
    static constexpr auto kList = std::tuple{required("batch_id", &T::batch_id),
                                             required("job_id", &T::job_id),
                                             required("task_id", &T::task_id),
                                             required("uploaded_files", &T::uploaded_files),
                                             required("face_limit", &T::face_limit, "Most triangles, or null"),
                                             required("total_files", &T::total_files),
                                             required("status", &T::status),
                                             required("message", &T::message)};
};
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
struct Fields<api::EventData> {
    using T = api::EventData;
    static constexpr std::string_view kName = "Event";
    static constexpr auto kList = std::tuple{required("job_id", &T::job_id),
                                             required("task_id", &T::task_id),
                                             required("status", &T::status),
                                             required("progress", &T::progress),
                                             required("message", &T::message),
                                             required("timestamp", &T::timestamp),
                                             optional("file_id", &T::file_id),
                                             optional("filename", &T::filename),
                                             optional("error", &T::error),
                                             optional("error_code", &T::error_code),
                                             optional("current", &T::current),
                                             optional("total", &T::total),
                                             optional("total_files", &T::total_files),
                                             optional("eta_seconds", &T::eta_seconds),
                                             optional("attempt", &T::attempt),
                                             optional("retry_at", &T::retry_at),
                                             optional("reason", &T::reason),
                                             optional("queue_position", &T::queue_position),
                                             optional("file", &T::file),
                                             optional("result", &T::result)};
};
template <>
struct Fields<api::DownloadEntry> {
    using T = api::DownloadEntry;
    static constexpr std::string_view kName = "DownloadEntry";
    static constexpr auto kList = std::tuple{required("filename", &T::filename),
                                             required("size", &T::size, "Bytes"),
                                             required("mime_type", &T::mime_type),
                                             required("created_time", &T::created_time, "Epoch seconds"),
                                             optional("rendered_image", &T::rendered_image),
                                             required("sha256", &T::sha256),
                                             required("file_id", &T::file_id),
                                             required("download_url", &T::download_url),
                                             optional("signed_url", &T::signed_url, "Works without a key, for whoever has it"),
                                             optional("expires_at", &T::expires_at, "Until then signed_url works")};
};
template <>
struct Fields<api::DownloadListAnswer> {
    using T = api::DownloadListAnswer;
    static constexpr std::string_view kName = "DownloadList";
    static constexpr auto kList =
        std::tuple{required("job_id", &T::job_id), required("files", &T::files), required("download_urls", &T::download_urls),
                   required("total_files", &T::total_files)};
};
template <>
struct Fields<api::ModelView> {
    using T = api::ModelView;
    static constexpr std::string_view kName = "Model";
    static constexpr auto kList =
        std::tuple{required("id", &T::id),
                   required("name", &T::name),
                   required("provider", &T::provider),
                   optional("provider_label", &T::provider_label),
                   optional("description", &T::description),
                   optional("type", &T::type),
                   optional("supported_formats", &T::supported_formats),
                   optional("parameters", &T::parameters, "JSON Schema of the options"),
                   optional("price_usd", &T::price_usd, "A run with defaults, in US dollars; 0: free, absent: not known"),
                   optional("price_rules", &T::price_rules, "What options change of it, in order"),
                   optional("typical_ms", &T::typical_ms),
                   optional("available", &T::available),
                   optional("unavailable_reason", &T::unavailable_reason),
                   optional("is_default", &T::is_default)};
};
template <>
struct Fields<api::ModelListAnswer> {
    using T = api::ModelListAnswer;
    static constexpr std::string_view kName = "ModelList";
    static constexpr auto kList = std::tuple{required("models", &T::models)};
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
template <>
struct Fields<api::LivenessView> {
    using T = api::LivenessView;
    static constexpr std::string_view kName = "Liveness";
    static constexpr auto kList = std::tuple{required("status", &T::status)};
};
template <>
struct Fields<api::ReadinessView> {
    using T = api::ReadinessView;
    static constexpr std::string_view kName = "Readiness";
    static constexpr auto kList = std::tuple{required("status", &T::status, "\"ready\" or \"not ready\""),
                                             required("checks", &T::checks, "Name of each check: \"ok\", or what is wrong")};
};
template <>
struct Fields<api::LimitsView> {
    using T = api::LimitsView;
    static constexpr std::string_view kName = "Limits";
    static constexpr auto kList =
        std::tuple{required("max_files", &T::max_files),     required("max_file_bytes", &T::max_file_bytes),
                   required("max_pixels", &T::max_pixels),   required("min_side_px", &T::min_side_px),
                   required("max_side_px", &T::max_side_px), optional("workers", &T::workers),
                   optional("version", &T::version)};
};
template <>
struct Fields<api::HealthView> {
    using T = api::HealthView;
    static constexpr std::string_view kName = "Health";
    static constexpr auto kList =
        std::tuple{required("status", &T::status), required("version", &T::version), required("uptime_s", &T::uptime_s)};
};

// What nearly everybody reads or writes is compiled once, in messages.cpp.
extern template Result<void> detail::decode_fields(api::FileView&, const Value&, const std::string&);
extern template void detail::write_fields(std::string&, const api::FileView&);
extern template Value encode(const api::FileView&);
extern template Result<void> detail::decode_fields(api::JobView&, const Value&, const std::string&);
extern template void detail::write_fields(std::string&, const api::JobView&);
extern template Value encode(const api::JobView&);
extern template Result<void> detail::decode_fields(api::JobListAnswer&, const Value&, const std::string&);
extern template void detail::write_fields(std::string&, const api::JobListAnswer&);
extern template Value encode(const api::JobListAnswer&);
extern template Result<void> detail::decode_fields(api::EventData&, const Value&, const std::string&);
extern template void detail::write_fields(std::string&, const api::EventData&);
extern template Value encode(const api::EventData&);
extern template Result<void> detail::decode_fields(api::ModelView&, const Value&, const std::string&);
extern template void detail::write_fields(std::string&, const api::ModelView&);
extern template Value encode(const api::ModelView&);
extern template Result<void> detail::decode_fields(api::ModelListAnswer&, const Value&, const std::string&);
extern template void detail::write_fields(std::string&, const api::ModelListAnswer&);
extern template Value encode(const api::ModelListAnswer&);

}  // namespace i2m::json
