// sqlite_job_store_impl.hpp - the class behind open_sqlite_job_store; its methods are spread over store_*.cpp by who calls them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/core/job_store.hpp"
#include "server/sqlite/changes.hpp"
#include "server/sqlite/database.hpp"

namespace i2m::sqlite {

class SqliteJobStore final : public JobStore, public HousekeepingStore {
public:
    SqliteJobStore(std::shared_ptr<Database> database, const Clock& clock, const Lanes& lanes, const Budget& budget)
        : shared_(std::move(database)), database_(*shared_), clock_(clock), lanes_(lanes), budget_(budget) {}

    // store_people.cpp
    Result<Created> create(const NewJob& job) override;
    Result<CancelOutcome> cancel(std::string_view job_id) override;
    Result<RetryOutcome> retry(const RetryRequest& request) override;

    // store_workers.cpp
    std::optional<Claim> claim_next(std::string_view token, Millis lease_time, const ClaimRules& rules) override;
    std::vector<LeaseState> renew(std::span<const Lease> leases, Millis lease_time) override;
    Change mark_sent(const Lease& lease) override;
    Change advance(const Lease& lease, std::span<const FileEvent> events, const FilePatch& patch) override;
    Change keep_result(const Lease& lease, const RunResult& result, const Charge& charge) override;
    Change complete(const Lease& lease, const FinishedModel& model) override;
    Change release(const Lease& lease) override;

    // store_queue.cpp
    Change park(const Lease& lease, const Parking& parking) override;
    [[nodiscard]] std::optional<TimePoint> next_try() const override;
    Reconciled reconcile(std::string_view file_id, std::uint32_t attempt, const Submission& request) override;
    Result<RetryOutcome> resolve(const UnknownChoice& choice) override;
    Result<void> move(std::string_view job_id, const MoveTarget& target) override;
    [[nodiscard]] std::vector<std::string> queue_order(std::size_t limit) const override;
    [[nodiscard]] RunningByModel running_by_model() const override;
    [[nodiscard]] std::optional<std::string> note(std::string_view name) const override;
    void set_note(std::string_view name, const std::optional<std::string>& value) override;

    // store_janitor.cpp
    std::vector<Touched> release_expired(bool everything) override;
    std::vector<Touched> requeue_due() override;
    [[nodiscard]] std::optional<TimePoint> next_due() const override;
    std::size_t trim_events(TimePoint ended_before) override;
    [[nodiscard]] std::vector<std::string> orphans_among(std::span<const std::string> sha256) const override;

    // store_removal.cpp
    Result<RemovedJob> remove(std::string_view job_id) override;
    Result<RemovedJob> remove_ended(std::string_view job_id, TimePoint ended_at) override;
    [[nodiscard]] std::vector<std::string> doomed_jobs() const override;
    [[nodiscard]] std::vector<ProviderCopy> provider_copies(TimePoint due, std::uint32_t limit) const override;
    void settle_copy(std::string_view request_id, std::optional<TimePoint> try_again_at) override;

    // store_housekeeping.cpp
    [[nodiscard]] HousekeepingStore& housekeeping() override { return *this; }
    [[nodiscard]] std::vector<EndedJob> ended_jobs(const EndedQuery& query) const override;
    [[nodiscard]] StorageSums storage_sums() const override;
    [[nodiscard]] std::vector<StoredBlob> stored_blobs(BlobKind kind, const std::optional<BlobPlace>& after,
                                                       std::uint32_t limit) const override;

    // store_history.cpp
    [[nodiscard]] std::vector<JobWithFiles> list(const JobQuery& query) const override;

    // store_reading.cpp
    [[nodiscard]] std::optional<JobWithFiles> job(std::string_view job_id) const override;
    [[nodiscard]] std::optional<FileRecord> file(std::string_view file_id) const override;
    [[nodiscard]] std::vector<EventRow> events_after(std::string_view job_id, std::int64_t after_id,
                                                     std::size_t limit) const override;
    [[nodiscard]] std::int64_t last_event_id() const override;
    [[nodiscard]] std::optional<ModelStats> model_stats(std::string_view model) const override;
    [[nodiscard]] QueueStats queue_stats() const override;
    [[nodiscard]] Spending spending() const override;
    [[nodiscard]] UsageSums usage(std::int64_t first_day, const std::optional<std::string>& owner) const override;
    void ping() const override;

private:
    const std::shared_ptr<Database> shared_;
    Database& database_;
    const Clock& clock_;
    const Lanes lanes_;
    const Budget budget_;
};

}  // namespace i2m::sqlite
