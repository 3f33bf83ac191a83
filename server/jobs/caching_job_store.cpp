// caching_job_store.cpp - jobs by id, each good for one generation of writes.
#include "server/jobs/caching_job_store.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace i2m {
namespace {

constexpr std::size_t kMaxKept = 128;

class CachingJobStore final : public JobStore, public HousekeepingStore {
public:
    explicit CachingJobStore(std::unique_ptr<JobStore> inner) : inner_(std::move(inner)) {}

    Result<Created> create(const NewJob& job) override {
        const Written written(*this);
        return inner_->create(job);
    }
    std::optional<Claim> claim_next(std::string_view token, Millis lease_time, const ClaimRules& rules) override {
        const Written written(*this);
        return inner_->claim_next(token, lease_time, rules);
    }
    Change park(const Lease& lease, const Parking& parking) override {
        const Written written(*this);
        return inner_->park(lease, parking);
    }
    std::optional<TimePoint> next_try() const override { return inner_->next_try(); }
    Reconciled reconcile(std::string_view file_id, std::uint32_t attempt, const Submission& request) override {
        const Written written(*this);
        return inner_->reconcile(file_id, attempt, request);
    }
    std::vector<LeaseState> renew(std::span<const Lease> leases, Millis lease_time) override {
        return inner_->renew(leases, lease_time);  // leases are not part of what job() tells
    }
    Change mark_sent(const Lease& lease) override {
        const Written written(*this);
        return inner_->mark_sent(lease);
    }
    Change advance(const Lease& lease, std::span<const FileEvent> events, const FilePatch& patch) override {
        const Written written(*this);
        return inner_->advance(lease, events, patch);
    }
    Change keep_result(const Lease& lease, const RunResult& result, const Charge& charge) override {
        const Written written(*this);
        return inner_->keep_result(lease, result, charge);
    }
    Change complete(const Lease& lease, const FinishedModel& model) override {
        const Written written(*this);
        return inner_->complete(lease, model);
    }
    Change release(const Lease& lease) override {
        const Written written(*this);
        return inner_->release(lease);
    }
    std::vector<Touched> release_expired(bool everything) override {
        const Written written(*this);
        return inner_->release_expired(everything);
    }
    std::vector<Touched> requeue_due() override {
        const Written written(*this);
        return inner_->requeue_due();
    }
    std::optional<TimePoint> next_due() const override { return inner_->next_due(); }
    std::size_t trim_events(TimePoint ended_before) override {
        const Written written(*this);
        return inner_->trim_events(ended_before);
    }
    std::vector<std::string> orphans_among(std::span<const std::string> sha256) const override {
        return inner_->orphans_among(sha256);
    }
    Result<CancelOutcome> cancel(std::string_view job_id) override {
        const Written written(*this);
        return inner_->cancel(job_id);
    }
    Result<RetryOutcome> retry(const RetryRequest& request) override {
        const Written written(*this);
        return inner_->retry(request);
    }
    Result<RetryOutcome> resolve(const UnknownChoice& choice) override {
        const Written written(*this);
        return inner_->resolve(choice);
    }
    Result<void> move(std::string_view job_id, const MoveTarget& target) override {
        const Written written(*this);
        return inner_->move(job_id, target);
    }
    Result<RemovedJob> remove(std::string_view job_id) override {
        const Written written(*this);
        return inner_->remove(job_id);
    }
    HousekeepingStore& housekeeping() override { return *this; }
    std::vector<EndedJob> ended_jobs(const EndedQuery& query) const override { return tidy().ended_jobs(query); }
    Result<RemovedJob> remove_ended(std::string_view job_id, TimePoint ended_at) override {
        const Written written(*this);
        return tidy().remove_ended(job_id, ended_at);
    }
    std::vector<std::string> doomed_jobs() const override { return tidy().doomed_jobs(); }
    std::vector<ProviderCopy> provider_copies(TimePoint due, std::uint32_t limit) const override {
        return tidy().provider_copies(due, limit);
    }
    void settle_copy(std::string_view request_id, std::optional<TimePoint> try_again_at) override {
        tidy().settle_copy(request_id, try_again_at);
    }
    StorageSums storage_sums() const override { return tidy().storage_sums(); }
    std::vector<StoredBlob> stored_blobs(BlobKind kind, const std::optional<BlobPlace>& after,
                                         std::uint32_t limit) const override {
        return tidy().stored_blobs(kind, after, limit);
    }

