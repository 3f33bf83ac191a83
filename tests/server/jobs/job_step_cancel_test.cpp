// job_step_cancel_test.cpp - runs that somebody ends: a person, a deletion, the deadline.
#include "tests/server/jobs/job_step_bench.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m::test {
namespace {

using Kind = StepOutcome::Kind;

TEST_F(JobStepTest, CancelledOrDeletedDuringTheRun) {
    for (const bool is_deleted : {false, true}) {
        SCOPED_TRACE(is_deleted);
        accept("draft");
        core_.draft.fetches = {[&](BlobWriter& out, std::stop_token) {
            if (is_deleted) {
                EXPECT_TRUE(core_.service.remove(job_id_).ok());
            } else {
                EXPECT_TRUE(core_.service.cancel(job_id_).ok());
            }
            out.write(small_glb());
            return Fetched{};
        }};
        EXPECT_EQ(core_.next_step()->next({}).kind, Kind::Ended);
        EXPECT_EQ(core_.blobs.list().size(), is_deleted ? 0U : 1U) << "the model that came too late is not kept";
        if (is_deleted) continue;
        EXPECT_EQ(file().state, FileState::Cancelled);
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
    }
}

TEST_F(JobStepTest, CancelGoesToTheProvider) {
    struct Case {
        const char* name;
        CancelAnswer answer;
        FileState want;
        std::vector<std::string> calls;
    };
    const Case cases[] = {
        {"done there", CancelAnswer::Cancelled, FileState::Cancelled, {"submit", "cancel"}},
        {"too late", CancelAnswer::TooLate, FileState::Succeeded, {"submit", "cancel", "poll", "result", "fetch"}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::size_t before = core_.fal.calls().size();
        accept("fal-ai/trellis");
        core_.fal.cancel_answer = c.answer;
        const auto step = core_.next_step();
        ASSERT_EQ(step->next({}).kind, Kind::Again);
        ASSERT_TRUE(core_.service.cancel(job_id_).ok());
        run(*step);
        EXPECT_EQ(file().state, c.want);
        const std::vector<std::string> calls = core_.fal.calls();
        EXPECT_EQ(std::vector<std::string>(calls.begin() + static_cast<std::ptrdiff_t>(before), calls.end()), c.calls);
    }
}

TEST_F(JobStepTest, ACancelThatWasNotHeardIsAskedAgain) {
    accept("fal-ai/trellis");
    core_.fal.cancel_answer = CancelAnswer::NotReached;
    core_.fal.polls = {[&] {
                           core_.fal.cancel_answer = CancelAnswer::KeepPolling;
                           return PollAnswer{PollAnswer::Stage::Running};
                       },
                       [] { return failure(FailureKind::Cancelled); }};
    const auto step = core_.next_step();
    ASSERT_EQ(step->next({}).kind, Kind::Again);
    ASSERT_TRUE(core_.service.cancel(job_id_).ok());
    run(*step);
    EXPECT_EQ(file().state, FileState::Cancelled);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "cancel", "poll", "cancel", "poll"}));
}

TEST_F(JobStepTest, ACancelledRunWithoutAResultIsCancelledWhateverItIsCalled) {
    const struct {
        const char* name;
        Failure failure;
    } cases[] = {
        {"gone", {FailureKind::Transient, Error::of(ErrorCode::ResultExpired)}},
        {"failed", failure(FailureKind::RunFailed)},
        {"refused", failure(FailureKind::Permanent)},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        accept("fal-ai/trellis");
        core_.fal.cancel_answer = CancelAnswer::KeepPolling;
        core_.fal.polls = {[&] { return c.failure; }};
        const auto step = core_.next_step();
        ASSERT_EQ(step->next({}).kind, Kind::Again);
        ASSERT_TRUE(core_.service.cancel(job_id_).ok());
        run(*step);
        EXPECT_EQ(file().state, FileState::Cancelled);
    }
}

TEST_F(JobStepTest, ARunBeyondItsDeadlineIsCancelledAtTheProvider) {
    struct Case {
        const char* name;
        CancelAnswer answer;
        Outcome<PollAnswer> next_poll;
        FileState want;
        std::optional<ErrorCode> code;
    };
    const PollAnswer running{PollAnswer::Stage::Running};
    const Case cases[] = {
        {"cancelled at once", CancelAnswer::Cancelled, running, FileState::Failed, ErrorCode::DeadlinePassed},
        {"cancelled soon", CancelAnswer::KeepPolling, failure(FailureKind::Cancelled), FileState::Failed,
         ErrorCode::DeadlinePassed},
        {"it does not listen", CancelAnswer::KeepPolling, running, FileState::Failed, ErrorCode::DeadlinePassed},
        {"it does not hear", CancelAnswer::NotReached, running, FileState::Failed, ErrorCode::DeadlinePassed},
        {"done meanwhile", CancelAnswer::TooLate, PollAnswer{PollAnswer::Stage::Done}, FileState::Succeeded, std::nullopt},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        accept("fal-ai/trellis");
        core_.fal.cancel_answer = c.answer;
        core_.fal.polls.clear();
        bool is_asked_to_cancel = false;
        for (int i = 0; i < 90; ++i) {
            core_.fal.polls.push_back([&]() -> Outcome<PollAnswer> {
                const std::vector<std::string> calls = core_.fal.calls();
                is_asked_to_cancel = is_asked_to_cancel || calls[calls.size() - 2] == "cancel";
                return is_asked_to_cancel ? c.next_poll : Outcome<PollAnswer>(PollAnswer{PollAnswer::Stage::Running});
            });
        }
        const auto step = core_.next_step(1.0, Millis{20'000});
        run(*step);
        EXPECT_EQ(file().state, c.want);
        EXPECT_EQ(file().error ? std::optional(file().error->code) : std::nullopt, c.code);
        core_.fal.polls.clear();
        if (!is_final(file().state)) {
            ASSERT_TRUE(core_.service.cancel(job_id_).ok());
        }
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
    }
}

TEST_F(JobStepTest, AResultThatIsThereIsFetchedHoweverLate) {
    accept("fal-ai/trellis");
    core_.fal.fetches = {[](BlobWriter&, std::stop_token) { return failure(FailureKind::Transient); }};
    const auto step = core_.next_step(1.0, Millis{1'000});
    ASSERT_EQ(step->next({}).kind, Kind::Again);
    ASSERT_EQ(step->next({}).kind, Kind::Again);
    EXPECT_EQ(file().state, FileState::Fetching);
    core_.clock.advance(Millis{3'600'000});
    run(*step);
    EXPECT_EQ(file().state, FileState::Succeeded);
}

}  // namespace
}  // namespace i2m::test
