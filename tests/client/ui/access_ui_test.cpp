// access_ui_test.cpp - the mirror is whole: every usable thing is in it, once, named, reachable, and cheap.
#include <gtest/gtest.h>
#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "client/ui/mirror_builder.hpp"
#include "client/ui/mirror_hooks.hpp"
#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::MirrorItem;
using client::Role;

bool is_usable(Role role) {
    switch (role) {
        case Role::Button:
        case Role::Link:
        case Role::Checkbox:
        case Role::Switch:
        case Role::Radio:
        case Role::Tab:
        case Role::Slider:
        case Role::TextField:
        case Role::ComboBox:
        case Role::Option:
        case Role::Viewport: return true;
        default: return false;
    }
}

struct Page {
    const char* name;
    HarnessSize size;
};

class AccessUi : public testing::TestWithParam<Page> {
protected:
    AccessUi() : harness_(GetParam().size, path()) {
        answer_start(harness_);
        const std::string name = GetParam().name;
        if (name.find("files") == 0) drop_six(harness_);
        if (name.find("processing") == 0) send_snapshot(harness_, job_of_eight());
        if (name.find("results") == 0) {
            send_snapshot(harness_, ended_job());
            answer_last(harness_, 200, "");
        }
        if (name.find("sheet") != std::string::npos) harness_.click(Role::Button, "Settings:*");
    }
    static std::string path() {
        const std::string name = GetParam().name;
        if (name.find("processing") == 0) return std::string("/processing/") + kJobId;
        return name.find("results") == 0 ? std::string("/results/") + kJobId : name.find("error") == 0 ? "/nowhere" : "/";
    }
    ImGuiHarness harness_;
};

TEST_P(AccessUi, IdsAreUniqueAndParentsComeFirst) {
    std::set<std::uint32_t> seen = {0};
    for (const MirrorItem& item : harness_.app().mirror()) {
        EXPECT_TRUE(seen.count(item.parent)) << item.name;
        EXPECT_TRUE(seen.insert(item.id).second) << item.name << " has the id of another";
    }
}

TEST_P(AccessUi, EverythingUsableIsNamedAndHasASize) {
    for (const MirrorItem& item : harness_.app().mirror()) {
        if (!is_usable(item.role)) continue;
        EXPECT_FALSE(item.name.empty());
        EXPECT_GT(item.width, 8) << item.name;
        EXPECT_GT(item.height, 8) << item.name;
    }
}

TEST_P(AccessUi, EveryItemOfImGuiIsInTheMirror) {
    client::ui::ItemProbe probe;
    harness_.frame();
    std::set<std::uint32_t> mirrored;
    for (const MirrorItem& item : harness_.app().mirror()) mirrored.insert(item.id);
    std::size_t widgets = 0;
    for (const std::uint32_t id : probe.ids()) {
        widgets += mirrored.count(id);
    }
    const auto usable = std::count_if(harness_.app().mirror().begin(), harness_.app().mirror().end(),
                                      [](const MirrorItem& i) { return is_usable(i.role); });
    EXPECT_GE(widgets, static_cast<std::size_t>(usable)) << "each usable item went through ImGui";
}

TEST_P(AccessUi, OneHeadingOfTheFirstLevelAndOneMain) {
    int headings = 0;
    for (const MirrorItem* item : harness_.all(Role::Heading)) headings += item->level == 1 ? 1 : 0;
    EXPECT_EQ(headings, 1) << harness_.outline();
    EXPECT_EQ(harness_.all(Role::Main).size(), 1U);
    EXPECT_EQ(harness_.all(Role::Banner).size(), 1U);
}

TEST_P(AccessUi, TheKeyboardReachesEverything) {
    const client::MirrorFrame items = harness_.app().mirror();
    for (const MirrorItem& item : items) {
        if (!is_usable(item.role) || (item.state & client::kMirrorDisabled) != 0) continue;
        harness_.app().set_focus(item.id);
        harness_.settle();
        const auto& now = harness_.app().mirror();
        const auto it = std::find_if(now.begin(), now.end(), [&](const MirrorItem& i) { return i.id == item.id; });
        ASSERT_NE(it, now.end()) << item.name;
        EXPECT_NE(it->state & client::kMirrorFocused, 0) << item.name;
        EXPECT_EQ(it->state & client::kMirrorClipped, 0) << item.name << " stays out of sight";
    }
}

