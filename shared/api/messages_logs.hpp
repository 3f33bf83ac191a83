// messages_logs.hpp - what the log's files hold, as the API shows it to administrators.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "shared/json/fields.hpp"

namespace i2m::api {

struct LogTimeRange {
    std::string start;
    std::string end;
    std::uint32_t hours_analyzed = 0;
};
struct LogProblem {
    std::string message;  ///< what happened, with # for figures and ids
    std::string level;
    std::uint64_t count = 0;
    std::string last_at;
};
struct LogEndpoint {
    std::string method;
    std::string endpoint;
    std::uint64_t count = 0;
    double error_rate = 0;  ///< percent that ended with 5xx
    double avg_ms = 0;
    double p50_ms = 0;
    double p95_ms = 0;
    double p99_ms = 0;
    double max_ms = 0;
};
struct SlowRequest {
    std::string time;
    std::string method;
    std::string path;
    std::int64_t status = 0;
    double duration_ms = 0;
    std::string request_id;
};
struct LogPerformance {
    std::uint64_t total_requests = 0;
    double avg_response_time = 0;  ///< milliseconds
    double p50_ms = 0;
    double p95_ms = 0;
    double p99_ms = 0;
    double error_rate = 0;
    double client_error_rate = 0;
    std::vector<SlowRequest> slow_requests;
};
struct LogAnomaly {
    std::string kind;  ///< "problem", "error_rate", "response_time" or "traffic"
    std::string subject;
    double now = 0;
    double usual = 0;
    std::string message;
};

struct LogAnalysis {
    std::string log_type;
    LogTimeRange time_range;
    json::Value log_levels = json::Object{};
    json::Value error_patterns = json::Object{};
    json::Value request_patterns = json::Object{};
    LogPerformance performance_metrics;
    std::vector<LogProblem> top_errors;
    std::vector<LogEndpoint> endpoints;
    std::vector<LogAnomaly> anomalies;
    std::uint64_t lines_analyzed = 0;
    bool is_cut = false;
    std::string note;
};

struct LogEvent {
    std::string time;
    std::string event;
    json::Value details = json::Object{};
};

struct DailySummary {
    std::string date;
    std::uint64_t total_log_entries = 0;
    json::Value log_levels = json::Object{};
    std::vector<LogProblem> top_errors;
    std::vector<LogEndpoint> top_endpoints;
    LogPerformance performance_summary;
    std::vector<LogEvent> system_events;
    bool is_cut = false;
    std::string note;
};

struct DiskUse {
    double total_gb = 0;
    double used_gb = 0;
    double free_gb = 0;
    double usage_percent = 0;
};
struct LogStatistics {
    std::uint64_t total_files = 0;
    double total_size_mb = 0;
    std::optional<std::string> oldest_file;
    std::optional<std::string> newest_file;
    json::Value by_type = json::Object{};
    std::string log_directory;
    DiskUse disk_usage;
    std::uint64_t lost_lines = 0;
};
struct LogTypesAnswer {
    std::vector<std::string> log_types;
    std::uint64_t total_types = 0;
    json::Value details = json::Object{};
};
struct LogRotation {
    std::vector<std::string> rotated_files;
    std::vector<std::string> skipped_files;
    std::vector<std::string> errors;
};
struct LogCleanup {
    std::string status = "completed";
    bool dry_run = false;
    std::uint64_t removed_files = 0;
    double total_size_removed_mb = 0;
    std::vector<std::string> files;
    std::vector<std::string> errors;
};
struct LogHealth {
    std::string status;  ///< "healthy", "warning" or "critical"
    std::string timestamp;
    LogStatistics statistics;
    std::vector<std::string> issues;
    std::vector<std::string> warnings;
    std::vector<std::string> recommendations;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::LogTimeRange> {
    using T = api::LogTimeRange;
    static constexpr std::string_view kName = "LogTimeRange";
    static constexpr auto kList =
        std::tuple{required("start", &T::start), required("end", &T::end), required("hours_analyzed", &T::hours_analyzed)};
};
template <>
struct Fields<api::LogProblem> {
    using T = api::LogProblem;
    static constexpr std::string_view kName = "LogProblem";
    static constexpr auto kList =
        std::tuple{required("message", &T::message, "What happened, with # for figures and ids"), required("level", &T::level),
                   required("count", &T::count), required("last_at", &T::last_at)};
};
template <>
struct Fields<api::LogEndpoint> {
    using T = api::LogEndpoint;
    static constexpr std::string_view kName = "LogEndpoint";
    static constexpr auto kList =
        std::tuple{required("method", &T::method), required("endpoint", &T::endpoint, "A route's template"),
                   required("count", &T::count),   required("error_rate", &T::error_rate, "Percent that ended with 5xx"),
                   required("avg_ms", &T::avg_ms), required("p50_ms", &T::p50_ms),
                   required("p95_ms", &T::p95_ms), required("p99_ms", &T::p99_ms),
                   required("max_ms", &T::max_ms)};
};
template <>
struct Fields<api::SlowRequest> {
    using T = api::SlowRequest;
    static constexpr std::string_view kName = "SlowRequest";
    static constexpr auto kList = std::tuple{
        required("time", &T::time),     required("method", &T::method),           required("path", &T::path),
        required("status", &T::status), required("duration_ms", &T::duration_ms), required("request_id", &T::request_id)};
};
template <>
struct Fields<api::LogPerformance> {
    using T = api::LogPerformance;
    static constexpr std::string_view kName = "LogPerformance";
    static constexpr auto kList = std::tuple{required("total_requests", &T::total_requests),
                                             required("avg_response_time", &T::avg_response_time, "Milliseconds"),
                                             required("p50_ms", &T::p50_ms),
                                             required("p95_ms", &T::p95_ms),
                                             required("p99_ms", &T::p99_ms),
                                             required("error_rate", &T::error_rate, "Percent that ended with 5xx"),
                                             required("client_error_rate", &T::client_error_rate, "Percent with 4xx"),
                                             required("slow_requests", &T::slow_requests, "The slowest, at most 20")};
};
template <>
struct Fields<api::LogAnomaly> {
    using T = api::LogAnomaly;
    static constexpr std::string_view kName = "LogAnomaly";
    static constexpr auto kList =
        std::tuple{required("kind", &T::kind, "problem, error_rate, response_time or traffic"), required("subject", &T::subject),
                   required("now", &T::now), required("usual", &T::usual, "The same in the week before, for as long a time"),
                   required("message", &T::message)};
};
template <>
struct Fields<api::LogAnalysis> {
    using T = api::LogAnalysis;
    static constexpr std::string_view kName = "LogAnalysis";
    static constexpr auto kList =
        std::tuple{required("log_type", &T::log_type),
                   required("time_range", &T::time_range),
                   required("log_levels", &T::log_levels, "DEBUG, INFO, WARNING, ERROR, CRITICAL: how many lines"),
                   required("error_patterns", &T::error_patterns, "How often which problem"),
                   required("request_patterns", &T::request_patterns, "\"GET /path\": how many requests"),
                   required("performance_metrics", &T::performance_metrics),
                   required("top_errors", &T::top_errors),
                   required("endpoints", &T::endpoints),
                   required("anomalies", &T::anomalies, "What differs from the week before"),
                   required("lines_analyzed", &T::lines_analyzed),
                   required("is_cut", &T::is_cut, "Not all lines were read"),
                   required("note", &T::note, "In words; empty when there is nothing to say")};
};
template <>
struct Fields<api::LogEvent> {
    using T = api::LogEvent;
    static constexpr std::string_view kName = "LogEvent";
    static constexpr auto kList =
        std::tuple{required("time", &T::time), required("event", &T::event), required("details", &T::details)};
};
template <>
struct Fields<api::DailySummary> {
    using T = api::DailySummary;
    static constexpr std::string_view kName = "DailySummary";
    static constexpr auto kList = std::tuple{required("date", &T::date, "UTC"),
                                             required("total_log_entries", &T::total_log_entries),
                                             required("log_levels", &T::log_levels),
                                             required("top_errors", &T::top_errors),
                                             required("top_endpoints", &T::top_endpoints),
                                             required("performance_summary", &T::performance_summary),
                                             required("system_events", &T::system_events, "Starts, stops, changes of health"),
                                             required("is_cut", &T::is_cut, "Not all lines were read"),
                                             required("note", &T::note)};
};
template <>
struct Fields<api::DiskUse> {
    using T = api::DiskUse;
    static constexpr std::string_view kName = "LogDisk";
    static constexpr auto kList = std::tuple{required("total_gb", &T::total_gb), required("used_gb", &T::used_gb),
                                             required("free_gb", &T::free_gb), required("usage_percent", &T::usage_percent)};
};
template <>
struct Fields<api::LogStatistics> {
    using T = api::LogStatistics;
    static constexpr std::string_view kName = "LogStatistics";
    static constexpr auto kList =
        std::tuple{required("total_files", &T::total_files),
                   required("total_size_mb", &T::total_size_mb),
                   required("oldest_file", &T::oldest_file),
                   required("newest_file", &T::newest_file),
                   required("by_type", &T::by_type,
                            "Of each type: file_count, total_size_bytes, total_size_mb, oldest_file, newest_file, files"),
                   required("log_directory", &T::log_directory),
                   required("disk_usage", &T::disk_usage),
                   required("lost_lines", &T::lost_lines, "Since the start: the disk or the queue was full")};
};
template <>
struct Fields<api::LogTypesAnswer> {
    using T = api::LogTypesAnswer;
    static constexpr std::string_view kName = "LogTypes";
    static constexpr auto kList = std::tuple{required("log_types", &T::log_types), required("total_types", &T::total_types),
                                             required("details", &T::details, "Of each type: file_count, latest_file, words")};
};
template <>
struct Fields<api::LogRotation> {
    using T = api::LogRotation;
    static constexpr std::string_view kName = "LogRotation";
    static constexpr auto kList =
        std::tuple{required("rotated_files", &T::rotated_files), required("skipped_files", &T::skipped_files, "Empty ones"),
                   required("errors", &T::errors)};
};
template <>
struct Fields<api::LogCleanup> {
    using T = api::LogCleanup;
    static constexpr std::string_view kName = "LogCleanup";
    static constexpr auto kList = std::tuple{required("status", &T::status),
                                             required("dry_run", &T::dry_run, "Nothing was removed: this would be"),
                                             required("removed_files", &T::removed_files),
                                             required("total_size_removed_mb", &T::total_size_removed_mb),
                                             required("files", &T::files),
                                             required("errors", &T::errors)};
};
template <>
struct Fields<api::LogHealth> {
    using T = api::LogHealth;
    static constexpr std::string_view kName = "LogHealth";
    static constexpr auto kList = std::tuple{required("status", &T::status, "healthy, warning or critical"),
                                             required("timestamp", &T::timestamp),
                                             required("statistics", &T::statistics),
                                             required("issues", &T::issues),
                                             required("warnings", &T::warnings),
                                             required("recommendations", &T::recommendations)};
};

}  // namespace i2m::json