    std::optional<JobWithFiles> job(std::string_view job_id) const override {
        const std::uint64_t generation = generation_.load(std::memory_order_acquire);
        {
            const std::lock_guard lock(mutex_);
            const auto kept = kept_.find(job_id);
            if (kept != kept_.end() && kept->second.generation == generation) return kept->second.job;
        }
        std::optional<JobWithFiles> found = inner_->job(job_id);
        if (!found) return found;
        const std::lock_guard lock(mutex_);
        if (kept_.size() >= kMaxKept) kept_.clear();
        kept_.insert_or_assign(std::string(job_id), Kept{generation, *found});
        return found;
    }
    std::optional<FileRecord> file(std::string_view file_id) const override { return inner_->file(file_id); }
    std::vector<JobWithFiles> list(const JobQuery& query) const override { return inner_->list(query); }
    std::vector<EventRow> events_after(std::string_view job_id, std::int64_t after_id, std::size_t limit) const override {
        return inner_->events_after(job_id, after_id, limit);
    }
    std::int64_t last_event_id() const override { return inner_->last_event_id(); }
    std::optional<ModelStats> model_stats(std::string_view model) const override { return inner_->model_stats(model); }
    QueueStats queue_stats() const override { return inner_->queue_stats(); }
    Spending spending() const override { return inner_->spending(); }
    UsageSums usage(std::int64_t first_day, const std::optional<std::string>& owner) const override {
        return inner_->usage(first_day, owner);
    }
    std::vector<std::string> queue_order(std::size_t limit) const override {
        const std::uint64_t generation = generation_.load(std::memory_order_acquire);
        {
            const std::lock_guard lock(mutex_);
            if (order_ && order_->generation == generation && order_->limit == limit) return order_->ids;
        }
        std::vector<std::string> ids = inner_->queue_order(limit);
        const std::lock_guard lock(mutex_);
        order_ = Order{generation, limit, ids};
        return ids;
    }
    RunningByModel running_by_model() const override { return inner_->running_by_model(); }
    std::optional<std::string> note(std::string_view name) const override { return inner_->note(name); }
    void set_note(std::string_view name, const std::optional<std::string>& value) override { inner_->set_note(name, value); }
    void ping() const override { inner_->ping(); }

private:
    [[nodiscard]] HousekeepingStore& tidy() const { return inner_->housekeeping(); }

    struct Kept {
        std::uint64_t generation;
        JobWithFiles job;
    };
    struct Order {
        std::uint64_t generation;
        std::size_t limit;
        std::vector<std::string> ids;
    };
    /// Ends the generation when a write is through, also by an exception. What was read before carries the old number.
    class Written {
    public:
        explicit Written(CachingJobStore& store) : store_(store) {}
        Written(const Written&) = delete;
        Written& operator=(const Written&) = delete;
        ~Written() { store_.generation_.fetch_add(1, std::memory_order_acq_rel); }

    private:
        CachingJobStore& store_;
    };

    const std::unique_ptr<JobStore> inner_;
    std::atomic<std::uint64_t> generation_{0};
    mutable std::mutex mutex_;
    mutable std::map<std::string, Kept, std::less<>> kept_;  ///< guarded by mutex_
    mutable std::optional<Order> order_;                     ///< guarded by mutex_
};

}  // namespace

std::unique_ptr<JobStore> make_caching_job_store(std::unique_ptr<JobStore> inner) {
    return std::make_unique<CachingJobStore>(std::move(inner));
}

}  // namespace i2m
