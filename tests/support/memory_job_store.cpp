// memory_job_store.cpp - vectors under one mutex, and the same rules as every job store.
#include "tests/support/memory_job_store.hpp"

#include <algorithm>

#include "server/core/job_rules.hpp"

namespace i2m::test {
namespace {
constexpr FileEvent kClaimed[] = {FileEvent::Claimed};
constexpr FileEvent kClaimedDirect[] = {FileEvent::Claimed, FileEvent::Started};
constexpr FileEvent kRetryDue[] = {FileEvent::RetryDue};
constexpr FileEvent kRetryAsked[] = {FileEvent::RetryAsked};
}  // namespace

MemoryJobStore::Job* MemoryJobStore::find_job(std::string_view id) {
    const auto job = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& j) { return j.record.id == id; });
    return job == jobs_.end() ? nullptr : &*job;
}
const MemoryJobStore::Job* MemoryJobStore::find_job(std::string_view id) const {
    const auto job = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& j) { return j.record.id == id; });
    return job == jobs_.end() ? nullptr : &*job;
}

MemoryJobStore::File* MemoryJobStore::find_file(std::string_view id) {
    for (Job& job : jobs_) {
        for (File& file : job.files) {
            if (file.record.id == id) return &file;
        }
    }
    return nullptr;
}

MemoryJobStore::File* MemoryJobStore::held(const Lease& lease) {
    File* const file = find_file(lease.file_id);
    return file != nullptr && !lease.token.empty() && file->token == lease.token ? file : nullptr;
}

std::int64_t MemoryJobStore::first_free_rank() const {
    std::optional<std::int64_t> rank;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (file.record.state == FileState::Queued) rank = std::min(rank.value_or(file.rank), file.rank);
        }
    }
    return rank.value_or(0);
}

std::int64_t MemoryJobStore::last_id_of(std::string_view job_id) const {
    std::int64_t id = 0;
    for (const EventRow& event : events_) {
        if (event.job_id == job_id) id = event.id;
    }
    return id;
}

JobWithFiles MemoryJobStore::whole(const Job& job, std::int64_t last_event_id) {
    JobWithFiles out{job.record, {}, last_event_id};
    for (const File& file : job.files) out.files.push_back(file.record);
    return out;
}

std::int64_t MemoryJobStore::add_event(const std::string& job_id, const EventDraft& event) {
    events_.push_back({++last_event_id_, job_id, std::string(event.name), event.data, {}});
    return last_event_id_;
}

std::int64_t MemoryJobStore::store(Job& job, const std::vector<std::pair<File*, FileRecord>>& changes,
                                   const std::optional<Charge>& charge) {
    const TimePoint now = clock_.now();
    const std::uint32_t parallel = lanes_.of(changes.front().second.is_direct);
    const JobSummary before = summarize(progress_of(whole(job, 0).files), job.record.typical_ms, parallel);
    for (const auto& [file, wanted] : changes) {
        FileRecord after = wanted;
        save_charge(file->record, after, charge);
        const bool became_retrying = after.state == FileState::Retrying && file->record.state != FileState::Retrying;
        const FileRecord told = file->record;
        if (after.submission && (file->requests.empty() || file->requests.back() != after.submission->request_id))
            file->requests.push_back(after.submission->request_id);
        if (after.result) born_.emplace(after.result->sha256, now);
        if (after.preview) born_.emplace(after.preview->sha256, now);
        file->record = after;
        if (!is_running(after.state)) {
            file->token.clear();
            file->lease_until.reset();
        }
        if (is_untold(after) || (is_untold(told) && after.state == FileState::Queued)) continue;
        if (is_untold(told)) add_event(job.record.id, file_event(as_told(told), now));
        add_event(job.record.id, file_event(after, now));
        if (became_retrying) add_event(job.record.id, retry_event(after, now));
    }
    const JobSummary after = summarize(progress_of(whole(job, 0).files), job.record.typical_ms, parallel);
    if (is_final(after.status)) {
        job.record.ended_at = now;
        return add_event(job.record.id, final_event(whole(job, last_event_id_), lanes_, now));
    }
    job.record.ended_at.reset();
    if (!differs(before, after)) return last_id_of(job.record.id);
    return add_event(job.record.id, progress_event(job.record.id, after, now));
}

