// housekeeping_store.hpp - what tidying up asks of the job store: which jobs have ended, what they hold, and what is left to delete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/blob_store.hpp"
#include "server/core/clock.hpp"
#include "shared/base/result.hpp"
#include "shared/job/job_status.hpp"

namespace i2m {

/// Which use of a blob is meant.
enum class BlobKind : std::uint8_t {
    Upload,  ///< an image that was uploaded
    Result,  ///< a model, or a provider's picture of one
};

/// A blob that jobs name.
struct NamedBlob {
    BlobInfo blob;
    std::uint32_t jobs = 0;  ///< how many jobs name it, ended or not
};

/// A job that has ended, with what it holds.
struct EndedJob {
    std::string id;
    std::int64_t sequence = 0;
    JobStatus status = JobStatus::Completed;
    TimePoint created_at;
    TimePoint ended_at;
    std::uint32_t files = 0;
    std::vector<NamedBlob> blobs = {};  ///< each once
};

/// A place in the order of EndedJobs: by end, then by arrival.
struct EndedPlace {
    TimePoint ended_at;
    std::int64_t sequence = 0;
};

struct EndedQuery {
    TimePoint ended_before;  ///< or at
    std::optional<EndedPlace> after = {};
    std::uint32_t limit = 500;
};

/// What deleting a job came to.
struct RemovedJob {
    std::vector<std::string> orphaned_sha256 = {};  ///< blobs that no row names any more
    std::uint64_t freed_bytes = 0;                  ///< of these
    std::vector<std::string> file_ids = {};         ///< the job's files, deleted or not
    /// A provider works on one of its files: it is asked to stop, and the job is among doomed_jobs() once it has. Nothing was
    /// deleted yet.
    bool is_pending = false;
    std::int64_t last_event_id = 0;  ///< with is_pending
};

/// A provider's copy of a deleted job's run.
struct ProviderCopy {
    std::string request_id;
    std::string model;
    std::uint32_t tries = 0;
    TimePoint deleted_at;  ///< when its job was
};

/// One stored file, as lists show it.
struct StoredBlob {
    BlobInfo blob;
    TimePoint created_at;
    std::string filename;  ///< of the first file that names it: the image's, or the model's where it is a model
    std::string content_type;
    std::string file_id;
    std::string job_id;
    std::uint32_t jobs = 0;  ///< that name it
};

/// A place in the order of stored blobs: newest first, then by name.
struct BlobPlace {
    TimePoint created_at;
    std::string sha256;
};

struct BlobSums {
    std::uint64_t blobs = 0;
    std::uint64_t bytes = 0;
};

/// What is stored, each content counted once in each sum.
struct StorageSums {
    std::uint64_t jobs = 0;
    BlobSums uploads;
    BlobSums results;
    BlobSums all;
};

/// Safe from any thread; throws StorageError. Deleting is JobStore's own.
class HousekeepingStore {
public:
    virtual ~HousekeepingStore() = default;

    /// Jobs that have ended and are not doomed, those that ended first coming first.
    [[nodiscard]] virtual std::vector<EndedJob> ended_jobs(const EndedQuery& query) const = 0;
    /// Deletes a job that ended then and was not touched since; JobNotFound, Conflict when it was.
    virtual Result<RemovedJob> remove_ended(std::string_view job_id, TimePoint ended_at) = 0;
    /// Ids of jobs whose deletion waited for a provider that is done with them now.
    [[nodiscard]] virtual std::vector<std::string> doomed_jobs() const = 0;

    /// Copies at providers that are due for deletion, the longest due first.
    [[nodiscard]] virtual std::vector<ProviderCopy> provider_copies(TimePoint due, std::uint32_t limit) const = 0;
    /// Forgets a copy, or sets when it is tried again.
    virtual void settle_copy(std::string_view request_id, std::optional<TimePoint> try_again_at) = 0;

    [[nodiscard]] virtual StorageSums storage_sums() const = 0;
    /// At most `limit`, beyond `after`.
    [[nodiscard]] virtual std::vector<StoredBlob> stored_blobs(BlobKind kind, const std::optional<BlobPlace>& after,
                                                               std::uint32_t limit) const = 0;

protected:
    HousekeepingStore() = default;
};

}  // namespace i2m
