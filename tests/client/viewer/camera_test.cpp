// camera_test.cpp - what a hand does to the camera, and what the camera shows.
#include "client/viewer/camera.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>

namespace i2m::client {
namespace {

constexpr glb::Bounds kUnitBox{{-0.5F, 0, -0.25F}, {0.5F, 1, 0.25F}};

struct Projected {
    float x, y, w;
};

Projected project(const Camera& camera, float aspect, const glb::Bounds& bounds, const Vec3& p) {
    const Mat4 view = view_from_world(camera);
    const Mat4 clip = clip_from_view(camera, aspect, bounds);
    float v[4]{};
    float c[4]{};
    const float in[4] = {p[0], p[1], p[2], 1};
    for (std::size_t row = 0; row < 4; ++row) {
        for (std::size_t k = 0; k < 4; ++k) v[row] += view[k * 4 + row] * in[k];
    }
    for (std::size_t row = 0; row < 4; ++row) {
        for (std::size_t k = 0; k < 4; ++k) c[row] += clip[k * 4 + row] * v[k];
    }
    return {c[0] / c[3], c[1] / c[3], c[3]};
}

TEST(Camera, IsCarriedOverToAModelOfAnotherSize) {
    const glb::Bounds large{{-5, 10, -2.5F}, {5, 20, 2.5F}};
    Camera camera = frame_bounds(kUnitBox, 1);
    orbit(camera, 40, -10, 400);
    zoom(camera, 2);
    camera.target[1] += 0.1F;
    const Camera there = carried_over(camera, kUnitBox, large);
    EXPECT_FLOAT_EQ(there.yaw, camera.yaw);
    EXPECT_FLOAT_EQ(there.pitch, camera.pitch);
    const Projected here = project(camera, 1, kUnitBox, {0.5F, 1, 0.25F});
    const Projected same = project(there, 1, large, {5, 20, 2.5F});
    EXPECT_NEAR(same.x, here.x, 1e-3) << "the same corner at the same place of the view";
    EXPECT_NEAR(same.y, here.y, 1e-3);
    const Camera back = carried_over(there, large, kUnitBox);
    EXPECT_NEAR(back.distance_m, camera.distance_m, 1e-4);
}

TEST(Camera, LooksAlongMinusZAtYawZero) {
    Camera camera;
    camera.yaw = 0;
    camera.pitch = 0;
    camera.target = {0, 0, 0};
    camera.distance_m = 2;
    EXPECT_NEAR(eye_of(camera)[2], 2, 1e-6);
    const Projected right = project(camera, 1, kUnitBox, {0.5F, 0, 0});
    EXPECT_GT(right.x, 0.1F);
    EXPECT_NEAR(right.y, 0, 1e-6);
}

TEST(Camera, FramesEveryCornerFromEverySide) {
    struct Case {
        const char* name;
        glb::Bounds bounds;
        float aspect, yaw, pitch;
    };
    const Case cases[] = {
        {"wide view", kUnitBox, 1.8F, 0.6F, 0.3F},
        {"phone", kUnitBox, 0.6F, 0.6F, 0.3F},
        {"from above", kUnitBox, 1, 0, 1.5F},
        {"from behind and below", kUnitBox, 1, 3, -0.7F},
        {"flat plate", {{-1, 0, -1}, {1, 0.01F, 1}}, 1.3F, 0.6F, 0.3F},
        {"four centimetres", {{-0.02F, 0, -0.02F}, {0.02F, 0.04F, 0.02F}}, 1, 0.6F, 0.3F},
        {"a kilometre", {{-500, 0, -500}, {500, 200, 500}}, 1, 0.6F, 0.3F},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Camera camera = frame_bounds(c.bounds, c.aspect, c.yaw, c.pitch);
        float widest = 0;
        for (int corner = 0; corner < 8; ++corner) {
            Vec3 p{};
            for (std::size_t i = 0; i < 3; ++i) p[i] = (corner >> i) & 1 ? c.bounds.max[i] : c.bounds.min[i];
            const Projected at = project(camera, c.aspect, c.bounds, p);
            EXPECT_GT(at.w, 0);
            EXPECT_LT(std::abs(at.x), 1);
            EXPECT_LT(std::abs(at.y), 1);
            widest = std::max({widest, std::abs(at.x), std::abs(at.y)});
        }
        EXPECT_GT(widest, 0.5F) << "the model should fill the view";
    }
}

TEST(Camera, PanKeepsThePointUnderTheHand) {
    Camera camera = frame_bounds(kUnitBox, 1);
    const Vec3 held = camera.target;
    const float height = 400;
    pan(camera, 50, -30, height);
    const Projected now = project(camera, 1, kUnitBox, held);
    EXPECT_NEAR(now.x * height / 2, 50, 0.5);
    EXPECT_NEAR(now.y * height / 2, 30, 0.5);
}

TEST(Camera, OrbitTurnsHalfwayOverTheViewAndStopsAtThePoles) {
    Camera camera;
    camera.yaw = 0;
    orbit(camera, -400, 0, 400);
    EXPECT_NEAR(std::abs(camera.yaw), 3.14159F, 1e-4);
    orbit(camera, 0, 10'000, 400);
    EXPECT_LT(camera.pitch, 1.5708F);
    orbit(camera, 0, -20'000, 400);
    EXPECT_GT(camera.pitch, -1.5708F);
}

TEST(Camera, ZoomIsBoundedAndReversible) {
    Camera camera = frame_bounds(kUnitBox, 1);
    const float before = camera.distance_m;
    zoom(camera, 3);
    EXPECT_NEAR(camera.distance_m, before * 0.729F, 1e-4);
    zoom(camera, -3);
    EXPECT_NEAR(camera.distance_m, before, 1e-4);
    zoom(camera, 1000);
    EXPECT_GE(camera.distance_m, camera.min_distance_m);
    for (int i = 0; i < 20; ++i) zoom(camera, -50);
    EXPECT_LE(camera.distance_m, camera.max_distance_m);
}

TEST(Camera, EmptyBoundsGiveAUsableCamera) {
    const Camera camera = frame_bounds({}, 1);
    EXPECT_GT(camera.distance_m, 0);
    EXPECT_TRUE(std::isfinite(project(camera, 1, {}, {0, 0, 0}).x));
}

}  // namespace
}  // namespace i2m::client
