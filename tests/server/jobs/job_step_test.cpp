// job_step_test.cpp - a file's way step by step, with everything that a provider and a disk can do to it.
#include "server/jobs/job_step.hpp"

#include <gtest/gtest.h>

#include "server/core/storage_error.hpp"
#include "tests/support/image_builder.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

using Kind = StepOutcome::Kind;

class JobStepTest : public ::testing::Test {
protected:
    std::string accept(const std::string& model) {
        const Result<api::UploadAnswer> answer = core_.service.accept(core_.upload({"toy.png"}, model));
        if (!answer) throw std::runtime_error(answer.error().message);
        job_id_ = answer->job_id;
        return answer->uploaded_files[0].file_id;
    }
    [[nodiscard]] FileRecord file() { return core_.store.job(job_id_)->files[0]; }
    /// Runs one claimed file to its end; returns the waits that were asked for.
    std::vector<std::int64_t> run(JobStep& step) {
        std::vector<std::int64_t> waits;
        for (int i = 0; i < 100; ++i) {
            const StepOutcome outcome = step.next({});
            if (outcome.kind != Kind::Again) return waits;
            waits.push_back(outcome.wait.count());
            core_.clock.advance(outcome.wait);
        }
        ADD_FAILURE() << "it never ends";
        return waits;
    }

    ServerCore core_;
    std::string job_id_;
};

Failure failure(FailureKind kind, const std::string& words = "It broke.") {
    return {kind, Error{ErrorCode::ProviderUnavailable, words}};
}

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

TEST_F(JobStepTest, ALostAnswerIsNeverSentAgainByItself) {
    accept("fal-ai/trellis");
    core_.fal.submits = {[]() -> Outcome<Submission> { throw std::runtime_error("connection reset"); }};
    const auto step = core_.next_step();
    EXPECT_THROW((void)step->next({}), std::runtime_error);
    EXPECT_EQ(step->recover(Error::of(ErrorCode::Internal)).kind, Kind::Ended);
    EXPECT_EQ(file().state, FileState::Unknown);
    EXPECT_EQ(core_.next_step(), nullptr);
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

TEST_F(JobStepTest, OnlyAWholeGlbIsAResult) {
    Bytes truncated = small_glb();
    truncated.resize(truncated.size() - 4);
    Bytes broken = small_glb();
    broken[16] = 0xFF;
    struct Case {
        const char* name;
        Bytes bytes;
        const char* words;
    };
    const std::string zip = "PK\x03\x04rest";
    const std::string fbx = "Kaydara FBX Binary  ";
    const std::string html = "<html>Bad gateway</html>";
    const Case cases[] = {
        {"empty", {}, "is empty"},
        {"a ZIP", Bytes(zip.begin(), zip.end()), "ZIP"},
        {"an FBX", Bytes(fbx.begin(), fbx.end()), "FBX"},
        {"an error page", Bytes(html.begin(), html.end()), "not a GLB"},
        {"truncated", truncated, "another length"},
        {"broken JSON", broken, "damaged"},
        {"four bytes", {'g', 'l', 'T', 'F'}, "another length"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        accept("draft");
        core_.draft.fetches = {[&](BlobWriter& out, std::stop_token) {
            out.write(c.bytes);
            return Fetched{};
        }};
        EXPECT_EQ(core_.next_step()->next({}).kind, Kind::Ended);
        EXPECT_EQ(file().state, FileState::Failed);
        EXPECT_EQ(file().error->code, ErrorCode::ModelInvalid);
        EXPECT_NE(file().error->message.find(c.words), std::string::npos) << file().error->message;
        EXPECT_EQ(file().error->message.rfind("toy.png: ", 0), 0U);
        EXPECT_EQ(file().error->message.find(".."), std::string::npos) << file().error->message;
        EXPECT_EQ(core_.blobs.list().size(), 1U) << "the image alone";
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
    }
}

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

TEST_F(JobStepTest, AFailedCommitKeepsTheProvidersModel) {
    accept("fal-ai/trellis");
    const auto step = core_.next_step();
    ASSERT_EQ(step->next({}).kind, Kind::Again);
    ASSERT_EQ(step->next({}).kind, Kind::Again);
    core_.blobs.fail_commits(1);
    EXPECT_THROW((void)step->next({}), StorageError);
    EXPECT_EQ(step->recover(Error::of(ErrorCode::Internal)).kind, Kind::Again) << "fetched again, not paid again";
    run(*step);
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "result", "fetch", "fetch"}));
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

