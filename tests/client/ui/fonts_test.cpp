// fonts_test.cpp - what goes into the glyph atlas: once for each density, and nothing for scripts that a painter draws.
#include "client/ui/fonts.hpp"

#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::Role;
using client::ui::PaintedText;
using client::ui::steady_density;
using client::ui::Weight;

TEST(SteadyDensity, FollowsTheScreenButNotTheNoiseOfMeasuring) {
    const struct {
        const char* name;
        float before, ratio, want;
    } cases[] = {
        {"the same", 1.25F, 1.25F, 1.25F},
        {"a resized window, rounded up", 1.25F, 1.2504F, 1.25F},
        {"a resized window, rounded down", 1.25F, 1.2491F, 1.25F},
        {"zoomed by one step", 1.0F, 1.1F, 1.1F},
        {"dragged to a denser screen", 1.0F, 2.0F, 2.0F},
        {"and back", 2.0F, 1.0F, 1.0F},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_FLOAT_EQ(steady_density(c.before, c.ratio), c.want);
    }
}

struct Atlas {
    int width, height, bakes;
};
Atlas atlas() {
    const ImFontAtlas& fonts = *ImGui::GetIO().Fonts;
    return {fonts.TexData->Width, fonts.TexData->Height, fonts.Builder->BakedPool.Size};
}

/// "14@1.25 16@1.25": sizes and densities of what is baked.
std::string baked() {
    std::string out;
    ImFontAtlasBuilder& builder = *ImGui::GetIO().Fonts->Builder;
    for (int i = 0; i < builder.BakedPool.Size; ++i) {
        const ImFontBaked& one = builder.BakedPool[i];
        out += std::to_string(std::lround(one.Size)) + "@" + std::to_string(one.RasterizerDensity) + " ";
    }
    return out;
}

TEST(FontAtlas, DoesNotGrowWhileAWindowIsResized) {
    ImGuiHarness harness({1000, 700, 1.25F});
    answer_start(harness);
    drop_six(harness);
    const Atlas before = atlas();
    for (int step = 0; step < 200; ++step) {
        const float width = 1000 + static_cast<float>(step);
        harness.resize({width, 700, std::round(width * 1.25F) / width});  // as the canvas measures it
        harness.frame();
    }
    harness.settle();
    const Atlas after = atlas();
    EXPECT_LE(after.bakes, before.bakes + 2) << baked();
    EXPECT_LE(after.width * after.height, 2 * before.width * before.height);
}

TEST(FontAtlas, StaysWithinWhatTheGpuTakes) {
    ImGuiHarness harness({1280, 800, 1});
    ImGui::GetPlatformIO().Renderer_TextureMaxWidth = ImGui::GetPlatformIO().Renderer_TextureMaxHeight = 2048;
    answer_start(harness);
    drop_six(harness);
    for (int step = 0; step < 40; ++step) {
        harness.resize({1280, 800, 1 + 0.05F * static_cast<float>(step)});
        harness.settle();
        ASSERT_LE(std::max(atlas().width, atlas().height), 2048);
    }
    EXPECT_TRUE(ImGui::GetIO().Fonts->Fonts[0]->GetFontBaked(14, 1)->FindGlyphNoFallback('g')->Visible);
}

TEST(FontAtlas, ForgetsADensityThatIsNoLongerShown) {
    ImGuiHarness harness({1000, 700, 1});
    answer_start(harness);
    drop_six(harness);
    for (int round = 0; round < 6; ++round) {
        for (const float ratio : {1.0F, 1.25F, 1.5F, 1.75F, 2.0F, 2.5F, 3.0F}) {
            harness.resize({1000, 700, ratio});
            harness.settle();
        }
    }
    EXPECT_LE(atlas().width, 4096) << "what the least of GPUs take";
    EXPECT_LE(atlas().height, 4096);
    harness.resize({1000, 700, 1});
    harness.settle();
    const ImFontAtlas& fonts = *ImGui::GetIO().Fonts;
    const ImFontGlyph* glyph = fonts.Fonts[0]->GetFontBaked(14, 1)->FindGlyphNoFallback('g');
    ASSERT_NE(glyph, nullptr);
    EXPECT_TRUE(glyph->Visible);
}