Change MemoryJobStore::change_of(File& file, FileRecord after, const std::optional<Charge>& charge) {
    Change change;
    change.applied = true;
    change.cancel_asked = after.cancel_asked;
    change.state = after.state;
    change.last_event_id = store(job_of(file), {{&file, std::move(after)}}, charge);
    return change;
}

Result<JobStore::Created> MemoryJobStore::create(const NewJob& job) {
    const std::scoped_lock lock(mutex_);
    for (const Job& other : jobs_) {
        if (job.idempotency_key.empty() || other.key != job.idempotency_key || other.record.owner != job.owner) continue;
        if (other.fingerprint != job.fingerprint) return Error::of(ErrorCode::Conflict);
        return Created{other.record.id, false, last_id_of(other.record.id)};
    }
    Job stored;
    stored.record = {job.id,         ++next_sequence_, job.owner,    job.model,   job.options_json,
                     job.face_limit, job.typical_ms,   clock_.now(), std::nullopt};
    stored.key = job.idempotency_key;
    stored.fingerprint = job.fingerprint;
    std::int64_t rank = first_free_rank();
    for (const NewFile& from : job.files) {
        File file;
        file.record.id = from.id;
        file.record.job_id = job.id;
        file_owners_[from.id] = job.owner;
        file.record.position = static_cast<std::uint32_t>(stored.files.size());
        file.record.filename = from.filename;
        file.record.content_type = from.content_type;
        file.record.source_sha256 = from.source_sha256;
        file.record.source_bytes = from.source_bytes;
        file.record.width_px = from.width_px;
        file.record.height_px = from.height_px;
        file.record.model = job.model;
        file.record.options_json = job.options_json;
        file.record.is_direct = job.is_direct;
        file.record.reserve = job.reserve;
        file.record.is_price_known = job.is_price_known;
        file.record.message = words_of(FileState::Queued);
        born_.emplace(from.source_sha256, clock_.now());
        file.rank = rank++;
        stored.files.push_back(std::move(file));
    }
    const std::int64_t first = stored.files.front().rank;
    std::uint32_t ahead = 0;
    for (const Job& other : jobs_) {
        for (const File& file : other.files) ahead += file.record.state == FileState::Queued && file.rank < first ? 1U : 0U;
    }
    jobs_.push_back(stored);
    const JobSummary summary = summarize(progress_of(whole(stored, 0).files), job.typical_ms, lanes_.of(job.is_direct));
    return Created{job.id, true, add_event(job.id, queued_event(stored.record, summary, ahead, clock_.now()))};
}

std::optional<Claim> MemoryJobStore::claim_next(std::string_view token, Millis lease_time, const ClaimRules& rules) {
    const std::scoped_lock lock(mutex_);
    File* best = nullptr;
    const TimePoint now = clock_.now();
    const std::vector<std::string> barred = barred_models(rules, running());
    const auto may_start = [&](const FileRecord& file) {
        return !rules.is_paused && (file.is_direct || !rules.is_direct_only) &&
               std::find(barred.begin(), barred.end(), file.model) == barred.end();
    };
    const auto goes_before = [](const File& a, const File& b) {
        const bool a_runs = is_running(a.record.state);
        const bool b_runs = is_running(b.record.state);
        if (a_runs != b_runs) return a_runs;
        return a_runs ? a.record.next_try_at < b.record.next_try_at : a.rank < b.rank;
    };
    for (Job& job : jobs_) {
        for (File& file : job.files) {
            const bool is_held_back = file.record.lost_runs >= kSuspectAfter && is_suspect_running();
            const bool is_due = !file.lease_until && (!file.record.next_try_at || *file.record.next_try_at <= now);
            const bool can_run =
                (file.record.state == FileState::Queued && !is_held_back && may_start(file.record) && fits_budget(file.record)) ||
                (is_running(file.record.state) && is_due && !rules.is_direct_only);
            if (can_run && (best == nullptr || goes_before(file, *best))) best = &file;
        }
    }
    if (best == nullptr) return std::nullopt;
    std::int64_t last_id = last_id_of(best->record.job_id);
    if (best->record.state == FileState::Queued) {
        const std::span<const FileEvent> events = best->record.is_direct ? std::span<const FileEvent>(kClaimedDirect) : kClaimed;
        const FilePatch patch = is_probe(rules, best->record.model) ? quiet_claim() : FilePatch{};
        last_id = store(job_of(*best), {{best, *after_events(best->record, events, patch, clock_.now())}});
    }
    best->record.next_try_at.reset();
    best->token = token;
    best->lease_until = clock_.now() + lease_time;
    const JobRecord& job = job_of(*best).record;
    return Claim{{best->record.id, std::string(token)}, best->record, job.id, job.typical_ms, last_id};
}