TEST_F(JobStepTest, TheResultIsKeptBeforeTheDownloadAndAskedForOnce) {
    accept("fal-ai/trellis");
    core_.fal.results = {[] { return RunResult{R"({"model_mesh":1})", 1.0}; }};
    core_.fal.fetches = {[&](BlobWriter&, std::stop_token) -> Outcome<Fetched> {
        EXPECT_EQ(file().run_result->json, R"({"model_mesh":1})");
        EXPECT_EQ(file().cost->amount, 20'000) << "a unit of this model costs two cents";
        throw std::runtime_error("a crash");
    }};
    {
        const auto step = core_.next_step();
        EXPECT_THROW(run(*step), std::runtime_error);
    }
    core_.store.release_expired(true);
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "result", "fetch", "fetch"}));
    EXPECT_EQ(core_.fal.result_json(), R"({"model_mesh":1})") << "given to the second fetch";
}

TEST_F(JobStepTest, APictureIsKeptWhenItIsOne) {
    const Bytes png = make_png_rgba(20, 20, Bytes(20 * 20 * 4, 200));
    const Bytes webp = {'R', 'I', 'F', 'F', 22, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8',
                        'X', 10,  0,   0,   0,  0, 0, 0, 0,   19,  0,   0,   19,  0,   0};
    const struct {
        const char* name;
        Bytes picture;
        bool is_kept;
    } kCases[] = {
        {"PNG", png, true},
        {"WebP", webp, true},
        {"WebP that is cut off", Bytes(webp.begin(), webp.end() - 1), false},
        {"none", {}, false},
        {"a page", {'<', 'h', 't', 'm', 'l', '>'}, false},
        {"half a PNG", Bytes(png.begin(), png.begin() + 40), false},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        accept("fal-ai/trellis");
        core_.fal.fetches = {[&](BlobWriter& out, std::stop_token) {
            out.write(small_glb());
            return Fetched{".glb", "", c.picture};
        }};
        run(*core_.next_step());
        EXPECT_EQ(file().state, FileState::Succeeded) << "a picture is no reason to fail";
        EXPECT_EQ(file().preview.has_value(), c.is_kept);
        EXPECT_EQ(core_.blobs.list().size(), c.is_kept ? 3U : 2U);
        const std::string file_id = file().id;
        const Result<StoredFile> shown = core_.service.preview(file_id);
        ASSERT_TRUE(shown.ok());
        EXPECT_EQ(shown->sha256, c.is_kept ? file().preview->sha256 : file().source_sha256);
        const api::JobView view = *core_.service.job(job_id_);
        EXPECT_EQ(view.files[0].preview_url.has_value(), c.is_kept);
        EXPECT_EQ(core_.service.downloads(job_id_)->files[0].rendered_image.is_null(), !c.is_kept);
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
        EXPECT_TRUE(core_.blobs.list().empty());
    }
}

TEST_F(JobStepTest, AModelOfAnotherFormatIsKeptForDownload) {
    accept("fal-ai/trellis");
    core_.fal.fetches = {[](BlobWriter& out, std::stop_token) {
        out.write(as_bytes("Kaydara FBX Binary"));
        return Fetched{".fbx", "It is FBX.", {}};
    }};
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(file().message, "It is FBX.");
    const Result<api::DownloadListAnswer> list = core_.service.downloads(job_id_);
    EXPECT_EQ(list->files[0].filename, "toy.fbx");
    EXPECT_EQ(list->files[0].mime_type, "application/octet-stream");
    EXPECT_TRUE(core_.service.find_download(job_id_, "toy.fbx").ok());
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
