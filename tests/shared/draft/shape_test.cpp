// shape_test.cpp - thickness against what is known: hemispheres, strips, caps, plates.
#include "shared/draft/shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "shared/draft/distance.hpp"
#include "shared/draft/multigrid.hpp"
#include "tests/shared/draft/drawings.hpp"

namespace i2m::draft {
namespace {

Plane<float> inflated(const Outline& outline, float kappa) {
    return inflate(outline, inscribed_balls(outline, distance_inside(outline)), kappa, 1e-4);
}

TEST(DraftInflate, PlainPoissonOnADiscIsTheHemisphere) {
    for (const float radius : {60.0F, 205.0F}) {
        SCOPED_TRACE(radius);
        const int size = 2 * static_cast<int>(radius) + 10;
        const float centre = static_cast<float>(size) / 2;
        const Outline outline = draw_outline(size, size, disc(centre, centre, radius));
        const Plane<float> q = inflated(outline, 0);
        double squares = 0;
        double volume = 0;
        double exact = 0;
        for (int y = 0; y < size; ++y) {
            for (int x = 0; x < size; ++x) {
                if (outline.inside.at(x, y) == 0) continue;
                const double r = std::hypot(x - static_cast<double>(centre), y - static_cast<double>(centre));
                const double want = std::sqrt(std::max(0.0, static_cast<double>(radius) * static_cast<double>(radius) - r * r));
                const double got = std::sqrt(static_cast<double>(q.at(x, y)));
                squares += (got - want) * (got - want);
                volume += got;
                exact += want;
            }
        }
        EXPECT_LT(std::sqrt(squares / static_cast<double>(outline.count)), 0.1);
        EXPECT_NEAR(volume / exact, 1, 0.0005);
    }
}

struct RatioCase {
    const char* name;
    Inside shape;
    float half_width;
    std::array<double, 4> want;  ///< at kappa 0, 6, 20, 60
};

TEST(DraftInflate, KeepsThicknessToWidthFromStripToDisc) {
    constexpr std::array<float, 4> kKappas = {0, 6, 20, 60};
    const RatioCase cases[] = {
        {"strip", box(115.5F, 10, 140.5F, 502), 12.5F, {1.40, 1.09, 1.02, 0.99}},
        {"square", box(68, 196, 188, 316), 60, {1.09, 1.01, 1.00, 1.00}},
        {"disc", disc(128, 256, 100), 100, {1.00, 0.99, 0.99, 0.99}},
    };
    for (const RatioCase& c : cases) {
        const Outline outline = draw_outline(256, 512, c.shape);
        for (std::size_t k = 0; k < kKappas.size(); ++k) {
            SCOPED_TRACE(std::string(c.name) + ", kappa " + std::to_string(kKappas[k]));
            EXPECT_NEAR(std::sqrt(inflated(outline, kKappas[k]).at(128, 256)) / c.half_width, c.want[k],
                        0.03);  // half a pixel of the strip's 12.5 is 0.04
        }
    }
}

TEST(DraftInflate, TheRecipeConvergesInAFewIterations) {
    const Outline outline = draw_outline(256, 256, figure());
    const Plane<float> balls = inscribed_balls(outline, distance_inside(outline));
    Plane<float> screening(256, 256);
    Plane<float> source(256, 256);
    for (std::size_t i = 0; i < balls.cells.size(); ++i) {
        if (outline.inside.cells[i] == 0) continue;
        screening.cells[i] = kKappa / (balls.cells[i] + 2);
        source.cells[i] = 4 + screening.cells[i] * balls.cells[i];
    }
    Plane<float> q = balls;
    EXPECT_LE(ScreenedPoisson(outline, screening).solve(source, q, 1e-3, 20), 4);
    Plane<float> exact = q;
    ScreenedPoisson(outline, screening).solve(source, exact, 1e-6, 50);
    float worst = 0;
    for (std::size_t i = 0; i < q.cells.size(); ++i) {
        worst = std::max(worst, std::abs(std::sqrt(std::max(0.0F, q.cells[i])) - std::sqrt(std::max(0.0F, exact.cells[i]))));
    }
    EXPECT_LT(worst, 0.05F);
}

TEST(DraftInflate, PlainPoissonConvergesOnRaggedMasks) {
    const Outline outline = noise_outline(128, 96, 5);
    const Plane<float> none(128, 96);
    Plane<float> source(128, 96);
    for (std::size_t i = 0; i < source.cells.size(); ++i) source.cells[i] = 4.0F * outline.inside.cells[i];
    Plane<float> u(128, 96);
    EXPECT_LE(ScreenedPoisson(outline, none).solve(source, u, 1e-3, 30), 15);
    EXPECT_GT(*std::max_element(u.cells.begin(), u.cells.end()), 0);
    for (std::size_t i = 0; i < u.cells.size(); ++i) {
        if (outline.inside.cells[i] == 0) {
            ASSERT_EQ(u.cells[i], 0) << i;
        }
    }
}

TEST(DraftKnee, IsLinearThenBounded) {
    EXPECT_EQ(soft_knee(0, 10), 0);
    EXPECT_EQ(soft_knee(7, 10), 7);
    EXPECT_GT(soft_knee(9, 10), 8);
    float last = 0;
    for (float h = 0; h < 40; h += 0.25F) {
        const float now = soft_knee(h, 10);
        EXPECT_GE(now, last);
        EXPECT_LE(now, 10);
        last = now;
    }
    EXPECT_NEAR(last, 10, 1e-4);
}

TEST(DraftDetail, FollowsLightnessAndStaysBounded) {
    const Outline outline = draw_outline(200, 200, disc(100, 100, 90));
    Plane<float> flat(200, 200, 50);
    for (const float v : surface_detail(outline, flat).cells) ASSERT_NEAR(v, 0, 1e-3);
    Plane<float> stripes = flat;
    for (int y = 0; y < 200; ++y) std::fill_n(stripes.row(y), 200, y / 4 % 2 == 0 ? 90.0F : 10.0F);
    const Plane<float> detail = surface_detail(outline, stripes);
    EXPECT_GT(detail.at(100, 97), 0);
    EXPECT_LT(detail.at(100, 101), 0);
    for (std::size_t i = 0; i < detail.cells.size(); ++i) {
        // Loud stripes are turned down: 0.12 / RMS is well under 1 here.
        ASSERT_LE(std::abs(detail.cells[i]), 0.5F);
        if (outline.inside.cells[i] == 0) {
            ASSERT_EQ(detail.cells[i], 0);
        }
    }
}

enum class Kind { Balls, Extrusion, Relief };

TEST(DraftShapes, FrontLiesBeforeBackEverywhere) {
    const Plane<float> noise = [] {
        Random random(9);
        Plane<float> l(180, 220);
        for (float& v : l.cells) v = 100 * random.unit();
        return l;
    }();
    for (const Kind kind : {Kind::Balls, Kind::Extrusion, Kind::Relief}) {
        SCOPED_TRACE(static_cast<int>(kind));
        const Outline outline = draw_outline(180, 220, figure());
        const Plane<float> distance = distance_inside(outline);
        const Plane<float> balls = inscribed_balls(outline, distance);
        const Shape shape = kind == Kind::Balls       ? balls_shape(outline, balls, noise)
                            : kind == Kind::Extrusion ? extrusion_shape(outline, distance, noise)
                                                      : relief_shape(outline, distance, balls, noise);
        const float cap = 0.4F * outline.shorter_side() + 0.02F * outline.longer_side();
        for (std::size_t i = 0; i < shape.front.cells.size(); ++i) {
            if (outline.inside.cells[i] != 0) {
                ASSERT_GT(shape.front.cells[i], 0) << i;
                ASSERT_LT(shape.back.cells[i], 0) << i;
                ASSERT_LE(shape.front.cells[i], cap) << i;
            } else {
                ASSERT_EQ(shape.front.cells[i], 0) << i;
                ASSERT_EQ(shape.back.cells[i], 0) << i;
            }
        }
    }
}

TEST(DraftShapes, AReliefHasAFlatBackAndFrame) {
    const Outline outline = draw_outline(200, 150, box(2, 2, 197, 147));
    const Plane<float> distance = distance_inside(outline);
    const Shape shape = relief_shape(outline, distance, inscribed_balls(outline, distance), Plane<float>(200, 150, 60));
    EXPECT_EQ(shape.back.at(100, 75), shape.back.at(5, 5));
    EXPECT_EQ(shape.front.at(4, 75), shape.front.at(100, 4));
    EXPECT_GT(shape.front.at(100, 75), shape.front.at(4, 75) + 0.03F * outline.longer_side());
    EXPECT_LT(shape.front.at(100, 75), 0.1F * outline.longer_side());
}

}  // namespace
}  // namespace i2m::draft
