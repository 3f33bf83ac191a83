// job_views_test.cpp - what people read about a job, and what events carry.
#include "server/core/job_views.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "server/core/job_rules.hpp"
#include "tests/support/fake_ids.hpp"

namespace i2m::test {
namespace {

const TimePoint kReadAt = from_epoch_ms(1'767'225'600'000);

JobWithFiles job_of(std::initializer_list<FileState> states) {
    JobWithFiles job;
    job.job.id = fake_uuid(1);
    job.job.model = "draft";
    job.job.typical_ms = 1'000;
    job.job.created_at = kReadAt - Millis{5'000};
    for (const FileState state : states) {
        FileRecord file;
        file.id = fake_uuid(10 + job.files.size());
        file.job_id = job.job.id;
        file.filename = "toy.png";
        file.state = state;
        if (state == FileState::Failed) file.error = Error{ErrorCode::DraftFailed, "toy.png: no shape."};
        job.files.push_back(file);
    }
    return job;
}

TEST(JobViews, SayInWordsHowFarAJobIs) {
    using enum FileState;
    struct Case {
        std::initializer_list<FileState> states;
        const char* words;
    };
    const Case cases[] = {
        {{Queued, Queued}, "Waiting in the queue"},
        {{Succeeded, Generating, Queued}, "1 of 3 done"},
        {{Succeeded}, "The model is ready"},
        {{Succeeded, Succeeded}, "All 2 models are ready"},
        {{Succeeded, Failed, Cancelled}, "1 of 3 models are ready, 1 failed, 1 cancelled"},
        {{Failed}, "No model was made"},
        {{Failed, Failed}, "None of 2 models was made"},
        {{Cancelled, Failed}, "Cancelled"},
    };
    for (const Case& c : cases) EXPECT_EQ(view_of(job_of(c.states), 4, kReadAt).message, c.words);
}

TEST(JobViews, CountAndTime) {
    using enum FileState;
    const api::JobView view = view_of(job_of({Succeeded, Failed, Generating, Queued}), 4, kReadAt);
    EXPECT_EQ(view.job_id, view.task_id);
    EXPECT_EQ(view.created_at, "2025-12-31T23:59:55.000Z");
    EXPECT_EQ(view.elapsed_ms, 5'000);
    EXPECT_EQ(view.total_files, 4U);
    EXPECT_EQ(view.successful_files, 1U);
    EXPECT_EQ(view.failed_files, 1U);
    EXPECT_EQ(view.progress, 50);
    EXPECT_EQ(view.eta_ms, 1'000);
    EXPECT_EQ(view.files[1].error, "toy.png: no shape.");
    EXPECT_EQ(view.files[1].error_code, "DRAFT_FAILED");
    EXPECT_FALSE(view_of(job_of({Succeeded}), 4, kReadAt).eta_ms) << "nothing is left";
}

TEST(JobViews, TheTimeLeftFollowsWhatLimitsTheFiles) {
    using enum FileState;
    const struct {
        const char* name;
        bool is_direct;
        Lanes lanes;
        std::int64_t eta_ms;
    } cases[] = {
        {"drafts have a worker each", true, {2, 8}, 4'000},
        {"files at a provider need none while they run", false, {2, 4}, 2'000},
        {"the provider's limit", false, {8, 2}, 4'000},
        {"the model's own limit is lower", false, {8, 4, 1}, 8'000},
        {"no limit: all at once", false, {1, 0}, 1'000},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        JobWithFiles job = job_of({Queued, Queued, Queued, Queued, Queued, Queued, Queued, Queued, Succeeded});
        job.job.typical_ms = 1'000;
        for (FileRecord& file : job.files) file.is_direct = c.is_direct;
        EXPECT_EQ(view_of(job, c.lanes, kReadAt).eta_ms, c.eta_ms);
    }
}

TEST(JobViews, AnUntoldFileIsShownInTheQueue) {
    JobWithFiles job = job_of({FileState::Submitting});
    job.files[0].attempt = 1;
    job.files[0].message = *quiet_claim().message;
    const api::JobView view = view_of(job, 4, kReadAt);
    EXPECT_EQ(view.status, JobStatus::Queued);
    EXPECT_EQ(view.files[0].status, FileState::Queued);
    EXPECT_EQ(view.files[0].attempt, 0U);
    job.files[0] = as_told(job.files[0]);
    EXPECT_EQ(view_of(job, 4, kReadAt).files[0].status, FileState::Submitting);
}

TEST(JobViews, FinalEventsHaveTheRightNameAndTheWholeJob) {
    using enum FileState;
    struct Case {
        std::initializer_list<FileState> states;
        std::string_view name;
        const char* status;
    };
    const Case cases[] = {
        {{Succeeded}, api::kEventCompleted, "completed"},
        {{Succeeded, Failed}, api::kEventCompleted, "partially_completed"},
        {{Failed}, api::kEventFailed, "failed"},
        {{Cancelled, Failed}, api::kEventCancelled, "cancelled"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.status);
        const EventDraft event = final_event(job_of(c.states), 4, kReadAt);
        EXPECT_EQ(event.name, c.name);
        EXPECT_TRUE(api::is_final_event(event.name));
        const Result<api::EventData> data = json::decode_text<api::EventData>(event.data);
        ASSERT_TRUE(data.ok());
        EXPECT_EQ(data->status, c.status);
        ASSERT_TRUE(data->result);
        EXPECT_EQ(data->result->files.size(), c.states.size());
        EXPECT_EQ(data->current, data->total);
        EXPECT_EQ(data->error.has_value(), event.name == api::kEventFailed);
        const json::Value told = json::parse(event.data).value();
        const auto count = [](FileState state, std::initializer_list<FileState> states) {
            return json::Value(static_cast<int>(std::count(states.begin(), states.end(), state)));
        };
        EXPECT_EQ(*told.find("summary")->find("successful_files"), count(Succeeded, c.states));
        EXPECT_EQ(*told.find("summary")->find("failed_files"), count(Failed, c.states));
        EXPECT_EQ(told.find("result")->find("results")->as_array()->size(), c.states.size()) << "as older scripts read them";
        ASSERT_NE(told.find("task_name"), nullptr);
        EXPECT_TRUE(told.find("task_name")->is_null());
    }
}

TEST(JobViews, ProgressTellsWhenItWillBeOver) {
    const JobSummary summary = summarize(progress_of(job_of({FileState::Generating}).files), 1'000, 4);
    const std::string text = progress_event(fake_uuid(1), summary, kReadAt).data;
    const Result<api::EventData> data = json::decode_text<api::EventData>(text);
    ASSERT_TRUE(data.ok());
    EXPECT_TRUE(text.ends_with(R"(,"task_name":null})")) << "as older scripts read it";
    EXPECT_EQ(data->eta_seconds, 1);
    EXPECT_EQ(data->estimated_completion, epoch_ms(kReadAt) + 1'000);
}

TEST(JobViews, ARetryTellsWhenAndWhy) {
    FileRecord file = job_of({FileState::Retrying}).files[0];
    file.attempt = 2;
    file.retry_at = kReadAt + Millis{2'000};
    file.error = Error{ErrorCode::ProviderUnavailable, "The provider is silent."};
    const Result<api::EventData> data = json::decode_text<api::EventData>(retry_event(file, kReadAt).data);
    ASSERT_TRUE(data.ok());
    EXPECT_EQ(data->retry_at, "2026-01-01T00:00:02.000Z");
    EXPECT_EQ(data->reason, "The provider is silent.");
    EXPECT_EQ(data->attempt, 2U);
    EXPECT_EQ(data->file_id, file.id);
}

}  // namespace
}  // namespace i2m::test
