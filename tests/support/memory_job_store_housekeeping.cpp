// memory_job_store_housekeeping.cpp - deleting, and what tidying up asks, without a database.
#include <algorithm>

#include "server/core/job_rules.hpp"
#include "server/core/model_types.hpp"
#include "tests/support/memory_job_store.hpp"

namespace i2m::test {
namespace {

bool is_by_name(const BlobInfo& a, const BlobInfo& b) { return a.sha256 < b.sha256; }

BlobSums sum_of(std::vector<BlobInfo> blobs) {
    std::sort(blobs.begin(), blobs.end(), is_by_name);
    blobs.erase(std::unique(blobs.begin(), blobs.end()), blobs.end());
    BlobSums out;
    for (const BlobInfo& blob : blobs) {
        ++out.blobs;
        out.bytes += blob.size_bytes;
    }
    return out;
}

}  // namespace

std::vector<BlobInfo> MemoryJobStore::blobs_of(const FileRecord& file, BlobKind kind) {
    if (kind == BlobKind::Upload) return {{file.source_sha256, file.source_bytes}};
    std::vector<BlobInfo> blobs;
    if (file.result) blobs.push_back({file.result->sha256, file.result->size_bytes});
    if (file.preview) blobs.push_back({file.preview->sha256, file.preview->size_bytes});
    return blobs;
}

std::vector<BlobInfo> MemoryJobStore::blobs_of(const Job& job) {
    std::vector<BlobInfo> blobs;
    for (const File& file : job.files) {
        for (const BlobKind kind : {BlobKind::Upload, BlobKind::Result}) {
            for (BlobInfo& blob : blobs_of(file.record, kind)) blobs.push_back(std::move(blob));
        }
    }
    std::sort(blobs.begin(), blobs.end(), is_by_name);
    blobs.erase(std::unique(blobs.begin(), blobs.end()), blobs.end());
    return blobs;
}

std::uint32_t MemoryJobStore::jobs_naming(std::string_view sha256) const {
    return static_cast<std::uint32_t>(std::count_if(jobs_.begin(), jobs_.end(), [&](const Job& job) {
        const std::vector<BlobInfo> blobs = blobs_of(job);
        return std::any_of(blobs.begin(), blobs.end(), [&](const BlobInfo& blob) { return blob.sha256 == sha256; });
    }));
}

RemovedJob MemoryJobStore::remove_now(const Job& job) {
    RemovedJob out;
    for (const File& file : job.files) {
        out.file_ids.push_back(file.record.id);
        for (const std::string& request : file.requests)
            copies_.push_back({{request, file.record.model, 0, clock_.now()}, clock_.now()});
    }
    const std::vector<BlobInfo> blobs = blobs_of(job);
    const std::string id = job.record.id;
    std::erase_if(jobs_, [&](const Job& j) { return j.record.id == id; });
    std::erase_if(events_, [&](const EventRow& event) { return event.job_id == id; });
    for (const BlobInfo& blob : blobs) {
        if (is_named(blob.sha256)) continue;
        out.orphaned_sha256.push_back(blob.sha256);
        out.freed_bytes += blob.size_bytes;
        born_.erase(blob.sha256);
    }
    return out;
}

Result<RemovedJob> MemoryJobStore::remove(std::string_view job_id) {
    const std::scoped_lock lock(mutex_);
    Job* const job = find_job(job_id);
    if (job == nullptr) return Error::of(ErrorCode::JobNotFound);
    const auto is_held = [](const File& file) { return is_held_by_provider(file.record); };
    if (std::none_of(job->files.begin(), job->files.end(), is_held)) return remove_now(*job);
    RemovedJob out;
    out.is_pending = true;
    out.last_event_id = cancel_files(*job).last_event_id;
    for (const File& file : job->files) out.file_ids.push_back(file.record.id);
    job->is_doomed = true;
    return out;
}

Result<RemovedJob> MemoryJobStore::remove_ended(std::string_view job_id, TimePoint ended_at) {
    const std::scoped_lock lock(mutex_);
    const Job* const job = find_job(job_id);
    if (job == nullptr) return Error::of(ErrorCode::JobNotFound);
    if (job->record.ended_at != ended_at) return Error::of(ErrorCode::Conflict);
    return remove_now(*job);
}

std::vector<EndedJob> MemoryJobStore::ended_jobs(const EndedQuery& query) const {
    const std::scoped_lock lock(mutex_);
    std::vector<EndedJob> found;
    for (const Job& job : jobs_) {
        const JobRecord& record = job.record;
        if (!record.ended_at || job.is_doomed || *record.ended_at > query.ended_before) continue;
        const auto place = std::pair(*record.ended_at, record.sequence);
        if (query.after && place <= std::pair(query.after->ended_at, query.after->sequence)) continue;
        std::vector<FileState> states;
        for (const File& file : job.files) states.push_back(file.record.state);
        EndedJob ended;
        ended.id = record.id;
        ended.sequence = record.sequence;
        ended.status = job_status(tally(states));
        ended.created_at = record.created_at;
        ended.ended_at = *record.ended_at;
        ended.files = static_cast<std::uint32_t>(states.size());
        for (const BlobInfo& blob : blobs_of(job)) ended.blobs.push_back({blob, jobs_naming(blob.sha256)});
        found.push_back(std::move(ended));
    }
    std::sort(found.begin(), found.end(), [](const EndedJob& a, const EndedJob& b) {
        return std::pair(a.ended_at, a.sequence) < std::pair(b.ended_at, b.sequence);
    });
    if (found.size() > query.limit) found.resize(query.limit);
    return found;
}

std::vector<std::string> MemoryJobStore::doomed_jobs() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> ids;
    for (const Job& job : jobs_) {
        const bool is_free =
            std::none_of(job.files.begin(), job.files.end(), [](const File& file) { return is_held_by_provider(file.record); });
        if (job.is_doomed && is_free) ids.push_back(job.record.id);
    }
    return ids;
}

