// log_inventory.cpp - the log's files: how many, how large, how old; closing and removing them.
#include <algorithm>

#include "server/core/figures.hpp"
#include "server/core/iso_time.hpp"
#include "server/observe/file_log_book.hpp"
#include "server/observe/health_rules.hpp"
#include "server/observe/system_figures.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::uint64_t kLargeType_bytes = 500ULL << 20;
constexpr Millis kOldFile{60LL * 24 * 3'600'000};
constexpr double kDay_ms = 24 * 3'600'000;

std::string_view words_of(LogType type) {
    return type == LogType::Server ? "What the server does and what goes wrong"
                                   : "Requests: each that changes something, fails or is slow, and sums of all by the minute";
}

json::Object view_of(const LogFile& file, TimePoint now) {
    return {{"name", file.path.filename().string()},
            {"size_bytes", file.size_bytes},
            {"size_mb", megabytes(file.size_bytes)},
            {"modified_time", iso_utc(file.modified)},
            {"age_days", rounded(static_cast<double>((now - file.modified).count()) / kDay_ms)}};
}

/// Of one type; `files` oldest first.
json::Object type_view(const std::vector<LogFile>& files, TimePoint now) {
    std::uint64_t sum = 0;
    json::Array rows;
    for (const LogFile& file : files) {
        sum += file.size_bytes;
        rows.emplace_back(view_of(file, now));
    }
    json::Object out{{"file_count", static_cast<std::uint64_t>(files.size())},
                     {"total_size_bytes", sum},
                     {"total_size_mb", megabytes(sum)},
                     {"files", std::move(rows)}};
    out.emplace_back("oldest_file", files.empty() ? json::Value() : json::Value(files.front().path.filename().string()));
    out.emplace_back("newest_file", files.empty() ? json::Value() : json::Value(files.back().path.filename().string()));
    return out;
}

std::vector<LogFile> of_type(const std::vector<LogFile>& files, LogType type) {
    std::vector<LogFile> out;
    std::copy_if(files.begin(), files.end(), std::back_inserter(out), [&](const LogFile& file) { return file.type == type; });
    return out;
}

}  // namespace

api::LogStatistics FileLogBook::statistics() {
    const std::vector<LogFile> files = log_.files().list();
    const TimePoint now = clock_.now();
    api::LogStatistics out;
    std::uint64_t sum = 0;
    const LogFile* oldest = nullptr;
    const LogFile* newest = nullptr;
    for (const LogFile& file : files) {
        sum += file.size_bytes;
        if (oldest == nullptr || file.modified < oldest->modified) oldest = &file;
        if (newest == nullptr || file.modified >= newest->modified) newest = &file;
    }
    out.total_files = files.size();
    out.total_size_mb = megabytes(sum);
    if (oldest != nullptr) out.oldest_file = oldest->path.filename().string();
    if (newest != nullptr) out.newest_file = newest->path.filename().string();
    for (const LogType type : {LogType::Server, LogType::Requests}) {
        out.by_type.set(name_of(type), type_view(of_type(files, type), now));
    }
    out.log_directory = log_.files().options().folder.filename().string();  // where the data folder lies concerns nobody outside
    if (const auto disk = read_disk(log_.files().options().folder.string()))
        out.disk_usage = {gigabytes(disk->total_bytes), gigabytes(disk->used_bytes), gigabytes(disk->free_bytes),
                          rounded(disk->used_percent)};
    out.lost_lines = log_.lost_lines();
    return out;
}

api::LogTypesAnswer FileLogBook::types() {
    const std::vector<LogFile> files = log_.files().list();
    api::LogTypesAnswer out;
    for (const LogType type : {LogType::Server, LogType::Requests}) {
        const std::vector<LogFile> mine = of_type(files, type);
        const std::string name(name_of(type));
        out.log_types.push_back(name);
        json::Object row{{"file_count", static_cast<std::uint64_t>(mine.size())}, {"words", words_of(type)}};
        row.emplace_back("latest_file", mine.empty() ? json::Value() : json::Value(mine.back().path.filename().string()));
        out.details.set(name, std::move(row));
    }
    out.total_types = out.log_types.size();
    return out;
}

api::LogRotation FileLogBook::rotate() {
    log_.flush();
    RotateOutcome outcome = log_.files().rotate();
    log_.tidy_soon();
    return {std::move(outcome.rotated), std::move(outcome.skipped), std::move(outcome.errors)};
}

Result<api::LogCleanup> FileLogBook::cleanup(std::int64_t days, bool is_dry) {
    if (days < 1 || days > 365) return Error{ErrorCode::InvalidRequest, "older_than_days must be 1 to 365.", "older_than_days"};
    const Millis age = Millis{days * 24 * 3'600'000};
    const CleanupOutcome outcome = log_.files().cleanup(clock_.now() - age, is_dry);
    api::LogCleanup out;
    out.dry_run = is_dry;
    if (!outcome.errors.empty()) out.status = "completed_with_errors";
    out.removed_files = outcome.removed.size();
    out.total_size_removed_mb = megabytes(outcome.removed_bytes);
    out.files = outcome.removed;
    out.errors = outcome.errors;
    return out;
}

api::LogHealth FileLogBook::health() {
    api::LogHealth out;
    out.timestamp = iso_utc(clock_.now());
    out.statistics = statistics();
    const double disk = out.statistics.disk_usage.usage_percent;
    if (disk > kDiskUnhealthy_percent) out.issues.emplace_back("The disk is nearly full: logs may be lost.");
    if (disk > kDiskDegraded_percent && disk <= kDiskUnhealthy_percent) out.warnings.emplace_back("The disk is filling up.");
    if (out.statistics.lost_lines > 0)
        out.warnings.push_back(format_count(out.statistics.lost_lines) + " lines could not be written since the start.");
    const std::vector<LogFile> files = log_.files().list();
    for (const LogType type : {LogType::Server, LogType::Requests}) {
        std::uint64_t sum = 0;
        for (const LogFile& file : of_type(files, type)) sum += file.size_bytes;
        if (sum > kLargeType_bytes)
            out.warnings.push_back("The log " + std::string(name_of(type)) + " has " + format_bytes(sum) + ".");
    }
    const bool has_old =
        std::any_of(files.begin(), files.end(), [&](const LogFile& file) { return clock_.now() - file.modified > kOldFile; });
    if (has_old) out.warnings.emplace_back("There are log files older than 60 days.");
    if (!out.issues.empty() || disk > kDiskDegraded_percent)
        out.recommendations.emplace_back("Give the data folder more room, or clean up old jobs and logs.");
    if (has_old)
        out.recommendations.emplace_back("Remove old log files: DELETE /api/v1/logs/cleanup, or a lower log-retention-days.");
    out.status = !out.issues.empty() ? "critical" : !out.warnings.empty() ? "warning" : "healthy";
    return out;
}

}  // namespace i2m
