// job_step_test.cpp - a file's way step by step: what is asked in which order, stored when, and found again after a crash.
#include "server/core/storage_error.hpp"
#include "tests/server/jobs/job_step_bench.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m::test {
namespace {

using Kind = StepOutcome::Kind;

TEST_F(JobStepTest, ADirectFileIsDoneInOneStep) {
    accept("draft");
    const auto step = core_.next_step();
    EXPECT_EQ(step->next({}).kind, Kind::Ended);
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(file().result->filename, "toy.glb");
    EXPECT_EQ(file().result->triangles, 1U);
    EXPECT_EQ(file().result->vertices, 3U);
    EXPECT_EQ(core_.draft.calls(), std::vector<std::string>{"fetch"});
    EXPECT_EQ(core_.events.last_event_id(), core_.store.last_event_id());
}

TEST_F(JobStepTest, AProviderIsAskedInOrder) {
    accept("fal-ai/trellis");
    core_.fal.polls = {[] { return PollAnswer{PollAnswer::Stage::Waiting}; },
                       [] {
                           return PollAnswer{PollAnswer::Stage::Running, 30.0, "Sampling"};
                       },
                       [] { return PollAnswer{PollAnswer::Stage::Waiting}; },
                       [] { return PollAnswer{PollAnswer::Stage::Running}; }};
    const auto step = core_.next_step();
    const std::vector<std::int64_t> waits = run(*step);
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "poll", "poll", "poll", "poll", "result", "fetch"}));
    EXPECT_EQ(waits, (std::vector<std::int64_t>{0, 1'000, 1'500, 2'250, 3'375, 0}));
    std::vector<std::string> states;
    for (const EventRow& event : core_.store.events_after(job_id_, 0, 100)) {
        if (event.name == "file_update") states.push_back(json::decode_text<api::EventData>(event.data)->status);
    }
    EXPECT_EQ(states, (std::vector<std::string>{"submitting", "waiting", "generating", "waiting", "generating", "fetching",
                                                "succeeded"}));
}

TEST_F(JobStepTest, TheRequestIdIsStoredBeforeAnythingElse) {
    const std::string file_id = accept("fal-ai/trellis");
    core_.fal.submits = {[&] {
        EXPECT_TRUE(core_.store.file(file_id)->is_sent) << "noted before the request leaves";
        return Submission{"request-7", R"({"status":"u"})"};
    }};
    core_.fal.polls = {[&] {
        EXPECT_EQ(core_.store.file(file_id)->submission, (Submission{"request-7", R"({"status":"u"})"}));
        return PollAnswer{PollAnswer::Stage::Done};
    }};
    const auto step = core_.next_step();
    run(*step);
    EXPECT_EQ(file().state, FileState::Succeeded);
}

TEST_F(JobStepTest, ACrashedRunGoesOnWithTheSameRequest) {
    accept("fal-ai/trellis");
    {
        const auto step = core_.next_step();
        ASSERT_EQ(step->next({}).kind, Kind::Again);
    }
    core_.store.release_expired(true);
    const auto next = core_.next_step();
    ASSERT_NE(next, nullptr);
    run(*next);
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "result", "fetch"})) << "sent once";
}

TEST_F(JobStepTest, ATransientPollIsAskedAgainWithoutANewRun) {
    accept("fal-ai/trellis");
    core_.fal.polls = {[] { return failure(FailureKind::Transient); }, [] { return failure(FailureKind::Transient); }};
    const auto step = core_.next_step();
    const std::vector<std::int64_t> waits = run(*step);
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(file().attempt, 1U);
    ASSERT_EQ(waits.size(), 4U);
    EXPECT_NEAR(static_cast<double>(waits[1]), 2'000, 400);
    EXPECT_NEAR(static_cast<double>(waits[2]), 4'000, 800);
}

TEST_F(JobStepTest, APollThatNeverWorksEnds) {
    accept("fal-ai/trellis");
    for (int i = 0; i < 20; ++i)
        core_.fal.polls.push_back([] { return failure(FailureKind::Transient, "The provider is silent."); });
    const auto step = core_.next_step();
    EXPECT_EQ(run(*step).size(), 6U);
    EXPECT_EQ(file().state, FileState::Failed);
    EXPECT_EQ(file().error->message, "The provider is silent.");
}

TEST_F(JobStepTest, ARunThatFailedThereIsTriedAnew) {
    accept("fal-ai/trellis");
    core_.fal.polls = {[] { return failure(FailureKind::RunFailed); }};
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Retrying);
    core_.clock.advance(Millis{60'000});
    ASSERT_EQ(core_.store.requeue_due().size(), 1U);
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(file().attempt, 2U);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "submit", "poll", "result", "fetch"}));
}

TEST_F(JobStepTest, AMissingImageIsToldInWords) {
    accept("draft");
    ASSERT_TRUE(core_.blobs.remove_orphan(file().source_sha256, [] { return true; }));
    EXPECT_EQ(core_.next_step()->next({}).kind, Kind::Ended);
    EXPECT_EQ(file().state, FileState::Failed);
    EXPECT_EQ(file().error->message, "toy.png: the uploaded image is gone. Upload it again.");
}

TEST_F(JobStepTest, AFullDiskIsTriedAgainLater) {
    accept("draft");
    core_.blobs.set_free_bytes(10);
    const auto step = core_.next_step();
    EXPECT_THROW((void)step->next({}), StorageError);
    EXPECT_EQ(step->recover(Error::of(ErrorCode::StorageFull)).kind, Kind::Ended);
    EXPECT_EQ(file().state, FileState::Retrying);
    EXPECT_EQ(file().error->code, ErrorCode::StorageFull);
    core_.blobs.set_free_bytes(1'000'000);
    core_.clock.advance(Millis{10'000});
    core_.store.requeue_due();
    EXPECT_EQ(core_.next_step()->next({}).kind, Kind::Ended);
    EXPECT_EQ(file().state, FileState::Succeeded);
}

TEST_F(JobStepTest, StopGivesTheFileBack) {
    accept("draft");
    const auto step = core_.next_step();
    std::stop_source stop;
    core_.draft.fetches = {[&](BlobWriter&, std::stop_token) {
        stop.request_stop();
        return failure(FailureKind::Transient);
    }};
    EXPECT_EQ(step->next(stop.get_token()).kind, Kind::Stopped);
    EXPECT_EQ(step->next(stop.get_token()).kind, Kind::Stopped);
    EXPECT_TRUE(core_.store.release(step->claim().lease).applied);
    EXPECT_EQ(file().state, FileState::Queued);
}

}  // namespace
}  // namespace i2m::test
