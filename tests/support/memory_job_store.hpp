// memory_job_store.hpp - the job store's promises without a database.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "server/core/job_store.hpp"
#include "server/core/job_views.hpp"

namespace i2m::test {

class MemoryJobStore : public JobStore, public HousekeepingStore {
public:
    explicit MemoryJobStore(const Clock& clock, const Lanes& lanes = {}, const Budget& budget = {})
        : clock_(clock), lanes_(lanes), budget_(budget) {}

    Result<Created> create(const NewJob& job) override;
    std::optional<Claim> claim_next(std::string_view token, Millis lease_time, const ClaimRules& rules = {}) override;
    Change park(const Lease& lease, const Parking& parking) override;
    [[nodiscard]] std::optional<TimePoint> next_try() const override;
    Reconciled reconcile(std::string_view file_id, std::uint32_t attempt, const Submission& request) override;
    std::vector<LeaseState> renew(std::span<const Lease> leases, Millis lease_time) override;
    Change mark_sent(const Lease& lease) override;
    Change advance(const Lease& lease, std::span<const FileEvent> events, const FilePatch& patch) override;
    Change keep_result(const Lease& lease, const RunResult& result, const Charge& charge) override;
    Change complete(const Lease& lease, const FinishedModel& model) override;
    Change release(const Lease& lease) override;
    std::vector<Touched> release_expired(bool everything) override;
    std::vector<Touched> requeue_due() override;
    [[nodiscard]] std::optional<TimePoint> next_due() const override;
    std::size_t trim_events(TimePoint ended_before) override;
    [[nodiscard]] std::vector<std::string> orphans_among(std::span<const std::string> sha256) const override;
    Result<CancelOutcome> cancel(std::string_view job_id) override;
    Result<RetryOutcome> retry(const RetryRequest& request) override;
    Result<RetryOutcome> resolve(const UnknownChoice& choice) override;
    Result<void> move(std::string_view job_id, const MoveTarget& target) override;
    Result<RemovedJob> remove(std::string_view job_id) override;
    [[nodiscard]] HousekeepingStore& housekeeping() override { return *this; }
    [[nodiscard]] std::vector<EndedJob> ended_jobs(const EndedQuery& query) const override;
    Result<RemovedJob> remove_ended(std::string_view job_id, TimePoint ended_at) override;
    [[nodiscard]] std::vector<std::string> doomed_jobs() const override;
    [[nodiscard]] std::vector<ProviderCopy> provider_copies(TimePoint due, std::uint32_t limit) const override;
    void settle_copy(std::string_view request_id, std::optional<TimePoint> try_again_at) override;
    [[nodiscard]] StorageSums storage_sums() const override;
    [[nodiscard]] std::vector<StoredBlob> stored_blobs(BlobKind kind, const std::optional<BlobPlace>& after,
                                                       std::uint32_t limit) const override;
    [[nodiscard]] std::optional<JobWithFiles> job(std::string_view job_id) const override;
    [[nodiscard]] std::optional<FileRecord> file(std::string_view file_id) const override;
    [[nodiscard]] std::vector<JobWithFiles> list(const JobQuery& query) const override;
    [[nodiscard]] std::vector<EventRow> events_after(std::string_view job_id, std::int64_t after_id,
                                                     std::size_t limit) const override;
    [[nodiscard]] std::int64_t last_event_id() const override;
    [[nodiscard]] std::optional<ModelStats> model_stats(std::string_view model) const override;
    [[nodiscard]] QueueStats queue_stats() const override;
    [[nodiscard]] Spending spending() const override;
    [[nodiscard]] UsageSums usage(std::int64_t first_day, const std::optional<std::string>& owner = {}) const override;
    [[nodiscard]] std::vector<std::string> queue_order(std::size_t limit) const override;
    [[nodiscard]] RunningByModel running_by_model() const override;
    [[nodiscard]] std::optional<std::string> note(std::string_view name) const override;
    void set_note(std::string_view name, const std::optional<std::string>& value) override;
    void ping() const override {}

private:
    struct File {
        FileRecord record;
        std::int64_t rank = 0;
        std::string token;
        std::optional<TimePoint> lease_until;
        std::vector<std::string> requests;  ///< of all its runs
    };
    struct Job {
        JobRecord record;
        std::string key;
        std::string fingerprint;
        std::vector<File> files;
        bool is_doomed = false;
    };
    struct Copy {
        ProviderCopy copy;
        TimePoint next_try_at;
    };

    // All below: mutex_ is held.
    Job* find_job(std::string_view id);
    [[nodiscard]] const Job* find_job(std::string_view id) const;
    File* find_file(std::string_view id);
    File* held(const Lease& lease);
    Job& job_of(const File& file) { return *find_job(file.record.job_id); }
    [[nodiscard]] std::int64_t first_free_rank() const;
    [[nodiscard]] RunningByModel running() const;
    /// Files that wait in the queue, of one job or of all but one, in the order of the queue.
    [[nodiscard]] std::vector<File*> waiting(std::string_view job_id, bool is_of_others);
    [[nodiscard]] bool is_suspect_running() const;
    [[nodiscard]] bool is_named(std::string_view sha256) const { return jobs_naming(sha256) > 0; }
    [[nodiscard]] std::uint32_t jobs_naming(std::string_view sha256) const;
    /// What a file holds, by kind.
    [[nodiscard]] static std::vector<BlobInfo> blobs_of(const FileRecord& file, BlobKind kind);
    /// What a job holds, each once, by name.
    [[nodiscard]] static std::vector<BlobInfo> blobs_of(const Job& job);
    RemovedJob remove_now(const Job& job);
    CancelOutcome cancel_files(Job& job);
    [[nodiscard]] static JobWithFiles whole(const Job& job, std::int64_t last_event_id);
    [[nodiscard]] std::int64_t last_id_of(std::string_view job_id) const;
    std::int64_t add_event(const std::string& job_id, const EventDraft& event);
    /// Puts `after` in place of the files' records and writes the events, as the SQLite store does.
    std::int64_t store(Job& job, const std::vector<std::pair<File*, FileRecord>>& changes,
                       const std::optional<Charge>& charge = {});
    Change change_of(File& file, FileRecord after, const std::optional<Charge>& charge = {});
    void save_charge(const FileRecord& before, FileRecord& after, const std::optional<Charge>& told);
    [[nodiscard]] Spending spending_now() const;
    [[nodiscard]] bool fits_budget(const FileRecord& file) const;
    template <class Pick, class After>
    std::vector<Touched> change_all(Pick pick, After after);

    const Clock& clock_;
    const Lanes lanes_;
    const Budget budget_;
    mutable std::mutex mutex_;
    std::vector<Job> jobs_;                                  ///< by sequence; guarded by mutex_
    std::vector<EventRow> events_;                           ///< guarded by mutex_
    std::vector<Copy> copies_;                               ///< guarded by mutex_
    std::map<std::string, TimePoint> born_;                  ///< when each blob was first named; guarded by mutex_
    std::vector<LedgerRow> ledger_;                          ///< guarded by mutex_
    std::map<std::string, ModelStats> stats_;                ///< guarded by mutex_
    std::map<std::string, std::string> file_owners_;         ///< also of deleted files; guarded by mutex_
    std::map<std::string, std::string, std::less<>> notes_;  ///< guarded by mutex_
    std::int64_t next_sequence_ = 0;                         ///< guarded by mutex_
    std::int64_t last_event_id_ = 0;                         ///< guarded by mutex_
};

}  // namespace i2m::test
