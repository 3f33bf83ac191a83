// changes.cpp - rows first, then what is told about them.
#include "server/sqlite/changes.hpp"

#include <cassert>

#include "server/sqlite/rows.hpp"

namespace i2m::sqlite {
namespace {

std::int64_t store_files(Connection& db, const std::vector<FileChange>& changes, TimePoint now) {
    std::int64_t last_id = 0;
    for (const FileChange& change : changes) {
        const FileRecord after = save_file(db, change.before, change.after, change.charge, now);
        last_id = insert_event(db, after.job_id, file_event(after, now), now);
        const bool became_retrying = after.state == FileState::Retrying && change.before.state != FileState::Retrying;
        if (became_retrying) last_id = insert_event(db, after.job_id, retry_event(after, now), now);
    }
    return last_id;
}

void set_ended(Connection& db, const std::string& job_id, std::optional<TimePoint> ended_at) {
    db.query("UPDATE jobs SET ended_at = ?, is_trimmed = 0 WHERE id = ?").bind(ended_at, job_id).run();
}

}  // namespace

std::int64_t store_changes(Connection& db, const std::vector<FileChange>& changes, std::uint32_t workers, TimePoint now) {
    assert(!changes.empty());
    const std::string& job_id = changes.front().after.job_id;
    const std::int64_t last_file_event = store_files(db, changes, now);

    const std::optional<JobRecord> job = load_job(db, job_id);
    std::vector<FileProgress> files = load_progress(db, job_id);
    const JobSummary after = summarize(files, job->typical_ms, workers);
    for (const FileChange& change : changes) files[change.before.position] = {change.before.state, change.before.percent};
    const JobSummary before = summarize(files, job->typical_ms, workers);

    if (is_final(after.status)) {
        set_ended(db, job_id, now);
        return insert_event(db, job_id, final_event(*load_whole_job(db, job_id), workers, now), now);
    }
    if (is_final(before.status)) set_ended(db, job_id, std::nullopt);
    if (!differs(before, after)) return last_file_event;
    return insert_event(db, job_id, progress_event(job_id, after, now), now);
}

}  // namespace i2m::sqlite
