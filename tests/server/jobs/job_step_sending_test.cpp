// job_step_sending_test.cpp - the one request of a run: what fails around it, and what may have been charged.
#include "tests/server/jobs/job_step_bench.hpp"

namespace i2m::test {
namespace {

using Kind = StepOutcome::Kind;

TEST_F(JobStepTest, WhatFailsWhileSending) {
    struct Case {
        const char* name;
        FailureKind kind;
        FileState want;
    };
    const Case cases[] = {
        {"refused", FailureKind::Permanent, FileState::Failed},
        {"not reached", FailureKind::Transient, FileState::Retrying},
        {"too many", FailureKind::RateLimited, FileState::Retrying},
        {"too slow", FailureKind::Timeout, FileState::Retrying},
        {"no answer", FailureKind::Ambiguous, FileState::Unknown},
        {"cancelled there", FailureKind::Cancelled, FileState::Cancelled},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        accept("fal-ai/trellis");
        core_.fal.submits = {[&] { return failure(c.kind, "toy.png: no luck."); }};
        const auto step = core_.next_step();
        EXPECT_EQ(step->next({}).kind, Kind::Ended);
        EXPECT_EQ(file().state, c.want);
        if (c.want == FileState::Failed) {
            EXPECT_EQ(file().error->message, "toy.png: no luck.");
        }
        if (c.want == FileState::Retrying) {
            EXPECT_GT(*file().retry_at, core_.clock.now());
        }
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
    }
}

TEST_F(JobStepTest, WhoeverAsksAgainGetsAllTriesAgain) {
    accept("fal-ai/trellis");
    const auto run_to_the_end = [&] {
        std::uint32_t runs = 0;
        core_.fal.submits.assign(50, [] { return failure(FailureKind::Transient); });
        while (file().state != FileState::Failed && runs < 50) {
            ++runs;
            EXPECT_EQ(core_.next_step()->next({}).kind, Kind::Ended);
            core_.clock.advance(Millis{3'600'000});
            static_cast<void>(core_.store.requeue_due());
        }
        return runs;
    };
    const std::uint32_t tries = run_to_the_end();
    EXPECT_GT(tries, 2U);
    ASSERT_TRUE(core_.service.retry(job_id_).ok());
    EXPECT_EQ(run_to_the_end(), tries) << "a person's retry is tried again by itself too";
    EXPECT_EQ(file().attempt, 2 * tries);
}

TEST_F(JobStepTest, ALostAnswerIsNeverSentAgainByItself) {
    accept("fal-ai/trellis");
    core_.fal.submits = {[]() -> Outcome<Submission> { throw std::runtime_error("connection reset"); }};
    const auto step = core_.next_step();
    EXPECT_THROW((void)step->next({}), std::runtime_error);
    EXPECT_EQ(step->recover(Error::of(ErrorCode::Internal)).kind, Kind::Ended);
    EXPECT_EQ(file().state, FileState::Unknown);
    EXPECT_EQ(core_.next_step(), nullptr);
}

TEST_F(JobStepTest, WhatFailsBeforeTheRequestLeavesIsNotMaybeCharged) {
    const std::string file_id = accept("fal-ai/trellis");
    core_.fal.prepares = {[&]() -> Outcome<std::string> {
        EXPECT_FALSE(core_.store.file(file_id)->is_sent) << "an upload is no request";
        throw std::runtime_error("the machine failed");
    }};
    const auto step = core_.next_step();
    EXPECT_THROW((void)step->next({}), std::runtime_error);
    EXPECT_EQ(step->recover(Error::of(ErrorCode::Internal)).kind, Kind::Ended);
    EXPECT_EQ(file().state, FileState::Retrying);
    core_.clock.advance(Millis{60'000});
    ASSERT_EQ(core_.store.requeue_due().size(), 1U);
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.prepared(), "prepared");
}

TEST_F(JobStepTest, AStopDuringTheUploadGivesTheFileBack) {
    accept("fal-ai/trellis");
    std::stop_source stop;
    core_.fal.prepares = {[&]() -> Outcome<std::string> {
        stop.request_stop();
        return failure(FailureKind::Transient);
    }};
    const auto step = core_.next_step();
    EXPECT_EQ(step->next(stop.get_token()).kind, Kind::Stopped);
    EXPECT_TRUE(core_.store.release(step->claim().lease).applied);
    EXPECT_EQ(file().state, FileState::Queued);
    EXPECT_TRUE(core_.fal.calls().empty());
}

TEST_F(JobStepTest, WhatARunThatEndsBadlyCosts) {
    const auto with = [](Failure failure, bool is_free, std::optional<double> units) {
        failure.is_free = is_free;
        failure.units = units;
        return failure;
    };
    const struct {
        const char* name;
        Failure failure;
        std::optional<MicroUsd> cost;
        bool is_estimated;
    } kCases[] = {
        {"it failed there", failure(FailureKind::RunFailed), std::nullopt, false},
        {"it failed there for good", with(failure(FailureKind::Permanent), true, {}), std::nullopt, false},
        {"refused, but counted", with(failure(FailureKind::Permanent), false, 2.0), 40'000, false},
        {"refused, nobody knows", failure(FailureKind::Permanent), 20'000, true},
        {"cancelled while it ran", failure(FailureKind::Cancelled), 20'000, true},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        accept("fal-ai/trellis");
        core_.fal.results = {[&]() -> Outcome<RunResult> { return c.failure; }};
        run(*core_.next_step());
        const std::optional<FileCost> cost = file().cost;
        EXPECT_EQ(cost ? std::optional(cost->amount) : std::nullopt, c.cost);
        EXPECT_EQ(cost && cost->is_estimated, c.is_estimated);
        (void)core_.service.cancel(job_id_);
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
    }
}

TEST_F(JobStepTest, WhatWasNotTakenIsNotCharged) {
    const struct {
        const char* name;
        FailureKind kind;
        std::optional<MicroUsd> cost;
    } kCases[] = {{"refused", FailureKind::Permanent, std::nullopt},
                  {"not reached", FailureKind::Transient, std::nullopt},
                  {"no answer", FailureKind::Ambiguous, 20'000}};
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        accept("fal-ai/trellis");
        core_.fal.submits = {[&] { return failure(c.kind); }};
        (void)core_.next_step()->next({});
        const std::optional<FileCost> cost = file().cost;
        EXPECT_EQ(cost ? std::optional(cost->amount) : std::nullopt, c.cost);
        (void)core_.service.cancel(job_id_);
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
    }
}

TEST_F(JobStepTest, AnAccountOutOfOrderParksTheFileAndTheProvider) {
    for (const ErrorCode code : {ErrorCode::ProviderCredit, ErrorCode::ProviderKey}) {
        SCOPED_TRACE(error_info(code).wire_name);
        accept("fal-ai/trellis");
        core_.fal.submits = {[&] { return Failure{FailureKind::Permanent, Error::of(code)}; }};
        EXPECT_EQ(core_.next_step()->next({}).kind, Kind::Ended);
        EXPECT_EQ(file().state, FileState::Queued);
        EXPECT_EQ(file().attempt, 0U);
        EXPECT_FALSE(file().is_sent);
        const std::vector<api::Hold> holds = core_.gate.holds();
        ASSERT_EQ(holds.size(), 1U);
        EXPECT_EQ(holds[0].code, error_info(code).wire_name);
        EXPECT_FALSE(core_.gate.begin_claim().providers[0].may_start);
        core_.gate.resume_providers();
        run(*core_.next_step());
        EXPECT_EQ(file().state, FileState::Succeeded);
        EXPECT_EQ(file().attempt, 1U);
    }
}

TEST_F(JobStepTest, WhatTheGateHearsOfAFailure) {
    struct Case {
        const char* name;
        Failure failure;
        bool counts;
    };
    const auto of = [](FailureKind kind, ErrorCode code) { return Failure{kind, Error::of(code)}; };
    const Case cases[] = {
        {"busy", of(FailureKind::Transient, ErrorCode::ProviderBusy), true},
        {"no connection", of(FailureKind::Transient, ErrorCode::ProviderUnreachable), true},
        {"rate limit", of(FailureKind::RateLimited, ErrorCode::ProviderRateLimit), true},
        {"no answer", of(FailureKind::Ambiguous, ErrorCode::SubmitUnconfirmed), true},
        {"your image", of(FailureKind::Permanent, ErrorCode::ImageRefused), false},
        {"your options", of(FailureKind::Permanent, ErrorCode::OptionsRefused), false},
        {"content policy", of(FailureKind::Permanent, ErrorCode::ContentPolicy), false},
        {"model gone", of(FailureKind::Permanent, ErrorCode::ModelGone), false},
        {"result gone", of(FailureKind::Transient, ErrorCode::ResultExpired), false},
        {"our disk", of(FailureKind::Transient, ErrorCode::StorageFull), false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        core_.gate.resume_providers();
        accept("fal-ai/trellis");
        core_.fal.submits = {[&] { return c.failure; }};
        (void)core_.next_step()->next({});
        EXPECT_EQ(core_.gate.snapshot(models::Provider::Fal).failures_in_row, c.counts ? 1U : 0U);
    }
}

TEST_F(JobStepTest, ARequestIdThatSlippedOutIsKeptForAPerson) {
    const std::string file_id = accept("fal-ai/trellis");
    core_.fal.submits = {[] {
        Failure lost{FailureKind::Ambiguous, Error::of(ErrorCode::SubmitUnconfirmed)};
        lost.trace = Submission{"request-9", "{}"};
        return lost;
    }};
    (void)core_.next_step()->next({});
    ASSERT_EQ(file().state, FileState::Unknown);
    core_.fal.polls = {[] { return Failure{FailureKind::Transient, Error::of(ErrorCode::ResultExpired)}; }};
    const api::ResolveRequest look{{file_id}, api::ResolveChoice::LookAgain};
    EXPECT_EQ(core_.service.resolve(job_id_, look).error().code, ErrorCode::Conflict);
    EXPECT_EQ(file().state, FileState::Unknown) << "not to be found is no proof";
    core_.fal.polls = {[] { return failure(FailureKind::Transient, "It is away."); }};
    EXPECT_EQ(core_.service.resolve(job_id_, look).error().message, "It is away.");
    ASSERT_TRUE(core_.service.resolve(job_id_, look).ok());
    EXPECT_EQ(file().state, FileState::Waiting);
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(file().attempt, 1U) << "one run, paid once";
}

}  // namespace
}  // namespace i2m::test
