// backup_service.cpp - asked for, scheduled, counted.
#include "server/jobs/backup_service.hpp"

#include <charconv>
#include <exception>

#include "server/core/iso_time.hpp"

namespace i2m {
namespace {

constexpr std::string_view kLastBackupNote = "backup.last_at";
constexpr std::int64_t kDayMs = 24 * 3'600'000;

}  // namespace

std::vector<std::string> surplus_backups(std::span<const BackupInfo> backups, const BackupSettings& settings, TimePoint now) {
    std::vector<std::string> out;
    for (std::size_t i = 1; i < backups.size(); ++i) {
        const bool is_beyond = settings.keep > 0 && i >= settings.keep;
        const Millis longest(static_cast<std::int64_t>(settings.keep_days) * kDayMs);
        const bool is_old = settings.keep_days > 0 && now - backups[i].created_at > longest;
        if (is_beyond || is_old) out.push_back(backups[i].name);
    }
    return out;
}

BackupService::BackupService(BackupServiceParts parts, BackupSettings settings)
    : parts_(std::move(parts)), settings_(std::move(settings)), started_(parts_.clock.now()) {}

Result<api::BackupStarted> BackupService::ask() {
    {
        const std::lock_guard lock(mutex_);
        if (is_asked_ || is_running_) {
            return Error{ErrorCode::Conflict, "A backup is made already. GET /api/v1/admin/backups tells when it is there."};
        }
        is_asked_ = true;
    }
    parts_.wake();
    return api::BackupStarted{"started", "The backup is made. GET /api/v1/admin/backups tells when it is there."};
}

api::BackupListAnswer BackupService::list() const {
    api::BackupListAnswer out;
    {
        // Before the list is taken: who sees that nothing runs any more sees what was made.
        const std::lock_guard lock(mutex_);
        out.is_running = is_asked_ || is_running_;
        out.last_error = last_error_;
    }
    for (const BackupInfo& backup : parts_.backups.list())
        out.backups.push_back({backup.name, backup.size_bytes, iso_utc(backup.created_at)});
    out.folder = parts_.backups.folder();
    out.schedule = settings_.schedule_text;
    if (const std::optional<TimePoint> next = next_scheduled()) out.next_run_at = iso_utc(*next);
    out.keep = settings_.keep;
    out.keep_days = settings_.keep_days;
    return out;
}

std::optional<TimePoint> BackupService::next_scheduled() const {
    if (!settings_.schedule) return std::nullopt;
    TimePoint last = started_;
    if (const std::optional<std::string> note = parts_.store.note(kLastBackupNote)) {
        std::int64_t ms = 0;
        if (std::from_chars(note->data(), note->data() + note->size(), ms).ec == std::errc()) last = from_epoch_ms(ms);
    }
    return settings_.schedule->next_after(last);
}

std::optional<TimePoint> BackupService::next() const {
    {
        const std::lock_guard lock(mutex_);
        if (is_asked_) return parts_.clock.now();
    }
    return next_scheduled();
}

void BackupService::run(std::stop_token stop) {
    {
        const std::lock_guard lock(mutex_);
        is_asked_ = false;
        is_running_ = true;
    }
    std::optional<std::string> problem;
    std::exception_ptr failure;
    try {
        const TimePoint begun = parts_.clock.now();
        const BackupInfo made = parts_.backups.make(std::move(stop));
        parts_.store.set_note(kLastBackupNote, std::to_string(epoch_ms(begun)));
        parts_.log.info("backup made", {{"name", made.name}, {"bytes", made.size_bytes}});
        // Only now: an older one is worth more than one that could not be made.
        for (const std::string& name : surplus_backups(parts_.backups.list(), settings_, begun)) {
            parts_.backups.remove(name);
            parts_.log.info("backup removed", {{"name", name}});
        }
    } catch (const std::exception& broken) {
        problem = broken.what();
        failure = std::current_exception();
    }
    {
        const std::lock_guard lock(mutex_);
        is_running_ = false;
        last_error_ = problem;
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace i2m
