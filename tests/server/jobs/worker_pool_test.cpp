// worker_pool_test.cpp - real threads on fakes; every wait is for something that must come.
#include "server/jobs/worker_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>

#include "server/jobs/janitor.hpp"
#include "server/platform/system_clock.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

/// Wakes a test when anything is told; the test then looks whether it is what it waits for.
class WakingSink final : public EventSink {
public:
    void notify(std::string_view, std::int64_t) override { wake(); }
    void removed(std::string_view) override { wake(); }
    void publish_progress(const ProgressTick& tick) override {
        {
            const std::scoped_lock lock(mutex_);
            ticks_.push_back(tick.percent);
        }
        wake();
    }
    /// False when it did not come within ten seconds.
    bool wait_for(const std::function<bool()>& is_true) {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        std::unique_lock lock(mutex_);
        for (;;) {
            const std::uint64_t seen = wakes_;
            lock.unlock();
            if (is_true()) return true;
            lock.lock();
            if (!changed_.wait_until(lock, deadline, [&] { return wakes_ != seen; })) return false;
        }
    }
    [[nodiscard]] std::vector<double> ticks() const {
        const std::scoped_lock lock(mutex_);
        return ticks_;
    }

private:
    void wake() {
        {
            const std::scoped_lock lock(mutex_);
            ++wakes_;
        }
        changed_.notify_all();
    }
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t wakes_ = 0;    ///< guarded by mutex_
    std::vector<double> ticks_;  ///< guarded by mutex_
};

class WorkerPoolTest : public ::testing::Test {
protected:
    std::unique_ptr<WorkerPool> start(WorkerOptions options = {}) {
        options.retry_scale = 0;
        return std::make_unique<WorkerPool>(WorkerParts{core_.store, core_.blobs, core_.clock, core_.ids, sink_, core_.progress,
                                                        core_.work, core_.generator_of, core_.log},
                                            options);
    }
    std::string accept(std::size_t count, const std::string& model = {}) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < count; ++i) names.push_back("file" + std::to_string(i) + ".png");
        return core_.service.accept(core_.upload(names, model))->job_id;
    }
    [[nodiscard]] JobStatus status_of(const std::string& job_id) { return core_.service.job(job_id)->status; }
    bool wait_for_status(const std::string& job_id, JobStatus want) {
        return sink_.wait_for([&] { return status_of(job_id) == want; });
    }

    ServerCore core_;
    WakingSink sink_;
};

TEST_F(WorkerPoolTest, WorksOffWhatIsThereAndWhatComesLater) {
    const std::string first = accept(5);
    const auto pool = start();
    EXPECT_TRUE(wait_for_status(first, JobStatus::Completed));
    const std::string later = accept(3);
    EXPECT_TRUE(wait_for_status(later, JobStatus::Completed));
    EXPECT_EQ(core_.draft.calls().size(), 8U) << "each file once";
}

TEST_F(WorkerPoolTest, AProviderThatHangsLeavesAWorkerForDrafts) {
    std::promise<void> answer;
    const std::shared_future<void> answered = answer.get_future().share();
    std::atomic<int> hanging{0};
    for (int i = 0; i < 3; ++i) {
        core_.fal.submits.push_back([&]() -> Outcome<Submission> {
            ++hanging;
            answered.wait();
            return Failure{FailureKind::Permanent, Error::of(ErrorCode::ImageRefused)};
        });
    }
    const std::string paid = accept(3, "fal-ai/trellis");
    WorkerOptions options;
    options.threads = 3;
    options.direct_threads = 1;
    std::atomic<int> begun{0};
    options.on_begin = [&] { ++begun; };
    const auto pool = start(options);
    EXPECT_TRUE(sink_.wait_for([&] { return hanging == 2; }));
    EXPECT_TRUE(wait_for_status(accept(2), JobStatus::Completed)) << "while both others hang";
    EXPECT_EQ(hanging, 2);
    EXPECT_EQ(begun, 3);
    answer.set_value();
    EXPECT_TRUE(wait_for_status(paid, JobStatus::Failed));
}

TEST_F(WorkerPoolTest, RunsAsManyAtOnceAsItHasThreads) {
    std::latch all_there(3);
    for (int i = 0; i < 3; ++i) {
        core_.draft.fetches.push_back([&](BlobWriter& out, std::stop_token) {
            all_there.arrive_and_wait();  // passes only when three run at once
            out.write(small_glb());
            return Fetched{};
        });
    }
    const std::string job_id = accept(3);
    WorkerOptions options;
    options.threads = 3;
    const auto pool = start(options);
    EXPECT_TRUE(wait_for_status(job_id, JobStatus::Completed));
}

