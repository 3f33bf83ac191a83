// update_holds_test.cpp - what waits: for a person who decides about unknown files, and for what holds the queue up.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "tests/client/app/trouble_scene.hpp"

namespace i2m::test {
namespace {

using client::Question;
using client::Role;

/// The harness' clock begins at 2023-11-14T22:13:20Z.
constexpr const char* kIn40Seconds = "2023-11-14T22:14:00Z";

struct Choice {
    const char* name;
    const char* button;
    const char* wire;
    bool is_asked;  ///< once more, before it is done
};
class Unknown : public Trouble, public testing::WithParamInterface<Choice> {};

TEST_P(Unknown, EachChoiceSaysItsConsequenceAndIsSentOnce) {
    const Choice& choice = GetParam();
    harness.activate(Role::Button, "Decide about lost.png");
    ASSERT_NE(harness.find(Role::Dialog, "May have been charged"), nullptr);
    const client::MirrorItem* button = harness.find(Role::Button, choice.button);
    ASSERT_NE(button, nullptr);
    EXPECT_FALSE(button->description.empty());
    const std::size_t sent = harness.transport.sent.size();
    harness.click(Role::Button, choice.button);
    if (choice.is_asked) {
        EXPECT_EQ(harness.transport.sent.size(), sent) << "nothing is sent before a second yes";
        EXPECT_TRUE(harness.says("you pay twice: about $0.30 more."));
        harness.click(Role::Button, "Send again");
    }
    ASSERT_EQ(harness.transport.sent.size(), sent + 1);
    EXPECT_EQ(last().path, std::string("/api/v1/jobs/") + kJobId + "/resolve");
    EXPECT_EQ(last().body, "{\"files\":[\"" + file(4).file_id + "\"],\"choice\":\"" + choice.wire + "\"}");
    EXPECT_TRUE(harness.state().job.is_resolving);
    api::JobView after = harness.state().job.view;
    after.files[4].status = choice.wire == std::string("give_up") ? FileState::Failed : FileState::Queued;
    after.last_event_id = 50;
    answer_last(harness, 200, json::encode_text(after));
    EXPECT_FALSE(harness.state().job.is_resolving);
    EXPECT_EQ(harness.find(Role::Button, "Decide"), nullptr) << "nothing is left to decide";
}

INSTANTIATE_TEST_SUITE_P(All, Unknown,
                         testing::Values(Choice{"look again", "Look again", "look_again", false},
                                         Choice{"send again", "Send again", "send_again", true},
                                         Choice{"give up", "Give up", "give_up", false}),
                         [](const testing::TestParamInfo<Choice>& row) {
                             std::string name = row.param.name;
                             std::replace(name.begin(), name.end(), ' ', '_');
                             return name;
                         });

TEST_F(Trouble, RetryAllNeverSendsAnUnknownFile) {
    api::JobView view = job_view({failed_file(1, "a.png", ErrorCode::ProviderBusy), file_view(2, "b.png", FileState::Unknown)});
    view.last_event_id = 40;
    send_snapshot(harness, view);
    EXPECT_FALSE(client::can_retry(view.files[1]));
    harness.click(Role::Button, "Retry a.png");
    EXPECT_EQ(last().body, "{\"files\":[\"" + view.files[0].file_id + "\"]}");
}

TEST_F(Trouble, ASheetClosesWhenItsFileIsFoundMeanwhile) {
    harness.activate(Role::Button, "Decide about lost.png");
    harness.click(Role::Button, "Send again");
    ASSERT_EQ(harness.state().question, Question::SendAgain);
    api::FileView found = file(4);
    found.status = FileState::Waiting;
    send_event(harness, 11, api::kEventFile, event_of(found));
    EXPECT_EQ(harness.state().question, Question::None) << "a late yes must not pay twice";
    EXPECT_FALSE(harness.says("may have been charged"));
}

TEST_F(Trouble, TheJobComesToTheFront) {
    harness.activate(Role::Button, "Move this job to the front");
    EXPECT_EQ(last().path, std::string("/api/v1/jobs/") + kJobId + "/move");
    const auto body = json::parse(last().body);
    ASSERT_TRUE(body) << last().body;
    EXPECT_EQ(*body->find("to"), json::Value("front"));
}

TEST_F(Trouble, NoTimeIsPromisedWhileNothingMoves) {
    const auto show = [&](std::vector<api::FileView> files, bool is_held) {
        api::JobView view = job_view(std::move(files));
        view.status = JobStatus::Processing;
        view.eta_ms.reset();
        view.last_event_id = harness.state().job.last_event_id + 1;
        if (is_held) view.hold = api::Hold{"PROVIDER_OUT_OF_CREDIT", "Top up the account.", std::nullopt, "fal"};
        send_snapshot(harness, view);
    };
    show({file_view(1, "a.png", FileState::Unknown), file_view(2, "b.png", FileState::Succeeded)}, false);
    EXPECT_TRUE(harness.says("Waiting"));
    show({file_view(1, "a.png", FileState::Queued)}, false);
    EXPECT_TRUE(harness.says("Soon"));
    EXPECT_TRUE(harness.says("Starts when a place is free"));
    show({file_view(1, "a.png", FileState::Queued)}, true);
    EXPECT_FALSE(harness.says("Soon"));
    EXPECT_FALSE(harness.says("Starts when a place is free"));
}

TEST_F(Trouble, AHoldComesAndGoesWithTheQueuesEvents) {
    api::QueueView queue;
    queue.holds = {{"PROVIDER_RESTING", "It failed three times in a row.", kIn40Seconds, "fal"}};
    harness.push(client::StreamEvent{harness.state().job.stream_request, "", std::string(api::kEventQueueChanged),
                                     json::encode_text(queue)});
    EXPECT_TRUE(harness.says("The provider takes a rest"));
    EXPECT_TRUE(harness.says("It failed three times in a row. Goes on in 40 s.")) << harness.outline();
    harness.pass_ms(10'000);
    EXPECT_TRUE(harness.says("Goes on in 30 s."));
    queue.holds.clear();
    harness.push(client::StreamEvent{harness.state().job.stream_request, "", std::string(api::kEventQueueChanged),
                                     json::encode_text(queue)});
    EXPECT_FALSE(harness.says("takes a rest"));
}

TEST_F(Trouble, AHoldThatShouldHaveEndedIsAskedAboutOnce) {
    api::QueueView queue;
    queue.holds = {{"PROVIDER_RESTING", "It failed.", kIn40Seconds, "fal"}};
    const auto tell = [&] {
        harness.push(client::StreamEvent{harness.state().job.stream_request, "", std::string(api::kEventQueueChanged),
                                         json::encode_text(queue)});
    };
    tell();
    answer_usage(harness, 0, -1);
    answer_queue(harness, queue.holds);
    const std::size_t sent = harness.transport.sent.size();
    harness.pass_ms(41'000);
    EXPECT_TRUE(harness.says("takes a rest")) << "until the server says otherwise";
    EXPECT_FALSE(harness.says("Goes on in"));
    EXPECT_EQ(harness.transport.sent.size(), sent + 2) << "usage and queue, once";
    answer_queue(harness, queue.holds);
    EXPECT_FALSE(harness.says("Goes on in")) << "an end that has passed is none";
    harness.pass_ms(5'000);
    EXPECT_EQ(harness.transport.sent.size(), sent + 2);
    queue.holds.clear();
    tell();
    EXPECT_FALSE(harness.says("takes a rest"));
}

TEST(Holds, EachHasItsTitle) {
    const struct {
        const char* code;
        const char* title;
    } cases[] = {{"QUEUE_PAUSED", "The queue is paused"},
                 {"BUDGET_REACHED", "Today's budget is spent"},
                 {"PROVIDER_RESTING", "The provider takes a rest"},
                 {"PROVIDER_OUT_OF_CREDIT", "The provider's account is out of credit"},
                 {"PROVIDER_KEY_REFUSED", "The provider refuses the key"},
                 {"SOMETHING_NEW", "The queue waits"}};
    for (const auto& row : cases) EXPECT_EQ(client::hold_title({row.code, "", {}, {}}), row.title) << row.code;
    const std::int64_t now = client::parse_time_ms("2026-11-23T01:00:00Z");
    EXPECT_EQ(client::hold_end_words({"", "", "2026-11-23T01:04:00Z", {}}, now), "Goes on in 4 min.");
    EXPECT_EQ(client::hold_end_words({"", "", "2026-11-24T00:00:00Z", {}}, now), "Goes on at 00:00 UTC, in 23 h.");
    EXPECT_EQ(client::hold_end_words({"", "", "2026-11-23T00:59:00Z", {}}, now), "");
}

}  // namespace
}  // namespace i2m::test