std::vector<ProviderCopy> MemoryJobStore::provider_copies(TimePoint due, std::uint32_t limit) const {
    const std::scoped_lock lock(mutex_);
    std::vector<Copy> found;
    std::copy_if(copies_.begin(), copies_.end(), std::back_inserter(found),
                 [&](const Copy& copy) { return copy.next_try_at <= due; });
    std::stable_sort(found.begin(), found.end(), [](const Copy& a, const Copy& b) { return a.next_try_at < b.next_try_at; });
    std::vector<ProviderCopy> out;
    for (const Copy& copy : found) {
        if (out.size() < limit) out.push_back(copy.copy);
    }
    return out;
}

void MemoryJobStore::settle_copy(std::string_view request_id, std::optional<TimePoint> try_again_at) {
    const std::scoped_lock lock(mutex_);
    const auto copy =
        std::find_if(copies_.begin(), copies_.end(), [&](const Copy& c) { return c.copy.request_id == request_id; });
    if (copy == copies_.end()) return;
    if (!try_again_at) {
        copies_.erase(copy);
        return;
    }
    ++copy->copy.tries;
    copy->next_try_at = *try_again_at;
}

StorageSums MemoryJobStore::storage_sums() const {
    const std::scoped_lock lock(mutex_);
    std::vector<BlobInfo> uploads;
    std::vector<BlobInfo> results;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            for (const BlobInfo& blob : blobs_of(file.record, BlobKind::Upload)) uploads.push_back(blob);
            for (const BlobInfo& blob : blobs_of(file.record, BlobKind::Result)) results.push_back(blob);
        }
    }
    std::vector<BlobInfo> all = uploads;
    all.insert(all.end(), results.begin(), results.end());
    return {jobs_.size(), sum_of(uploads), sum_of(results), sum_of(all)};
}

std::vector<StoredBlob> MemoryJobStore::stored_blobs(BlobKind kind, const std::optional<BlobPlace>& after,
                                                     std::uint32_t limit) const {
    const std::scoped_lock lock(mutex_);
    std::map<std::string, StoredBlob> found;
    for (const Job& job : jobs_) {
        for (const File& file : job.files) {
            const FileRecord& record = file.record;
            for (const BlobInfo& blob : blobs_of(record, kind)) {
                const bool is_model = kind == BlobKind::Result && record.result && record.result->sha256 == blob.sha256;
                const std::string name = is_model ? record.result->filename : record.filename;
                const std::string type = is_model                   ? model_content_type(name)
                                         : kind == BlobKind::Upload ? record.content_type
                                                                    : record.preview->content_type;
                found.emplace(blob.sha256, StoredBlob{blob, born_.at(blob.sha256), name, type, record.id, record.job_id,
                                                      jobs_naming(blob.sha256)});
            }
        }
    }
    std::vector<StoredBlob> out;
    for (const auto& [name, stored] : found) out.push_back(stored);
    std::stable_sort(out.begin(), out.end(),
                     [](const StoredBlob& a, const StoredBlob& b) { return a.created_at > b.created_at; });
    std::erase_if(out, [&](const StoredBlob& stored) {
        if (!after) return false;
        return stored.created_at > after->created_at ||
               (stored.created_at == after->created_at && stored.blob.sha256 <= after->sha256);
    });
    if (out.size() > limit) out.resize(limit);
    return out;
}

}  // namespace i2m::test
