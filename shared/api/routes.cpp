// routes.cpp - the route table and how a path finds its row.
#include "shared/api/routes.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

namespace i2m::api {
namespace {

constexpr std::size_t kMaxPathBytes = 2000;

constexpr std::array kRoutes = {
    RouteInfo{Route::UploadBatch, Method::Post, "/api/v1/upload/batch", Access::User, Body::Upload,
              "Upload 1 to 25 images as one job", Special::StartsRuns},
    RouteInfo{Route::UploadImage, Method::Post, "/api/v1/upload/image", Access::User, Body::Upload, "Upload one image as a job",
              Special::StartsRuns},
    RouteInfo{Route::UploadStatus, Method::Get, "/api/v1/upload/status/{id}", Access::User, Body::None,
              "State of an upload by job or file id"},
    RouteInfo{Route::UploadBatchStatus, Method::Get, "/api/v1/upload/batch/{id}/status", Access::User, Body::None,
              "State of an upload, its progress as counts"},
    RouteInfo{Route::JobList, Method::Get, "/api/v1/jobs", Access::User, Body::None, "History of jobs: search, filters, pages"},
    RouteInfo{Route::JobGet, Method::Get, "/api/v1/jobs/{id}", Access::User, Body::None, "One job with its files"},
    RouteInfo{Route::JobCancel, Method::Post, "/api/v1/jobs/{id}/cancel", Access::User, Body::Json,
              "Cancel what is not finished"},
    RouteInfo{Route::JobRetry, Method::Post, "/api/v1/jobs/{id}/retry", Access::User, Body::Json,
              "Run failed and cancelled files again", Special::StartsRuns},
    RouteInfo{Route::JobResolve, Method::Post, "/api/v1/jobs/{id}/resolve", Access::User, Body::Json,
              "Decide about files that may have been charged", Special::StartsRuns},
    RouteInfo{Route::JobMove, Method::Post, "/api/v1/jobs/{id}/move", Access::User, Body::Json,
              "Put a job elsewhere in the queue"},
    RouteInfo{Route::JobDelete, Method::Delete, "/api/v1/jobs/{id}", Access::User, Body::None, "Delete a job and its files"},
    RouteInfo{Route::TaskStream, Method::Get, "/api/v1/status/tasks/{id}/stream", Access::User, Body::None,
              "Events of one job (SSE)"},
    RouteInfo{Route::AllEvents, Method::Get, "/api/v1/events", Access::User, Body::None, "Events of all jobs (SSE)"},
    RouteInfo{Route::TaskStatus, Method::Get, "/api/v1/status/tasks/{id}/status", Access::User, Body::None,
              "State of one job, once"},
    RouteInfo{Route::JobProgress, Method::Get, "/api/v1/status/jobs/{id}/progress", Access::User, Body::None,
              "Progress of each file"},
    RouteInfo{Route::DownloadList, Method::Get, "/api/v1/download/{id}/all", Access::User, Body::None, "List of a job's models"},
    RouteInfo{Route::DownloadArchive, Method::Get, "/api/v1/download/{id}/archive", Access::User, Body::None,
              "All models of a job as one ZIP", Special::Linkable},
    RouteInfo{Route::DownloadFile, Method::Get, "/api/v1/download/{id}/{filename}", Access::User, Body::None, "One model",
              Special::Linkable},
    RouteInfo{Route::FileSource, Method::Get, "/api/v1/files/{id}/source", Access::User, Body::None, "The uploaded image",
              Special::Linkable},
    RouteInfo{Route::FilePreview, Method::Get, "/api/v1/files/{id}/preview", Access::User, Body::None,
              "A picture of the model, else the uploaded image", Special::Linkable},
    RouteInfo{Route::Models, Method::Get, "/api/v1/models", Access::User, Body::None, "Models with their parameters"},
    RouteInfo{Route::ModelGenerate, Method::Post, "/api/v1/models/generate", Access::User, Body::Json,
              "Run an image that was uploaded before", Special::StartsRuns},
    RouteInfo{Route::ModelJob, Method::Get, "/api/v1/models/job/{id}", Access::User, Body::None, "State of a run, in short"},
    RouteInfo{Route::ModelDownload, Method::Get, "/api/v1/models/download/{id}", Access::User, Body::None,
              "The model of a job that has one"},
    RouteInfo{Route::Usage, Method::Get, "/api/v1/usage", Access::User, Body::None, "What paid runs cost, and the daily budget"},
    RouteInfo{Route::QueueGet, Method::Get, "/api/v1/queue", Access::User, Body::None, "The queue, and why files wait"},
    RouteInfo{Route::AdminQueue, Method::Get, "/api/v1/admin/queue", Access::Admin, Body::None, "The queue, and why files wait"},
    RouteInfo{Route::AdminQueuePause, Method::Post, "/api/v1/admin/queue/pause", Access::Admin, Body::Json,
              "Start nothing any more; what runs goes on"},
    RouteInfo{Route::AdminQueueResume, Method::Post, "/api/v1/admin/queue/resume", Access::Admin, Body::Json,
              "Start files again, and try a provider that rests"},
    RouteInfo{Route::AdminProvider, Method::Get, "/api/v1/admin/provider", Access::Admin, Body::None,
              "State of the provider elsewhere"},
    RouteInfo{Route::AdminDiskUsage, Method::Get, "/api/v1/admin/disk-usage", Access::Admin, Body::None,
              "What is stored, and how full the disk is"},
    RouteInfo{Route::AdminSystemHealth, Method::Get, "/api/v1/admin/system-health", Access::Admin, Body::None,
              "Whether the disk needs attention"},
    RouteInfo{Route::AdminListFiles, Method::Get, "/api/v1/admin/list-files", Access::Admin, Body::None,
              "Stored files, newest first"},
    RouteInfo{Route::AdminCleanup, Method::Post, "/api/v1/admin/cleanup", Access::Admin, Body::Json,
              "Delete jobs that ended long ago, or say which"},
    RouteInfo{Route::AdminCleanupJob, Method::Post, "/api/v1/admin/cleanup-job", Access::Admin, Body::Json, "Delete one job"},
    RouteInfo{Route::AdminDeleteJob, Method::Delete, "/api/v1/admin/delete-job/{id}", Access::Admin, Body::None,
              "Delete a job and its files"},
    RouteInfo{Route::AdminRetention, Method::Get, "/api/v1/admin/retention", Access::Admin, Body::None,
              "How long jobs are kept, and what would be deleted now"},
    RouteInfo{Route::AdminBackup, Method::Post, "/api/v1/admin/backup", Access::Admin, Body::Json, "Make a backup"},
    RouteInfo{Route::AdminBackupList, Method::Get, "/api/v1/admin/backups", Access::Admin, Body::None, "Backups, newest first"},
    RouteInfo{Route::AdminAudit, Method::Get, "/api/v1/admin/audit", Access::Admin, Body::None,
              "What administrators did, newest first"},
    RouteInfo{Route::SessionOpen, Method::Post, "/api/v1/session", Access::Anonymous, Body::Json, "Log in with a key"},
    RouteInfo{Route::SessionClose, Method::Delete, "/api/v1/session", Access::Anonymous, Body::None, "Log out"},
    RouteInfo{Route::WebhookFal, Method::Post, "/api/v1/webhooks/fal", Access::Anonymous, Body::Json,
              "FAL.AI's notices about requests"},
    RouteInfo{Route::Limits, Method::Get, "/api/v1/limits", Access::Anonymous, Body::None, "Limits that page and server share"},
    RouteInfo{Route::Liveness, Method::Get, "/api/v1/health/liveness", Access::Anonymous, Body::None, "The process answers"},
    RouteInfo{Route::Readiness, Method::Get, "/api/v1/health/readiness", Access::Anonymous, Body::None, "Work can be taken"},
    RouteInfo{Route::Health, Method::Get, "/api/v1/health", Access::Anonymous, Body::None, "Short health"},
    RouteInfo{Route::HealthDetailed, Method::Get, "/api/v1/health/detailed", Access::Anonymous, Body::None,
              "How each part of the server is"},
    RouteInfo{Route::Metrics, Method::Get, "/api/v1/health/metrics", Access::Anonymous, Body::None, "Figures for Prometheus"},
    RouteInfo{Route::LogAnalyze, Method::Get, "/api/v1/logs/analyze", Access::Admin, Body::None,
              "What the last hours of the log hold, beside the week before"},
    RouteInfo{Route::LogDailySummary, Method::Get, "/api/v1/logs/daily-summary", Access::Admin, Body::None, "A day of the log"},
    RouteInfo{Route::LogExport, Method::Get, "/api/v1/logs/export", Access::Admin, Body::None,
              "Lines of the log as JSON lines, CSV or text"},
    RouteInfo{Route::LogHealth, Method::Get, "/api/v1/logs/health", Access::Admin, Body::None, "How the log's files are"},
    RouteInfo{Route::LogStatistics, Method::Get, "/api/v1/logs/statistics", Access::Admin, Body::None,
              "The log's files, their sizes and ages"},
    RouteInfo{Route::LogTypes, Method::Get, "/api/v1/logs/types", Access::Admin, Body::None, "Which logs there are"},
    RouteInfo{Route::LogRotate, Method::Post, "/api/v1/logs/rotate", Access::Admin, Body::None,
              "Close the log's files and pack them"},
    RouteInfo{Route::LogCleanup, Method::Delete, "/api/v1/logs/cleanup", Access::Admin, Body::None,
              "Remove old files of the log"},
    RouteInfo{Route::OpenApi, Method::Get, "/api/v1/openapi.json", Access::Anonymous, Body::None, "This API as OpenAPI 3.1"},
};

constexpr bool in_enum_order() {
    for (std::size_t i = 0; i < kRoutes.size(); ++i) {
        if (static_cast<std::size_t>(kRoutes[i].route) != i) return false;
    }
    return true;
}
static_assert(in_enum_order(), "the table and the enum must have the same order");

constexpr std::array kAliases = {
    RouteAlias{Route::UploadBatch, Method::Post, "/api/v1/upload"},
    RouteAlias{Route::JobCancel, Method::Post, "/api/v1/tasks/{id}/cancel"},
    RouteAlias{Route::JobCancel, Method::Delete, "/api/v1/tasks/{id}/cancel"},
    RouteAlias{Route::TaskStream, Method::Get, "/api/status/tasks/{id}/stream"},
    RouteAlias{Route::TaskStatus, Method::Get, "/api/status/tasks/{id}/status"},
    RouteAlias{Route::TaskStatus, Method::Get, "/api/v1/status/tasks/{id}"},
    RouteAlias{Route::Models, Method::Get, "/api/v1/models/available"},
    RouteAlias{Route::Health, Method::Get, "/health"},
    RouteAlias{Route::Liveness, Method::Get, "/livez"},
    RouteAlias{Route::Metrics, Method::Get, "/metrics"},
    RouteAlias{Route::LogDailySummary, Method::Get, "/api/v1/logs/summary/daily"},
    RouteAlias{Route::LogExport, Method::Post, "/api/v1/logs/export"},
    RouteAlias{Route::Readiness, Method::Get, "/readyz"},
};

struct Pattern {
    Route route;
    Method method;
    std::vector<std::string_view> segments;
    std::size_t literals = 0;
};

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t slash = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, slash));
        path.remove_prefix(slash);
    }
    return segments;
}

