// outline.hpp - the object on the working grid: soft coverage, what is inside, and where the outline crosses grid edges.
#pragma once

#include <cstdint>

#include "shared/draft/plane.hpp"

namespace i2m::draft {

/// Coverage on the grid. A point is inside from 0.5 on; the outermost ring of points is always outside, so that the
/// outline is closed. Lengths are in grid px, points sit at whole numbers.
struct Outline {
    Plane<float> coverage;
    Plane<std::uint8_t> inside;
    Bounds2 bounds;          ///< of the inside points
    std::int64_t count = 0;  ///< inside points

    [[nodiscard]] int width() const { return coverage.width; }
    [[nodiscard]] int height() const { return coverage.height; }
    [[nodiscard]] float shorter_side() const;
    [[nodiscard]] float longer_side() const;
};

/// Takes coverage 0..1 and clears the outermost ring.
[[nodiscard]] Outline make_outline(Plane<float> coverage);

/// The same without islands under 0.5 % of the area and without pin-holes.
[[nodiscard]] Outline make_tidy_outline(Plane<float> coverage);

/// Smooths by 1-2-1 in both directions: for coverage that came from a hard cut. (On real alpha it erases antennas.)
void smooth_coverage(Plane<float>& coverage);

/// The least share of a link's length that is taken as a crossing: bounds the diagonal of the solver's system.
inline constexpr float kLeastCrossing = 0.02F;

/// Where between an inside point (0) and its outside neighbour (1) the coverage is 0.5.
[[nodiscard]] inline float crossing(float inside, float outside) { return (inside - 0.5F) / (inside - outside); }

}  // namespace i2m::draft
