// job_remover.cpp - what follows from a deleted row.
#include "server/jobs/job_remover.hpp"

#include <span>

namespace i2m {

bool remove_orphan(BlobStore& blobs, const JobStore& store, const std::string& sha256) {
    // Asked under the blob store's lock: an upload may have named the blob since.
    return blobs.remove_orphan(sha256, [&store, sha256] { return !store.orphans_among(std::span(&sha256, 1)).empty(); });
}

Result<RemovedJob> JobRemover::remove(std::string_view job_id) { return follow(job_id, store_.remove(job_id)); }

Result<RemovedJob> JobRemover::remove_ended(std::string_view job_id, TimePoint ended_at) {
    return follow(job_id, store_.housekeeping().remove_ended(job_id, ended_at));
}

Result<RemovedJob> JobRemover::follow(std::string_view job_id, Result<RemovedJob> removed) {
    if (!removed) return removed;
    if (removed->is_pending) {
        events_.notify(job_id, removed->last_event_id);
        work_.notify();  // a request that runs without a worker needs one to be cancelled
        work_.notify_revoked();
        return removed;
    }
    for (const std::string& file_id : removed->file_ids) progress_.forget(file_id);
    events_.removed(job_id);
    work_.notify_revoked();
    for (const std::string& sha256 : removed->orphaned_sha256) remove_orphan(sha256);
    return removed;
}

}  // namespace i2m
