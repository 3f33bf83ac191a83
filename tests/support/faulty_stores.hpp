// faulty_stores.hpp - stores in memory of which one write fails: the n-th, whichever that is.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "server/core/storage_error.hpp"
#include "tests/support/memory_blob_store.hpp"
#include "tests/support/memory_job_store.hpp"

namespace i2m::test {

/// Counts writes over both stores, and lets one of them fail. For one thread.
class FaultPlan {
public:
    static constexpr int kNever = -1;

    /// The write after `writes` good ones fails, once.
    void fail_after(int writes, ErrorCode code = ErrorCode::StorageFull) {
        left_ = writes;
        code_ = code;
    }
    /// True when that write has come.
    [[nodiscard]] bool is_spent() const { return left_ == kNever; }
    /// Asked before each write; throws when it is the one.
    void check() {
        if (left_ == kNever) return;
        if (left_ > 0) {
            --left_;
            return;
        }
        left_ = kNever;
        throw StorageError(code_, "a write failed as planned");
    }

private:
    int left_ = kNever;
    ErrorCode code_ = ErrorCode::StorageFull;
};

/// Nothing of a write that fails is stored, as JobStore promises.
class FaultyJobStore final : public MemoryJobStore {
public:
    FaultyJobStore(const Clock& clock, FaultPlan& plan) : MemoryJobStore(clock), plan_(plan) {}

    Result<Created> create(const NewJob& job) override { return plan_.check(), MemoryJobStore::create(job); }
    std::optional<Claim> claim_next(std::string_view token, Millis lease_time, const ClaimRules& rules = {}) override {
        return plan_.check(), MemoryJobStore::claim_next(token, lease_time, rules);
    }
    Change park(const Lease& lease, const Parking& parking) override {
        return plan_.check(), MemoryJobStore::park(lease, parking);
    }
    std::vector<LeaseState> renew(std::span<const Lease> leases, Millis lease_time) override {
        return plan_.check(), MemoryJobStore::renew(leases, lease_time);
    }
    Change mark_sent(const Lease& lease) override { return plan_.check(), MemoryJobStore::mark_sent(lease); }
    Change advance(const Lease& lease, std::span<const FileEvent> events, const FilePatch& patch) override {
        return plan_.check(), MemoryJobStore::advance(lease, events, patch);
    }
    Change keep_result(const Lease& lease, const RunResult& result, const Charge& charge) override {
        return plan_.check(), MemoryJobStore::keep_result(lease, result, charge);
    }
    Change complete(const Lease& lease, const FinishedModel& model) override {
        return plan_.check(), MemoryJobStore::complete(lease, model);
    }
    Change release(const Lease& lease) override { return plan_.check(), MemoryJobStore::release(lease); }
    Result<RemovedJob> remove(std::string_view job_id) override { return plan_.check(), MemoryJobStore::remove(job_id); }
    Result<RemovedJob> remove_ended(std::string_view job_id, TimePoint ended_at) override {
        return plan_.check(), MemoryJobStore::remove_ended(job_id, ended_at);
    }
    void set_note(std::string_view name, const std::optional<std::string>& value) override {
        plan_.check();
        MemoryJobStore::set_note(name, value);
    }

private:
    FaultPlan& plan_;
};

class FaultyBlobStore final : public MemoryBlobStore {
public:
    explicit FaultyBlobStore(FaultPlan& plan) : plan_(plan) {}

    [[nodiscard]] std::unique_ptr<BlobWriter> begin() override { return plan_.check(), MemoryBlobStore::begin(); }
    void commit(std::span<BlobWriter* const> writers) override {
        plan_.check();
        MemoryBlobStore::commit(writers);
    }
    using MemoryBlobStore::commit;
    bool remove_orphan(std::string_view sha256, const std::function<bool()>& is_orphan) override {
        return plan_.check(), MemoryBlobStore::remove_orphan(sha256, is_orphan);
    }

private:
    FaultPlan& plan_;
};

}  // namespace i2m::test
