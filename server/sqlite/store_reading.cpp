// store_reading.cpp - what is asked without changing anything; each answer is one unchanging view.
#include "server/sqlite/ledger_rows.hpp"
#include "server/sqlite/model_stats.hpp"
#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
std::optional<JobWithFiles> SqliteJobStore::job(std::string_view job_id) const {
    return database_.read([&](Connection& db) { return load_whole_job(db, job_id); });
}

std::optional<FileRecord> SqliteJobStore::file(std::string_view file_id) const {
    return database_.read([&](Connection& db) { return load_file(db, file_id); });
}

std::vector<EventRow> SqliteJobStore::events_after(std::string_view job_id, std::int64_t after_id, std::size_t limit) const {
    return database_.read([&](Connection& db) {
        std::vector<EventRow> events;
        if (job_id.empty()) {
            Query row = db.query(
                "SELECT e.id, e.job_id, e.name, e.data, j.owner FROM events e JOIN jobs j ON j.id = e.job_id WHERE e.id > ? "
                "ORDER BY e.id LIMIT ?");
            for (row.bind(after_id, std::uint64_t{limit}); row.step();)
                events.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4)});
        } else {
            Query row = db.query("SELECT id, job_id, name, data FROM events WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?");
            for (row.bind(job_id, after_id, std::uint64_t{limit}); row.step();)
                events.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), {}});
        }
        return events;
    });
}

std::int64_t SqliteJobStore::last_event_id() const {
    return database_.read([&](Connection& db) {
        Query row = db.query("SELECT max(id) FROM events");
        return row.step() ? row.integer(0) : std::int64_t{0};
    });
}

std::optional<ModelStats> SqliteJobStore::model_stats(std::string_view model) const {
    return database_.read([&](Connection& db) { return load_stats(db, model); });
}

QueueStats SqliteJobStore::queue_stats() const {
    return database_.read([&](Connection& db) {
        QueueStats stats;
        Query queued =
            db.query("SELECT count(*), min(j.created_at) FROM files f JOIN jobs j ON j.id = f.job_id WHERE f.state = 'queued'");
        if (queued.step()) {
            stats.queued = static_cast<std::uint64_t>(queued.integer(0));
            stats.oldest_queued = queued.time_or_none(1);
        }
        Query running = db.query("SELECT count(*) FROM files WHERE state IN ('submitting', 'waiting', 'generating', 'fetching')");
        if (running.step()) stats.running = static_cast<std::uint64_t>(running.integer(0));
        Query others = db.query(
            "SELECT (SELECT count(*) FROM files WHERE state = 'retrying'), (SELECT count(*) FROM files WHERE state = 'unknown')");
        if (others.step()) {
            stats.retrying = static_cast<std::uint64_t>(others.integer(0));
            stats.unknown = static_cast<std::uint64_t>(others.integer(1));
        }
        return stats;
    });
}

Spending SqliteJobStore::spending() const {
    return database_.read([&](Connection& db) { return load_spending(db, budget_, clock_.now()); });
}

UsageSums SqliteJobStore::usage(std::int64_t first_day, const std::optional<std::string>& owner) const {
    return database_.read([&](Connection& db) { return load_usage(db, first_day, owner); });
}

void SqliteJobStore::ping() const {
    database_.read([](Connection& db) { (void)db.query("SELECT max(sequence) FROM jobs").step(); });
}

}  // namespace i2m::sqlite

namespace i2m {

std::unique_ptr<JobStore> open_sqlite_job_store(const std::filesystem::path& file, const Clock& clock, const Lanes& lanes,
                                                const Budget& budget) {
    return make_sqlite_job_store(open_database(file), clock, lanes, budget);
}

std::unique_ptr<JobStore> make_sqlite_job_store(std::shared_ptr<sqlite::Database> database, const Clock& clock,
                                                const Lanes& lanes, const Budget& budget) {
    return std::make_unique<sqlite::SqliteJobStore>(std::move(database), clock, lanes, budget);
}

}  // namespace i2m
