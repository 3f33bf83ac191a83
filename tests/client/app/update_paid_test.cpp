// update_paid_test.cpp - money before and after a run, holds, failures with their steps, and the choices about unknown files.
#include <gtest/gtest.h>

#include <imgui.h>

#include <algorithm>
#include <string>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "shared/base/error_table.hpp"
#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::Question;
using client::Role;
using client::SheetKind;

constexpr const char* kPaid = "tripo3d/tripo/v2.5/image-to-3d";
/// The harness' clock begins at 2023-11-14T22:13:20Z.
constexpr const char* kIn40Seconds = "2023-11-14T22:14:00Z";

/// Six files on the upload page and a paid model.
struct Buying : testing::Test {
    Buying() {
        answer_start(harness);
        drop_six(harness);
        choose(kPaid);
    }
    void choose(const std::string& model) {
        harness.click(Role::ComboBox, "Model");
        harness.click(Role::Option, client::model_name(harness.state(), model) + "*");
    }
    ImGuiHarness harness;
};

/// The page of a job with every kind of trouble.
struct Trouble : testing::Test {
    Trouble() {
        answer_start(harness);
        send_snapshot(harness, job_in_trouble());
        for (int asked = 0; asked < 2; ++asked) {  // at the start, and again for what the job turned out to cost
            answer_usage(harness, 0.9, -1);
            answer_queue(harness, {});
        }
    }
    [[nodiscard]] const api::FileView& file(std::size_t i) const { return harness.state().job.view.files[i]; }
    [[nodiscard]] auto usage_asked() const {
        return std::count_if(harness.transport.sent.begin(), harness.transport.sent.end(),
                             [](const auto& sent) { return sent.request.path == api::path_of(api::Route::Usage); });
    }
    [[nodiscard]] const client::HttpRequest& last() const { return harness.transport.sent.back().request; }
    ImGuiHarness harness{{}, std::string("/processing/") + kJobId};
};

TEST_F(Buying, ThePriceIsSaidBeforeTheRunAndFollowsTheOptions) {
    EXPECT_TRUE(harness.says("5 images \xC3\x97 $0.30"));
    EXPECT_TRUE(harness.says("about"));
    EXPECT_TRUE(harness.says("$1.50"));
    const auto choose_texture = [&](const char* texture) {
        harness.click(Role::ComboBox, "Texture");
        harness.click(Role::Option, texture);
    };
    choose_texture("HD");
    EXPECT_TRUE(harness.says("$2.00")) << harness.outline();
    choose_texture("No");
    EXPECT_TRUE(harness.says("$1.00"));
}

TEST_F(Buying, AnUnknownPriceIsSaidSo) {
    api::ModelListAnswer models;
    models.models.push_back({});
    models.models[0].id = "someone/else";
    models.models[0].name = "Else";
    models.models[0].provider = "fal";
    EXPECT_EQ(client::price_words(models.models[0]), "Price unknown");
    client::State state;
    state.models = models.models;
    state.settings.model = "someone/else";
    EXPECT_FALSE(client::total_price(state).has_value());
}

TEST_F(Buying, WhatTheBudgetLeavesIsSaidAndABatchThatFitsIsSentAtOnce) {
    answer_usage(harness, 2.26, 10);
    EXPECT_TRUE(harness.says("$7.74 left of today's budget"));
    EXPECT_TRUE(harness.says("$2.26 of $10.00 today"));
    harness.click(Role::Button, "Generate 5 models*");
    EXPECT_EQ(harness.state().question, Question::None);
    EXPECT_EQ(harness.transport.uploads.size(), 1U);
}

TEST_F(Buying, ABatchThatDoesNotFitSaysSoBeforeItIsSent) {
    answer_usage(harness, 9.2, 10);
    EXPECT_TRUE(harness.says("2 of 5 fit today's budget, $0.80 left"));
    harness.click(Role::Button, "Generate 5 models*");
    EXPECT_TRUE(harness.transport.uploads.empty());
    EXPECT_TRUE(harness.says("Go over today's budget?"));
    EXPECT_TRUE(
        harness.says("5 images cost about $1.50; $0.80 is left today. 2 of them run now, the other 3 wait until the budget "
                     "begins anew, at midnight UTC, in 1 h 46 min."))
        << harness.outline();
    harness.click(Role::Button, "Not now");
    EXPECT_TRUE(harness.transport.uploads.empty());
    harness.click(Role::Button, "Generate 5 models*");
    harness.click(Role::Button, "Generate all 5");
    EXPECT_EQ(harness.transport.uploads.size(), 1U);
}

