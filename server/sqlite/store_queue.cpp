// store_queue.cpp - files that wait at their provider, those that a person must decide about, and the order of the queue.
#include <algorithm>

#include "server/core/job_rules.hpp"
#include "server/sqlite/model_stats.hpp"
#include "server/sqlite/removal.hpp"
#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
namespace {

constexpr FileEvent kFound[] = {FileEvent::Found};

/// The lowest and highest rank of a job's files that wait.
struct Ranks {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
};

std::optional<Ranks> ranks_of(Connection& db, std::string_view job_id) {
    Query row =
        db.query("SELECT min(queue_rank), max(queue_rank) FROM files WHERE job_id = ? AND state IN ('queued', 'retrying')");
    if (!row.bind(job_id).step() || row.is_null(0)) return std::nullopt;
    return Ranks{row.integer(0), row.integer(1)};
}

std::optional<Ranks> ranks_of_others(Connection& db, std::string_view job_id) {
    Query row =
        db.query("SELECT min(queue_rank), max(queue_rank) FROM files WHERE job_id <> ? AND state IN ('queued', 'retrying')");
    if (!row.bind(job_id).step() || row.is_null(0)) return std::nullopt;
    return Ranks{row.integer(0), row.integer(1)};
}

std::vector<std::string> waiting_files(Connection& db, std::string_view job_id) {
    std::vector<std::string> ids;
    Query row =
        db.query("SELECT id FROM files WHERE job_id = ? AND state IN ('queued', 'retrying') ORDER BY queue_rank, sequence");
    for (row.bind(job_id); row.step();) ids.push_back(row.text(0));
    return ids;
}

Error nothing_waits() { return {ErrorCode::Conflict, "No file of this job waits in the queue. There is nothing to move."}; }

/// The files that a choice is about; they are Unknown all.
Result<std::vector<FileRecord>> files_of(const std::vector<FileRecord>& files, const UnknownChoice& choice) {
    std::vector<FileRecord> wanted;
    for (const std::string& id : choice.file_ids) {
        const auto file = std::find_if(files.begin(), files.end(), [&](const FileRecord& f) { return f.id == id; });
        if (file == files.end()) return Error::of(ErrorCode::FileNotFound);
        if (file->state != FileState::Unknown) return not_unknown(*file);
        const bool is_repeated = std::any_of(wanted.begin(), wanted.end(), [&](const FileRecord& f) { return f.id == id; });
        if (!is_repeated) wanted.push_back(*file);
    }
    if (choice.file_ids.empty()) {
        std::copy_if(files.begin(), files.end(), std::back_inserter(wanted),
                     [](const FileRecord& file) { return file.state == FileState::Unknown; });
    }
    if (wanted.empty()) return none_unknown();
    return wanted;
}

}  // namespace

Change SqliteJobStore::park(const Lease& lease, const Parking& parking) {
    return database_.write([&](Connection& db) {
        Change change;
        Query row = db.query(
            "UPDATE files SET lease_token = NULL, lease_until = NULL, percent = max(percent, min(?, 99.0)), message = ?, "
            "failed_calls = ?, cancel_sent = ?, next_try_at = CASE WHEN cancel_asked AND NOT ? THEN NULL ELSE ? END "
            "WHERE id = ? AND lease_token = ? AND state IN ('submitting', 'waiting', 'generating', 'fetching') "
            "RETURNING state, cancel_asked");
        row.bind(parking.percent, parking.message, parking.failed_calls, parking.is_cancel_sent, parking.is_cancel_sent,
                 parking.next_try_at, lease.file_id, lease.token);
        if (!row.step()) return change;
        change.applied = true;
        change.state = file_state_from(row.text(0)).value_or(FileState::Waiting);
        change.cancel_asked = row.integer(1) != 0;
        return change;
    });
}

std::optional<TimePoint> SqliteJobStore::next_try() const {
    return database_.read([&](Connection& db) -> std::optional<TimePoint> {
        Query row = db.query(
            "SELECT next_try_at FROM files WHERE state IN ('submitting', 'waiting', 'generating', 'fetching') "
            "AND lease_until IS NULL ORDER BY next_try_at, sequence LIMIT 1");
        if (!row.step()) return std::nullopt;
        return row.time_or_none(0).value_or(clock_.now());
    });
}

