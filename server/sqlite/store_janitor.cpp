// store_janitor.cpp - leases that ran out, retries that are due, events that nobody needs.
#include <map>

#include "server/core/job_rules.hpp"
#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
namespace {

constexpr FileEvent kRetryDue[] = {FileEvent::RetryDue};
/// Jobs whose events are dropped in one transaction: writers wait no longer than that.
constexpr int kTrimBatch = 100;

std::vector<std::string> column_of(Query& row) {
    std::vector<std::string> texts;
    while (row.step()) texts.push_back(row.text(0));
    return texts;
}

using ChangesByJob = std::map<std::string, std::vector<FileChange>>;

std::vector<Touched> store_by_job(Connection& db, const ChangesByJob& changes, const Lanes& lanes, TimePoint now) {
    std::vector<Touched> touched;
    for (const auto& [job_id, of_job] : changes) touched.push_back({job_id, store_changes(db, of_job, lanes, now)});
    return touched;
}

void send_to_the_end(Connection& db, const std::string& file_id) {
    db.query(
          "UPDATE files SET queue_rank = (SELECT coalesce(max(queue_rank), 0) + 1 FROM files WHERE state = 'queued') WHERE id = "
          "?")
        .bind(file_id)
        .run();
}

}  // namespace

std::vector<Touched> SqliteJobStore::release_expired(bool everything) {
    return database_.write([&](Connection& db) {
        const TimePoint now = clock_.now();
        std::vector<std::string> ids;
        {
            Query row = db.query(
                "SELECT id FROM files WHERE state IN ('submitting', 'waiting', 'generating', 'fetching') "
                "AND lease_until IS NOT NULL AND (? OR lease_until <= ?)");
            ids = column_of(row.bind(everything, now));
        }
        ChangesByJob changes;
        for (const std::string& id : ids) {
            const FileRecord before = *load_file(db, id);
            FileRecord after = after_lost_worker(before, false, now);
            db.query("UPDATE files SET lease_token = NULL, lease_until = NULL WHERE id = ?").bind(id).run();
            if (after.state != before.state) changes[before.job_id].push_back({before, std::move(after)});
        }
        std::vector<Touched> touched = store_by_job(db, changes, lanes_, now);
        for (const auto& [job_id, of_job] : changes) {
            for (const FileChange& change : of_job) {
                if (change.after.lost_runs >= kSuspectAfter) send_to_the_end(db, change.after.id);
            }
        }
        return touched;
    });
}

std::vector<Touched> SqliteJobStore::requeue_due() {
    return database_.write([&](Connection& db) {
        const TimePoint now = clock_.now();
        std::vector<std::string> ids;
        {
            Query row = db.query("SELECT id FROM files WHERE state = 'retrying' AND retry_at <= ? ORDER BY retry_at");
            ids = column_of(row.bind(now));
        }
        ChangesByJob changes;
        for (const std::string& id : ids) {
            const FileRecord before = *load_file(db, id);
            changes[before.job_id].push_back({before, *after_events(before, kRetryDue, {}, now)});
        }
        return store_by_job(db, changes, lanes_, now);
    });
}

std::optional<TimePoint> SqliteJobStore::next_due() const {
    return database_.read([&](Connection& db) -> std::optional<TimePoint> {
        Query row = db.query("SELECT min(retry_at) FROM files WHERE state = 'retrying'");
        return row.step() ? row.time_or_none(0) : std::nullopt;
    });
}

std::size_t SqliteJobStore::trim_events(TimePoint ended_before) {
    std::size_t dropped = 0;
    for (bool is_more = true; is_more;) {
        is_more = database_.write([&](Connection& db) {
            std::vector<std::string> ids;
            {
                Query row =
                    db.query("SELECT id FROM jobs WHERE is_trimmed = 0 AND ended_at IS NOT NULL AND ended_at < ? LIMIT ?");
                ids = column_of(row.bind(ended_before, kTrimBatch));
            }
            for (const std::string& id : ids) {
                dropped += static_cast<std::size_t>(
                    db.query("DELETE FROM events WHERE job_id = ?1 AND id < (SELECT max(id) FROM events WHERE job_id = ?1)")
                        .bind(id)
                        .run());
                db.query("UPDATE jobs SET is_trimmed = 1 WHERE id = ?").bind(id).run();
            }
            return !ids.empty();
        });
    }
    return dropped;
}

std::vector<std::string> SqliteJobStore::orphans_among(std::span<const std::string> sha256) const {
    return database_.read([&](Connection& db) {
        std::vector<std::string> orphans;
        for (const std::string& name : sha256) {
            Query row = db.query(
                "SELECT 1 WHERE EXISTS (SELECT 1 FROM files WHERE source_sha256 = ?1) "
                "OR EXISTS (SELECT 1 FROM files WHERE result_sha256 = ?1) "
                "OR EXISTS (SELECT 1 FROM files WHERE preview_sha256 = ?1)");
            if (!row.bind(name).step()) orphans.push_back(name);
        }
        return orphans;
    });
}

}  // namespace i2m::sqlite
