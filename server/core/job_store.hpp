// job_store.hpp - jobs, files, leases and events, each change one transaction that is durable when the call
// returns.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/core/claim_rules.hpp"
#include "server/core/housekeeping_store.hpp"
#include "server/core/job_record.hpp"
#include "server/core/job_search.hpp"
#include "server/core/ledger.hpp"
#include "shared/base/result.hpp"
#include "shared/job/job_status.hpp"

namespace i2m {

struct NewFile {
    std::string id;
    std::string filename;
    std::string content_type;
    std::string source_sha256;
    std::uint64_t source_bytes = 0;
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
};

struct NewJob {
    std::string id;
    std::string owner;
    std::string model;
    std::string options_json = "{}";
    bool is_direct = false;
    std::optional<std::int64_t> face_limit;
    std::int64_t typical_ms = 0;
    MicroUsd reserve = 0;  ///< of each file, see FileRecord
    bool is_price_known = true;
    std::string idempotency_key;  ///< "" for none; belongs to the owner
    std::string fingerprint;      ///< hash of all that was asked: the same key with another one is a Conflict
    std::vector<NewFile> files;   ///< 1 or more; their blobs are committed already
};

/// A worker's hold on a file. Without the right token nothing can be written.
struct Lease {
    std::string file_id;
    std::string token;
};

struct Claim {
    Lease lease;
    FileRecord file;  ///< after the claim
    std::string job_id;
    std::int64_t typical_ms = 0;
    std::int64_t last_event_id = 0;
};

/// What changes beside the state. Absent: stays.
struct FilePatch {
    std::optional<double> percent;
    std::optional<std::string> message;
    std::optional<Error> error;
    std::optional<Submission> submission;
    std::optional<TimePoint> retry_at;  ///< with RetryScheduled
    std::optional<Charge> charge;       ///< what is known of the run's; absent: as the ledger's rules say
    bool gives_attempt_back = false;    ///< with Released: the run does not count
};

/// How a worker leaves a file whose request runs on at its provider.
struct Parking {
    TimePoint next_try_at;  ///< when any worker goes on with it
    double percent = 0;
    std::string message;
    std::uint32_t failed_calls = 0;
    bool is_cancel_sent = false;
};

/// What became of a change.
struct Change {
    bool applied = false;       ///< false: the lease is lost, or the state does not take the event; nothing was written
    bool cancel_asked = false;  ///< a person wants this file cancelled
    FileState state = FileState::Queued;
    std::int64_t last_event_id = 0;
};

enum class LeaseState : std::uint8_t { Held, CancelAsked, Lost };

/// A model that is checked and whose blob is committed.
struct FinishedModel {
    std::string stem;  ///< the result is named stem + extension, made unique in the job
    std::string sha256;
    std::uint64_t size_bytes = 0;
    std::uint64_t triangles = 0;
    std::uint64_t vertices = 0;
    std::string extension = ".glb";
    std::string message = {};  ///< shown beside the file; "": that it is done
    std::optional<StoredPreview> preview = {};
};

enum class JobOrder : std::uint8_t { NewestFirst, OldestFirst };

struct JobQuery {
    std::string owner;  ///< "" for all
    JobSearch search;   ///< empty for all
    std::optional<JobStatus> status;
    std::string model;              ///< "" for all
    std::optional<TimePoint> from;  ///< created at or after
    std::optional<TimePoint> to;    ///< created before
    JobOrder order = JobOrder::NewestFirst;
    std::optional<std::int64_t> after_sequence;  ///< beyond this job, in the order asked
    std::uint32_t limit = 50;                    ///< 1..201
};

struct CancelOutcome {
    std::uint32_t cancelled = 0;  ///< ended now
    std::uint32_t asked = 0;      ///< a worker has to ask the provider first
    std::int64_t last_event_id = 0;
};

struct RetryRequest {
    std::string job_id;
    std::vector<std::string> file_ids;  ///< empty: all that failed or were cancelled
    std::optional<std::string> model;   ///< with its options; absent: as before
    std::string options_json = "{}";
    bool is_direct = false;
    MicroUsd reserve = 0;  ///< with `model`, of each file
    bool is_price_known = true;
};

struct RetryOutcome {
    std::uint32_t queued = 0;
    std::int64_t last_event_id = 0;
};

/// What a person decides about files that are Unknown.
struct UnknownChoice {
    std::string job_id;
    std::vector<std::string> file_ids;     ///< empty: all unknown ones of the job
    FileEvent event = FileEvent::GivenUp;  ///< GivenUp or RetryAsked
};

/// What a hint about a request led to.
struct Reconciled {
    bool is_found = false;  ///< the file was Unknown and goes on with this request
    bool is_due = false;    ///< the file waited for its next poll and is due now
    std::string job_id;
    std::int64_t last_event_id = 0;
};

/// Where a job's waiting files go: before another job's, else to the front or to the back.
struct MoveTarget {
    std::optional<std::string> before_job;
    bool is_front = true;
};

/// A job whose state changed in the background.
struct Touched {
    std::string job_id;
    std::int64_t last_event_id = 0;
};

/// What is to be told of a model from its past runs.
struct ModelStats {
    std::int64_t runs = 0;
    std::int64_t typical_ms = 0;               ///< exponential mean of the last runs
    std::vector<std::int64_t> recent_ms = {};  ///< the last kKeptRuns runs, oldest first
};
inline constexpr std::size_t kKeptRuns = 50;

struct QueueStats {
    std::uint64_t queued = 0;
    std::uint64_t running = 0;
    std::uint64_t retrying = 0;
    std::uint64_t unknown = 0;
    std::optional<TimePoint> oldest_queued;
};

/// Every method is safe from any thread and throws StorageError when the machine fails; then nothing of the
/// call was stored. State changes follow shared/job/file_state.hpp and write their event rows in the same
/// transaction.
class JobStore {
public:
    virtual ~JobStore() = default;

