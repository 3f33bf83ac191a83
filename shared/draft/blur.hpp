// blur.hpp - box blurs by running sums: the cost does not depend on the radius.
#pragma once

#include "shared/draft/plane.hpp"

namespace i2m::draft {

/// `passes` box blurs over 2 * radius + 1 cells in both directions; beyond the plane there is 0. Two passes give a tent,
/// three nearly a Gaussian with sigma = sqrt(passes * radius * (radius + 1) / 3).
void box_blur(Plane<float>& plane, int radius, int passes);

/// Blurs `values` where `weight` counts: blur(values * weight) / blur(weight); 0 where no weight is near.
[[nodiscard]] Plane<float> weighted_blur(const Plane<float>& values, const Plane<float>& weight, int radius, int passes);

/// The box radius whose `passes` blurs come nearest to `sigma` cells, at least 0.
[[nodiscard]] int radius_for_sigma(float sigma, int passes);

/// A cheap stand-in for tanh with the same slope at 0: x (27 + x^2) / (27 + 9 x^2), 1 from 3 on (with slope 0 there).
[[nodiscard]] inline float soft_clip(float x) {
    const float limited = x > 3.0F ? 3.0F : (x < -3.0F ? -3.0F : x);
    const float square = limited * limited;
    return limited * (27.0F + square) / (27.0F + 9.0F * square);
}

}  // namespace i2m::draft
