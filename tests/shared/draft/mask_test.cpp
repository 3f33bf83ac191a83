// mask_test.cpp - what is taken for the object, and what the picture is told about it.
#include "shared/draft/mask.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

#include "shared/draft/components.hpp"
#include "shared/draft/lab.hpp"
#include "tests/shared/draft/drawings.hpp"

namespace i2m::draft {
namespace {

constexpr Colour kRed = {200, 40, 40, 255};
constexpr Colour kNothing = {0, 0, 0, 0};

struct MaskCase {
    std::string name;
    std::function<Pixels()> draw;
    bool from_alpha;
    bool plain;
    double fill;  ///< expected, within 0.01
    int probe_x;
    int probe_y;
    bool probe_inside;
};

Pixels red_disc_on(Colour background) {
    Pixels picture = plain_picture(200, 160, background);
    paint(picture, disc(100, 80, 50), kRed);
    return picture;
}

Pixels with(Pixels picture, const Inside& shape, Colour colour) {
    paint(picture, shape, colour);
    return picture;
}

double disc_share(double radius) { return std::acos(-1.0) * radius * radius / (200 * 160); }

std::vector<MaskCase> mask_cases() {
    return {
        {"disc on white", [] { return red_disc_on(kWhite); }, false, true, disc_share(50), 100, 80, true},
        {"background", [] { return red_disc_on(kWhite); }, false, true, disc_share(50), 10, 10, false},
        {"disc on black",
         [] {
             return red_disc_on({0, 0, 0, 255});
         },
         false, true, disc_share(50), 100, 80, true},
        {"a handle's hole is opened", [] { return with(red_disc_on(kWhite), disc(100, 80, 20), kWhite); }, false, true,
         disc_share(50) - disc_share(20), 100, 80, false},
        {"a spot of the background's colour stays", [] { return with(red_disc_on(kWhite), disc(100, 80, 2), kWhite); }, false,
         true, disc_share(50), 100, 80, true},
        {"an enclosed patch of nearly that colour stays",
         [] {
             return with(red_disc_on(kWhite), disc(100, 80, 20), {240, 240, 240, 255});
         },
         false, true, disc_share(50), 100, 80, true},
        {"a speck beside is dropped", [] { return with(red_disc_on(kWhite), disc(20, 20, 2), kRed); }, false, true,
         disc_share(50), 20, 20, false},
        {"a second part is kept", [] { return with(red_disc_on(kWhite), disc(20, 20, 12), kRed); }, false, true,
         disc_share(50) + disc_share(12), 20, 20, true},
        {"noise is busy", [] { return noise_picture(200, 160, 2); }, false, false, 1, 3, 3, true},
        {"an object too small to trust is busy", [] { return with(plain_picture(200, 160, kWhite), disc(100, 80, 12), kRed); },
         false, false, 1, 3, 3, true},
        {"one colour holds nothing", [] { return plain_picture(200, 160, kRed); }, false, true, 0, 100, 80, false},
        {"alpha is used", [] { return red_disc_on(kNothing); }, true, true, disc_share(50), 100, 80, true},
        {"alpha, transparent", [] { return red_disc_on(kNothing); }, true, true, disc_share(50), 10, 10, false},
        {"alpha keeps its holes", [] { return with(red_disc_on(kNothing), disc(100, 80, 9), kNothing); }, true, true,
         disc_share(50) - disc_share(9), 100, 80, false},
        {"alpha with a pin-hole", [] { return with(red_disc_on(kNothing), disc(100, 80, 0.8F), kNothing); }, true, true,
         disc_share(50), 100, 80, true},
        {"hardly any alpha is no cut-out", [] { return with(red_disc_on(kWhite), disc(5, 5, 3), kNothing); }, false, true,
         disc_share(50), 100, 80, true},
    };
}

TEST(DraftMask, FindsTheObject) {
    for (const MaskCase& c : mask_cases()) {
        SCOPED_TRACE(c.name);
        const Mask mask = find_mask(c.draw());
        ASSERT_EQ(mask.coverage.size(), 200U * 160U);
        EXPECT_EQ(mask.from_alpha, c.from_alpha);
        EXPECT_EQ(mask.plain_background, c.plain);
        EXPECT_NEAR(mask.fill, c.fill, 0.01);
        const auto at = static_cast<std::size_t>(c.probe_y * 200 + c.probe_x);
        EXPECT_EQ(mask.coverage[at] >= 128, c.probe_inside);
    }
}

TEST(DraftMask, TakesAnUnevenBackdrop) {
    Pixels picture = plain_picture(200, 160, kWhite);
    paint(
        picture, [](float, float) { return 1.0F; },
        [](int x, int) {
            const auto grey = static_cast<std::uint8_t>(225 + x / 10);
            return Colour{grey, grey, grey, 255};
        });
    paint(picture, disc(100, 80, 50), kRed);
    const Mask mask = find_mask(picture);
    EXPECT_TRUE(mask.plain_background);
    EXPECT_NEAR(mask.fill, disc_share(50), 0.01);
}

TEST(DraftMask, IslandsNeverTakeTheLargestPart) {
    Plane<std::uint8_t> inside(64, 64);
    for (int y = 0; y < 64; y += 2) {
        for (int x = 0; x < 64; x += 2) inside.row(y)[x] = 1;
    }
    drop_islands(inside, 0.5);
    EXPECT_FALSE(bounds_of(inside).empty());
}

TEST(DraftMask, BoundsAreTight) {
    Plane<std::uint8_t> inside(20, 10);
    EXPECT_TRUE(bounds_of(inside).empty());
    inside.row(3)[7] = 1;
    inside.row(8)[19] = 1;
    const Bounds2 bounds = bounds_of(inside);
    EXPECT_EQ(bounds.x0, 7);
    EXPECT_EQ(bounds.y0, 3);
    EXPECT_EQ(bounds.x1, 20);
    EXPECT_EQ(bounds.y1, 9);
}

struct RegionCase {
    const char* name;
    std::vector<std::string> rows;
    std::size_t four;
    std::size_t eight;
};

TEST(DraftRegions, AreCountedWithBothNeighbourhoods) {
    const RegionCase cases[] = {
        {"empty", {"...", "..."}, 0, 0},
        {"diagonal", {"#..", ".#.", "..#"}, 3, 1},
        {"anti-diagonal", {"..#", ".#.", "#.."}, 3, 1},
        {"joined below", {"#.#", "#.#", "###"}, 1, 1},
        {"comb", {"#.#.#", "#.#.#", "#####", "#.#.#"}, 1, 1},
        {"spiral", {"#####", "....#", "###.#", "#...#", "#####"}, 1, 1},
        {"checkers", {"#.#", ".#.", "#.#"}, 5, 1},
    };
    for (const RegionCase& c : cases) {
        SCOPED_TRACE(c.name);
        Plane<std::uint8_t> mask(static_cast<int>(c.rows[0].size()), static_cast<int>(c.rows.size()));
        std::int64_t area = 0;
        for (int y = 0; y < mask.height; ++y) {
            for (int x = 0; x < mask.width; ++x) {
                mask.row(y)[x] = c.rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] == '#' ? 1 : 0;
                area += mask.row(y)[x];
            }
        }
        const Regions four = find_regions(mask, Neighbours::Four);
        EXPECT_EQ(four.regions.size(), c.four);
        EXPECT_EQ(find_regions(mask, Neighbours::Eight).regions.size(), c.eight);
        std::int64_t sum = 0;
        for (const Region& region : four.regions) sum += region.area_px;
        EXPECT_EQ(sum, area);
    }
}

struct LabCase {
    const char* name;
    Colour colour;
    Lab want;
};

TEST(DraftLab, EqualsTheStandardsValues) {
    const LabCase cases[] = {
        {"black", {0, 0, 0, 255}, {0, 0, 0}},
        {"white", {255, 255, 255, 255}, {100, 0, 0}},
        {"mid grey", {119, 119, 119, 255}, {50.03F, 0, 0}},
        {"red", {255, 0, 0, 255}, {53.24F, 80.09F, 67.20F}},
        {"green", {0, 255, 0, 255}, {87.73F, -86.18F, 83.18F}},
        {"blue", {0, 0, 255, 255}, {32.30F, 79.19F, -107.86F}},
    };
    for (const LabCase& c : cases) {
        SCOPED_TRACE(c.name);
        const Lab lab = lab_of(c.colour.red, c.colour.green, c.colour.blue);
        EXPECT_NEAR(lab.l, c.want.l, 0.1);
        EXPECT_NEAR(lab.a, c.want.a, 0.2);
        EXPECT_NEAR(lab.b, c.want.b, 0.2);
        const std::uint8_t rgba[] = {9, 9, 9, 255, c.colour.red, c.colour.green, c.colour.blue, 255};
        float l[2];
        float a[2];
        float b[2];
        lab_row(rgba, 2, l, a, b);
        EXPECT_EQ(l[1], lab.l);
        EXPECT_EQ(a[1], lab.a);
        EXPECT_EQ(b[1], lab.b);
        lightness_row(rgba, 2, l);
        EXPECT_NEAR(l[1], lab.l, 1e-3);
    }
}

}  // namespace
}  // namespace i2m::draft