    /// Stores job, files and the first event. With a key that the owner has used before: the job of then and
    /// `false` when the fingerprint is the same, else Conflict.
    struct Created {
        std::string job_id;
        bool is_new = true;
        std::int64_t last_event_id = 0;
    };
    virtual Result<Created> create(const NewJob& job) = 0;

    // ---- workers ----

    /// Takes one file for `lease_time`: first one whose provider request has no worker and is due (state
    /// unchanged), else the next queued one that `rules` let start (Claimed; a direct one Started too), the
    /// jobs taking turns file by file. A file that costs more than the day's budget leaves is passed over;
    /// files that are claimed and not yet sent count too, so that workers cannot overspend together. nullopt
    /// when there is none. Of a probe's claim nothing is told before something comes of it; when the file goes back to the queue,
    /// nothing at all.
    virtual std::optional<Claim> claim_next(std::string_view token, Millis lease_time, const ClaimRules& rules = {}) = 0;
    /// Leaves a file whose request runs on at its provider until `parking.next_try_at`; at once when a person wants it
    /// cancelled and the provider was not asked yet. Tells nobody.
    virtual Change park(const Lease& lease, const Parking& parking) = 0;
    /// The earliest time at which a file without a worker is due, or nullopt.
    [[nodiscard]] virtual std::optional<TimePoint> next_try() const = 0;
    /// A hint that `request` belongs to this attempt of a file: an Unknown one is Found, one that waits for its next poll is
    /// due now; anything else stays.
    virtual Reconciled reconcile(std::string_view file_id, std::uint32_t attempt, const Submission& request) = 0;
    /// Extends every lease that still holds; one answer per lease, in order.
    virtual std::vector<LeaseState> renew(std::span<const Lease> leases, Millis lease_time) = 0;
    /// Notes durably that the request is about to leave: from now on a lost worker means Unknown, not Queued. The file's price is
    /// reserved in the ledger.
    virtual Change mark_sent(const Lease& lease) = 0;
    /// Applies `events` in order and `patch`, all or nothing. Ended, Retrying and Queued states give the
    /// lease back.
    virtual Change advance(const Lease& lease, std::span<const FileEvent> events, const FilePatch& patch) = 0;
    /// Keeps what a run gave before its files are fetched, and settles its charge. Nothing is told: people see it with the model.
    virtual Change keep_result(const Lease& lease, const RunResult& result, const Charge& charge) = 0;
    /// Stores the result: the missing events up to Stored, the result's row with its preview, the model's statistics.
    virtual Change complete(const Lease& lease, const FinishedModel& model) = 0;
    /// Gives a lease back without a verdict (shutdown), by the rule of release_expired.
    virtual Change release(const Lease& lease) = 0;