/// Draws a box for a line, ten CSS pixels wide a byte.
class FakePainter final : public client::ui::TextPainter {
public:
    explicit FakePainter(Rasterizer& rasterizer) : rasterizer_(rasterizer) {}
    float width(Weight, float, std::string_view text) override { return static_cast<float>(text.size()) * 4; }
    PaintedText paint(Weight, float size, float ratio, client::ui::Color, std::string_view text) override {
        painted.emplace_back(text);
        ratios.push_back(ratio);
        Canvas box{8, 8, std::vector<std::uint8_t>(256, 200)};
        return {rasterizer_.add_texture(std::move(box)), 0, -size, static_cast<float>(text.size()) * 4, size};
    }
    void release(std::uint64_t texture) override { released.push_back(texture); }

    std::vector<std::string> painted;
    std::vector<float> ratios;
    std::vector<std::uint64_t> released;

private:
    Rasterizer& rasterizer_;
};

bool has(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

TEST(ForeignNames, ArePaintedByTheBrowserAndCachedWhileTheyAreShown) {
    const struct {
        const char* name;
        const char* file;
        bool is_foreign;
    } cases[] = {
        {"Latin", "teapot.png", false},
        {"Latin with accents", "Th\xC3\xA9i\xC3\xA8re.png", false},
        {"Japanese", "\xE6\x80\xA5\xE9\xA0\x88.png", true},
        {"Hebrew", "\xD7\xA7\xD7\x95\xD7\x9E\xD7\xA7.png", true},
        {"a pictograph", "\xF0\x9F\xAB\x96.png", true},
        {"broken UTF-8", "a\xFF.png", true},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        ImGuiHarness harness({1280, 800, 1.5F});
        FakePainter painter(harness.rasterizer);
        harness.app().use_painter(&painter);
        answer_start(harness);
        drop_file(harness, 1, c.file, Outcome::Clean);
        EXPECT_EQ(has(painter.painted, c.file), c.is_foreign);
        const std::size_t painted = painter.painted.size();
        for (int i = 0; i < 20; ++i) harness.frame();
        EXPECT_EQ(painter.painted.size(), painted) << "once, not once a frame";
        for (const float ratio : painter.ratios) EXPECT_FLOAT_EQ(ratio, 1.5F);
        EXPECT_NE(harness.find(Role::Button, c.file), nullptr) << "the mirror has the real name";
        harness.app().use_painter(nullptr);
    }
}

TEST(ForeignNames, AreCutBetweenCharactersAndBeforeTheirExtension) {
    ImGuiHarness harness;
    FakePainter painter(harness.rasterizer);
    harness.app().use_painter(&painter);
    answer_start(harness);
    std::string name;
    for (int i = 0; i < 60; ++i) name += "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80";  // a woman, joined to a rocket
    drop_file(harness, 1, name + ".png", Outcome::Clean);
    bool is_cut = false;
    for (const std::string& line : painter.painted) {
        const std::size_t dots = line.find("\xE2\x80\xA6.png");
        if (dots == std::string::npos) continue;
        is_cut = true;
        EXPECT_EQ(dots % 11, 0U) << "between two whole astronauts";
    }
    EXPECT_TRUE(is_cut);
    harness.app().use_painter(nullptr);
}

TEST(ForeignNames, ArePaintedAnewAfterALostContext) {
    ImGuiHarness harness;
    FakePainter painter(harness.rasterizer);
    harness.app().use_painter(&painter);
    answer_start(harness);
    drop_file(harness, 1, "\xE6\x80\xA5.png", Outcome::Clean);
    const std::size_t painted = painter.painted.size();
    harness.app().forget_textures();
    harness.frame();
    EXPECT_GT(painter.painted.size(), painted);
    EXPECT_TRUE(painter.released.empty()) << "their names died with the context";
    harness.app().use_painter(nullptr);
}

}  // namespace
}  // namespace i2m::test
