// pages_ui_test.cpp - the pages as people see them: pictures in both themes and all widths, and what they say.
#include <gtest/gtest.h>

#include <imgui.h>

#include <algorithm>
#include <string>
#include <vector>

#include "shared/json/fields.hpp"
#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::Role;

std::string processing() { return std::string("/processing/") + kJobId; }
std::string results() { return std::string("/results/") + kJobId; }

void prefer(ImGuiHarness& harness, const std::string& theme, double text_scale = 1) {
    client::PreferencesChanged preferences;
    preferences.is_dark = theme == "dark";
    preferences.is_high_contrast = theme == "contrast";
    preferences.text_scale = text_scale;
    harness.push(preferences);
}

struct Scene {
    const char* name;
    HarnessSize size;
    const char* theme;
    double text_scale = 1;
};

class PagesUi : public testing::TestWithParam<Scene> {};

/// A job with every kind of trouble; the second word of the name says which dialog is open.
void show_trouble(ImGuiHarness& harness, const std::string& name) {
    api::JobView view = job_in_trouble();
    const auto is = [&](const char* part) { return name.find(part) != std::string::npos; };
    if (is("hold")) {
        view.hold = api::Hold{"PROVIDER_RESTING", "FAL.AI failed three times in a row. One image tries it again first.",
                              "2023-11-14T22:14:00Z", "fal"};
    }
    if (!is("hold") && !is("decide")) view.files.erase(view.files.begin() + 4);  // without the notice above the page
    send_snapshot(harness, view);
    answer_outlines(harness);
    answer_usage(harness, 2.26, 10);
    if (is("why")) harness.activate(Role::Button, "Why late.png failed");
    if (is("decide")) harness.click(Role::Button, "Decide");
    if (is("again")) harness.click(Role::Button, "Other model for old-model.png");
}

void show_page(ImGuiHarness& harness, const std::string& name) {
    answer_start(harness);
    if (name.find("upload-files") == 0) drop_six(harness);
    if (name.find("processing") == 0) {
        send_snapshot(harness, job_of_eight());
        answer_outlines(harness);
    }
    if (name.find("question") == 0) {
        send_snapshot(harness, job_of_eight());
        harness.click(Role::Button, "Cancel*");
    }
    if (name.find("budget") == 0) {
        drop_six(harness);
        const bool is_phone = harness.size().width < 768;
        if (is_phone) harness.click(Role::Button, "Settings:*");
        harness.click(Role::ComboBox, "Model");
        harness.click(Role::Option, "Tripo 2.5*");
        if (is_phone) harness.click(Role::Button, "Close");
        answer_usage(harness, 9.2, 10);
        if (name.find("budget-asked") == 0) harness.click(Role::Button, "Generate 5 models*");
    }
    if (name.find("trouble") == 0) show_trouble(harness, name);
    if (name.find("results") == 0) {
        send_snapshot(harness, ended_job());
        answer_last(harness, 200, "");
    }
}

TEST_P(PagesUi, LooksAsItDid) {
    const Scene& scene = GetParam();
    const std::string name = scene.name;
    const auto begins = [&](const char* part) { return name.find(part) == 0; };
    const bool is_job = begins("processing") || begins("question") || begins("trouble");
    const std::string path = is_job ? processing() : begins("results") ? results() : "/";
    ImGuiHarness harness(scene.size, path);
    prefer(harness, scene.theme, scene.text_scale);
    show_page(harness, name);
    expect_golden(harness.shot(), name);
}