TEST_P(AccessUi, SettlesAndStaysStill) {
    harness_.settle();
    EXPECT_FALSE(harness_.frame()) << "a page at rest asks for no frame";
    const std::uint64_t hash = harness_.app().mirror_hash();
    EXPECT_FALSE(harness_.frame());
    EXPECT_EQ(harness_.app().mirror_hash(), hash);
}

TEST_P(AccessUi, SiblingsThatAreUsedDoNotOverlap) {
    const auto& items = harness_.app().mirror();
    for (std::size_t i = 0; i < items.size(); ++i) {
        for (std::size_t k = i + 1; k < items.size(); ++k) {
            const MirrorItem &a = items[i], &b = items[k];
            const bool both =
                a.role == Role::Button && b.role == Role::Button && ((a.state | b.state) & client::kMirrorClipped) == 0;
            // A card's own small deeds lie on the card.
            if (!both || b.name.find("Remove ") == 0 || b.name.find("Download ") == 0 || a.parent != b.parent) continue;
            const bool apart = a.x + a.width <= b.x + 0.5F || b.x + b.width <= a.x + 0.5F || a.y + a.height <= b.y + 0.5F ||
                               b.y + b.height <= a.y + 0.5F;
            EXPECT_TRUE(apart) << a.name << " over " << b.name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, AccessUi,
                         testing::Values(Page{"empty", {1280, 800}}, Page{"files", {1280, 800}}, Page{"files_phone", {390, 844}},
                                         Page{"files_sheet", {390, 844}}, Page{"files_narrow", {360, 640}},
                                         Page{"files_tablet", {768, 1024}}, Page{"processing", {1280, 800}},
                                         Page{"processing_phone", {390, 844}}, Page{"results", {1280, 800}},
                                         Page{"results_phone", {390, 844}}, Page{"results_tablet", {768, 1024}},
                                         Page{"error", {1280, 800}}),
                         [](const testing::TestParamInfo<Page>& row) { return std::string(row.param.name); });

TEST(AccessUi, TheWholeUploadRunsByKeysAlone) {
    ImGuiHarness harness;
    answer_start(harness);
    harness.activate(Role::Button, "Browse");
    EXPECT_EQ(harness.platform.picks, 1);
    drop_six(harness);
    harness.activate(Role::Button, "robot.png");
    EXPECT_EQ(harness.state().selected_file, 2U);
    const float yaw = harness.state().draft_camera.yaw;
    harness.focus(Role::Viewport, "3D draft of robot.png");
    harness.key(ImGuiKey_LeftArrow);
    EXPECT_NE(harness.state().draft_camera.yaw, yaw);
    harness.app().adjust(harness.find(Role::Slider, "Face limit")->id, 5);
    harness.settle();
    EXPECT_GT(harness.state().settings.face_limit, 40'000);
    harness.app().adjust(harness.find(Role::ComboBox, "Model")->id, 1);
    harness.settle();
    EXPECT_EQ(harness.state().settings.model, "tripo3d/tripo/v2.5/image-to-3d");
    harness.activate(Role::Button, "Generate*");
    EXPECT_EQ(harness.transport.uploads.size(), 1U);
}

TEST(AccessUi, AMenuOpensByKeyAndClosesByEscape) {
    ImGuiHarness harness;
    answer_start(harness);
    drop_six(harness);
    harness.activate(Role::ComboBox, "Model");
    EXPECT_EQ(harness.all(Role::Option).size(), 2U);
    harness.key(ImGuiKey_Escape);
    EXPECT_TRUE(harness.all(Role::Option).empty());
}

TEST(AccessUi, ThePointerTurnsZoomsAndPans) {
    ImGuiHarness harness;
    answer_start(harness);
    drop_six(harness);
    const MirrorItem view = *harness.find(Role::Viewport, "3D draft of teapot.png");
    const float x = view.x + view.width / 2, y = view.y + view.height / 2;
    const client::Camera before = harness.state().draft_camera;
    harness.drag(x, y, x + 60, y + 10);
    EXPECT_NE(harness.state().draft_camera.yaw, before.yaw);
    harness.wheel(x, y, 2);
    EXPECT_LT(harness.state().draft_camera.distance_m, before.distance_m);
    harness.app().pinch({x, y, 0, 30, 0});
    harness.settle();
    EXPECT_NE(harness.state().draft_camera.target, before.target);
    harness.click(Role::Button, "Fit to view");
    EXPECT_FLOAT_EQ(harness.state().draft_camera.distance_m, before.distance_m);
}

TEST(AccessUi, TheWheelScrollsLikeAPage) {
    ImGuiHarness harness({390, 844});
    answer_start(harness);
    drop_six(harness);
    const float before = harness.find(Role::Button, "robot.png")->y;
    harness.wheel(195, 500, -0.5F);
    EXPECT_FLOAT_EQ(harness.find(Role::Button, "robot.png")->y, before - 50);
}

TEST(AccessUi, AFingersDragScrollsAndClicksNothing) {
    ImGuiHarness harness({390, 844});
    answer_start(harness);
    drop_six(harness);
    ImGui::GetIO().AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
    const MirrorItem row = *harness.find(Role::Button, "chair-front.png");
    harness.drag(row.x + 100, row.y + 30, row.x + 100, row.y - 70);
    EXPECT_EQ(harness.state().selected_file, 1U) << "a drag that starts on a button is no click";
    EXPECT_LT(harness.find(Role::Button, "chair-front.png")->y, row.y - 50);
}

TEST(Mirror, ThreeHundredItemsCostLittle) {
    client::ui::MirrorBuilder builder;
    const auto fill = [&] {
        builder.begin();
        for (std::uint32_t i = 0; i < 300; ++i) {
            MirrorItem item;
            item.id = i + 1;
            item.role = Role::Button;
            item.name = "A button with a name of usual length " + std::to_string(i);
            builder.add(std::move(item), {0, static_cast<float>(i) * 20, 100, 20});
        }
        return client::hash_of(builder.frame());
    };
    const std::uint64_t hash = fill();
    double best_ms = 1e9;
    for (int round = 0; round < 20; ++round) {
        const auto start = std::chrono::steady_clock::now();
        EXPECT_EQ(fill(), hash);
        best_ms = std::min(best_ms, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    // 0.5 ms is the mark; an unoptimised build with sanitizers gets ten times that.
    EXPECT_LT(best_ms, 5);
    RecordProperty("best_ms", std::to_string(best_ms));
}

TEST(Mirror, TheHashSeesEveryFieldAndForgivesNoise) {
    client::MirrorFrame frame(1);
    frame[0].name = "Generate";
    frame[0].x = 10;
    const std::uint64_t before = client::hash_of(frame);
    frame[0].x = 10.1F;
    EXPECT_EQ(client::hash_of(frame), before);
    const auto differs = [&](auto change) {
        client::MirrorFrame copy = frame;
        change(copy[0]);
        return client::hash_of(copy) != before;
    };
    EXPECT_TRUE(differs([](MirrorItem& i) { i.x = 11; }));
    EXPECT_TRUE(differs([](MirrorItem& i) { i.name = "Generatf"; }));
    EXPECT_TRUE(differs([](MirrorItem& i) { i.value = "1"; }));
    EXPECT_TRUE(differs([](MirrorItem& i) { i.description = "why"; }));
    EXPECT_TRUE(differs([](MirrorItem& i) { i.state = client::kMirrorDisabled; }));
    EXPECT_TRUE(differs([](MirrorItem& i) { i.value_now = 3; }));
    EXPECT_TRUE(differs([](MirrorItem& i) { i.level = 2; }));
    EXPECT_TRUE(differs([](MirrorItem& i) { i.parent = 5; }));
}

}  // namespace
}  // namespace i2m::test
