// store_removal.cpp - jobs go with all that only they hold; what lies at their provider is noted in the same transaction.
#include <algorithm>

#include "server/core/job_rules.hpp"
#include "server/sqlite/removal.hpp"
#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
namespace {

std::vector<std::string> blobs_of(Connection& db, std::string_view job_id) {
    std::vector<std::string> names;
    Query row = db.query(
        "SELECT source_sha256 FROM files WHERE job_id = ?1 UNION "
        "SELECT result_sha256 FROM files WHERE job_id = ?1 AND result_sha256 IS NOT NULL UNION "
        "SELECT preview_sha256 FROM files WHERE job_id = ?1 AND preview_sha256 IS NOT NULL");
    for (row.bind(job_id); row.step();) names.push_back(row.text(0));
    return names;
}

/// Deletes the rows of those blobs that no file names.
void drop_orphaned(Connection& db, const std::vector<std::string>& names, RemovedJob& out) {
    for (const std::string& name : names) {
        Query row = db.query(
            "DELETE FROM blobs WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM files WHERE source_sha256 = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM files WHERE result_sha256 = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM files WHERE preview_sha256 = ?1) RETURNING sha256, size_bytes");
        if (!row.bind(name).step()) continue;
        out.orphaned_sha256.push_back(row.text(0));
        out.freed_bytes += static_cast<std::uint64_t>(row.integer(1));
    }
}

void note_copies(Connection& db, std::string_view job_id, TimePoint now) {
    db.query(
          "INSERT INTO provider_copies (request_id, model, deleted_at, next_try_at) "
          "SELECT a.request_id, a.model, ?2, ?2 FROM attempts a JOIN files f ON f.id = a.file_id "
          "WHERE f.job_id = ?1 AND a.request_id IS NOT NULL ON CONFLICT DO NOTHING")
        .bind(job_id, now)
        .run();
}

RemovedJob remove_now(Connection& db, std::string_view job_id, const std::vector<FileRecord>& files, TimePoint now) {
    RemovedJob out;
    for (const FileRecord& file : files) out.file_ids.push_back(file.id);
    const std::vector<std::string> blobs = blobs_of(db, job_id);
    note_copies(db, job_id, now);
    db.query("DELETE FROM jobs WHERE id = ?").bind(job_id).run();
    drop_orphaned(db, blobs, out);
    return out;
}

}  // namespace

bool is_doomed(Connection& db, std::string_view job_id) {
    return db.query("SELECT 1 FROM jobs WHERE id = ? AND is_doomed = 1").bind(job_id).step();
}

CancelOutcome cancel_files(Connection& db, const std::vector<FileRecord>& files, const Lanes& lanes, TimePoint now) {
    CancelOutcome outcome;
    std::vector<FileChange> changes;
    for (const FileRecord& file : files) {
        std::optional<FileRecord> after = after_cancel(file, now);
        if (!after) continue;
        ++(is_final(after->state) ? outcome.cancelled : outcome.asked);
        changes.push_back({file, *std::move(after)});
    }
    outcome.last_event_id =
        changes.empty() ? load_last_event_id(db, files.front().job_id) : store_changes(db, changes, lanes, now);
    return outcome;
}

Result<RemovedJob> SqliteJobStore::remove(std::string_view job_id) {
    return database_.write([&](Connection& db) -> Result<RemovedJob> {
        const TimePoint now = clock_.now();
        const std::vector<FileRecord> files = load_files(db, job_id);
        if (files.empty()) return Error::of(ErrorCode::JobNotFound);
        if (std::none_of(files.begin(), files.end(), is_held_by_provider)) return remove_now(db, job_id, files, now);
        RemovedJob out;
        out.is_pending = true;
        out.last_event_id = cancel_files(db, files, lanes_, now).last_event_id;
        for (const FileRecord& file : files) out.file_ids.push_back(file.id);
        db.query("UPDATE jobs SET is_doomed = 1 WHERE id = ?").bind(job_id).run();
        return out;
    });
}

Result<RemovedJob> SqliteJobStore::remove_ended(std::string_view job_id, TimePoint ended_at) {
    return database_.write([&](Connection& db) -> Result<RemovedJob> {
        const std::optional<JobRecord> job = load_job(db, job_id);
        if (!job) return Error::of(ErrorCode::JobNotFound);
        if (job->ended_at != ended_at) return Error::of(ErrorCode::Conflict);
        return remove_now(db, job_id, load_files(db, job_id), clock_.now());
    });
}

std::vector<std::string> SqliteJobStore::doomed_jobs() const {
    return database_.read([&](Connection& db) {
        std::vector<std::string> ids;
        Query row = db.query("SELECT id FROM jobs WHERE is_doomed = 1");
        while (row.step()) ids.push_back(row.text(0));
        std::erase_if(ids, [&](const std::string& id) {
            const std::vector<FileRecord> files = load_files(db, id);
            return std::any_of(files.begin(), files.end(), is_held_by_provider);
        });
        return ids;
    });
}

std::vector<ProviderCopy> SqliteJobStore::provider_copies(TimePoint due, std::uint32_t limit) const {
    return database_.read([&](Connection& db) {
        std::vector<ProviderCopy> copies;
        Query row = db.query(
            "SELECT request_id, model, tries, deleted_at FROM provider_copies WHERE next_try_at <= ? ORDER BY next_try_at LIMIT "
            "?");
        for (row.bind(due, limit); row.step();) {
            copies.push_back({row.text(0), row.text(1), static_cast<std::uint32_t>(row.integer(2)), row.time(3)});
        }
        return copies;
    });
}

void SqliteJobStore::settle_copy(std::string_view request_id, std::optional<TimePoint> try_again_at) {
    database_.write([&](Connection& db) {
        if (try_again_at) {
            db.query("UPDATE provider_copies SET tries = tries + 1, next_try_at = ? WHERE request_id = ?")
                .bind(*try_again_at, request_id)
                .run();
        } else {
            db.query("DELETE FROM provider_copies WHERE request_id = ?").bind(request_id).run();
        }
    });
}

}  // namespace i2m::sqlite