TEST_F(WorkerPoolTest, AnExceptionCostsARunAndNothingElse) {
    core_.draft.fetches = {[](BlobWriter&, std::stop_token) -> Outcome<Fetched> { throw std::runtime_error("a bug"); },
                           [](BlobWriter&, std::stop_token) -> Outcome<Fetched> { throw std::runtime_error("again"); }};
    const std::string job_id = accept(1);
    WorkerOptions options;
    options.threads = 1;
    const auto pool = start(options);
    Janitor janitor({core_.store, core_.blobs, core_.clock, sink_, core_.work, core_.remover}, {});
    EXPECT_TRUE(sink_.wait_for([&] {
        if (core_.store.next_due()) janitor.run_once();
        return status_of(job_id) == JobStatus::Completed;
    }));
    EXPECT_EQ(core_.service.job(job_id)->files[0].attempt, 3U);
}

TEST_F(WorkerPoolTest, StopGivesUnfinishedFilesBack) {
    std::promise<void> started;
    core_.draft.fetches = {[&](BlobWriter&, std::stop_token stop) -> Outcome<Fetched> {
        std::promise<void> stopped;
        const std::stop_callback on_stop(stop, [&] { stopped.set_value(); });
        started.set_value();
        stopped.get_future().wait();
        return Failure{FailureKind::Transient, Error::of(ErrorCode::Cancelled)};
    }};
    const std::string job_id = accept(1);
    auto pool = start();
    started.get_future().wait();
    EXPECT_EQ(pool->busy(), 1U);
    pool.reset();
    const FileRecord file = core_.store.job(job_id)->files[0];
    EXPECT_EQ(file.state, FileState::Queued);
    EXPECT_EQ(file.attempt, 0U);
    const auto next = start();
    EXPECT_TRUE(wait_for_status(job_id, JobStatus::Completed));
}