Reconciled SqliteJobStore::reconcile(std::string_view file_id, std::uint32_t attempt, const Submission& request) {
    return database_.write([&](Connection& db) {
        Reconciled out;
        const std::optional<FileRecord> before = load_file(db, file_id);
        if (!before || before->attempt != attempt) return out;
        out.job_id = before->job_id;
        if (before->state == FileState::Unknown) {
            const TimePoint now = clock_.now();
            FilePatch patch;
            patch.submission = request;
            const std::optional<FileRecord> after = after_events(*before, kFound, patch, now);
            if (!after) return out;
            out.last_event_id = store_changes(db, {{*before, *after}}, lanes_, now);
            out.is_found = true;
        } else if (is_running(before->state) && before->submission && before->submission->request_id == request.request_id) {
            Query row = db.query("UPDATE files SET next_try_at = NULL WHERE id = ? AND lease_until IS NULL");
            out.is_due = row.bind(file_id).run() > 0;
        }
        return out;
    });
}

Result<RetryOutcome> SqliteJobStore::resolve(const UnknownChoice& choice) {
    return database_.write([&](Connection& db) -> Result<RetryOutcome> {
        const TimePoint now = clock_.now();
        const std::vector<FileRecord> files = load_files(db, choice.job_id);
        if (files.empty()) return Error::of(ErrorCode::JobNotFound);
        if (is_doomed(db, choice.job_id)) return being_deleted();
        const Result<std::vector<FileRecord>> wanted = files_of(files, choice);
        if (!wanted) return wanted.error();
        std::int64_t rank = first_free_rank(db);
        std::vector<FileChange> changes;
        for (const FileRecord& file : *wanted) changes.push_back({file, after_choice(file, choice.event, now)});
        RetryOutcome outcome;
        outcome.queued = choice.event == FileEvent::RetryAsked ? static_cast<std::uint32_t>(changes.size()) : 0;
        outcome.last_event_id = store_changes(db, changes, lanes_, now);
        for (const FileChange& change : changes) {
            db.query("UPDATE files SET queue_rank = ? WHERE id = ?").bind(rank++, change.after.id).run();
        }
        return outcome;
    });
}

Result<void> SqliteJobStore::move(std::string_view job_id, const MoveTarget& target) {
    return database_.write([&](Connection& db) -> Result<void> {
        if (!load_job(db, job_id)) return Error::of(ErrorCode::JobNotFound);
        if (target.before_job && !load_job(db, *target.before_job)) return Error::of(ErrorCode::JobNotFound);
        const std::vector<std::string> ids = waiting_files(db, job_id);
        if (ids.empty() || (target.before_job && *target.before_job == job_id)) return nothing_waits();
        const std::optional<Ranks> others = target.before_job ? ranks_of(db, *target.before_job) : ranks_of_others(db, job_id);
        if (target.before_job && !others) return nothing_waits();
        const auto count = static_cast<std::int64_t>(ids.size());
        std::int64_t rank = 0;
        if (target.before_job) {
            rank = others->lowest;
            db.query("UPDATE files SET queue_rank = queue_rank + ? WHERE queue_rank >= ? AND state IN ('queued', 'retrying')")
                .bind(count, rank)
                .run();
        } else if (others) {
            rank = target.is_front ? others->lowest - count : others->highest + 1;
        }
        for (const std::string& id : ids) db.query("UPDATE files SET queue_rank = ? WHERE id = ?").bind(rank++, id).run();
        return {};
    });
}

std::vector<std::string> SqliteJobStore::queue_order(std::size_t limit) const {
    return database_.read([&](Connection& db) {
        std::vector<std::string> ids;
        Query row = db.query("SELECT id FROM files WHERE state = 'queued' ORDER BY queue_rank, sequence LIMIT ?");
        for (row.bind(std::uint64_t{limit}); row.step();) ids.push_back(row.text(0));
        return ids;
    });
}

RunningByModel SqliteJobStore::running_by_model() const {
    return database_.read([&](Connection& db) { return count_running(db); });
}

std::optional<std::string> SqliteJobStore::note(std::string_view name) const {
    return database_.read([&](Connection& db) -> std::optional<std::string> {
        Query row = db.query("SELECT value FROM notes WHERE name = ?");
        return row.bind(name).step() ? std::optional(row.text(0)) : std::nullopt;
    });
}

void SqliteJobStore::set_note(std::string_view name, const std::optional<std::string>& value) {
    database_.write([&](Connection& db) {
        if (!value) {
            db.query("DELETE FROM notes WHERE name = ?").bind(name).run();
            return;
        }
        db.query("INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(name, *value)
            .run();
    });
}

}  // namespace i2m::sqlite
