// messages_admin.hpp - storage as administrators see it: what is used, what is kept how long, what is deleted, and backups.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/job/job_status.hpp"
#include "shared/json/fields.hpp"

namespace i2m::api {

/// The names that older scripts know, in MB and GB of 1 024; the same in bytes beside them.
struct FolderUsage {
    std::string path;
    double size_mb = 0;
    std::uint64_t size_bytes = 0;
    std::uint64_t file_count = 0;
    std::uint64_t directory_count = 0;
    double disk_total_gb = 0;
    double disk_used_gb = 0;
    double disk_free_gb = 0;
    double disk_usage_percent = 0;
};

struct DiskUsageView {
    FolderUsage upload_dir;
    FolderUsage output_dir;
    std::uint64_t stored_bytes = 0;
    std::uint64_t jobs = 0;
    std::uint64_t free_bytes = 0;
    double upload_limit_percent = 0;
    bool refuses_uploads = false;
    std::string timestamp;
};

enum class StorageHealth : std::uint8_t { Healthy, Warning, Critical };

struct SystemHealthView {
    StorageHealth status = StorageHealth::Healthy;
    DiskUsageView disk_usage;
    std::vector<std::string> warnings;
    std::string timestamp;
};

struct StoredFileView {
    std::string path;
    double size_mb = 0;
    std::uint64_t size_bytes = 0;
    std::string modified;  ///< epoch seconds, as text
    bool is_directory = false;
    std::optional<std::int64_t> file_count;
    std::string filename;
    std::string content_type;
    std::string sha256;
    std::string job_id;
    std::string file_id;
    std::uint32_t jobs = 0;
    std::string created_at;
};

struct FileListAnswer {
    std::string directory;
    double total_size_mb = 0;
    std::uint64_t total_size_bytes = 0;
    std::uint64_t total_files = 0;
    std::vector<StoredFileView> items;
    std::optional<std::string> next_cursor;
};

struct CleanupRequest {
    std::int64_t hours = 24;
    bool dry_run = false;
    std::int64_t limit = 1'000;
};

struct RemovedContent {
    std::string sha256;
    std::uint64_t size_bytes = 0;
};

struct RemovedJobView {
    std::string job_id;
    JobStatus status = JobStatus::Completed;
    std::string ended_at;
    std::uint32_t files = 0;
    std::uint64_t freed_bytes = 0;
    std::vector<RemovedContent> contents;
};

struct CleanupAnswer {
    double freed_space_mb = 0;
    std::uint64_t freed_bytes = 0;
    std::uint64_t files_removed = 0;
    std::uint64_t directories_removed = 0;
    std::vector<std::string> errors;
    std::int64_t cleanup_hours = 0;
    std::string timestamp;
    bool dry_run = false;
    bool has_more = false;
    std::vector<RemovedJobView> jobs;
};

struct CleanupJobRequest {
    std::string job_id;
};

struct CleanupJobAnswer {
    std::string job_id;
    std::string status;
    double freed_space_mb = 0;
    std::uint64_t freed_bytes = 0;
    std::uint64_t files_removed = 0;
    std::vector<std::string> errors;
    std::string timestamp;
};

struct RetentionRuleView {
    JobStatus status = JobStatus::Completed;
    std::optional<std::int64_t> keep_days;
};

struct RetentionRunView {
    std::string at;
    std::uint64_t jobs_removed = 0;
    std::uint64_t freed_bytes = 0;
};

struct RetentionView {
    std::vector<RetentionRuleView> rules;
    std::optional<std::uint64_t> max_bytes;
    std::uint64_t stored_bytes = 0;
    std::string schedule;
    std::optional<std::string> next_run_at;
    std::optional<RetentionRunView> last_run;
    CleanupAnswer preview;
};

struct BackupView {
    std::string name;
    std::uint64_t size_bytes = 0;
    std::string created_at;
};

struct BackupListAnswer {
    std::vector<BackupView> backups;
    std::string folder;
    bool is_running = false;
    std::optional<std::string> last_error;
    std::string schedule;
    std::optional<std::string> next_run_at;
    std::uint64_t keep = 0;
    std::uint64_t keep_days = 0;
};

struct BackupStarted {
    std::string status = "started";
    std::string message;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct EnumNames<api::StorageHealth> {
    static constexpr std::pair<api::StorageHealth, std::string_view> kNames[] = {{api::StorageHealth::Healthy, "healthy"},
                                                                                 {api::StorageHealth::Warning, "warning"},
                                                                                 {api::StorageHealth::Critical, "critical"}};
};
template <>
struct Fields<api::FolderUsage> {
    using T = api::FolderUsage;
    static constexpr std::string_view kName = "FolderUsage";
    static constexpr auto kList = std::tuple{required("path", &T::path),
                                             required("size_mb", &T::size_mb, "MB of 1024 x 1024 bytes"),
                                             required("size_bytes", &T::size_bytes),
                                             required("file_count", &T::file_count, "Contents; the same one is stored once"),
                                             required("directory_count", &T::directory_count, "Jobs"),
                                             required("disk_total_gb", &T::disk_total_gb),
                                             required("disk_used_gb", &T::disk_used_gb),
                                             required("disk_free_gb", &T::disk_free_gb),
                                             required("disk_usage_percent", &T::disk_usage_percent, "As df tells it")};
};
template <>
struct Fields<api::DiskUsageView> {
    using T = api::DiskUsageView;
    static constexpr std::string_view kName = "DiskUsage";
    static constexpr auto kList =
        std::tuple{required("upload_dir", &T::upload_dir, "Uploaded images"),
                   required("output_dir", &T::output_dir, "Models and their pictures"),
                   required("stored_bytes", &T::stored_bytes, "Of all contents, each counted once"),
                   required("jobs", &T::jobs),
                   required("free_bytes", &T::free_bytes),
                   required("upload_limit_percent", &T::upload_limit_percent, "From here on uploads are refused"),
                   required("refuses_uploads", &T::refuses_uploads),
                   required("timestamp", &T::timestamp)};
};
template <>
struct Fields<api::SystemHealthView> {
    using T = api::SystemHealthView;
    static constexpr std::string_view kName = "SystemHealth";
    static constexpr auto kList = std::tuple{
        required("status", &T::status, "warning above 80 % of the disk, critical above 90 %"),
        required("disk_usage", &T::disk_usage), required("warnings", &T::warnings), required("timestamp", &T::timestamp)};
};
template <>
struct Fields<api::StoredFileView> {
    using T = api::StoredFileView;
    static constexpr std::string_view kName = "StoredFile";
    static constexpr auto kList = std::tuple{required("path", &T::path, "Below the data folder"),
                                             required("size_mb", &T::size_mb),
                                             required("size_bytes", &T::size_bytes),
                                             required("modified", &T::modified, "Seconds since 1970, as text"),
                                             required("is_directory", &T::is_directory),
                                             required("file_count", &T::file_count, "Of a directory; null for a file"),
                                             required("filename", &T::filename, "Of the first file that has this content"),
                                             required("content_type", &T::content_type),
                                             required("sha256", &T::sha256),
                                             required("job_id", &T::job_id),
                                             required("file_id", &T::file_id),
                                             required("jobs", &T::jobs, "How many jobs have this content"),
                                             required("created_at", &T::created_at)};
};
template <>
struct Fields<api::FileListAnswer> {
    using T = api::FileListAnswer;
    static constexpr std::string_view kName = "FileList";
    static constexpr auto kList = std::tuple{required("directory", &T::directory),
                                             required("total_size_mb", &T::total_size_mb, "Of all files, not of this page"),
                                             required("total_size_bytes", &T::total_size_bytes),
                                             required("total_files", &T::total_files, "All, not those of this page"),
                                             required("items", &T::items, "Newest first"),
                                             optional("next_cursor", &T::next_cursor, "Left out on the last page")};
};
template <>
struct Fields<api::CleanupRequest> {
    using T = api::CleanupRequest;
    static constexpr std::string_view kName = "Cleanup";
    static constexpr auto kList =
        std::tuple{optional("hours", &T::hours, "Jobs that ended so long ago or longer; 0 to 876000"),
                   optional("dry_run", &T::dry_run, "Say what would go, delete nothing"),
                   optional("limit", &T::limit, "Most jobs of one call, 1 to 10000; what ended first goes first")};
};
template <>
struct Fields<api::RemovedContent> {
    using T = api::RemovedContent;
    static constexpr std::string_view kName = "RemovedContent";
    static constexpr auto kList = std::tuple{required("sha256", &T::sha256), required("size_bytes", &T::size_bytes)};
};
template <>
struct Fields<api::RemovedJobView> {
    using T = api::RemovedJobView;
    static constexpr std::string_view kName = "RemovedJob";
    static constexpr auto kList =
        std::tuple{required("job_id", &T::job_id),           required("status", &T::status),
                   required("ended_at", &T::ended_at),       required("files", &T::files, "Images of the job"),
                   required("freed_bytes", &T::freed_bytes), required("contents", &T::contents, "What no other job has")};
};
template <>
struct Fields<api::CleanupAnswer> {
    using T = api::CleanupAnswer;
    static constexpr std::string_view kName = "CleanedUp";
    static constexpr auto kList = std::tuple{required("freed_space_mb", &T::freed_space_mb),
                                             required("freed_bytes", &T::freed_bytes),
                                             required("files_removed", &T::files_removed, "Contents that no other job has"),
                                             required("directories_removed", &T::directories_removed, "Jobs"),
                                             required("errors", &T::errors),
                                             required("cleanup_hours", &T::cleanup_hours),
                                             required("timestamp", &T::timestamp),
                                             required("dry_run", &T::dry_run),
                                             required("has_more", &T::has_more, "The limit was reached; call again for the rest"),
                                             required("jobs", &T::jobs, "In the order in which they go")};
};
template <>
struct Fields<api::CleanupJobRequest> {
    using T = api::CleanupJobRequest;
    static constexpr std::string_view kName = "CleanupJob";
    static constexpr auto kList = std::tuple{required("job_id", &T::job_id)};
};
template <>
struct Fields<api::CleanupJobAnswer> {
    using T = api::CleanupJobAnswer;
    static constexpr std::string_view kName = "CleanedUpJob";
    static constexpr auto kList =
        std::tuple{required("job_id", &T::job_id),
                   required("status", &T::status, "\"deleted\", \"deleting\" until its provider has stopped, or \"unknown\""),
                   required("freed_space_mb", &T::freed_space_mb),
                   required("freed_bytes", &T::freed_bytes),
                   required("files_removed", &T::files_removed),
                   required("errors", &T::errors),
                   required("timestamp", &T::timestamp)};
};
template <>
struct Fields<api::RetentionRuleView> {
    using T = api::RetentionRuleView;
    static constexpr std::string_view kName = "RetentionRule";
    static constexpr auto kList =
        std::tuple{required("status", &T::status), optional("keep_days", &T::keep_days, "Left out: for ever")};
};
template <>
struct Fields<api::RetentionRunView> {
    using T = api::RetentionRunView;
    static constexpr std::string_view kName = "RetentionRun";
    static constexpr auto kList =
        std::tuple{required("at", &T::at), required("jobs_removed", &T::jobs_removed), required("freed_bytes", &T::freed_bytes)};
};
template <>
struct Fields<api::RetentionView> {
    using T = api::RetentionView;
    static constexpr std::string_view kName = "Retention";
    static constexpr auto kList = std::tuple{required("rules", &T::rules),
                                             optional("max_bytes", &T::max_bytes, "Left out: no limit"),
                                             required("stored_bytes", &T::stored_bytes),
                                             required("schedule", &T::schedule, "As in crontab, UTC"),
                                             optional("next_run_at", &T::next_run_at, "Left out: nothing is ever deleted"),
                                             optional("last_run", &T::last_run),
                                             required("preview", &T::preview, "What a run would delete now")};
};
template <>
struct Fields<api::BackupView> {
    using T = api::BackupView;
    static constexpr std::string_view kName = "Backup";
    static constexpr auto kList =
        std::tuple{required("name", &T::name), required("size_bytes", &T::size_bytes), required("created_at", &T::created_at)};
};
template <>
struct Fields<api::BackupListAnswer> {
    using T = api::BackupListAnswer;
    static constexpr std::string_view kName = "BackupList";
    static constexpr auto kList = std::tuple{required("backups", &T::backups, "Newest first"),
                                             required("folder", &T::folder),
                                             required("is_running", &T::is_running),
                                             optional("last_error", &T::last_error, "Why the last one failed"),
                                             required("schedule", &T::schedule, "As in crontab, UTC; empty: none"),
                                             optional("next_run_at", &T::next_run_at),
                                             required("keep", &T::keep, "0: no limit"),
                                             required("keep_days", &T::keep_days, "0: no limit")};
};
template <>
struct Fields<api::BackupStarted> {
    using T = api::BackupStarted;
    static constexpr std::string_view kName = "BackupStarted";
    static constexpr auto kList = std::tuple{required("status", &T::status), required("message", &T::message)};
};

}  // namespace i2m::json