std::vector<LeaseState> MemoryJobStore::renew(std::span<const Lease> leases, Millis lease_time) {
    const std::scoped_lock lock(mutex_);
    std::vector<LeaseState> states;
    for (const Lease& lease : leases) {
        File* const file = held(lease);
        if (file != nullptr) file->lease_until = clock_.now() + lease_time;
        states.push_back(file == nullptr             ? LeaseState::Lost
                         : file->record.cancel_asked ? LeaseState::CancelAsked
                                                     : LeaseState::Held);
    }
    return states;
}

Change MemoryJobStore::mark_sent(const Lease& lease) {
    const std::scoped_lock lock(mutex_);
    File* const file = held(lease);
    if (file == nullptr) return {};
    const bool can_send = file->record.state == FileState::Submitting && !file->record.cancel_asked;
    if (can_send) {
        FileRecord after = file->record;
        after.is_sent = true;
        save_charge(file->record, after, {});
        file->record = std::move(after);
    }
    return {can_send, file->record.cancel_asked, file->record.state, 0};
}

Change MemoryJobStore::advance(const Lease& lease, std::span<const FileEvent> events, const FilePatch& patch) {
    const std::scoped_lock lock(mutex_);
    File* const file = held(lease);
    if (file == nullptr) return {};
    std::optional<FileRecord> after = after_events(file->record, events, patch, clock_.now());
    if (!after) return {false, file->record.cancel_asked, file->record.state, 0};
    return change_of(*file, *std::move(after), patch.charge);
}

Change MemoryJobStore::complete(const Lease& lease, const FinishedModel& model) {
    const std::scoped_lock lock(mutex_);
    File* const file = held(lease);
    if (file == nullptr) return {};
    std::vector<std::string> taken;
    for (const File& other : job_of(*file).files) {
        if (other.record.result) taken.push_back(other.record.result->filename);
    }
    std::optional<FileRecord> after = after_stored(file->record, model, taken, clock_.now());
    if (!after) return {};
    const auto known = stats_.find(after->model);
    stats_[after->model] =
        after_run(known == stats_.end() ? std::nullopt : std::optional(known->second), after->result->duration_ms);
    return change_of(*file, *std::move(after));
}

Change MemoryJobStore::keep_result(const Lease& lease, const RunResult& result, const Charge& charge) {
    const std::scoped_lock lock(mutex_);
    File* const file = held(lease);
    if (file == nullptr || file->record.state != FileState::Fetching) return {};
    FileRecord after = file->record;
    after.run_result = result;
    save_charge(file->record, after, charge);
    file->record = std::move(after);
    return {true, file->record.cancel_asked, file->record.state, 0};
}

Change MemoryJobStore::release(const Lease& lease) {
    const std::scoped_lock lock(mutex_);
    File* const file = held(lease);
    if (file == nullptr) return {};
    FileRecord after = after_lost_worker(file->record, true, clock_.now());
    if (after.state != file->record.state) return change_of(*file, std::move(after));
    file->token.clear();
    file->lease_until.reset();
    return {true, after.cancel_asked, after.state, 0};
}

template <class Pick, class After>
std::vector<Touched> MemoryJobStore::change_all(Pick pick, After after) {
    std::vector<Touched> touched;
    for (Job& job : jobs_) {
        std::vector<std::pair<File*, FileRecord>> changes;
        for (File& file : job.files) {
            if (!pick(file)) continue;
            FileRecord changed = after(file);
            if (changed.state != file.record.state) changes.emplace_back(&file, std::move(changed));
        }
        if (!changes.empty()) touched.push_back({job.record.id, store(job, changes)});
    }
    return touched;
}

bool MemoryJobStore::is_suspect_running() const {
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (is_running(file.record.state) && file.record.lost_runs >= kSuspectAfter) return true;
        }
    }
    return false;
}

