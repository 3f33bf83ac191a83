// janitor_test.cpp - what crashes leave behind is put right, what is needed is left alone.
#include "server/jobs/janitor.hpp"

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "tests/support/patience.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

class JanitorTest : public ::testing::Test {
protected:
    std::string accept() { return core_.service.accept(core_.upload({"toy.png"}))->job_id; }
    /// A committed blob that no row names.
    void leave_orphan() {
        const AcceptFile file = core_.image("lost.png", "nobody's");
        core_.blobs.commit(*file.blob);
    }

    ServerCore core_;
    Janitor janitor_{{core_.store, core_.blobs, core_.clock, core_.events, core_.work, core_.remover}, {}};
};

TEST_F(JanitorTest, AtStartEveryLeaseIsOfADeadProcess) {
    const std::string job_id = accept();
    const auto step = core_.next_step();
    leave_orphan();
    const std::uint64_t woken = core_.work.seen();
    const JanitorReport report = janitor_.run_at_start();
    EXPECT_EQ(report.released, 1U);
    EXPECT_EQ(report.orphans_removed, 1U);
    EXPECT_EQ(core_.service.job(job_id)->files[0].status, FileState::Queued);
    EXPECT_GT(core_.work.seen(), woken);
    EXPECT_EQ(core_.events.last_event_id(), core_.store.last_event_id()) << "streams are told";
    EXPECT_EQ(core_.blobs.list().size(), 1U) << "the image of the job is left alone";
}

TEST_F(JanitorTest, LaterOnlyLeasesThatRanOut) {
    accept();
    const auto step = core_.next_step();
    EXPECT_EQ(janitor_.run_once().released, 0U);
    core_.clock.advance(Millis{60'000});
    EXPECT_EQ(janitor_.run_once().released, 1U);
    EXPECT_NE(core_.next_step(), nullptr);
}

TEST_F(JanitorTest, SweepsNowAndThen) {
    leave_orphan();
    EXPECT_EQ(janitor_.run_once().orphans_removed, 0U);
    core_.clock.advance(Millis{10 * 60'000});
    EXPECT_EQ(janitor_.run_once().orphans_removed, 1U);
    leave_orphan();
    EXPECT_EQ(janitor_.run_once().orphans_removed, 0U) << "until the period has passed again";
}

TEST_F(JanitorTest, GivesMemoryBackNowAndThen) {
    int given = 0;
    JanitorOptions options;
    options.give_back = [&] { ++given; };
    Janitor janitor({core_.store, core_.blobs, core_.clock, core_.events, core_.work, core_.remover}, options);
    (void)janitor.run_once();
    EXPECT_EQ(given, 0) << "there is nothing yet";
    core_.clock.advance(Millis{10'000});
    (void)janitor.run_once();
    (void)janitor.run_once();
    EXPECT_EQ(given, 1);
}

TEST_F(JanitorTest, AnUploadOnItsWayIsNoOrphan) {
    AcceptFile file = core_.image("coming.png");
    core_.blobs.commit(*file.blob);
    EXPECT_EQ(janitor_.run_at_start().orphans_removed, 0U);
    EXPECT_EQ(core_.blobs.list().size(), 1U);
    file.blob.reset();
    EXPECT_TRUE(core_.blobs.list().empty()) << "no row came, and nobody waits for the next round";
}

TEST_F(JanitorTest, TrimsEventsOfJobsThatEndedLongAgo) {
    const std::string job_id = accept();
    ASSERT_EQ(core_.next_step()->next({}).kind, StepOutcome::Kind::Ended);
    core_.clock.advance(Millis{7LL * 24 * 3'600'000 + 1});
    EXPECT_GT(janitor_.run_once().events_trimmed, 0U);
    EXPECT_EQ(core_.store.events_after(job_id, 0, 10).size(), 1U);
}

TEST_F(JanitorTest, RetriesComeBackAndSetTheNextRound) {
    accept();
    core_.draft.fetches = {[](BlobWriter&, std::stop_token) -> Outcome<Fetched> {
        return Failure{FailureKind::Transient, Error::of(ErrorCode::Internal)};
    }};
    ASSERT_EQ(core_.next_step()->next({}).kind, StepOutcome::Kind::Ended);
    const TimePoint due = *core_.store.next_due();
    EXPECT_EQ(janitor_.next_run(core_.clock.now()), due);
    core_.clock.advance(due - core_.clock.now());
    EXPECT_EQ(janitor_.run_once().requeued, 1U);
    EXPECT_EQ(janitor_.next_run(core_.clock.now()), core_.clock.now() + Millis{5'000});
}

TEST_F(JanitorTest, AJobThatWaitedForItsProviderIsDeletedWhenThatIsDone) {
    const std::string job_id = core_.service.accept(core_.upload({"toy.png"}, "fal-ai/trellis"))->job_id;
    const Claim claim = *core_.store.claim_next("token", Millis{60'000});
    ASSERT_TRUE(core_.store.mark_sent(claim.lease).applied);
    EXPECT_EQ(core_.service.remove(job_id)->status, "deleting");
    EXPECT_EQ(janitor_.run_once().doomed_removed, 0U) << "its provider still works on it";
    EXPECT_EQ(core_.blobs.list().size(), 1U);
    const FileEvent cancelled[] = {FileEvent::CancelConfirmed};
    ASSERT_TRUE(core_.store.advance(claim.lease, cancelled, {}).applied);
    EXPECT_EQ(janitor_.run_once().doomed_removed, 1U);
    EXPECT_FALSE(core_.store.job(job_id));
    EXPECT_TRUE(core_.blobs.list().empty());
    EXPECT_EQ(core_.events.removed_jobs(), std::vector<std::string>{job_id}) << "streams are told";
}

/// Says when the janitor has been here.
class CountingSink final : public EventSink {
public:
    void notify(std::string_view, std::int64_t) override { told_.set_value(); }
    void removed(std::string_view) override {}
    void publish_progress(const ProgressTick&) override {}
    std::promise<void> told_;
};

TEST_F(JanitorTest, ItsThreadRunsByTheClockAndStopsAtOnce) {
    accept();
    const auto step = core_.next_step();
    CountingSink sink;
    Janitor janitor({core_.store, core_.blobs, core_.clock, sink, core_.work, core_.remover}, {});
    const JanitorThread thread(janitor, core_.clock, core_.work, core_.log);
    std::future<void> told = sink.told_.get_future();
    core_.clock.advance(Millis{61'000});
    EXPECT_EQ(told.wait_for(kPatience), std::future_status::ready);
}

TEST_F(JanitorTest, ARetryThatIsScheduledWhileItWaitsComesAtItsTime) {
    accept();
    core_.draft.fetches = {[](BlobWriter&, std::stop_token) -> Outcome<Fetched> {
        return Failure{FailureKind::Transient, Error::of(ErrorCode::Internal)};
    }};
    const auto step = core_.next_step(0);
    CountingSink sink;
    Janitor janitor({core_.store, core_.blobs, core_.clock, sink, core_.work, core_.remover}, {});
    const std::uint64_t seen = core_.work.seen();
    const JanitorThread thread(janitor, core_.clock, core_.work, core_.log);
    core_.work.wait(core_.clock, seen, core_.clock.now() + Millis{1});  // its first round
    ASSERT_EQ(step->next({}).kind, StepOutcome::Kind::Ended);
    core_.work.notify_due();
    EXPECT_EQ(sink.told_.get_future().wait_for(kPatience), std::future_status::ready) << "time stands still";
}

}  // namespace
}  // namespace i2m::test
