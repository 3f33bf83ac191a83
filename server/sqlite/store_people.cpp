// store_people.cpp - what people do with whole jobs.
#include <algorithm>

#include "server/core/job_rules.hpp"
#include "server/sqlite/removal.hpp"
#include "server/sqlite/rows.hpp"
#include "server/sqlite/sqlite_job_store_impl.hpp"

namespace i2m::sqlite {
namespace {

constexpr FileEvent kRetryAsked[] = {FileEvent::RetryAsked};

Error job_not_found() { return Error::of(ErrorCode::JobNotFound); }

/// The job that came with this key before, if any.
std::optional<Result<JobStore::Created>> find_repeated(Connection& db, const NewJob& job) {
    if (job.idempotency_key.empty()) return std::nullopt;
    Query row = db.query("SELECT id, fingerprint FROM jobs WHERE owner = ? AND idempotency_key = ?");
    if (!row.bind(job.owner, job.idempotency_key).step()) return std::nullopt;
    if (row.text(1) != job.fingerprint) {
        return Error{ErrorCode::Conflict, "This idempotency key was used for another upload. Send a new key.", "idempotency_key"};
    }
    return JobStore::Created{row.text(0), false, load_last_event_id(db, row.text(0))};
}

std::uint32_t queue_position_of(Connection& db, std::string_view job_id) {
    Query row = db.query(
        "SELECT count(*) FROM files WHERE state = 'queued' AND queue_rank < (SELECT min(queue_rank) FROM files WHERE job_id = "
        "?)");
    return row.bind(job_id).step() ? static_cast<std::uint32_t>(row.integer(0)) : 0;
}

/// Which files of a job a person wants again, each as it would be then.
Result<std::vector<FileChange>> changes_of_retry(const std::vector<FileRecord>& files, const RetryRequest& request,
                                                 TimePoint now) {
    std::vector<FileChange> changes;
    const auto add = [&](const FileRecord& file) {
        std::optional<FileRecord> after = after_events(file, kRetryAsked, {}, now);
        if (!after) return false;
        take_model(*after, request);
        changes.push_back({file, *std::move(after)});
        return true;
    };
    for (const std::string& wanted : request.file_ids) {
        const auto file = std::find_if(files.begin(), files.end(), [&](const FileRecord& f) { return f.id == wanted; });
        if (file == files.end()) return Error::of(ErrorCode::FileNotFound);
        const bool is_repeated =
            std::any_of(changes.begin(), changes.end(), [&](const FileChange& c) { return c.before.id == wanted; });
        if (!is_repeated && !add(*file)) {
            return not_retryable(*file);
        }
    }
    if (request.file_ids.empty()) {
        for (const FileRecord& file : files) {
            if (is_final(file.state)) add(file);
        }
    }
    if (changes.empty()) return nothing_to_retry(files);
    return changes;
}

}  // namespace

Result<JobStore::Created> SqliteJobStore::create(const NewJob& job) {
    return database_.write([&](Connection& db) -> Result<Created> {
        if (auto repeated = find_repeated(db, job)) return *repeated;
        const TimePoint now = clock_.now();
        insert_job(db, job, now);
        const JobRecord record = *load_job(db, job.id);
        const std::vector<FileProgress> files(job.files.size(), FileProgress{FileState::Queued, 0});
        const JobSummary summary = summarize(files, job.typical_ms, lanes_.of(job.is_direct));
        const EventDraft event = queued_event(record, summary, queue_position_of(db, job.id), now);
        return Created{job.id, true, insert_event(db, job.id, event, now)};
    });
}

Result<CancelOutcome> SqliteJobStore::cancel(std::string_view job_id) {
    return database_.write([&](Connection& db) -> Result<CancelOutcome> {
        const std::vector<FileRecord> files = load_files(db, job_id);
        if (files.empty()) return job_not_found();
        const bool is_over = std::all_of(files.begin(), files.end(), [](const FileRecord& file) { return is_final(file.state); });
        if (is_over) return Error{ErrorCode::Conflict, "This job has ended already. There is nothing to cancel."};
        return cancel_files(db, files, lanes_, clock_.now());
    });
}

Result<RetryOutcome> SqliteJobStore::retry(const RetryRequest& request) {
    return database_.write([&](Connection& db) -> Result<RetryOutcome> {
        const TimePoint now = clock_.now();
        const std::vector<FileRecord> files = load_files(db, request.job_id);
        if (files.empty()) return job_not_found();
        if (is_doomed(db, request.job_id)) return being_deleted();
        const Result<std::vector<FileChange>> changes = changes_of_retry(files, request, now);
        if (!changes) return changes.error();
        std::int64_t rank = first_free_rank(db);
        RetryOutcome outcome;
        outcome.queued = static_cast<std::uint32_t>(changes->size());
        outcome.last_event_id = store_changes(db, *changes, lanes_, now);
        for (const FileChange& change : *changes) {
            db.query("UPDATE files SET queue_rank = ? WHERE id = ?").bind(rank++, change.after.id).run();
        }
        return outcome;
    });
}

}  // namespace i2m::sqlite
