// update_job_test.cpp - a job followed live: snapshots, events, stale ids, reconnects, cancel, retry, its end.
#include <gtest/gtest.h>

#include <algorithm>

#include "client/app/select.hpp"
#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::Page;
using client::Role;
using client::StreamPhase;

struct Job : testing::Test {
    Job() { answer_start(harness); }
    ImGuiHarness harness{{}, std::string("/processing/") + kJobId};
    [[nodiscard]] const api::FileView& file(std::size_t i) const { return harness.state().job.view.files[i]; }
};

TEST_F(Job, AReloadOpensTheStreamAndShowsTheSnapshot) {
    ASSERT_EQ(harness.transport.streams.size(), 1U);
    EXPECT_EQ(harness.transport.streams[0].last_event_id, "");
    EXPECT_TRUE(harness.says("Opening the job"));
    send_snapshot(harness, job_of_eight());
    EXPECT_NE(harness.find(Role::Heading, "Generating 8 models"), nullptr);
    EXPECT_TRUE(harness.says("3 done, 2 generating, 1 queued, 1 retrying, 1 failed"));
    EXPECT_EQ(harness.platform.title, "63 % - Generating 8 models - image2model");
}

TEST_F(Job, AnEventMovesItsFileAndNothingOlderDoes) {
    send_snapshot(harness, job_of_eight());
    api::FileView teapot = file(2);
    teapot.progress = 80;
    send_event(harness, 11, api::kEventFile, event_of(teapot));
    EXPECT_EQ(file(2).progress, 80);
    teapot.progress = 20;
    send_event(harness, 11, api::kEventFile, event_of(teapot));
    send_event(harness, 4, api::kEventFile, event_of(teapot));
    EXPECT_EQ(file(2).progress, 80) << "replayed events change nothing";
    EXPECT_EQ(harness.state().job.last_event_id, 11);
}

TEST_F(Job, ProgressNeverFallsWithinATry) {
    send_snapshot(harness, job_of_eight());
    api::FileView teapot = file(2);
    teapot.progress = 10;
    send_event(harness, 11, api::kEventFile, event_of(teapot));
    EXPECT_EQ(file(2).progress, 62);
}

TEST_F(Job, AnImpossibleStepAsksForTheWholeJob) {
    send_snapshot(harness, job_of_eight());
    api::FileView done = file(0);
    done.status = FileState::Waiting;  // succeeded files do not wait again
    const std::size_t sent = harness.transport.sent.size();
    send_event(harness, 11, api::kEventFile, event_of(done));
    EXPECT_EQ(file(0).status, FileState::Succeeded);
    ASSERT_EQ(harness.transport.sent.size(), sent + 1);
    EXPECT_EQ(harness.transport.sent.back().request.path, std::string("/api/v1/jobs/") + kJobId);
}

TEST_F(Job, ABrokenStreamIsOpenedAgainFromTheLastEvent) {
    send_snapshot(harness, job_of_eight());
    send_event(harness, 23, api::kEventFile, event_of(file(2)));
    harness.push(client::StreamClosed{harness.state().job.stream_request, 0});
    EXPECT_EQ(harness.state().job.stream, StreamPhase::Waiting);
    EXPECT_FALSE(harness.state().server.is_away) << "one cut stream is no news";
    harness.pass_ms(600);
    ASSERT_EQ(harness.transport.streams.size(), 2U);
    EXPECT_EQ(harness.transport.streams[1].last_event_id, "23");
    harness.push(client::StreamClosed{harness.state().job.stream_request, 0});
    EXPECT_TRUE(harness.state().server.is_away);
    EXPECT_TRUE(harness.says("Server away."));
    harness.click(Role::Button, "Retry now");
    ASSERT_EQ(harness.transport.streams.size(), 3U) << "a person need not wait";
    harness.push(client::StreamOpened{harness.state().job.stream_request});
    EXPECT_FALSE(harness.state().server.is_away);
}

