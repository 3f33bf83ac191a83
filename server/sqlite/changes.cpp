// changes.cpp - rows first, then what is told about them.
#include "server/sqlite/changes.hpp"

#include <cassert>

#include "server/core/job_rules.hpp"
#include "server/sqlite/rows.hpp"

namespace i2m::sqlite {
namespace {

std::int64_t store_files(Connection& db, const std::vector<FileChange>& changes, TimePoint now) {
    std::int64_t last_id = 0;
    for (const FileChange& change : changes) {
        const FileRecord after = save_file(db, change.before, change.after, change.charge, now);
        if (is_untold(after)) continue;
        if (is_untold(change.before)) {
            if (after.state == FileState::Queued) continue;  // as people see it all the time
            insert_event(db, after.job_id, file_event(as_told(change.before), now), now);
        }
        last_id = insert_event(db, after.job_id, file_event(after, now), now);
        const bool became_retrying = after.state == FileState::Retrying && change.before.state != FileState::Retrying;
        if (became_retrying) last_id = insert_event(db, after.job_id, retry_event(after, now), now);
    }
    return last_id;
}

/// Where nothing was told the job's last event stays the last.
std::int64_t last_told(Connection& db, const std::string& job_id, std::int64_t last_id) {
    return last_id > 0 ? last_id : load_last_event_id(db, job_id);
}

void set_ended(Connection& db, const std::string& job_id, std::optional<TimePoint> ended_at) {
    db.query("UPDATE jobs SET ended_at = ?, is_trimmed = 0 WHERE id = ?").bind(ended_at, job_id).run();
}

}  // namespace

std::int64_t store_changes(Connection& db, const std::vector<FileChange>& changes, const Lanes& lanes, TimePoint now) {
    assert(!changes.empty());
    const std::string& job_id = changes.front().after.job_id;
    const std::int64_t last_file_event = store_files(db, changes, now);

    const std::optional<JobRecord> job = load_job(db, job_id);
    std::vector<FileProgress> files = load_progress(db, job_id);
    const std::uint32_t parallel = lanes.of(changes.front().after.is_direct);
    const auto summary_with = [&](FileRecord FileChange::*which) {
        for (const FileChange& change : changes) {
            const FileRecord shown = as_shown(change.*which);
            files[shown.position] = {shown.state, shown.percent};
        }
        return summarize(files, job->typical_ms, parallel);
    };
    const JobSummary before = summary_with(&FileChange::before);
    const JobSummary after = summary_with(&FileChange::after);

    if (is_final(after.status)) {
        set_ended(db, job_id, now);
        return insert_event(db, job_id, final_event(*load_whole_job(db, job_id), lanes, now), now);
    }
    if (is_final(before.status)) set_ended(db, job_id, std::nullopt);
    if (!differs(before, after)) return last_told(db, job_id, last_file_event);
    return insert_event(db, job_id, progress_event(job_id, after, now), now);
}

}  // namespace i2m::sqlite
