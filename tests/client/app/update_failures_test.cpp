// update_failures_test.cpp - failures with their words and steps, runs once more, and what else a file of a provider shows.
#include <gtest/gtest.h>

#include <imgui.h>

#include <algorithm>
#include <string>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "shared/base/error_table.hpp"
#include "tests/client/app/trouble_scene.hpp"

namespace i2m::test {
namespace {

using client::Role;
using client::SheetKind;

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
