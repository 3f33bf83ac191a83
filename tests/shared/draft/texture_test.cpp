// texture_test.cpp - resampling, filling, and that front and back agree where they meet.
#include "shared/draft/texture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "shared/draft/blur.hpp"
#include "shared/draft/distance.hpp"
#include "shared/draft/pyramid.hpp"
#include "shared/draft/resample.hpp"
#include "tests/shared/draft/drawings.hpp"

namespace i2m::draft {
namespace {

int channel(const Pixels& p, int x, int y, int c) {
    return p.rgba[4 * (static_cast<std::size_t>(y) * p.width_px + static_cast<std::size_t>(x)) + static_cast<std::size_t>(c)];
}

struct ResampleCase {
    const char* name;
    Crop crop;
    int width;
    int height;
};

TEST(DraftResample, KeepsARampInPlace) {
    Pixels ramp = plain_picture(120, 80, {});
    paint(
        ramp, [](float, float) { return 1.0F; },
        [](int x, int y) {
            return Colour{static_cast<std::uint8_t>(2 * x), static_cast<std::uint8_t>(3 * y), 7, 255};
        });
    const ResampleCase cases[] = {
        {"as it is", {0, 0, 120, 80}, 120, 80},     {"half", {0, 0, 120, 80}, 60, 40},
        {"third, uneven", {0, 0, 120, 80}, 37, 29}, {"larger", {20, 10, 60, 40}, 150, 90},
        {"a part", {30.5, 20.25, 40, 30}, 20, 15},
    };
    for (const ResampleCase& c : cases) {
        SCOPED_TRACE(c.name);
        const Pixels out = resample(ramp, c.crop, c.width, c.height);
        for (int y = 2; y < c.height - 2; ++y) {
            for (int x = 2; x < c.width - 2; ++x) {
                const double at_x = c.crop.x + (x + 0.5) * c.crop.width / c.width - 0.5;
                const double at_y = c.crop.y + (y + 0.5) * c.crop.height / c.height - 0.5;
                if (at_x < 4 || at_y < 4 || at_x > 115 || at_y > 75) continue;
                ASSERT_NEAR(channel(out, x, y, 0), 2 * at_x, 1.01) << x << ", " << y;
                ASSERT_NEAR(channel(out, x, y, 1), 3 * at_y, 1.01) << x << ", " << y;
                ASSERT_EQ(channel(out, x, y, 2), 7);
                ASSERT_EQ(channel(out, x, y, 3), 255);
            }
        }
    }
}

TEST(DraftResample, RepeatsTheEdgeAndIgnoresHiddenColours) {
    Pixels picture = plain_picture(32, 32, {10, 200, 10, 0});
    paint(picture, box(7.5F, -5, 40, 40), [](int, int) { return Colour{220, 30, 30, 255}; });
    const Pixels out = resample(picture, {-16, -16, 64, 64}, 32, 32);
    EXPECT_EQ(channel(out, 31, 16, 0), 220);  // beyond the right edge
    EXPECT_EQ(channel(out, 31, 16, 3), 255);
    EXPECT_EQ(channel(out, 1, 16, 3), 0);
    for (int x = 0; x < 32; ++x) {
        if (channel(out, x, 16, 3) > 8) {
            EXPECT_NEAR(channel(out, x, 16, 0), 220, 2) << x;
        }
    }
}

TEST(DraftResample, CoverageIsNothingBeyondThePicture) {
    const Plane<std::uint8_t> full(20, 20, 255);
    const Plane<float> out = resample_coverage(full, {-20, -20, 60, 60}, 60, 60);
    EXPECT_EQ(out.at(5, 30), 0);
    EXPECT_NEAR(out.at(30, 30), 1, 1e-5);
    float sum = 0;
    for (const float v : out.cells) sum += v;
    EXPECT_NEAR(sum, 400, 1);
}

TEST(DraftResample, ShrinkAverages) {
    Pixels picture = plain_picture(7, 5, {100, 50, 20, 255});
    const Pixels out = shrink(picture, 3);
    ASSERT_EQ(out.width_px, 3U);
    ASSERT_EQ(out.height_px, 2U);
    EXPECT_EQ(channel(out, 2, 1, 0), 100);
    EXPECT_EQ(channel(out, 2, 1, 3), 255);
}

TEST(DraftBlur, KeepsItsSumAndWidth) {
    Plane<float> spot(101, 101);
    spot.row(50)[50] = 1;
    box_blur(spot, 4, 3);
    double sum = 0;
    double squares = 0;
    for (int y = 0; y < 101; ++y) {
        for (int x = 0; x < 101; ++x) {
            sum += static_cast<double>(spot.at(x, y));
            squares += static_cast<double>(spot.at(x, y)) * (x - 50) * (x - 50);
        }
    }
    EXPECT_NEAR(sum, 1, 1e-4);
    EXPECT_NEAR(squares, 3.0 * 4 * 5 / 3, 0.01);
    EXPECT_EQ(radius_for_sigma(static_cast<float>(std::sqrt(squares)), 3), 4);
}

TEST(DraftPyramid, FillsFromWhatIsKnown) {
    ColourPlane plane(33, 20);
    for (int y = 0; y < 20; ++y) store4(plane.row(y), Float4{100, 0, 0, 1});
    for (int y = 0; y < 20; ++y) store4(plane.row(y) + 4 * 32, Float4{200, 0, 0, 1});
    fill_unknown(plane);
    for (int x = 1; x < 33; ++x) {
        const float now = plane.row(9)[4 * x];
        EXPECT_GE(now, 99.9F);
        EXPECT_LE(now, 200.1F);
        EXPECT_LT(std::abs(now - plane.row(9)[4 * (x - 1)]), 30);
    }
    EXPECT_LT(plane.row(9)[4 * 2], 140);
    EXPECT_GT(plane.row(9)[4 * 30], 160);
}

TEST(DraftPyramid, WithNothingKnownIsGrey) {
    ColourPlane plane(5, 3);
    fill_unknown(plane);
    EXPECT_EQ(plane.row(2)[4 * 4], 128);
}

struct Scene {
    Outline outline = draw_outline(256, 256, disc(128, 128, 110));
    Plane<float> distance = distance_inside(outline);
    Pixels colours = plain_picture(512, 512, {0, 255, 0, 255});

