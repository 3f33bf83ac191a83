// distance_test.cpp - distances and balls against brute force.
#include "shared/draft/distance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "tests/shared/draft/drawings.hpp"

namespace i2m::draft {
namespace {

struct OutlineCase {
    std::string name;
    Outline outline;
};

std::vector<OutlineCase> small_outlines() {
    return {
        {"disc", draw_outline(40, 40, disc(20, 20, 15))},
        {"ring", draw_outline(40, 44, ring(20, 22, 17, 7))},
        {"one pixel", draw_outline(9, 9, disc(4, 4, 0.4F))},
        {"figure, narrow", draw_outline(160, 200, figure())},
        {"noise", noise_outline(37, 29, 3)},
        {"empty", draw_outline(12, 12, disc(-100, 0, 1))},
    };
}

float nearest_outside(const Outline& outline, int px, int py) {
    int least = 1 << 30;
    for (int y = 0; y < outline.height(); ++y) {
        for (int x = 0; x < outline.width(); ++x) {
            if (outline.inside.at(x, y) == 0) least = std::min(least, (x - px) * (x - px) + (y - py) * (y - py));
        }
    }
    return std::sqrt(static_cast<float>(least));
}

TEST(DraftDistance, EqualsTheNearestOutsidePointLessHalfAPixel) {
    for (const OutlineCase& c : small_outlines()) {
        if (c.outline.width() > 60) continue;
        SCOPED_TRACE(c.name);
        const Plane<float> distance = distance_inside(c.outline);
        for (int y = 0; y < c.outline.height(); ++y) {
            for (int x = 0; x < c.outline.width(); ++x) {
                const float want = c.outline.inside.at(x, y) != 0 ? nearest_outside(c.outline, x, y) - 0.5F : 0.0F;
                ASSERT_NEAR(distance.at(x, y), want, 1e-4F) << x << ", " << y;
            }
        }
    }
}

TEST(DraftDistance, TransformEqualsBruteForceOnAnyHeights) {
    Random random(11);
    for (const int size : {1, 2, 7, 24}) {
        SCOPED_TRACE(size);
        Plane<float> f(size, size + 3);
        for (float& v : f.cells) v = random.unit() < 0.3F ? kFar : 200 * random.unit() - 150;
        Plane<float> want(f.width, f.height, kFar);
        for (int y = 0; y < f.height; ++y) {
            for (int x = 0; x < f.width; ++x) {
                for (int v = 0; v < f.height; ++v) {
                    for (int u = 0; u < f.width; ++u) {
                        const auto square = static_cast<float>((x - u) * (x - u) + (y - v) * (y - v));
                        if (f.at(u, v) < kFar) want.row(y)[x] = std::min(want.at(x, y), f.at(u, v) + square);
                    }
                }
            }
        }
        squared_distance_transform(f);
        for (std::size_t i = 0; i < f.cells.size(); ++i) {
            if (want.cells[i] < kFar) {
                ASSERT_NEAR(f.cells[i], want.cells[i], 0.02F) << i;
            }
        }
    }
}

TEST(DraftBalls, ADiscIsItsOwnBall) {
    const Outline outline = draw_outline(121, 121, disc(60, 60, 50));
    const Plane<float> balls = inscribed_balls(outline, distance_inside(outline));
    for (int x = 20; x <= 100; x += 10) {
        const auto r2 = static_cast<float>((x - 60) * (x - 60));
        EXPECT_NEAR(std::sqrt(balls.at(x, 60)), std::sqrt(2500 - r2), 1.5F) << x;
    }
}

TEST(DraftBalls, AreZeroOutsideAndAtMostTheLargestBall) {
    for (const OutlineCase& c : small_outlines()) {
        SCOPED_TRACE(c.name);
        const Plane<float> distance = distance_inside(c.outline);
        const float largest = *std::max_element(distance.cells.begin(), distance.cells.end());
        const Plane<float> balls = inscribed_balls(c.outline, distance);
        for (std::size_t i = 0; i < balls.cells.size(); ++i) {
            if (c.outline.inside.cells[i] == 0) {
                ASSERT_EQ(balls.cells[i], 0) << i;
            }
            ASSERT_GE(balls.cells[i], 0) << i;
            ASSERT_LE(balls.cells[i], largest * largest + 1e-3F) << i;
        }
    }
}

}  // namespace
}  // namespace i2m::draft