TEST_F(Buying, WhatCouldNeverRunIsNotSent) {
    answer_usage(harness, 0, 0.2);
    EXPECT_TRUE(harness.says("One costs more than a day's budget of $0.20"));
    const client::MirrorItem* generate = harness.find(Role::Button, "Generate 5 models*");
    ASSERT_NE(generate, nullptr);
    EXPECT_NE(generate->state & client::kMirrorDisabled, 0);
    choose("draft");
    EXPECT_FALSE(harness.says("budget of")) << "what is free needs none";
}

TEST_F(Buying, AHoldOfThePaidProviderDoesNotConcernTheDraft) {
    answer_queue(harness, {{"PROVIDER_OUT_OF_CREDIT", "Top up the account.", std::nullopt, "fal"}});
    EXPECT_TRUE(harness.says("The provider's account is out of credit"));
    choose("draft");
    EXPECT_FALSE(harness.says("out of credit"));
}

TEST(Money, AmountsInWords) {
    const struct {
        const char* name;
        double amount;
        const char* plain;
        const char* about;
    } cases[] = {{"nothing", 0, "$0.00", "about $0.00"},
                 {"a part of a cent", 0.004, "under $0.01", "under $0.01"},
                 {"cents", 0.3, "$0.30", "about $0.30"},
                 {"much", 1234.5, "$1234.50", "about $1234.50"}};
    for (const auto& row : cases) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(client::dollars(row.amount), row.plain);
        EXPECT_EQ(client::about_dollars(row.amount), row.about);
    }
    EXPECT_EQ(client::cost_words(0.3, true), "about $0.30");
    EXPECT_EQ(client::cost_words(0.3, false), "$0.30");
    EXPECT_EQ(client::cost_words(std::nullopt, std::nullopt), "");
}

TEST(Money, HowSureTheSumIs) {
    const struct {
        const char* name;
        std::vector<std::pair<double, bool>> files;  ///< cost, is it estimated
        const char* words;
    } rows[] = {
        {"told", {{0.3, false}, {0.3, false}}, ""},
        {"mixed", {{0.3, false}, {0.3, true}}, "partly estimated"},
        {"estimated", {{0.3, true}, {0.3, true}}, "estimated"},
        {"estimated beside what was free", {{0.3, true}, {0, false}}, "estimated"},
    };
    for (const auto& row : rows) {
        api::JobView view;
        for (const auto& [cost, is_estimated] : row.files) {
            view.files.emplace_back();
            view.files.back().cost_usd = cost;
            view.files.back().is_cost_estimated = is_estimated;
        }
        client::sum_costs(view);
        EXPECT_EQ(client::estimate_words(view), row.words) << row.name;
    }
}

TEST_F(Trouble, AJobThatComesWithACostAsksForTheDaysSum) {
    const auto before = usage_asked();
    api::JobView view = job_in_trouble();
    view.cost_usd = 1.8;
    view.last_event_id = 11;
    send_snapshot(harness, view);
    EXPECT_EQ(usage_asked(), before + 1);
    answer_usage(harness, 1.8, 10);
    EXPECT_TRUE(harness.says("$1.80 of $10.00 today"));
    send_snapshot(harness, view);
    EXPECT_EQ(usage_asked(), before + 1) << "the same cost is no news";
}

TEST_F(Trouble, WhatIsSpentWhileTheSumIsOnItsWayIsAskedForOnceMore) {
    const auto fail = [&](std::size_t i, std::int64_t id) {
        api::FileView failed = file(i);
        failed.status = FileState::Failed;
        failed.cost_usd = 0.1;
        send_event(harness, id, api::kEventFile, event_of(failed));
    };
    const auto before = usage_asked();
    fail(5, 11);
    EXPECT_EQ(usage_asked(), before + 1);
    api::FileView claimed = file(6);
    claimed.status = FileState::Submitting;
    send_event(harness, 12, api::kEventFile, event_of(claimed));
    fail(6, 13);
    EXPECT_EQ(usage_asked(), before + 1) << "the first is not answered yet";
    answer_usage(harness, 1.0, 10);
    EXPECT_EQ(usage_asked(), before + 2) << "its answer may be older than the second cost";
    answer_usage(harness, 1.1, 10);
    EXPECT_EQ(usage_asked(), before + 2);
}

TEST_F(Trouble, CostsStandAtTheJobAndAtEachFile) {
    for (const char* words : {"Spent", "$0.90", "of about $2.40", "46,963 triangles, 2.7 MB, $0.30", "about $0.30", "$0.00"})
        EXPECT_TRUE(harness.says(words)) << words;
    answer_usage(harness, 0.9, 10);
    answer_queue(harness, {});
    api::FileView late = file(6);
    late.status = FileState::Submitting;
    send_event(harness, 11, api::kEventFile, event_of(late));
    late.status = FileState::Failed;
    late.cost_usd = 0.1;
    const auto before = usage_asked();
    send_event(harness, 12, api::kEventFile, event_of(late));
    EXPECT_TRUE(harness.says("$1.00")) << "the sum follows each file";
    EXPECT_EQ(usage_asked(), before + 1) << "and the day's sum is asked for";
}