TEST_F(Job, WaitsDoubleUpToHalfAMinute) {
    send_snapshot(harness, job_of_eight());
    const std::int64_t expected[] = {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
    for (const std::int64_t wait : expected) {
        SCOPED_TRACE(wait);
        harness.push(client::StreamClosed{harness.state().job.stream_request, 0});
        EXPECT_EQ(harness.state().job.reconnect_at_ms - harness.state().now_ms, wait);
        harness.pass_ms(wait);
    }
}

TEST_F(Job, AnUnknownJobLeadsToAPageThatSaysSo) {
    harness.push(client::StreamClosed{harness.state().job.stream_request, 404});
    EXPECT_EQ(harness.state().location.page, Page::Error);
    EXPECT_NE(harness.find(Role::Heading, "Nothing is here"), nullptr);
    harness.click(Role::Button, "Upload images");
    EXPECT_EQ(harness.state().location.page, Page::Upload);
}

TEST_F(Job, ItsEndShowsTheModelsInsteadOfThePageThatWaited) {
    send_snapshot(harness, job_of_eight());
    api::JobView ended = ended_job();
    ended.last_event_id = 40;
    api::EventData data;
    data.job_id = data.task_id = kJobId;
    data.result = ended;
    send_event(harness, 40, api::kEventCompleted, data);
    EXPECT_EQ(harness.state().location.page, Page::Results);
    EXPECT_EQ(harness.platform.urls.back(), (std::pair<std::string, bool>{std::string("/results/") + kJobId, true}));
    ASSERT_EQ(harness.state().toasts.size(), 1U);
    EXPECT_EQ(harness.state().toasts[0].deed, client::ToastDeed::RetryFiles);
    harness.push(client::StreamClosed{harness.state().job.stream_request, 0});
    harness.pass_ms(60'000);
    EXPECT_EQ(harness.transport.streams.size(), 1U) << "an ended job's stream is not opened again";
}

TEST_F(Job, AnEndedJobOpenedByItsAddressStaysWhereItIs) {
    send_snapshot(harness, ended_job());
    EXPECT_EQ(harness.state().location.page, Page::Processing);
    EXPECT_NE(harness.find(Role::Button, "View results"), nullptr);
    EXPECT_TRUE(harness.state().toasts.empty()) << "old news";
}

TEST_F(Job, CancelIsSentOnceAndShownAsRunning) {
    send_snapshot(harness, job_of_eight());
    harness.click(Role::Button, "Cancel");
    harness.click(Role::Button, "Cancel 4 images");
    EXPECT_EQ(harness.transport.sent.back().request.path, std::string("/api/v1/jobs/") + kJobId + "/cancel");
    const std::size_t sent = harness.transport.sent.size();
    harness.activate(Role::Button, "Cancel");
    EXPECT_EQ(harness.transport.sent.size(), sent);
    answer_last(harness, 409, R"({"error":true,"error_code":"CONFLICT","message":"It is over.","status_code":409})");
    EXPECT_TRUE(harness.says("It is over."));
}

TEST_F(Job, RetryNamesTheFileAndFollowsTheNewRun) {
    send_snapshot(harness, ended_job());
    harness.click(Role::Button, "Retry launch-pad.jpg");
    EXPECT_EQ(harness.transport.sent.back().request.path, std::string("/api/v1/jobs/") + kJobId + "/retry");
    EXPECT_EQ(harness.transport.sent.back().request.body, R"({"files":[")" + file(7).file_id + R"("]})");
    harness.push(client::StreamClosed{harness.state().job.stream_request, 0});
    api::JobView again = ended_job();
    again.files[7].status = FileState::Queued;
    again = job_view(again.files);
    again.last_event_id = 50;
    answer_last(harness, 200, json::encode_text(again));
    EXPECT_EQ(harness.transport.streams.size(), 2U);
    EXPECT_EQ(file(7).status, FileState::Queued);
}

TEST_F(Job, TimeLeftRunsDownBetweenAnswers) {
    send_snapshot(harness, job_of_eight());
    EXPECT_TRUE(harness.says("1 min 20 s"));
    harness.pass_ms(20'000);
    EXPECT_TRUE(harness.says("1 min"));
    EXPECT_TRUE(harness.says("1 min 56 s so far"));
    ASSERT_FALSE(harness.platform.wakes.empty());
    EXPECT_LE(harness.platform.wakes.back(), 1000) << "the seconds tick without input";
}

TEST_F(Job, ProgressIsTold2SecondsApartAtMost) {
    send_snapshot(harness, job_of_eight());
    const auto polite = [&] {
        return std::count_if(harness.platform.announced.begin(), harness.platform.announced.end(),
                             [](const auto& said) { return said.first.find("percent") != std::string::npos; });
    };
    const auto before = polite();
    api::FileView teapot = file(2);
    for (int i = 0; i < 20; ++i) {
        teapot.progress = 63 + i;
        send_event(harness, 11 + i, api::kEventFile, event_of(teapot));
        harness.pass_ms(100);
    }
    EXPECT_LE(polite() - before, 1);
}

}  // namespace
}  // namespace i2m::test
