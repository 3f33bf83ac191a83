// shell_ui_test.cpp - what stands around every page: theme, toasts, address.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::Role;

const std::string kJobPath = std::string("/processing/") + kJobId;

TEST(ShellUi, RefusedStorageIsTold) {
    ImGuiHarness harness;
    harness.push(client::StorageRefused{"The browser stores nothing for this page. Allow site data to keep them."});
    EXPECT_TRUE(harness.says("Settings last until you close this page"));
    EXPECT_TRUE(harness.says("Allow site data"));
}

TEST(ShellUi, ThemeIsSwitchedAndKept) {
    ImGuiHarness harness;
    harness.click(Role::Button, "Use the dark theme");
    EXPECT_EQ(harness.platform.stored["theme"], "dark");
    EXPECT_NE(harness.find(Role::Button, "Use the light theme"), nullptr);
}

TEST(ShellUi, SuccessLeavesByItselfAndFailureStays) {
    ImGuiHarness harness;
    harness.push(client::PasteRefused{"The clipboard holds no image."});
    EXPECT_TRUE(harness.says("The clipboard holds no image."));
    harness.pass_ms(5900);
    EXPECT_TRUE(harness.says("The clipboard holds no image."));
    harness.pass_ms(200);
    EXPECT_FALSE(harness.says("The clipboard holds no image."));
}

TEST(ShellUi, AToastsWordsKeepAwayFromItsButtons) {
    for (const float width : {360.0F, 1280.0F}) {
        SCOPED_TRACE(width);
        ImGuiHarness harness({width, 800}, kJobPath);
        send_snapshot(harness, job_of_eight());
        api::JobView none = job_view({failed_file(0, "duck.png", ErrorCode::ImageRefused)});
        none.last_event_id = 40;
        api::EventData data;
        data.job_id = data.task_id = kJobId;
        data.result = none;
        send_event(harness, 40, api::kEventFailed, data);
        harness.settle();
        ASSERT_EQ(harness.state().toasts.size(), 1U);
        const client::MirrorItem* retry = harness.find(Role::Button, "Retry");
        const client::MirrorItem* dismiss = harness.find(Role::Button, "Dismiss");
        ASSERT_NE(retry, nullptr);
        ASSERT_NE(dismiss, nullptr);
        for (const std::string& words : {harness.state().toasts[0].title, harness.state().toasts[0].text}) {
            const client::MirrorItem* item = harness.find(Role::Text, words);
            ASSERT_NE(item, nullptr) << words;
            EXPECT_LE(item->x + item->width + 8, retry->x) << words;
        }
        EXPECT_LE(retry->x + retry->width, dismiss->x);
    }
}

TEST(ShellUi, BackAndForwardFollowTheAddress) {
    ImGuiHarness harness({}, kJobPath);
    send_snapshot(harness, job_of_eight());
    harness.push(client::UrlChanged{"/", ""});
    EXPECT_NE(harness.find(Role::Button, "Browse"), nullptr);
    harness.push(client::UrlChanged{kJobPath, ""});
    EXPECT_NE(harness.find(Role::Heading, "Generating 8 models"), nullptr) << "the job is still known";
    EXPECT_TRUE(harness.platform.urls.empty()) << "the browser already shows the address";
}

}  // namespace
}  // namespace i2m::test
