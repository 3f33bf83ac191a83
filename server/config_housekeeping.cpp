// config_housekeeping.cpp - days, megabytes and schedules as the parts want them.
#include "server/config_housekeeping.hpp"

#include "server/core/schedule.hpp"

namespace i2m {
namespace {

constexpr std::int64_t kDayMs = 24 * 3'600'000;
constexpr std::uint64_t kMegabyte = 1024 * 1024;

void check_schedule(const char* name, const std::string& text, std::vector<std::string>& problems) {
    if (text.empty() || Schedule::parse(text)) return;
    problems.push_back(std::string(name) + " must be five fields as in crontab, like 0 2 * * *, not \"" + text + "\".");
}

}  // namespace

RetentionSettings retention_settings(const Config& config) {
    const std::pair<JobStatus, std::uint64_t> days[] = {{JobStatus::Completed, config.retention_completed_days},
                                                        {JobStatus::PartiallyCompleted, config.retention_partial_days},
                                                        {JobStatus::Failed, config.retention_failed_days},
                                                        {JobStatus::Cancelled, config.retention_cancelled_days}};
    RetentionSettings out;
    for (const auto& [status, count] : days) {
        if (count > 0) out.rules.keep[status] = Millis(static_cast<std::int64_t>(count) * kDayMs);
    }
    if (config.retention_max_mb > 0) out.rules.max_bytes = config.retention_max_mb * kMegabyte;
    out.schedule = Schedule::parse(config.retention_schedule);
    out.schedule_text = config.retention_schedule;
    return out;
}

BackupSettings backup_settings(const Config& config) {
    return {Schedule::parse(config.backup_schedule), config.backup_schedule, config.backup_keep, config.backup_retention_days};
}

std::filesystem::path backup_folder(const Config& config) {
    return config.backup_dir.empty() ? std::filesystem::path(config.data_dir) / "backups"
                                     : std::filesystem::path(config.backup_dir);
}

DiskGuardOptions disk_guard_options(const Config& config) {
    DiskGuardOptions out;
    out.limit_percent = static_cast<double>(config.disk_limit_percent);
    return out;
}

void check_housekeeping_settings(const Config& config, std::vector<std::string>& problems) {
    check_schedule("retention-schedule", config.retention_schedule, problems);
    check_schedule("backup-schedule", config.backup_schedule, problems);
}

}  // namespace i2m
