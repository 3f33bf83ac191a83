// camera.hpp - an orbit camera: where it looks, from where, and how hands move it. No ImGui, no GL.
#pragma once

#include <array>

#include "shared/glb/scene.hpp"

namespace i2m::client {

using Vec3 = std::array<float, 3>;
using Mat4 = std::array<float, 16>;  ///< column-major

/// Looks at `target` from `distance_m` away. Angles in radians; yaw 0 looks along -Z (from the front), pitch up to just
/// under a right angle.
struct Camera {
    Vec3 target = {0, 0.5F, 0};
    float yaw = 0.6F;
    float pitch = 0.3F;
    float distance_m = 2.5F;
    float fov_y = 0.7854F;
    float min_distance_m = 0.05F;
    float max_distance_m = 50;
};

/// A camera that shows all of `bounds` with a margin at the given aspect (width over height), seen from yaw and pitch.
[[nodiscard]] Camera frame_bounds(const glb::Bounds& bounds, float aspect, float yaw = 0.6F, float pitch = 0.3F);

/// `camera`, which looks at a model of bounds `from`, for one of bounds `to`: the same side, as near for its size.
[[nodiscard]] Camera carried_over(const Camera& camera, const glb::Bounds& from, const glb::Bounds& to);

/// Turns by a drag of (dx, dy) in CSS pixels over a view `height` high: half a turn per view height.
void orbit(Camera& camera, float dx, float dy, float height);
/// Moves the target with the hand: what is under the pointer stays under it.
void pan(Camera& camera, float dx, float dy, float height);
/// Nearer (positive steps) or farther; one step is 10 %.
void zoom(Camera& camera, float steps);

[[nodiscard]] Vec3 eye_of(const Camera& camera);
[[nodiscard]] Mat4 view_from_world(const Camera& camera);
/// Near and far planes hold `bounds` and the ground around it.
[[nodiscard]] Mat4 clip_from_view(const Camera& camera, float aspect, const glb::Bounds& bounds);

}  // namespace i2m::client
