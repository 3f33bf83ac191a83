// job_remover.hpp - a job goes with everything that belongs to it: row first, then who watches is told, then the contents.
#pragma once

#include <string>
#include <string_view>

#include "server/core/blob_store.hpp"
#include "server/core/event_sink.hpp"
#include "server/core/job_store.hpp"
#include "server/jobs/progress_board.hpp"
#include "server/jobs/work_signal.hpp"

namespace i2m {

/// Removes a blob's content when no row of `store` names it, at once or with the last writer that pins it. True when it is gone at
/// once. Throws StorageError.
bool remove_orphan(BlobStore& blobs, const JobStore& store, const std::string& sha256);

/// Rows go in one transaction and contents after it: a death in between leaves orphans, which the janitor sweeps. Safe from any
/// thread; throws StorageError.
class JobRemover {
public:
    JobRemover(JobStore& store, BlobStore& blobs, EventSink& events, ProgressBoard& progress, WorkSignal& work)
        : store_(store), blobs_(blobs), events_(events), progress_(progress), work_(work) {}

    /// JobStore::remove with all that follows from it. JobNotFound.
    Result<RemovedJob> remove(std::string_view job_id);
    /// HousekeepingStore::remove_ended with the same.
    Result<RemovedJob> remove_ended(std::string_view job_id, TimePoint ended_at);
    bool remove_orphan(const std::string& sha256) { return i2m::remove_orphan(blobs_, store_, sha256); }

private:
    Result<RemovedJob> follow(std::string_view job_id, Result<RemovedJob> removed);

    JobStore& store_;
    BlobStore& blobs_;
    EventSink& events_;
    ProgressBoard& progress_;
    WorkSignal& work_;
};

}  // namespace i2m