TEST_F(WorkerPoolTest, StopsAtOnceWhileItWaitsForAProvider) {
    for (int i = 0; i < 1'000; ++i) core_.fal.polls.push_back([] { return PollAnswer{PollAnswer::Stage::Waiting}; });
    const std::string job_id = accept(1, "fal-ai/trellis");
    const SystemClock real;
    auto pool = std::make_unique<WorkerPool>(WorkerParts{core_.store, core_.blobs, core_.clock, core_.ids, sink_, core_.progress,
                                                         core_.work, core_.generator_of, core_.log},
                                             WorkerOptions{});
    EXPECT_TRUE(sink_.wait_for([&] { return core_.store.job(job_id)->files[0].state == FileState::Waiting; }));
    const TimePoint before = real.now();
    pool.reset();
    EXPECT_LT((real.now() - before).count(), 1'000);
    EXPECT_TRUE(core_.store.job(job_id)->files[0].submission) << "the next start goes on with it";
}

TEST_F(WorkerPoolTest, TellsProgressThatNeverFalls) {
    std::promise<void> finish;
    std::shared_future<void> may_finish = finish.get_future().share();
    core_.draft.fetches = {[&](BlobWriter& out, std::stop_token) {
        may_finish.wait();
        out.write(small_glb());
        return Fetched{};
    }};
    const std::string job_id = accept(1);
    WorkerOptions options;
    options.tick = Millis{1};
    const auto pool = start(options);
    EXPECT_TRUE(sink_.wait_for([&] {
        core_.clock.advance(Millis{1});
        return sink_.ticks().size() >= 20;
    }));
    const double shown = core_.service.job(job_id)->files[0].progress;
    EXPECT_GT(shown, 0);
    EXPECT_LT(shown, 95);
    finish.set_value();
    EXPECT_TRUE(wait_for_status(job_id, JobStatus::Completed));
    const std::vector<double> ticks = sink_.ticks();
    EXPECT_TRUE(std::is_sorted(ticks.begin(), ticks.end()));
}

TEST_F(WorkerPoolTest, HeartbeatsKeepALongRun) {
    std::promise<void> finish;
    std::shared_future<void> may_finish = finish.get_future().share();
    std::promise<void> started;
    core_.draft.fetches = {[&](BlobWriter& out, std::stop_token) {
        started.set_value();
        may_finish.wait();
        out.write(small_glb());
        return Fetched{};
    }};
    const std::string job_id = accept(1);
    WorkerOptions options;
    options.tick = Millis{1};
    const auto pool = start(options);
    started.get_future().wait();
    for (int minute = 0; minute < 5; ++minute) {
        core_.clock.advance(options.heartbeat);
        const std::size_t ticks = sink_.ticks().size();
        EXPECT_TRUE(sink_.wait_for([&] { return sink_.ticks().size() >= ticks + 3; })) << "the heartbeat had its turn";
        EXPECT_TRUE(core_.store.release_expired(false).empty());
        core_.clock.advance(options.heartbeat);
        EXPECT_TRUE(core_.store.release_expired(false).empty());
    }
    finish.set_value();
    EXPECT_TRUE(wait_for_status(job_id, JobStatus::Completed));
    EXPECT_EQ(core_.draft.calls().size(), 1U);
}

TEST_F(WorkerPoolTest, ARunThatIsNotWantedIsToldAtOnce) {
    const struct {
        const char* name;
        std::function<bool(const std::string&)> take_away;
    } cases[] = {
        {"cancelled", [&](const std::string& job_id) { return core_.service.cancel(job_id).ok(); }},
        {"deleted", [&](const std::string& job_id) { return core_.service.remove(job_id).ok(); }},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        std::promise<void> started;
        std::promise<void> told;
        std::future<void> was_told = told.get_future();
        core_.draft.fetches = {[&](BlobWriter&, std::stop_token stop) -> Outcome<Fetched> {
            std::promise<void> stopped;
            const std::stop_callback on_stop(stop, [&] { stopped.set_value(); });
            started.set_value();
            stopped.get_future().wait();
            told.set_value();
            return Failure{FailureKind::Transient, Error::of(ErrorCode::Cancelled)};
        }};
        const std::string job_id = accept(1);
        const auto pool = start();
        started.get_future().wait();
        ASSERT_TRUE(c.take_away(job_id));
        // The clock stands still: no heartbeat comes.
        EXPECT_EQ(was_told.wait_for(kPatience), std::future_status::ready);
    }
}

TEST_F(WorkerPoolTest, ARunWhoseLeaseIsLostIsToldByTheHeartbeat) {
    std::promise<void> started;
    std::promise<void> told;
    const std::shared_future<void> was_told = told.get_future().share();
    core_.draft.fetches = {[&](BlobWriter&, std::stop_token stop) -> Outcome<Fetched> {
        const std::stop_callback on_stop(stop, [&] { told.set_value(); });
        started.set_value();
        was_told.wait();
        return Failure{FailureKind::Transient, Error::of(ErrorCode::Cancelled)};
    }};
    const std::string job_id = accept(1);
    WorkerOptions options;
    options.tick = Millis{1};
    const auto pool = start(options);
    started.get_future().wait();
    ASSERT_TRUE(core_.store.cancel(job_id).ok());  // as another process would: nobody tells the pool
    core_.clock.advance(options.heartbeat);
    EXPECT_EQ(was_told.wait_for(kPatience), std::future_status::ready);
    EXPECT_EQ(status_of(job_id), JobStatus::Cancelled);
}

TEST_F(WorkerPoolTest, OneWorkerWatchesManyRequests) {
    std::atomic<bool> is_done{false};
    for (int i = 0; i < 2'000; ++i) {
        core_.fal.polls.emplace_back([&] { return PollAnswer{is_done ? PollAnswer::Stage::Done : PollAnswer::Stage::Running}; });
    }
    WorkerOptions one;
    one.threads = 1;
    const auto pool = start(one);
    const std::string job_id = accept(20, "fal-ai/trellis");
    EXPECT_TRUE(sink_.wait_for([&] {
        const std::vector<std::string> calls = core_.fal.calls();
        return std::count(calls.begin(), calls.end(), "submit") == 20;
    })) << "it does not wait for the first to end";
    is_done = true;
    EXPECT_TRUE(sink_.wait_for([&] {
        core_.clock.advance(Millis{100});
        return status_of(job_id) == JobStatus::Completed;
    }));
    const std::vector<std::string> calls = core_.fal.calls();
    EXPECT_EQ(std::count(calls.begin(), calls.end(), "submit"), 20) << "each once";
}

}  // namespace
}  // namespace i2m::test
