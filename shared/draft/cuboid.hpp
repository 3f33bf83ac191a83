// cuboid.hpp - a box seen at an angle, recovered from its outline.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "shared/draft/choose.hpp"
#include "shared/draft/plane.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::draft {

/// A box in grid px: x right, y up, z towards the viewer. edges[0] runs from the near corner to the lowest one.
struct Box {
    Point2 near_corner;                               ///< in the picture, y down
    std::array<std::array<double, 3>, 3> edges = {};  ///< from the near corner, orthogonal

    [[nodiscard]] double length(std::size_t edge) const;
};

/// Exact under parallel projection: with spokes a, b, c in the picture, z_a = -sqrt(-(a.b)(a.c)/(b.c)) and cyclic.
/// nullopt when the spokes' dot products are not all negative.
[[nodiscard]] std::optional<Box> solve_box(const HexagonFit& fit);

/// The box's three visible and three hidden sides, standing upright on edge 0. Positions in grid px, y up, not yet placed.
struct BoxMesh {
    glb::Primitive visible;
    glb::Primitive hidden;
};

/// Sides are exact planes with sharp edges; visible ones carry `detail` (height per grid point, px) away from their edges,
/// in cells of about `step` px. Texture coordinates follow the picture, 3 % inside the outline; hidden sides take the
/// picture reflected through its centre. Vertices on shared edges have equal positions, so that the box is closed.
[[nodiscard]] BoxMesh mesh_box(const Box& box, const HexagonFit& fit, const Plane<float>& detail, double step);

}  // namespace i2m::draft
