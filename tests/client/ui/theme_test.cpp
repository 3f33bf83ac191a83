// theme_test.cpp - the contrast table of the design, computed; motion; wrapping and slider steps.
#include "client/ui/theme.hpp"

#include <gtest/gtest.h>

#include "client/ui/motion.hpp"
#include "client/ui/shadows.hpp"
#include "client/ui/widgets/choice.hpp"

namespace i2m::client::ui {
namespace {

struct Pair {
    const char* name;
    Color Palette::*ink;
    Color Palette::*ground;
    double least;
};

constexpr Pair kPairs[] = {
    {"text on bg", &Palette::text, &Palette::bg, 4.5},
    {"text on surface", &Palette::text, &Palette::surface, 4.5},
    {"text on hover", &Palette::text, &Palette::hover, 4.5},
    {"text on raised", &Palette::text, &Palette::raised, 4.5},
    {"text2 on bg", &Palette::text2, &Palette::bg, 4.5},
    {"text2 on surface", &Palette::text2, &Palette::surface, 4.5},
    {"text2 on hover", &Palette::text2, &Palette::hover, 4.5},
    {"text2 on raised", &Palette::text2, &Palette::raised, 4.5},
    {"text2 on sunken", &Palette::text2, &Palette::sunken, 4.5},
    {"text2 on view_top", &Palette::text2, &Palette::view_top, 4.5},
    {"text2 on view_bottom", &Palette::text2, &Palette::view_bottom, 4.5},
    {"text3 on bg", &Palette::text3, &Palette::bg, 4.5},
    {"text3 on surface", &Palette::text3, &Palette::surface, 4.5},
    {"text3 on sunken", &Palette::text3, &Palette::sunken, 4.5},
    {"text3 on hover", &Palette::text3, &Palette::hover, 4.5},
    {"onAccent on accent", &Palette::on_accent, &Palette::accent, 4.5},
    {"onAccent on accentHover", &Palette::on_accent, &Palette::accent_hover, 4.5},
    {"onAccent on accentPress", &Palette::on_accent, &Palette::accent_press, 4.5},
    {"accentText on bg", &Palette::accent_text, &Palette::bg, 4.5},
    {"accentText on surface", &Palette::accent_text, &Palette::surface, 4.5},
    {"accentText on accentSoft", &Palette::accent_text, &Palette::accent_soft, 4.5},
    {"text on accentSoft", &Palette::text, &Palette::accent_soft, 4.5},
    {"ok on surface", &Palette::ok, &Palette::surface, 4.5},
    {"ok on okSoft", &Palette::ok, &Palette::ok_soft, 4.5},
    {"warn on surface", &Palette::warn, &Palette::surface, 4.5},
    {"warn on warnSoft", &Palette::warn, &Palette::warn_soft, 4.5},
    {"danger on surface", &Palette::danger, &Palette::surface, 4.5},
    {"danger on dangerSoft", &Palette::danger, &Palette::danger_soft, 4.5},
    {"onDanger on dangerBtn", &Palette::on_danger, &Palette::danger_button, 4.5},
    {"onDanger on dangerHover", &Palette::on_danger, &Palette::danger_hover, 4.5},
    {"onDanger on dangerPress", &Palette::on_danger, &Palette::danger_press, 4.5},
    {"tooltip", &Palette::on_tip, &Palette::tip, 4.5},
    {"control on bg", &Palette::control, &Palette::bg, 3},
    {"control on surface", &Palette::control, &Palette::surface, 3},
    {"control on raised", &Palette::control, &Palette::raised, 3},
    {"focus on bg", &Palette::focus, &Palette::bg, 3},
    {"focus on surface", &Palette::focus, &Palette::surface, 3},
    {"bar on surface", &Palette::bar, &Palette::surface, 3},
    {"bar on barTrack", &Palette::bar, &Palette::bar_track, 3},
    {"okFill on surface", &Palette::ok_fill, &Palette::surface, 3},
    {"warnFill on surface", &Palette::warn_fill, &Palette::surface, 3},
    {"dangerFill on surface", &Palette::danger_fill, &Palette::surface, 3},
};

TEST(Theme, EveryPairIsReadable) {
    for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark, ThemeKind::HighContrast}) {
        for (const Pair& pair : kPairs) {
            const Palette& palette = palette_of(kind);
            EXPECT_GE(contrast(palette.*pair.ink, palette.*pair.ground), pair.least)
                << pair.name << " in theme " << static_cast<int>(kind);
        }
    }
}

TEST(Theme, ContrastIsThatOfWcag) {
    EXPECT_NEAR(contrast(0x000000, 0xFFFFFF), 21, 1e-9);
    EXPECT_NEAR(contrast(0xFFFFFF, 0x3498DB), 3.15, 0.005);  // the design's own example
    EXPECT_NEAR(contrast(0x20272D, 0xF5F7F8), 14.06, 0.005);
    EXPECT_EQ(mix(0x000000, 0xFFFFFF, 0.5F), 0x808080U);
}

TEST(Motion, GlidesAndArrives) {
    Motion motion;
    motion.begin(0, false);
    EXPECT_EQ(motion.to(1, 0, 150), 0);
    motion.begin(16, false);
    EXPECT_EQ(motion.to(1, 1, 150), 0);
    EXPECT_TRUE(motion.is_moving());
    motion.begin(91, false);
    const float half = motion.to(1, 1, 150);
    EXPECT_GT(half, 0.5F) << "ease-out is past the middle at half time";
    EXPECT_LT(half, 1);
    motion.begin(170, false);
    EXPECT_EQ(motion.to(1, 1, 150), 1);
    motion.begin(180, false);
    (void)motion.to(1, 1, 150);
    EXPECT_FALSE(motion.is_moving()) << "what has arrived asks for no frame";
}

TEST(Motion, JumpsUnderReducedMotion) {
    Motion motion;
    motion.begin(0, true);
    EXPECT_EQ(motion.to(1, 0, 150), 0);
    motion.begin(16, true);
    EXPECT_EQ(motion.to(1, 1, 150), 1);
    EXPECT_FALSE(motion.is_moving());
}

TEST(Shadows, FadeOutBeforeTheEdgeAndAreFullInside) {
    const std::vector<float> box = blurred_box(60, 12, 8, 4);
    EXPECT_LT(box[0], 0.001F);
    EXPECT_LT(box[30], 0.01F) << "middle of the upper edge";
    EXPECT_GT(box[30 * 60 + 30], 0.999F);
    for (int x = 0; x < 30; ++x)
        EXPECT_LE(box[static_cast<std::size_t>(30 * 60 + x)], box[static_cast<std::size_t>(30 * 60 + x + 1)] + 1e-5F);
}

TEST(Slider, StepsAreRound) {
    struct Row {
        double value;
        std::int64_t want;
    };
    for (const Row& row : {Row{42, 42}, Row{1234, 1200}, Row{40'449, 40'000}, Row{123'456, 120'000}})
        EXPECT_EQ(nice_value(row.value), row.want);
}

}  // namespace
}  // namespace i2m::client::ui
