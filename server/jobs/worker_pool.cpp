// worker_pool.cpp - worker threads, and one heartbeat for all of them.
#include "server/jobs/worker_pool.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "server/core/job_rules.hpp"
#include "server/core/log_scope.hpp"
#include "server/core/storage_error.hpp"
#include "server/jobs/job_step.hpp"
#include "shared/job/job_status.hpp"

namespace i2m {
namespace {

/// Without a signal a worker looks for work this often: only a safety net.
constexpr Millis kIdleLook{30'000};
/// After the machine failed a worker waits so long before it goes on.
constexpr Millis kBreath{1'000};

/// A file that a worker has.
struct Run {
    Lease lease;
    std::string job_id;
    TimePoint started;
    std::int64_t typical_ms = 0;
    bool is_untold = false;  ///< people see the file in the queue, so it has no progress
    std::stop_source stop;
};

/// A file that waits for its next poll without a worker.
struct Parked {
    Run run;
    TimePoint due;
};

Error error_of(const std::exception& what) {
    const auto* const storage = dynamic_cast<const StorageError*>(&what);
    return Error::of(storage != nullptr ? storage->code() : ErrorCode::Internal);
}

}  // namespace

class WorkerPool::Impl {
public:
    Impl(WorkerParts parts, WorkerOptions options)
        : parts_(std::move(parts)), options_(std::move(options)), started_(parts_.clock.now()), runs_(options.threads) {
        for (std::size_t i = 0; i < runs_.size(); ++i) threads_.emplace_back([this, i] { work(i); });
        threads_.emplace_back([this] { beat(); });
    }

    ~Impl() {
        request_stop();
        for (std::thread& thread : threads_) thread.join();
    }

    void request_stop() {
        {
            const std::scoped_lock lock(mutex_);
            is_stopping_ = true;
            for (std::optional<Run>& run : runs_) {
                if (run) run->stop.request_stop();
            }
        }
        changed_.notify_all();
        parts_.work.notify();
        parts_.work.notify_revoked();
    }

    [[nodiscard]] std::uint32_t busy() const {
        const std::scoped_lock lock(mutex_);
        std::uint32_t count = 0;
        for (const std::optional<Run>& run : runs_) count += run ? 1U : 0U;
        return count;
    }

    [[nodiscard]] Millis since_beat() const {
        return parts_.clock.now() - from_epoch_ms(beat_ms_.load(std::memory_order_relaxed));
    }

private:
    void work(std::size_t index) {
        if (options_.on_begin) options_.on_begin();
        const bool is_direct_only = index < options_.direct_threads;
        while (!is_stopping()) {
            const std::uint64_t seen = parts_.work.seen();
            try {
                if (std::optional<Claim> claim = is_direct_only ? claim_direct() : claim_file()) {
                    parts_.events.notify(claim->job_id, claim->last_event_id);
                    run(index, *std::move(claim));
                } else if (!is_stopping()) {
                    if (parts_.when_idle) parts_.when_idle();
                    parts_.work.wait(parts_.clock, seen, is_direct_only ? parts_.clock.now() + kIdleLook : next_look());
                }
            } catch (const std::exception& failure) {
                parts_.log.error("claiming work failed", {{"what", failure.what()}});
                pause(kBreath, {});
            }
        }
    }

    std::optional<Claim> claim_file() {
        if (parts_.gate == nullptr) return parts_.store.claim_next(parts_.ids.token(), options_.lease_time);
        std::optional<Claim> claim;
        {
            GatePass pass(*parts_.gate);
            claim = parts_.store.claim_next(parts_.ids.token(), options_.lease_time, pass.rules());
            if (claim) pass.used(*claim);
        }
        return claim;
    }

    /// The gate guards providers only; its pause is for all.
    std::optional<Claim> claim_direct() {
        ClaimRules rules;
        rules.is_paused = parts_.gate != nullptr && parts_.gate->pause().is_paused;
        rules.is_direct_only = true;
        return parts_.store.claim_next(parts_.ids.token(), options_.lease_time, rules);
    }

    /// When there may be something to do without a signal.
    [[nodiscard]] TimePoint next_look() const {
        TimePoint next = parts_.clock.now() + kIdleLook;
        if (const std::optional<TimePoint> due = parts_.store.next_try()) next = std::min(next, *due);
        const std::optional<TimePoint> opening = parts_.gate != nullptr ? parts_.gate->next_opening() : std::nullopt;
        return opening ? std::min(next, *opening) : next;
    }

    void run(std::size_t index, Claim claim) {
        const std::string request_id = parts_.origins != nullptr ? parts_.origins->request_of(claim.job_id) : std::string();
        const std::string job_id = claim.job_id;
        const std::string file_id = claim.file.id;
        const LogScope scope({{"request_id", request_id}, {"job_id", job_id}, {"file_id", file_id}});
        const std::stop_token stop = begin(index, claim);
        if (parts_.meter != nullptr) parts_.meter->claimed(claim.file);
        const StepParts parts{parts_.store,    parts_.blobs,        parts_.clock,        parts_.events,
                              parts_.progress, parts_.generator_of, options_.lease_time, options_.retry_scale,
                              parts_.gate,     options_.deadline,   parts_.meter,        parts_.cost_of_units};
        JobStep step(parts, std::move(claim));
        StepOutcome outcome{StepOutcome::Kind::Again};
        while (outcome.kind == StepOutcome::Kind::Again) {
            if (outcome.wait.count() > 0 && step.can_park()) return leave(index, step, outcome.wait);
            if (outcome.wait.count() > 0) pause(outcome.wait, stop);
            outcome = guarded_step(step, stop);
        }
        if (outcome.kind == StepOutcome::Kind::Stopped) give_back(step.claim());
        if (parts_.meter != nullptr) parts_.meter->left(step.claim().file, parts_.clock.now());
        tell_end(step.claim().file);
        if (step.claim().file.state == FileState::Retrying) parts_.work.notify_due();
        end(index, step.claim().file);
    }

    /// A line in the log for a file that has come to rest.
    void tell_end(const FileRecord& file) {
        const bool is_at_rest = is_final(file.state) || file.state == FileState::Unknown;
        if (!is_at_rest) return;
        const Millis took = parts_.clock.now() - file.claimed_at.value_or(parts_.clock.now());
        json::Object fields{{"state", name_of(file.state)},
                            {"model", file.model},
                            {"attempt", file.attempt},
                            {"took_ms", static_cast<std::int64_t>(took.count())}};
        parts_.log.write(
            file.state == FileState::Succeeded || file.state == FileState::Cancelled ? LogLevel::Info : LogLevel::Warning,
            "file ended", std::move(fields));
    }

    void end(std::size_t index, const FileRecord& file) {
        const models::Model* const model = models::find(file.model);
        if (parts_.gate != nullptr && model != nullptr) parts_.gate->leave(model->provider, file.id);
        const std::scoped_lock lock(mutex_);
        parts_.progress.forget(file.id);
        runs_[index].reset();
    }

    /// The file waits without a worker; its progress is told all the same.
    void leave(std::size_t index, JobStep& step, Millis wait) {
        const std::string file_id = step.claim().file.id;
        {
            // Before the lease is given back: the worker that takes the file next strikes it off again.
            const std::scoped_lock lock(mutex_);
            Parked& parked = parked_.insert_or_assign(file_id, Parked{*runs_[index], parts_.clock.now() + wait}).first->second;
            parked.run.is_untold = false;  // what is left there was sent, and told
            runs_[index].reset();
        }
        bool is_left = false;
        try {
            is_left = step.park(wait);
        } catch (const std::exception& failure) {
            // The lease runs out and the janitor puts the file right.
            parts_.log.error("a file could not be left to wait", {{"file_id", file_id}, {"what", failure.what()}});
        }
        if (is_left) return;
        const std::scoped_lock lock(mutex_);
        parked_.erase(file_id);
        parts_.progress.forget(file_id);
    }

    StepOutcome guarded_step(JobStep& step, std::stop_token stop) {
        const auto log_failure = [&](std::string_view event, const std::exception& failure) {
            parts_.log.error(event,
                             {{"file_id", step.claim().file.id}, {"job_id", step.claim().job_id}, {"what", failure.what()}});
        };
        try {
            return step.next(stop);
        } catch (const std::exception& failure) {
            log_failure("a step failed", failure);
            try {
                return step.recover(error_of(failure));
            } catch (const std::exception& second) {
                // The lease runs out and the janitor puts the file right.
                log_failure("a failed step could not be stored", second);
                pause(kBreath, stop);
                return {StepOutcome::Kind::Ended};
            }
        }
    }

    void give_back(const Claim& claim) {
        try {
            const Change change = parts_.store.release(claim.lease);
            if (change.applied && change.last_event_id > 0) parts_.events.notify(claim.job_id, change.last_event_id);
        } catch (const std::exception& failure) {
            parts_.log.error("a lease could not be given back", {{"file_id", claim.file.id}, {"what", failure.what()}});
        }
    }

    std::stop_token begin(std::size_t index, const Claim& claim) {
        const std::scoped_lock lock(mutex_);
        parked_.erase(claim.file.id);
        Run& run = runs_[index].emplace();
        run.lease = claim.lease;
        run.job_id = claim.job_id;
        run.started = claim.file.claimed_at.value_or(parts_.clock.now());
        run.typical_ms = claim.typical_ms;
        run.is_untold = is_untold(claim.file);
        if (is_stopping_) run.stop.request_stop();
        return run.stop.get_token();
    }

    /// Tells progress every tick; renews the leases every heartbeat, and at once when some may be lost.
    void beat() {
        TimePoint next_renewal = started_ + options_.heartbeat;
        std::uint64_t seen = 0;
        while (true) {
            const std::uint64_t revoked = parts_.work.seen_revoked();
            beat_ms_.store(epoch_ms(parts_.clock.now()), std::memory_order_relaxed);
            std::vector<Run> runs;
            bool is_something_due = false;
            {
                const std::scoped_lock lock(mutex_);
                if (is_stopping_) return;
                runs = present_runs();
                tell_progress(runs);
                const TimePoint now = parts_.clock.now();
                for (const auto& [file_id, parked] : parked_) {
                    tell_progress({&parked.run, 1});
                    is_something_due = is_something_due || parked.due <= now;
                }
            }
            // A worker that waits has looked before this file was left.
            if (is_something_due) parts_.work.notify();
            if (parts_.clock.now() >= next_renewal || revoked != seen) {
                renew(runs);
                next_renewal = parts_.clock.now() + options_.heartbeat;
                seen = revoked;
            }
            parts_.work.wait_revoked(parts_.clock, revoked, parts_.clock.now() + options_.tick);
        }
    }

    /// mutex_ is held.
    [[nodiscard]] std::vector<Run> present_runs() const {
        std::vector<Run> runs;
        runs.reserve(runs_.size());
        for (const std::optional<Run>& run : runs_) {
            if (run) runs.push_back(*run);
        }
        return runs;
    }

    /// mutex_ is held: a run that has ended meanwhile would be shown for ever.
    void tell_progress(std::span<const Run> runs) {
        for (const Run& run : runs) {
            if (run.is_untold) continue;
            const double percent = progress_from_time((parts_.clock.now() - run.started).count(), run.typical_ms);
            const ProgressBoard::Entry shown = parts_.progress.advance_by_time(run.lease.file_id, percent);
            parts_.events.publish_progress({run.job_id, run.lease.file_id, shown.percent, shown.message});
        }
    }

    void renew(const std::vector<Run>& runs) {
        if (runs.empty()) return;
        std::vector<Lease> leases;
        leases.reserve(runs.size());
        for (const Run& run : runs) leases.push_back(run.lease);
        try {
            const std::vector<LeaseState> states = parts_.store.renew(leases, options_.lease_time);
            for (std::size_t i = 0; i < runs.size(); ++i) {
                // The file was cancelled, deleted or taken over: what this run makes is not wanted any more.
                if (states[i] == LeaseState::Lost) std::stop_source(runs[i].stop).request_stop();
            }
        } catch (const std::exception& failure) {
            parts_.log.error("renewing leases failed", {{"what", failure.what()}});
        }
    }

    /// Waits, but not longer than until the pool or the run stops.
    void pause(Millis delay, const std::stop_token& stop) {
        const TimePoint deadline = parts_.clock.now() + delay;
        const std::stop_callback wake(stop, [this] { changed_.notify_all(); });
        std::unique_lock lock(mutex_);
        while (!is_stopping_ && !stop.stop_requested() && parts_.clock.now() < deadline) {
            parts_.clock.wait_until(changed_, lock, std::min(deadline, parts_.clock.now() + Millis{1'000}));
        }
    }

    [[nodiscard]] bool is_stopping() const {
        const std::scoped_lock lock(mutex_);
        return is_stopping_;
    }

    WorkerParts parts_;
    WorkerOptions options_;
    const TimePoint started_;
    std::atomic<std::int64_t> beat_ms_{epoch_ms(started_)};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool is_stopping_ = false;              ///< guarded by mutex_
    std::vector<std::optional<Run>> runs_;  ///< one place a worker; guarded by mutex_
    std::map<std::string, Parked> parked_;  ///< by file id; guarded by mutex_
    std::vector<std::thread> threads_;      ///< last: they use all of the above
};

WorkerPool::WorkerPool(WorkerParts parts, WorkerOptions options)
    : impl_(std::make_unique<Impl>(std::move(parts), std::move(options))) {}
WorkerPool::~WorkerPool() = default;
std::uint32_t WorkerPool::busy() const { return impl_->busy(); }
Millis WorkerPool::since_beat() const { return impl_->since_beat(); }
void WorkerPool::request_stop() { impl_->request_stop(); }

}  // namespace i2m