TEST_F(Trouble, EachFailureHasItsWordsAndTheButtonThatHelps) {
    const struct {
        const char* title;
        Role role;
        const char* button;
    } cases[] = {{"Against the rules", Role::Button, "Other image than selfie.jpg"},
                 {"Image refused", Role::Button, "Other image than tiny.png"},
                 {"Model is gone", Role::Button, "Other model for old-model.png"},
                 {"Out of time", Role::Button, "Retry late.png"},
                 {"May have been charged", Role::Button, "Decide about lost.png"},
                 {"Takes longer", Role::Button, "Cancel, long.png takes long"},
                 {"4 before it", Role::Button, "Move this job to the front"}};
    for (const auto& row : cases) {
        EXPECT_TRUE(harness.says(row.title)) << row.title;
        EXPECT_NE(harness.find(row.role, row.button), nullptr) << row.button;
    }
}

TEST(FailureWords, EveryCodeThatARunCanEndWithHasATitleOfItsOwn) {
    for (const ErrorInfo& info : error_table()) {
        if (info.next_step.empty()) continue;
        SCOPED_TRACE(info.wire_name);
        const api::FileView file = failed_file(1, "a.png", info.code);
        const bool is_of_a_run = info.wire_name.find("PROVIDER") == 0 || info.wire_name.find("MODEL") == 0 ||
                                 info.wire_name.find("IMAGE") == 0 || info.wire_name.find("RESULT") == 0;
        if (is_of_a_run) {
            EXPECT_NE(client::failure_look(file).title, "Failed");
        }
        EXPECT_FALSE(client::failure_brief(file).empty());
    }
}

TEST(FailureWords, TheProvidersOwnWordsComeBeforeTheCommonOnes) {
    api::FileView file = failed_file(1, "a.png", ErrorCode::OptionsRefused);
    EXPECT_EQ(client::failure_brief(file), *file.next_step);
    file.error = "a.png: face_limit takes 1 to 500,000; 900,000 was sent.";
    EXPECT_EQ(client::failure_brief(file), "face_limit takes 1 to 500,000; 900,000 was sent.");
    EXPECT_EQ(client::next_step_words(file), *file.next_step);
    file.error = "Refused. " + *file.next_step;
    EXPECT_EQ(client::next_step_words(file), "") << "not said twice";
}

TEST_F(Trouble, WhyTellsAllAndTheRequestIdIsCopied) {
    harness.click(Role::Button, "Why late.png failed");
    ASSERT_NE(harness.find(Role::Dialog, "Out of time"), nullptr) << harness.outline();
    EXPECT_TRUE(harness.says(*file(3).error));
    EXPECT_TRUE(harness.says("Nothing")) << "was charged";
    harness.click(Role::Button, "Copy the request id");
    EXPECT_EQ(harness.platform.copied, std::vector<std::string>{*file(3).provider_request_id});
    harness.click(Role::Button, "Retry");
    EXPECT_EQ(harness.find(Role::Dialog, "Out of time"), nullptr);
    EXPECT_EQ(last().path, std::string("/api/v1/jobs/") + kJobId + "/retry");
    EXPECT_EQ(last().body, "{\"files\":[\"" + file(3).file_id + "\"]}");
}

TEST_F(Trouble, EscapeClosesASheetAndFocusComesBack) {
    harness.focus(Role::Button, "Why late.png failed");
    harness.activate(Role::Button, "Why late.png failed");
    ASSERT_NE(harness.find(Role::Dialog, "Out of time"), nullptr);
    EXPECT_NE(harness.find(Role::Button, "Close")->state & client::kMirrorFocused, 0);
    harness.key(ImGuiKey_Escape);
    EXPECT_EQ(harness.find(Role::Dialog, "Out of time"), nullptr);
    EXPECT_NE(harness.find(Role::Button, "Why late.png failed")->state & client::kMirrorFocused, 0);
}

