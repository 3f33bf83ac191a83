// distance.hpp - exact distances to the outline, and the union of the largest inscribed balls.
#pragma once

#include "shared/draft/outline.hpp"
#include "shared/draft/plane.hpp"

namespace i2m::draft {

/// Distance in px of every inside point to the nearest outside point, less half a pixel; 0 outside.
[[nodiscard]] Plane<float> distance_inside(const Outline& outline);

/// B(x) = max over inside points c of D(c)^2 - |x - c|^2: the squared height of the union of all balls that fit, smoothed
/// three times a little; at least 0, and 0 outside.
[[nodiscard]] Plane<float> inscribed_balls(const Outline& outline, const Plane<float>& distance);

/// In place, min over q of f(q) + (p - q)^2 along every row, then every column; cells of kFar or more are no sites.
/// Lower envelope of parabolas after Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions" (2012).
void squared_distance_transform(Plane<float>& f);
inline constexpr float kFar = 1e9F;

}  // namespace i2m::draft