    // ---- janitor ----

    /// Files whose lease has run out: with a submission they wait for any worker; sent without one they are
    /// Lost; the others are Released. At start `everything` is true: all leases are of a dead process.
    virtual std::vector<Touched> release_expired(bool everything) = 0;
    /// Puts files whose retry time has come back into the queue.
    virtual std::vector<Touched> requeue_due() = 0;
    /// The earliest retry time, or nullopt.
    [[nodiscard]] virtual std::optional<TimePoint> next_due() const = 0;
    /// Drops events of jobs that ended before `time`; the final event of each stays. Returns how many.
    virtual std::size_t trim_events(TimePoint ended_before) = 0;
    /// Those of `sha256` that no file names.
    [[nodiscard]] virtual std::vector<std::string> orphans_among(std::span<const std::string> sha256) const = 0;

    // ---- people ----

    /// JobNotFound; Conflict when everything has ended already. Direct and waiting files end now; a running
    /// one of a provider is marked and its worker asks the provider.
    virtual Result<CancelOutcome> cancel(std::string_view job_id) = 0;
    /// JobNotFound, FileNotFound, Conflict when nothing can be retried or the job is doomed.
    virtual Result<RetryOutcome> retry(const RetryRequest& request) = 0;
    /// JobNotFound, FileNotFound, Conflict when a named file is not Unknown, or none is.
    virtual Result<RetryOutcome> resolve(const UnknownChoice& choice) = 0;
    /// Puts a job's queued and retrying files elsewhere in the queue, in their order. JobNotFound (of either job); Conflict
    /// when one of the jobs has nothing that waits, or both are the same.
    virtual Result<void> move(std::string_view job_id, const MoveTarget& target) = 0;
    /// Deletes the job with its files, runs and events; what its runs cost stays in the ledger, and its requests become provider
    /// copies. A worker that still runs one of its files finds its lease lost. While a provider works on one, the job is cancelled
    /// and doomed instead, which nothing takes back; asking again changes nothing. JobNotFound.
    virtual Result<RemovedJob> remove(std::string_view job_id) = 0;
    /// What tidying up asks, of the same data.
    [[nodiscard]] virtual HousekeepingStore& housekeeping() = 0;

    // ---- reading ----

    [[nodiscard]] virtual std::optional<JobWithFiles> job(std::string_view job_id) const = 0;
    [[nodiscard]] virtual std::optional<FileRecord> file(std::string_view file_id) const = 0;
    /// Jobs in the order asked, at most `limit`.
    [[nodiscard]] virtual std::vector<JobWithFiles> list(const JobQuery& query) const = 0;
    /// Rows with an id above `after_id`, ascending, at most `limit`; of one job, or of all when `job_id` is
    /// "": then with the owner of the job.
    [[nodiscard]] virtual std::vector<EventRow> events_after(std::string_view job_id, std::int64_t after_id,
                                                             std::size_t limit) const = 0;
    /// The newest event id, 0 when there is none.
    [[nodiscard]] virtual std::int64_t last_event_id() const = 0;
    [[nodiscard]] virtual std::optional<ModelStats> model_stats(std::string_view model) const = 0;
    [[nodiscard]] virtual QueueStats queue_stats() const = 0;
    [[nodiscard]] virtual Spending spending() const = 0;
    /// Sums from that day (day_of) on, of one owner's runs or, without `owner`, of all.
    [[nodiscard]] virtual UsageSums usage(std::int64_t first_day, const std::optional<std::string>& owner = {}) const = 0;
    /// Ids of queued files in the order in which they start, at most `limit`.
    [[nodiscard]] virtual std::vector<std::string> queue_order(std::size_t limit) const = 0;
    /// Files of providers elsewhere that run, by model.
    [[nodiscard]] virtual RunningByModel running_by_model() const = 0;
    /// A note of the server's own that outlives restarts; nullopt when there is none.
    [[nodiscard]] virtual std::optional<std::string> note(std::string_view name) const = 0;
    virtual void set_note(std::string_view name, const std::optional<std::string>& value) = 0;
    /// Reads something; throws when the store cannot answer.
    virtual void ping() const = 0;
};

}  // namespace i2m