std::vector<Touched> MemoryJobStore::release_expired(bool everything) {
    const std::scoped_lock lock(mutex_);
    const TimePoint now = clock_.now();
    std::int64_t end = first_free_rank();
    for (const Job& job : jobs_) {
        for (const File& file : job.files) end = std::max(end, file.rank);
    }
    return change_all([&](const File& file) { return file.lease_until && (everything || *file.lease_until <= now); },
                      [&](File& file) {
                          file.token.clear();
                          file.lease_until.reset();
                          FileRecord after = after_lost_worker(file.record, false, now);
                          if (after.lost_runs >= kSuspectAfter) file.rank = ++end;
                          return after;
                      });
}

std::vector<Touched> MemoryJobStore::requeue_due() {
    const std::scoped_lock lock(mutex_);
    const TimePoint now = clock_.now();
    return change_all([&](const File& file) { return file.record.retry_at && *file.record.retry_at <= now; },
                      [&](File& file) { return *after_events(file.record, kRetryDue, {}, now); });
}

std::optional<TimePoint> MemoryJobStore::next_due() const {
    const std::scoped_lock lock(mutex_);
    std::optional<TimePoint> due;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            if (file.record.retry_at) due = std::min(due.value_or(*file.record.retry_at), *file.record.retry_at);
        }
    }
    return due;
}

std::size_t MemoryJobStore::trim_events(TimePoint ended_before) {
    const std::scoped_lock lock(mutex_);
    return std::erase_if(events_, [&](const EventRow& event) {
        const Job* const job = find_job(event.job_id);
        return job->record.ended_at && *job->record.ended_at < ended_before && event.id < last_id_of(event.job_id);
    });
}

std::vector<std::string> MemoryJobStore::orphans_among(std::span<const std::string> sha256) const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> orphans;
    std::copy_if(sha256.begin(), sha256.end(), std::back_inserter(orphans),
                 [&](const std::string& name) { return !is_named(name); });
    return orphans;
}

CancelOutcome MemoryJobStore::cancel_files(Job& job) {
    CancelOutcome outcome;
    std::vector<std::pair<File*, FileRecord>> changes;
    for (File& file : job.files) {
        std::optional<FileRecord> after = after_cancel(file.record, clock_.now());
        if (!after) continue;
        ++(is_final(after->state) ? outcome.cancelled : outcome.asked);
        changes.emplace_back(&file, *std::move(after));
    }
    outcome.last_event_id = changes.empty() ? last_id_of(job.record.id) : store(job, changes);
    return outcome;
}

Result<CancelOutcome> MemoryJobStore::cancel(std::string_view job_id) {
    const std::scoped_lock lock(mutex_);
    Job* const job = find_job(job_id);
    if (job == nullptr) return Error::of(ErrorCode::JobNotFound);
    if (job->record.ended_at) return Error::of(ErrorCode::Conflict);
    return cancel_files(*job);
}

Result<RetryOutcome> MemoryJobStore::retry(const RetryRequest& request) {
    const std::scoped_lock lock(mutex_);
    Job* const job = find_job(request.job_id);
    if (job == nullptr) return Error::of(ErrorCode::JobNotFound);
    if (job->is_doomed) return being_deleted();
    std::vector<std::pair<File*, FileRecord>> changes;
    for (const std::string& id : request.file_ids) {
        if (std::none_of(job->files.begin(), job->files.end(), [&](const File& file) { return file.record.id == id; })) {
            return Error::of(ErrorCode::FileNotFound);
        }
    }
    for (File& file : job->files) {
        const bool is_named_here =
            std::find(request.file_ids.begin(), request.file_ids.end(), file.record.id) != request.file_ids.end();
        if (request.file_ids.empty() ? !is_final(file.record.state) : !is_named_here) continue;
        std::optional<FileRecord> after = after_events(file.record, kRetryAsked, {}, clock_.now());
        if (!after && is_named_here) return Error::of(ErrorCode::Conflict);
        if (!after) continue;
        take_model(*after, request);
        changes.emplace_back(&file, *std::move(after));
    }
    if (changes.empty()) {
        std::vector<FileRecord> records;
        for (const File& file : job->files) records.push_back(file.record);
        return nothing_to_retry(records);
    }
    std::int64_t rank = first_free_rank();
    for (const auto& [file, after] : changes) file->rank = rank++;
    return RetryOutcome{static_cast<std::uint32_t>(changes.size()), store(*job, changes)};
}

}  // namespace i2m::test