bool is_parameter(std::string_view segment) { return !segment.empty() && segment.front() == '{'; }

std::vector<Pattern> make_patterns() {
    std::vector<Pattern> patterns;
    const auto add = [&](Route route, Method method, std::string_view path) {
        Pattern pattern{route, method, split(path), 0};
        pattern.literals = static_cast<std::size_t>(
            std::count_if(pattern.segments.begin(), pattern.segments.end(), [](std::string_view s) { return !is_parameter(s); }));
        patterns.push_back(std::move(pattern));
    };
    for (const RouteInfo& row : kRoutes) add(row.route, row.method, row.path);
    for (const RouteAlias& row : kAliases) add(row.route, row.method, row.path);
    std::stable_sort(patterns.begin(), patterns.end(),
                     [](const Pattern& a, const Pattern& b) { return a.literals > b.literals; });
    return patterns;
}

const std::vector<Pattern>& patterns() {
    static const std::vector<Pattern> kPatterns = make_patterns();
    return kPatterns;
}

bool matches(const Pattern& pattern, const std::vector<std::string_view>& segments) {
    if (pattern.segments.size() != segments.size()) return false;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!is_parameter(pattern.segments[i]) && pattern.segments[i] != segments[i]) return false;
    }
    return true;
}

bool is_safe_segment(std::string_view text) {
    const auto is_unsafe = [](char c) { return c == '/' || c == '\\' || c == 0x7F || static_cast<unsigned char>(c) < 0x20; };
    return !text.empty() && text != "." && text != ".." && std::none_of(text.begin(), text.end(), is_unsafe);
}

