// memory_job_store_queue.cpp - what waits at a provider or for a person, and the order of the queue, without a database.
#include <algorithm>

#include "server/core/job_rules.hpp"
#include "tests/support/memory_job_store.hpp"

namespace i2m::test {
namespace {

constexpr FileEvent kFound[] = {FileEvent::Found};

bool is_waiting(const FileRecord& file) { return file.state == FileState::Queued || file.state == FileState::Retrying; }

}  // namespace

Change MemoryJobStore::park(const Lease& lease, const Parking& parking) {
    const std::scoped_lock lock(mutex_);
    File* const file = held(lease);
    if (file == nullptr || !is_running(file->record.state)) return {};
    FileRecord& record = file->record;
    record.percent = std::max(record.percent, std::min(parking.percent, 99.0));
    record.message = parking.message;
    record.failed_calls = parking.failed_calls;
    record.is_cancel_sent = parking.is_cancel_sent;
    record.next_try_at = parking.next_try_at;
    if (record.cancel_asked && !record.is_cancel_sent) record.next_try_at.reset();
    file->token.clear();
    file->lease_until.reset();
    return {true, record.cancel_asked, record.state, 0};
}

std::optional<TimePoint> MemoryJobStore::next_try() const {
    const std::scoped_lock lock(mutex_);
    std::optional<TimePoint> first;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (!is_running(file.record.state) || file.lease_until) continue;
            const TimePoint due = file.record.next_try_at.value_or(clock_.now());
            first = std::min(first.value_or(due), due);
        }
    }
    return first;
}

Reconciled MemoryJobStore::reconcile(std::string_view file_id, std::uint32_t attempt, const Submission& request) {
    const std::scoped_lock lock(mutex_);
    File* const file = find_file(file_id);
    if (file == nullptr || file->record.attempt != attempt) return {};
    Reconciled out;
    out.job_id = file->record.job_id;
    if (file->record.state == FileState::Unknown) {
        FilePatch patch;
        patch.submission = request;
        out.last_event_id = store(job_of(*file), {{file, *after_events(file->record, kFound, patch, clock_.now())}});
        out.is_found = true;
    } else if (is_running(file->record.state) && !file->lease_until && file->record.submission &&
               file->record.submission->request_id == request.request_id) {
        file->record.next_try_at.reset();
        out.is_due = true;
    }
    return out;
}

Result<RetryOutcome> MemoryJobStore::resolve(const UnknownChoice& choice) {
    const std::scoped_lock lock(mutex_);
    Job* const job = find_job(choice.job_id);
    if (job == nullptr) return Error::of(ErrorCode::JobNotFound);
    if (job->is_doomed) return being_deleted();
    for (const std::string& id : choice.file_ids) {
        if (std::none_of(job->files.begin(), job->files.end(), [&](const File& file) { return file.record.id == id; })) {
            return Error::of(ErrorCode::FileNotFound);
        }
    }
    std::vector<std::pair<File*, FileRecord>> changes;
    for (File& file : job->files) {
        const bool is_named = std::find(choice.file_ids.begin(), choice.file_ids.end(), file.record.id) != choice.file_ids.end();
        if (is_named && file.record.state != FileState::Unknown) return not_unknown(file.record);
        if (file.record.state != FileState::Unknown || !(is_named || choice.file_ids.empty())) continue;
        changes.emplace_back(&file, after_choice(file.record, choice.event, clock_.now()));
    }
    if (changes.empty()) return none_unknown();
    std::int64_t rank = first_free_rank();
    for (const auto& [file, after] : changes) file->rank = rank++;
    const std::uint32_t queued = choice.event == FileEvent::RetryAsked ? static_cast<std::uint32_t>(changes.size()) : 0;
    return RetryOutcome{queued, store(*job, changes)};
}

std::vector<MemoryJobStore::File*> MemoryJobStore::waiting(std::string_view job_id, bool is_of_others) {
    std::vector<File*> files;
    for (Job& job : jobs_) {
        for (File& file : job.files) {
            if ((file.record.job_id == job_id) != is_of_others && is_waiting(file.record)) files.push_back(&file);
        }
    }
    std::stable_sort(files.begin(), files.end(), [](const File* a, const File* b) { return a->rank < b->rank; });
    return files;
}

Result<void> MemoryJobStore::move(std::string_view job_id, const MoveTarget& target) {
    const std::scoped_lock lock(mutex_);
    if (find_job(job_id) == nullptr) return Error::of(ErrorCode::JobNotFound);
    if (target.before_job && find_job(*target.before_job) == nullptr) return Error::of(ErrorCode::JobNotFound);
    const std::vector<File*> own = waiting(job_id, false);
    const std::vector<File*> all = waiting(job_id, true);
    const std::vector<File*> others = target.before_job ? waiting(*target.before_job, false) : all;
    const bool is_same = target.before_job && *target.before_job == job_id;
    if (own.empty() || is_same || (target.before_job && others.empty())) return Error::of(ErrorCode::Conflict);
    const auto count = static_cast<std::int64_t>(own.size());
    std::int64_t rank = 0;
    if (target.before_job) {
        rank = others.front()->rank;
        for (File* file : all) file->rank += file->rank >= rank ? count : 0;
    } else if (!others.empty()) {
        rank = target.is_front ? others.front()->rank - count : others.back()->rank + 1;
    }
    for (File* file : own) file->rank = rank++;
    return {};
}

std::vector<std::string> MemoryJobStore::queue_order(std::size_t limit) const {
    const std::scoped_lock lock(mutex_);
    std::vector<const File*> files;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (file.record.state == FileState::Queued) files.push_back(&file);
        }
    }
    std::stable_sort(files.begin(), files.end(), [](const File* a, const File* b) { return a->rank < b->rank; });
    if (files.size() > limit) files.resize(limit);
    std::vector<std::string> ids;
    for (const File* file : files) ids.push_back(file->record.id);
    return ids;
}

RunningByModel MemoryJobStore::running() const {
    RunningByModel out;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (is_running(file.record.state) && !file.record.is_direct) ++out[file.record.model];
        }
    }
    return out;
}

RunningByModel MemoryJobStore::running_by_model() const {
    const std::scoped_lock lock(mutex_);
    return running();
}

std::optional<std::string> MemoryJobStore::note(std::string_view name) const {
    const std::scoped_lock lock(mutex_);
    const auto found = notes_.find(name);
    return found == notes_.end() ? std::nullopt : std::optional(found->second);
}

void MemoryJobStore::set_note(std::string_view name, const std::optional<std::string>& value) {
    const std::scoped_lock lock(mutex_);
    if (value) {
        notes_.insert_or_assign(std::string(name), *value);
    } else if (const auto found = notes_.find(name); found != notes_.end()) {
        notes_.erase(found);
    }
}

}  // namespace i2m::test
