// shape.hpp - the heights of a draft's two surfaces over its outline.
#pragma once

#include "shared/draft/outline.hpp"
#include "shared/draft/plane.hpp"

namespace i2m::draft {

/// Front and back of a solid over the working grid, in grid px towards the viewer from the mid surface (the outline lies
/// in the mid surface). front >= 0 >= back inside, 0 outside.
struct Shape {
    Plane<float> front;
    Plane<float> back;
    bool rounded = true;  ///< the heights fall to 0 at the outline like a square root: normals come from z^2 = G
};

/// How strongly the solve keeps to the inscribed balls: 0 is plain Poisson inflation, 20 softer, 150 crisper.
inline constexpr float kKappa = 60;

/// Q of z = s sqrt(Q): -Laplacian(Q) + c Q = 4 + c B, c = kappa / (B + 2), Q = 0 at the outline. Px squared.
[[nodiscard]] Plane<float> inflate(const Outline& outline, const Plane<float>& balls, float kappa, double tolerance);

/// The fine relief that the picture's lightness (L, 0..100) gives, about -1..1: a high-pass scaled by its own RMS, so that
/// stripes do not become ridges. 0 outside.
[[nodiscard]] Plane<float> surface_detail(const Outline& outline, const Plane<float>& lightness);

/// In all three, `distance` and `balls` are distance_inside and inscribed_balls of the outline, `lightness` is L of its colours.
/// Round things: balls and Poisson, capped at 0.4 of the shorter side, with detail on the front.
[[nodiscard]] Shape balls_shape(const Outline& outline, const Plane<float>& balls, const Plane<float>& lightness);

/// Flat art: a plate of half depth 7 % of the shorter side with a quarter-round bevel.
[[nodiscard]] Shape extrusion_shape(const Outline& outline, const Plane<float>& distance, const Plane<float>& lightness);

/// Busy photos: a framed, shallow relief on a flat back.
[[nodiscard]] Shape relief_shape(const Outline& outline, const Plane<float>& distance, const Plane<float>& balls,
                                 const Plane<float>& lightness);

/// `height` up to 70 % of `cap`, above that softly bounded by `cap`.
[[nodiscard]] float soft_knee(float height, float cap);

}  // namespace i2m::draft