INSTANTIATE_TEST_SUITE_P(
    All, PagesUi,
    testing::Values(Scene{"upload-empty-light", {1280, 800}, "light"}, Scene{"upload-empty-dark", {1280, 800}, "dark"},
                    Scene{"upload-files-light", {1280, 800}, "light"}, Scene{"upload-files-dark", {1280, 800}, "dark"},
                    Scene{"upload-files-contrast", {1280, 800}, "contrast"}, Scene{"upload-files-200", {1280, 800}, "light", 2},
                    Scene{"upload-files-768", {768, 1024}, "light"}, Scene{"upload-files-1920", {1920, 1080}, "light"},
                    Scene{"upload-files-phone", {390, 844}, "light"}, Scene{"upload-empty-phone", {360, 740}, "light"},
                    Scene{"processing-light", {1280, 800}, "light"}, Scene{"processing-dark", {1280, 800}, "dark"},
                    Scene{"processing-phone", {390, 844}, "light"}, Scene{"processing-768", {768, 1024}, "dark"},
                    Scene{"question-light", {1280, 800}, "light"}, Scene{"question-phone", {360, 740}, "dark"},
                    Scene{"results-light", {1280, 800}, "light"}, Scene{"results-dark", {1280, 800}, "dark"},
                    Scene{"results-phone", {390, 844}, "dark"}, Scene{"results-768", {768, 1024}, "light"},
                    Scene{"budget-light", {1280, 800}, "light"}, Scene{"budget-phone", {360, 740}, "light"},
                    Scene{"budget-asked-dark", {1280, 800}, "dark"}, Scene{"trouble-light", {1280, 800}, "light"},
                    Scene{"trouble-dark", {1920, 1080}, "dark"}, Scene{"trouble-contrast", {768, 1024}, "contrast"},
                    Scene{"trouble-phone", {360, 740}, "light"}, Scene{"trouble-hold-light", {1280, 800}, "light"},
                    Scene{"trouble-hold-phone", {360, 740}, "dark"}, Scene{"trouble-why-light", {1280, 800}, "light"},
                    Scene{"trouble-why-phone", {360, 740}, "light"}, Scene{"trouble-decide-light", {1280, 800}, "light"},
                    Scene{"trouble-decide-phone", {360, 740}, "dark"}, Scene{"trouble-again-dark", {1280, 800}, "dark"},
                    Scene{"trouble-again-phone", {360, 740}, "light"}),
    [](const testing::TestParamInfo<Scene>& row) {
        std::string name = row.param.name;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

TEST(PagesUi, SharpOnDenseScreens) {
    ImGuiHarness harness({640, 400, 2});
    answer_start(harness);
    const Canvas canvas = harness.shot();
    EXPECT_EQ(canvas.width, 1280);
    EXPECT_EQ(canvas.height, 800);
}

TEST(UploadUi, BrowsesAndPastes) {
    ImGuiHarness harness;
    answer_start(harness);
    harness.click(Role::Button, "Browse");
    harness.click(Role::Button, "Paste");
    EXPECT_EQ(harness.platform.picks, 1);
    EXPECT_EQ(harness.platform.pastes, 1);
}

TEST(UploadUi, ShowsVerdictsInWords) {
    ImGuiHarness harness;
    answer_start(harness);
    drop_six(harness);
    for (const char* words : {"5 ready to generate, 1 refused", "Fills 11 %, crop in", "Busy background",
                              "Thin parts may thicken", "The file ends early. Copy it again.", "Draft in 11 ms"}) {
        EXPECT_TRUE(harness.says(words)) << words;
    }
}

TEST(UploadUi, AClickSelectsAndACrossRemoves) {
    ImGuiHarness harness;
    answer_start(harness);
    drop_six(harness);
    harness.click(Role::Button, "burger.png");
    EXPECT_EQ(harness.state().selected_file, 3U);
    EXPECT_NE(harness.find(Role::Viewport, "3D draft of burger.png"), nullptr);
    harness.click(Role::Button, "Remove burger.png");
    EXPECT_EQ(harness.state().files.size(), 5U);
    harness.click(Role::Button, "Clear all");
    harness.click(Role::Button, "Clear 5 images");
    EXPECT_NE(harness.find(Role::Button, "Browse"), nullptr) << "back to the inviting page";
}

TEST(UploadUi, SwitchesBetweenDraftMaskAndImage) {
    ImGuiHarness harness;
    answer_start(harness);
    drop_six(harness);
    harness.click(Role::Radio, "Mask");
    EXPECT_NE(harness.find(Role::Image, "Cut-out of teapot.png"), nullptr);
    harness.click(Role::Radio, "Image");
    EXPECT_NE(harness.find(Role::Image, "Picture of teapot.png"), nullptr);
    harness.click(Role::Radio, "Draft");
    EXPECT_NE(harness.find(Role::Viewport, "3D draft of teapot.png"), nullptr);
}

TEST(UploadUi, NoMoneyIsNamedUnlessTheModelHasAPrice) {
    ImGuiHarness harness;
    answer_start(harness);
    drop_six(harness);
    EXPECT_FALSE(harness.says("$"));
    harness.click(Role::ComboBox, "Model");
    harness.click(Role::Option, "Tripo 2.5*");
    EXPECT_EQ(harness.state().settings.model, "tripo3d/tripo/v2.5/image-to-3d");
    EXPECT_TRUE(harness.says("$1.50"));
    EXPECT_EQ(harness.platform.stored["model"], "tripo3d/tripo/v2.5/image-to-3d");
}

TEST(UploadUi, DropsAreShownWhileTheyHover) {
    ImGuiHarness harness;
    answer_start(harness);
    drop_six(harness);
    harness.push(client::DragChanged{true, 3});
    EXPECT_TRUE(harness.says("Drop to add 3 images"));
    harness.push(client::DragChanged{false, 0});
    EXPECT_FALSE(harness.says("Drop to add 3 images"));
}

TEST(UploadUi, PhoneSettingsAreASheet) {
    ImGuiHarness harness({390, 844});
    answer_start(harness);
    drop_six(harness);
    EXPECT_EQ(harness.find(Role::ComboBox, "Model"), nullptr);
    harness.click(Role::Button, "Settings:*");
    const client::MirrorItem* dialog = harness.find(Role::Dialog, "Settings");
    ASSERT_NE(dialog, nullptr);
    EXPECT_NE(dialog->state & client::kMirrorModal, 0);
    EXPECT_NE(harness.find(Role::ComboBox, "Model"), nullptr);
    harness.click(Role::Button, "Close");
    EXPECT_EQ(harness.find(Role::Dialog, "Settings"), nullptr);
}

TEST(ProcessingUi, OffersTheRightStepForEachFile) {
    ImGuiHarness harness({}, processing());
    answer_start(harness);
    send_snapshot(harness, job_of_eight());
    EXPECT_NE(harness.find(Role::Button, "Open mixer.glb"), nullptr);
    EXPECT_NE(harness.find(Role::Button, "Retry launch-pad.jpg"), nullptr);
    EXPECT_EQ(harness.find(Role::Button, "Retry teapot.png"), nullptr);
    const client::MirrorItem* bar = harness.find(Role::Progress, "teapot.png");
    ASSERT_NE(bar, nullptr);
    EXPECT_EQ(bar->value_now, 62);
    harness.click(Role::Radio, "List");
    EXPECT_TRUE(harness.state().shows_list);
    EXPECT_EQ(harness.platform.stored["job_layout"], "list");
}

TEST(ResultsUi, LoadsShowsAndDownloads) {
    ImGuiHarness harness({}, results());
    answer_start(harness);
    send_snapshot(harness, ended_job());
    EXPECT_TRUE(harness.transport.sent.back().request.wants_bytes);
    EXPECT_TRUE(harness.says("Loading the model"));
    answer_last(harness, 200, "");
    EXPECT_EQ(harness.viewport.alive.size(), 1U);
    for (const char* words : {"46,963", "31,570", "2.7 MB", "299 mm", "Tripo 2.5", "50,000", "Valid glTF 2.0"})
        EXPECT_TRUE(harness.says(words)) << words;
    harness.click(Role::Button, "Download");
    harness.click(Role::Button, "Download robot.glb");
    const std::string base = std::string("/api/v1/download/") + kJobId;
    EXPECT_EQ(harness.platform.downloads, (std::vector<std::pair<std::string, std::string>>{{base + "/mixer.glb", "mixer.glb"},
                                                                                            {base + "/robot.glb", "robot.glb"}}));
    harness.click(Role::Button, "robot.glb");
    EXPECT_EQ(harness.platform.title, "robot.glb - image2model");
}

TEST(ResultsUi, AModelThatCannotBeReadSaysWhy) {
    ImGuiHarness harness({}, results());
    answer_start(harness);
    harness.viewport.fails = true;
    send_snapshot(harness, ended_job());
    answer_last(harness, 200, "");
    EXPECT_TRUE(harness.says("The file ends inside a mesh. Generate it again."));
}

TEST(ResultsUi, TheTurntableTurnsUntilAHandStopsIt) {
    ImGuiHarness harness({}, results());
    answer_start(harness);
    send_snapshot(harness, ended_job());
    answer_last(harness, 200, "");
    const float before = harness.state().results.camera.yaw;
    harness.activate(Role::Button, "Turntable");
    ASSERT_TRUE(harness.state().turntable);
    EXPECT_TRUE(harness.frame()) << "it asks for frames while it turns";
    EXPECT_NE(harness.state().results.camera.yaw, before);
    harness.wheel(400, 400, 1);
    EXPECT_FALSE(harness.state().turntable);
    harness.settle();
    EXPECT_FALSE(harness.frame());
}

TEST(ResultsUi, OnPhonesEveryModelHasItsDownload) {
    ImGuiHarness harness({390, 844}, results());
    answer_start(harness);
    send_snapshot(harness, ended_job());
    answer_last(harness, 200, "");
    for (const char* name : {"mixer", "robot", "teapot", "chair-front", "crate", "fox", "burger"}) {
        const client::MirrorItem* item = harness.find(Role::Button, std::string("Download ") + name + ".glb");
        ASSERT_NE(item, nullptr) << name;
        EXPECT_GE(std::min(item->width, item->height), 40) << "a thumb's target";
    }
    EXPECT_EQ(harness.find(Role::Button, "Download launch-pad.glb"), nullptr);
    harness.activate(Role::Button, "Download fox.glb");
    EXPECT_EQ(harness.platform.downloads.back().second, "fox.glb");
}

/// A job sent from here, whose models are ready before anybody has looked.
void finish_own_job(ImGuiHarness& harness) {
    answer_start(harness);
    drop_file(harness, 1, "teapot.png", Outcome::Clean);
    harness.click(Role::Button, "Generate*");
    const api::JobView view = job_view({file_view(1, "teapot.png", FileState::Succeeded)});
    api::UploadAnswer answer;
    answer.job_id = answer.task_id = kJobId;
    answer.uploaded_files.push_back({});
    answer.uploaded_files[0].file_id = view.files[0].file_id;
    harness.push(client::HttpAnswer{harness.transport.uploads.back().id, 200, json::encode_text(answer), {}});
    send_snapshot(harness, view);
}

TEST(ResultsUi, TheDraftStandsInAndFadesOutOverTheModel) {
    ImGuiHarness harness;
    finish_own_job(harness);
    ASSERT_EQ(harness.state().location.page, client::Page::Results);
    ASSERT_EQ(harness.viewport.alive.size(), 1U) << "the draft is shown while the model is fetched";
    EXPECT_TRUE(harness.says("Draft, loading the model"));
    harness.wheel(400, 400, 1);
    const float near_m = harness.state().results.camera.distance_m;
    answer_last(harness, 200, "");
    EXPECT_EQ(harness.viewport.alive.size(), 1U) << "the draft has left the GPU after its fade";
    EXPECT_EQ(harness.viewport.loads, 3) << "on the upload page, as stand-in, and the model";
    EXPECT_FLOAT_EQ(harness.state().results.camera.distance_m, near_m) << "as near as before";
}

TEST(ProcessingUi, AfterAReloadTheMeshesAreMadeAnew) {
    ImGuiHarness harness({}, processing());
    answer_start(harness);
    send_snapshot(harness, job_of_eight());
    const api::FileView teapot = harness.state().job.view.files[2];
    EXPECT_EQ(harness.platform.outlines.size(), 8U);
    EXPECT_EQ(harness.platform.outlines[2], teapot.source_url);
    harness.push(client::OutlineReady{teapot.source_url, 71, 72, 0.2F, 0.8F});
    EXPECT_EQ(harness.state().job.origins.at(teapot.file_id).mesh, 72U);
    harness.push(client::OutlineReady{"/api/v1/files/gone/source", 81, 82, 0, 1});
    EXPECT_EQ(harness.platform.released_pictures, (std::vector<client::PictureId>{81, 82}));
    send_event(harness, 11, api::kEventFile, event_of(teapot));
    EXPECT_EQ(harness.platform.outlines.size(), 8U) << "asked once";
}

TEST(ProcessingUi, CancellingIsAskedAboutByName) {
    ImGuiHarness harness({}, processing());
    answer_start(harness);
    send_snapshot(harness, job_of_eight());
    const std::size_t sent = harness.transport.sent.size();
    harness.focus(Role::Button, "Cancel");
    harness.activate(Role::Button, "Cancel");
    const client::MirrorItem* dialog = harness.find(Role::Dialog, "Cancel the rest?");
    ASSERT_NE(dialog, nullptr);
    EXPECT_NE(dialog->state & client::kMirrorModal, 0);
    EXPECT_TRUE(harness.says("4 images are not done yet. Finished models stay."));
    const client::MirrorItem* keep = harness.find(Role::Button, "Keep going");
    ASSERT_NE(keep, nullptr);
    EXPECT_NE(keep->state & client::kMirrorFocused, 0) << "Enter must not cancel by accident";
    EXPECT_EQ(keep->parent, dialog->id) << "inside the dialog, where the focus stays";

    harness.key(ImGuiKey_Escape);
    EXPECT_EQ(harness.find(Role::Dialog, "*"), nullptr);
    EXPECT_EQ(harness.transport.sent.size(), sent);
    EXPECT_NE(harness.find(Role::Button, "Cancel")->state & client::kMirrorFocused, 0) << "the focus is back where it was";

    harness.click(Role::Button, "Cancel");
    harness.click(Role::Button, "Cancel 4 images");
    EXPECT_EQ(harness.transport.sent.size(), sent + 1);
    EXPECT_EQ(harness.find(Role::Dialog, "*"), nullptr);
}

TEST(ProcessingUi, TheQuestionGoesWhenThereIsNothingLeftToCancel) {
    ImGuiHarness harness({}, processing());
    answer_start(harness);
    send_snapshot(harness, job_of_eight());
    harness.click(Role::Button, "Cancel");
    send_snapshot(harness, ended_job());
    EXPECT_EQ(harness.find(Role::Dialog, "*"), nullptr);
}

}  // namespace
}  // namespace i2m::test