    Scene() {
        paint(colours, disc(256, 256, 220), [](int x, int) {
            return Colour{static_cast<std::uint8_t>(60 + x / 4), 90, 60, 255};
        });
        paint(colours, disc(256, 256, 60), {250, 250, 250, 255});  // a face in the middle
    }
};

TEST(DraftTexture, FrontKeepsTheMiddleAndDropsTheBackground) {
    const Scene scene;
    for (const Rim rim : {Rim::Sharp, Rim::Blurred}) {
        const Picture front = front_texture(scene.colours, scene.outline, scene.distance, rim);
        ASSERT_EQ(front.rgb.size(), 3U * 512U * 512U);
        EXPECT_EQ(front.row(256)[3 * 256], 250);
        EXPECT_EQ(front.row(256)[3 * 400], 60 + 100);
        for (int y = 0; y < 512; y += 3) {
            for (int x = 0; x < 512; x += 3)
                ASSERT_LT(front.row(y)[3 * x + 1], std::hypot(x - 256, y - 256) < 70 ? 256 : 110) << x << ", " << y;
        }
    }
}

TEST(DraftTexture, BackAgreesAtTheRimAndHidesTheFace) {
    const Scene scene;
    const Picture front = front_texture(scene.colours, scene.outline, scene.distance, Rim::Blurred);
    const Picture back = back_texture(front, scene.outline, scene.distance);
    ASSERT_EQ(back.width, 256);
    for (int degree = 0; degree < 360; degree += 5) {
        const double angle = degree * std::acos(-1.0) / 180;
        const int x = static_cast<int>(std::lround(128 + 110 * std::cos(angle)));
        const int y = static_cast<int>(std::lround(128 + 110 * std::sin(angle)));
        for (int c = 0; c < 3; ++c)
            EXPECT_NEAR(back.row(y)[3 * x + c], front.row(2 * y)[3 * 2 * x + c], 4) << degree << ", " << c;
    }
    EXPECT_LT(back.row(128)[3 * 128 + 2], 140);  // the white face is not there
    EXPECT_LT(back.row(128)[3 * 128 + 1], 140);
}

TEST(DraftTexture, AWireKeepsItsOwnColour) {
    const Outline outline = draw_outline(256, 64, box(5, 31.2F, 250, 32.8F));
    Pixels colours = plain_picture(512, 128, {255, 255, 255, 255});
    paint(colours, box(8, 62.4F, 502, 66.6F), {200, 30, 30, 255});
    const Picture front = front_texture(colours, outline, distance_inside(outline), Rim::Blurred);
    EXPECT_GT(front.row(64)[3 * 256] - front.row(64)[3 * 256 + 1], 60);
}

TEST(DraftJpeg, DecodesToWhatWasEncoded) {
    struct Case {
        const char* name;
        int width;
        int height;
        int quality;
        int tolerance;
    };
    const Case cases[] = {{"whole blocks", 64, 48, 90, 6},
                          {"odd sides", 37, 21, 90, 6},
                          {"a row of blocks", 200, 16, 90, 6},
                          {"low", 64, 64, 30, 20}};
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Picture picture{c.width, c.height, Bytes(3 * static_cast<std::size_t>(c.width * c.height))};
        for (int y = 0; y < c.height; ++y) {
            for (int x = 0; x < c.width; ++x) {
                std::uint8_t* p = picture.row(y) + 3 * x;
                p[0] = static_cast<std::uint8_t>(40 + x);
                p[1] = static_cast<std::uint8_t>(60 + 2 * y);
                p[2] = static_cast<std::uint8_t>(220 - x);
            }
        }
        const Bytes jpeg = encode_jpeg(picture, c.quality);
        const Result<Pixels> decoded = decode_image(jpeg);
        ASSERT_TRUE(decoded);
        ASSERT_EQ(static_cast<int>(decoded->width_px), c.width);
        ASSERT_EQ(static_cast<int>(decoded->height_px), c.height);
        int worst = 0;
        for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
            worst = std::max(worst, std::abs(int{decoded->rgba[i / 3 * 4 + i % 3]} - int{picture.rgb[i]}));
        }
        EXPECT_LE(worst, c.tolerance);
    }
}

}  // namespace
}  // namespace i2m::draft
