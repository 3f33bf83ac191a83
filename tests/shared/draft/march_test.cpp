// march_test.cpp - shells are closed, manifold and oriented, whatever the mask; their normals fit.
#include "shared/draft/march.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "shared/draft/distance.hpp"
#include "shared/draft/normals.hpp"
#include "tests/shared/draft/drawings.hpp"
#include "tests/shared/draft/topology.hpp"

namespace i2m::draft {
namespace {

/// Heights by distance alone: quick, and steep at the rim like the real ones.
Shape domed(const Outline& outline) {
    const Plane<float> distance = distance_inside(outline);
    Shape shape{Plane<float>(outline.width(), outline.height()), Plane<float>(outline.width(), outline.height()), true};
    for (std::size_t i = 0; i < distance.cells.size(); ++i) {
        if (outline.inside.cells[i] == 0) continue;
        shape.front.cells[i] = 0.1F + std::sqrt(distance.cells[i]);
        shape.back.cells[i] = -shape.front.cells[i];
    }
    return shape;
}

Topology study_shell(const Shell& shell) {
    std::vector<std::array<float, 3>> positions = shell.positions;
    for (auto& p : positions) p[1] = -p[1];
    std::vector<std::uint32_t> all = shell.front;
    all.insert(all.end(), shell.back.begin(), shell.back.end());
    return study(positions, all);
}

struct ShellCase {
    std::string name;
    Outline outline;
    std::optional<std::int64_t> euler;
};

std::vector<ShellCase> shell_cases() {
    std::vector<ShellCase> cases = {
        {"disc", draw_outline(100, 100, disc(50, 50, 40)), 2},
        {"disc on odd sides", draw_outline(101, 99, disc(50.3F, 49.6F, 41)), 2},
        {"figure", draw_outline(160, 200, figure()), 2},
        {"ring", draw_outline(120, 120, ring(60, 60, 50, 20)), 0},
        {"thin ring", draw_outline(120, 120, ring(60, 60, 50, 48)), 0},
        {"box", draw_outline(90, 60, box(5, 5, 84, 54)), 2},
        {"one pixel", draw_outline(9, 9, disc(4, 4, 0.4F)), 2},
        {"one row", draw_outline(30, 9, box(3, 3.6F, 26, 4.4F)), 2},
        {"up to the edge", draw_outline(24, 24, box(-5, -5, 40, 40)), 2},
    };
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        cases.push_back({"noise " + std::to_string(seed), noise_outline(40 + static_cast<int>(seed), 33, seed), std::nullopt});
    }
    return cases;
}

TEST(DraftMarch, EveryShellIsClosedAndFacesOutwards) {
    for (const ShellCase& c : shell_cases()) {
        for (const BackDetail detail : {BackDetail::Full, BackDetail::Half}) {
            SCOPED_TRACE(c.name + (detail == BackDetail::Full ? ", full back" : ", half back"));
            const Topology topology = study_shell(march(c.outline, domed(c.outline), detail));
            EXPECT_EQ(topology.bad_edges, 0);
            EXPECT_EQ(topology.bad_vertices, 0);
            EXPECT_EQ(topology.degenerate, 0);
            EXPECT_GT(topology.triangles, 0);
            EXPECT_GT(topology.volume, 0);
            if (c.euler) {
                EXPECT_EQ(topology.euler, *c.euler);
            }
        }
    }
}

TEST(DraftMarch, SidesShareOnlyTheRim) {
    const Outline outline = draw_outline(100, 100, disc(50, 50, 40));
    const Shell shell = march(outline, domed(outline), BackDetail::Half);
    for (const std::uint32_t i : shell.front) ASSERT_LT(i, shell.back_begin);
    for (const std::uint32_t i : shell.back) ASSERT_GE(i, shell.rim_begin);
    for (std::uint32_t i = shell.rim_begin; i < shell.back_begin; ++i) ASSERT_EQ(shell.positions[i][2], 0);
    EXPECT_EQ(shell.rim_begin, outline.count);
}

TEST(DraftMarch, HalfDetailSavesMostOfTheBack) {
    const Outline outline = draw_outline(256, 256, disc(128, 128, 120));
    const Shape shape = domed(outline);
    const std::size_t full = march(outline, shape, BackDetail::Full).back.size();
    const std::size_t half = march(outline, shape, BackDetail::Half).back.size();
    EXPECT_LT(static_cast<double>(half), 0.4 * static_cast<double>(full));
}

TEST(DraftNormals, OfAHemisphereAreItsRadii) {
    constexpr float kRadius = 60;
    const Outline outline = draw_outline(140, 140, disc(70, 70, kRadius));
    Shape shape{Plane<float>(140, 140), Plane<float>(140, 140), true};
    for (int y = 0; y < 140; ++y) {
        for (int x = 0; x < 140; ++x) {
            if (outline.inside.at(x, y) == 0) continue;
            const auto r2 = static_cast<float>((x - 70) * (x - 70) + (y - 70) * (y - 70));
            shape.front.row(y)[x] = std::sqrt(std::max(0.0F, kRadius * kRadius - r2));
            shape.back.row(y)[x] = -shape.front.at(x, y);
        }
    }
    Shell shell = march(outline, shape, BackDetail::Full);
    add_normals(shell, outline, shape);
    ASSERT_EQ(shell.normals.size(), shell.positions.size());
    float worst = 1;
    for (std::size_t i = 0; i < shell.normals.size(); ++i) {
        const Float3& p = shell.positions[i];
        const Float3& n = shell.normals[i];
        const float dot = (n[0] * (p[0] - 70) + n[1] * (p[1] - 70) + n[2] * p[2]) / kRadius;
        worst = std::min(worst, dot);
    }
    EXPECT_GT(worst, 0.975F);
}

TEST(DraftNormals, AreUnitLengthAndOutwardOnAnyMask) {
    for (const ShellCase& c : shell_cases()) {
        for (const bool rounded : {true, false}) {
            SCOPED_TRACE(c.name + (rounded ? ", rounded" : ", by area"));
            Shape shape = domed(c.outline);
            shape.rounded = rounded;
            Shell shell = march(c.outline, shape, BackDetail::Half);
            add_normals(shell, c.outline, shape);
            for (std::size_t i = 0; i < shell.normals.size(); ++i) {
                const Float3& n = shell.normals[i];
                ASSERT_NEAR(std::hypot(n[0], n[1], n[2]), 1, 1e-4) << i;
                if (rounded && i < shell.rim_begin) {
                    ASSERT_GE(n[2], 0) << i;
                }
                if (rounded && i >= shell.rim_begin && i < shell.back_begin) {
                    ASSERT_EQ(n[2], 0) << i;
                }
                if (rounded && i >= shell.back_begin) {
                    ASSERT_LE(n[2], 0) << i;
                }
            }
        }
    }
}

}  // namespace
}  // namespace i2m::draft
