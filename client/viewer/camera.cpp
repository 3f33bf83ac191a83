// camera.cpp - orbit camera mathematics.
#include "client/viewer/camera.hpp"

#include <algorithm>
#include <cmath>

namespace i2m::client {
namespace {

constexpr float kPi = 3.14159265F;
constexpr float kMaxPitch = 1.55F;     // just under a right angle: `up` must never be parallel to the view
constexpr float kFrameMargin = 1.08F;  // room around a framed model
constexpr float kGroundReach = 8.0F;   // the ground is drawn this many radii far

struct Axes {
    Vec3 right, up, back;  // `back` points from the target to the eye
};

Axes axes_of(const Camera& camera) {
    const float sy = std::sin(camera.yaw), cy = std::cos(camera.yaw);
    const float sp = std::sin(camera.pitch), cp = std::cos(camera.pitch);
    return {{cy, 0, -sy}, {-sy * sp, cp, -cy * sp}, {sy * cp, sp, cy * cp}};
}

float dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Vec3 add_scaled(const Vec3& a, const Vec3& b, float scale) {
    return {a[0] + b[0] * scale, a[1] + b[1] * scale, a[2] + b[2] * scale};
}

float radius_of(const glb::Bounds& bounds) {
    Vec3 half{};
    for (std::size_t i = 0; i < 3; ++i) half[i] = (bounds.max[i] - bounds.min[i]) / 2;
    return std::max(std::sqrt(dot(half, half)), 1e-6F);
}

}  // namespace

Camera frame_bounds(const glb::Bounds& bounds, float aspect, float yaw, float pitch) {
    Camera camera;
    camera.yaw = yaw;
    camera.pitch = pitch;
    for (std::size_t i = 0; i < 3; ++i) camera.target[i] = (bounds.min[i] + bounds.max[i]) / 2;
    const float radius = radius_of(bounds);
    const float tan_y = std::tan(camera.fov_y / 2);
    const float tan_x = tan_y * std::max(aspect, 0.1F);
    const Axes axes = axes_of(camera);
    float distance = 0;
    for (int corner = 0; corner < 8; ++corner) {
        Vec3 p{};
        for (std::size_t i = 0; i < 3; ++i) p[i] = ((corner >> i) & 1 ? bounds.max[i] : bounds.min[i]) - camera.target[i];
        const float across = std::max(std::abs(dot(p, axes.right)) / tan_x, std::abs(dot(p, axes.up)) / tan_y);
        distance = std::max(distance, dot(p, axes.back) + across * kFrameMargin);
    }
    camera.min_distance_m = radius * 0.1F;
    camera.max_distance_m = std::max(radius * 20, distance);
    camera.distance_m = std::max(distance, radius * 1.1F);
    return camera;
}

Camera carried_over(const Camera& camera, const glb::Bounds& from, const glb::Bounds& to) {
    const Camera before = frame_bounds(from, 1, camera.yaw, camera.pitch);
    Camera after = frame_bounds(to, 1, camera.yaw, camera.pitch);
    if (before.distance_m <= 0) return after;
    const float scale = after.distance_m / before.distance_m;
    for (std::size_t i = 0; i < 3; ++i) after.target[i] += (camera.target[i] - before.target[i]) * scale;
    after.distance_m = camera.distance_m * scale;
    return after;
}

void orbit(Camera& camera, float dx, float dy, float height) {
    const float scale = kPi / std::max(height, 1.0F);
    camera.yaw = std::remainder(camera.yaw - dx * scale, 2 * kPi);
    camera.pitch = std::clamp(camera.pitch + dy * scale, -kMaxPitch, kMaxPitch);
}

void pan(Camera& camera, float dx, float dy, float height) {
    const Axes axes = axes_of(camera);
    const float metres_per_px = 2 * camera.distance_m * std::tan(camera.fov_y / 2) / std::max(height, 1.0F);
    camera.target = add_scaled(add_scaled(camera.target, axes.right, -dx * metres_per_px), axes.up, dy * metres_per_px);
}

void zoom(Camera& camera, float steps) {
    const float factor = std::pow(0.9F, std::clamp(steps, -50.0F, 50.0F));
    camera.distance_m = std::clamp(camera.distance_m * factor, camera.min_distance_m, camera.max_distance_m);
}

Vec3 eye_of(const Camera& camera) { return add_scaled(camera.target, axes_of(camera).back, camera.distance_m); }

Mat4 view_from_world(const Camera& camera) {
    const Axes axes = axes_of(camera);
    const Vec3 eye = eye_of(camera);
    return {axes.right[0], axes.up[0], axes.back[0], 0, axes.right[1],         axes.up[1],         axes.back[1],         0,
            axes.right[2], axes.up[2], axes.back[2], 0, -dot(axes.right, eye), -dot(axes.up, eye), -dot(axes.back, eye), 1};
}

Mat4 clip_from_view(const Camera& camera, float aspect, const glb::Bounds& bounds) {
    const float radius = radius_of(bounds);
    Vec3 center{};
    for (std::size_t i = 0; i < 3; ++i) center[i] = (bounds.min[i] + bounds.max[i]) / 2;
    const Vec3 to_center = add_scaled(center, eye_of(camera), -1);
    const float depth = -dot(to_center, axes_of(camera).back);
    const float near = std::max(std::min(depth - radius * kGroundReach, camera.distance_m * 0.5F), camera.distance_m * 0.04F);
    const float far = std::max(depth + radius * kGroundReach, near * 10);
    const float f = 1 / std::tan(camera.fov_y / 2);
    Mat4 clip{};
    clip[0] = f / std::max(aspect, 0.01F);
    clip[5] = f;
    clip[10] = (far + near) / (near - far);
    clip[11] = -1;
    clip[14] = 2 * far * near / (near - far);
    return clip;
}

}  // namespace i2m::client