std::optional<Match> bind(const Pattern& pattern, const std::vector<std::string_view>& segments) {
    Match match{pattern.route, {}};
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!is_parameter(pattern.segments[i])) continue;
        std::optional<std::string> value = percent_decode(segments[i]);
        if (!value || !is_safe_segment(*value)) return std::nullopt;
        match.parameters.emplace_back(pattern.segments[i].substr(1, pattern.segments[i].size() - 2), std::move(*value));
    }
    return match;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string_view method_name(Method method) {
    static constexpr std::string_view kNames[] = {"GET", "POST", "PUT", "DELETE"};
    return kNames[static_cast<std::size_t>(method)];
}

std::span<const RouteInfo> routes() { return kRoutes; }
std::span<const RouteAlias> route_aliases() { return kAliases; }
const RouteInfo& route_info(Route route) { return kRoutes[static_cast<std::size_t>(route)]; }

std::string path_of(Route route, std::initializer_list<std::string_view> parameters) {
    std::string path;
    auto parameter = parameters.begin();
    for (const std::string_view segment : split(route_info(route).path)) {
        path += '/';
        if (!is_parameter(segment)) {
            path += segment;
            continue;
        }
        assert(parameter != parameters.end());
        path += percent_encode(*parameter++);
    }
    assert(parameter == parameters.end());
    return path;
}

Resolution resolve(Method method, std::string_view path) {
    Resolution out;
    if (path.empty() || path.front() != '/' || path.size() > kMaxPathBytes) return out;
    if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    const std::vector<std::string_view> segments = split(path);
    for (const Pattern& pattern : patterns()) {
        if (!matches(pattern, segments)) continue;
        std::optional<Match> match = bind(pattern, segments);
        if (!match) continue;
        if (pattern.method == method) {
            out.match = std::move(match);
            out.allowed.clear();
            return out;
        }
        if (std::find(out.allowed.begin(), out.allowed.end(), pattern.method) == out.allowed.end())
            out.allowed.push_back(pattern.method);
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool is_unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                                   c == '.' || c == '_' || c == '~';
        if (is_unreserved) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        }
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

}  // namespace i2m::api
