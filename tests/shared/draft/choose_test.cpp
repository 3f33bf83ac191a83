// choose_test.cpp - boxes drawn at an angle are found and measured; round things and panels are not taken for boxes.
#include "shared/draft/choose.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "shared/draft/cuboid.hpp"
#include "tests/shared/draft/drawings.hpp"
#include "tests/shared/draft/topology.hpp"

namespace i2m::draft {
namespace {

struct BoxCase {
    const char* name;
    std::array<double, 3> size;  ///< width, height, depth
    double yaw_degrees;
    double pitch_degrees;  ///< seen from above
    double distance;       ///< of the eye in multiples of the longest edge; 0: parallel projection
};

/// The projected corners' hull, filled.
Outline draw_box(const BoxCase& c) {
    const double degree = std::acos(-1.0) / 180;
    const double longest = *std::max_element(c.size.begin(), c.size.end());
    const double cy = std::cos(c.yaw_degrees * degree);
    const double sy = std::sin(c.yaw_degrees * degree);
    const double cp = std::cos(c.pitch_degrees * degree);
    const double sp = std::sin(c.pitch_degrees * degree);
    std::vector<std::array<double, 2>> corners;
    for (int i = 0; i < 8; ++i) {
        const double x = (i % 2 - 0.5) * c.size[0];
        const double y = (i / 2 % 2 - 0.5) * c.size[1];
        const double z = (i / 4 - 0.5) * c.size[2];
        const double across = cy * x + sy * z;
        const double depth = -sy * x + cy * z;
        const double up = cp * y - sp * depth;
        const double towards = sp * y + cp * depth;
        const double scale = 130 / longest * (c.distance > 0 ? c.distance * longest / (c.distance * longest - towards) : 1);
        corners.push_back({128 + scale * across, 128 - scale * up});
    }
    const Inside hull = [&] {
        // Gift wrapping: eight points.
        std::vector<std::array<double, 2>> ring;
        std::size_t at = 0;
        for (std::size_t i = 1; i < corners.size(); ++i) {
            if (corners[i] < corners[at]) at = i;
        }
        const std::size_t start = at;
        do {
            ring.push_back(corners[at]);
            std::size_t next = (at + 1) % corners.size();
            for (std::size_t i = 0; i < corners.size(); ++i) {
                const double turn = (corners[next][0] - corners[at][0]) * (corners[i][1] - corners[at][1]) -
                                    (corners[next][1] - corners[at][1]) * (corners[i][0] - corners[at][0]);
                if (turn < 0) next = i;
            }
            at = next;
        } while (at != start);
        return polygon(ring);
    }();
    return draw_outline(256, 256, hull);
}

constexpr BoxCase kBoxes[] = {
    {"cube from above", {1, 1, 1}, 45, 30, 0},
    {"cube, turned", {1, 1, 1}, 30, 25, 0},
    {"carton", {1, 0.6, 0.8}, 35, 25, 0},
    {"tall fridge", {0.6, 1.3, 0.6}, 50, 20, 0},
    {"flat parcel", {1.2, 0.4, 0.9}, 40, 35, 0},
    {"seen from below", {1, 0.8, 0.7}, 40, 28, 0},
    {"cube, slight perspective", {1, 1, 1}, 45, 30, 12},
    {"carton, slight perspective", {1, 0.7, 0.8}, 40, 30, 12},
};

TEST(DraftCuboid, DrawnBoxesAreFoundAndMeasured) {
    for (const BoxCase& c : kBoxes) {
        SCOPED_TRACE(c.name);
        const std::optional<HexagonFit> fit = fit_hexagon(draw_box(c));
        ASSERT_TRUE(fit);
        EXPECT_TRUE(is_cuboid(*fit)) << "fill " << fit->fill << " followed " << fit->followed << " edges " << fit->edge_error;
        const std::optional<Box> box = solve_box(*fit);
        ASSERT_TRUE(box);
        std::array<double, 3> got = {box->length(0), box->length(1), box->length(2)};
        std::array<double, 3> want = c.size;
        const double longest = *std::max_element(got.begin(), got.end());
        const double longest_wanted = *std::max_element(want.begin(), want.end());
        // Edge 0 stands upright: it is the height.
        EXPECT_NEAR(got[0] / longest, want[1] / longest_wanted, c.distance > 0 ? 0.03 : 0.02);
        std::sort(got.begin(), got.end());
        std::sort(want.begin(), want.end());
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_NEAR(got[i] / longest, want[i] / longest_wanted, c.distance > 0 ? 0.03 : 0.02) << "edge " << i;
        }
    }
}

TEST(DraftCuboid, ClearPerspectiveIsStillTakenForABox) {
    const std::optional<HexagonFit> fit = fit_hexagon(draw_box({"", {1, 1, 1}, 40, 30, 4}));
    ASSERT_TRUE(fit);
    EXPECT_TRUE(is_cuboid(*fit)) << fit->edge_error;
}

/// An app icon.
Inside rounded_square(float centre, float half_side, float radius) {
    return [=](float x, float y) {
        const float dx = std::max(std::abs(x - centre) - half_side + radius, 0.0F);
        const float dy = std::max(std::abs(y - centre) - half_side + radius, 0.0F);
        return radius - std::hypot(dx, dy);
    };
}

struct NoBoxCase {
    const char* name;
    Inside shape;
};

TEST(DraftCuboid, OtherOutlinesAreNoBoxes) {
    const NoBoxCase cases[] = {
        {"disc", disc(128, 128, 90)},
        {"ellipse", ellipse(128, 128, 110, 60)},
        {"apple", apple()},
        {"rectangle", box(30, 60, 220, 190)},
        {"figure", figure()},
        {"ring", ring(128, 128, 100, 60)},
        {"rounded panel", rounded_square(128, 95, 25)},
        {"very round panel", rounded_square(128, 90, 32)},
        {"triangle", polygon({{40, 200}, {216, 200}, {128, 40}})},
        {"dot", disc(128, 128, 2)},
    };
    for (const NoBoxCase& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<HexagonFit> fit = fit_hexagon(draw_outline(256, 256, c.shape));
        EXPECT_FALSE(fit && is_cuboid(*fit)) << fit->fill << ' ' << fit->followed << ' ' << fit->edge_error;
    }
}

TEST(DraftCuboid, TheMeshIsAClosedUprightBox) {
    for (const BoxCase& c : kBoxes) {
        SCOPED_TRACE(c.name);
        const std::optional<HexagonFit> fit = fit_hexagon(draw_box(c));
        ASSERT_TRUE(fit);
        const std::optional<Box> box = solve_box(*fit);
        ASSERT_TRUE(box);
        BoxMesh mesh = mesh_box(*box, *fit, Plane<float>(256, 256), 4);
        glb::Scene scene;
        scene.meshes.push_back({"box", {mesh.visible, mesh.hidden}});
        const Topology topology = study_welded(scene);
        EXPECT_TRUE(topology.closed()) << topology.bad_edges << ' ' << topology.bad_vertices << ' ' << topology.degenerate;
        EXPECT_EQ(topology.euler, 2);
        EXPECT_NEAR(topology.volume / (box->length(0) * box->length(1) * box->length(2)), 1, 0.03);
        float low = 1e9F;
        float high = -1e9F;
        for (const auto& p : mesh.visible.positions) {
            low = std::min(low, p[1]);
            high = std::max(high, p[1]);
        }
        EXPECT_NEAR(high - low, box->length(0), 0.02 * box->length(0));
        for (const glb::Primitive* side : {&mesh.visible, &mesh.hidden}) {
            for (const auto& uv : side->uvs) {
                ASSERT_TRUE(uv[0] > 0 && uv[0] < 1 && uv[1] > 0 && uv[1] < 1);
            }
            for (const auto& n : side->normals) ASSERT_NEAR(std::hypot(n[0], n[1], n[2]), 1, 1e-5);
        }
    }
}

TEST(DraftChoose, RectangleFillIgnoresTheTurn) {
    EXPECT_NEAR(rectangle_fill(draw_outline(200, 200, box(20, 50, 180, 150))), 1, 0.02);
    EXPECT_NEAR(rectangle_fill(draw_outline(256, 256, polygon({{40, 120}, {120, 40}, {220, 140}, {140, 220}}))), 1, 0.02);
    EXPECT_NEAR(rectangle_fill(draw_outline(200, 200, disc(100, 100, 80))), std::acos(-1.0) / 4, 0.02);
}

TEST(DraftChoose, FlatnessTellsArtFromPhotos) {
    const Outline outline = draw_outline(100, 100, disc(50, 50, 45));
    Pixels art = plain_picture(100, 100, {230, 60, 60});
    paint(art, box(30, 30, 70, 70), {255, 255, 255});
    EXPECT_GT(flatness(art, outline), 0.95);
    EXPECT_LT(flatness(noise_picture(100, 100, 4), outline), 0.3);
}

}  // namespace
}  // namespace i2m::draft