TEST_F(Trouble, AnotherModelRunsTheFileWithItsOwnOptionsAndPrice) {
    harness.click(Role::Button, "Other model for old-model.png");
    ASSERT_NE(harness.find(Role::Dialog, "Run again with other settings"), nullptr);
    EXPECT_TRUE(harness.says("Costs about $0.30"));
    const std::string before = harness.state().settings.model;
    harness.click(Role::Radio, "HD");
    EXPECT_TRUE(harness.says("Costs about $0.40"));
    harness.click(Role::Button, "Run again");
    const auto body = json::parse(last().body);
    ASSERT_TRUE(body) << last().body;
    EXPECT_EQ(*body->find("files"), json::Value(json::Array{file(2).file_id}));
    EXPECT_EQ(*body->find("model"), json::Value(kPaid));
    EXPECT_EQ(*body->find("options")->find("texture"), json::Value("HD"));
    EXPECT_EQ(*body->find("options")->find("face_limit"), json::Value(50'000));
    EXPECT_EQ(harness.state().settings.model, before) << "the next job's settings are left alone";
    EXPECT_EQ(harness.state().sheet.kind, SheetKind::None);
}

TEST(RunAgain, AFinishedModelIsMadeAgainAsAJobOfItsOwn) {
    ImGuiHarness harness({}, std::string("/results/") + kJobId);
    answer_start(harness);
    send_snapshot(harness, ended_job());
    answer_last(harness, 200, "");
    harness.click(Role::Button, "Run again");
    ASSERT_NE(harness.find(Role::Dialog, "Run again with other settings"), nullptr);
    const auto buttons = harness.all(Role::Button);
    const auto last_named =
        std::find_if(buttons.rbegin(), buttons.rend(), [](const auto* item) { return item->name == "Run again"; });
    ASSERT_NE(last_named, buttons.rend());
    harness.app().activate((*last_named)->id);
    harness.settle();
    const auto body = json::parse(harness.transport.sent.back().request.body);
    ASSERT_TRUE(body);
    EXPECT_EQ(*body->find("as_new_job"), json::Value(true));
    api::JobView made = job_view({file_view(1, "mixer.jpg", FileState::Queued)});
    made.job_id = made.task_id = "99999999-2222-4333-8444-555555555555";
    answer_last(harness, 200, json::encode_text(made));
    EXPECT_EQ(harness.state().location.job, made.job_id);
    EXPECT_EQ(harness.state().location.page, client::Page::Processing);
}

TEST_F(Trouble, AnotherImageIsChosenOnTheUploadPageWithTheSameModel) {
    harness.click(Role::Button, "Other image than tiny.png");
    EXPECT_EQ(harness.platform.picks, 1);
    EXPECT_EQ(harness.state().location.page, client::Page::Upload);
    EXPECT_EQ(harness.state().settings.model, kPaid);
}

TEST_F(Trouble, TheJobComesToTheFront) {
    harness.activate(Role::Button, "Move this job to the front");
    EXPECT_EQ(last().path, std::string("/api/v1/jobs/") + kJobId + "/move");
    const auto body = json::parse(last().body);
    ASSERT_TRUE(body) << last().body;
    EXPECT_EQ(*body->find("to"), json::Value("front"));
}

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

TEST_F(Trouble, APreviewOfTheProviderStandsInTheTile) {
    api::JobView view = job_in_trouble();
    view.files[7].preview_url = "/api/v1/files/" + view.files[7].file_id + "/preview";
    view.last_event_id = 30;
    harness.platform.loaded_urls.clear();
    send_snapshot(harness, view);
    const auto& pictures = harness.state().pictures;
    const auto preview = pictures.find(*view.files[7].preview_url);
    ASSERT_NE(preview, pictures.end());
    EXPECT_NE(preview->second.id, 0U);
    EXPECT_EQ(client::preview_of(harness.state(), view.files[7]).id, preview->second.id);
}

TEST(OtherFormats, AreKeptForDownloadAndSaidSo) {
    ImGuiHarness harness({}, std::string("/results/") + kJobId);
    answer_start(harness);
    api::JobView view = ended_job();
    view.files[0].result_filename = "mixer.fbx";
    view.files[0].download_url = std::string("/api/v1/download/") + kJobId + "/mixer.fbx";
    view.files[0].message = "The model gave an FBX file, which is not shown here. Download it.";
    send_snapshot(harness, view);
    EXPECT_TRUE(harness.says("Kept for download"));
    EXPECT_TRUE(harness.says(view.files[0].message));
    EXPECT_FALSE(harness.transport.sent.back().request.wants_bytes) << "not fetched to be shown";
    harness.click(Role::Button, "Download it");
    EXPECT_EQ(harness.platform.downloads.back().second, "mixer.fbx");
}

TEST_F(Trouble, ARunTellsHowLongItStillTakes) {
    api::FileView teapot = file(5);
    teapot.is_slow = std::nullopt;
    teapot.eta_ms = 20'000;
    send_event(harness, 11, api::kEventFile, event_of(teapot));
    EXPECT_TRUE(harness.says("Sampling, about 20 s left"));
    harness.pass_ms(5'000);
    EXPECT_TRUE(harness.says("Sampling, about 15 s left"));
}

}  // namespace
}  // namespace i2m::test
