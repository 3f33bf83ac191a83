// march.hpp - two height fields over one outline as a closed mesh: marching squares, closed by construction.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "shared/draft/outline.hpp"
#include "shared/draft/shape.hpp"

namespace i2m::draft {

using Float3 = std::array<float, 3>;

/// A closed, oriented, two-manifold triangle mesh in grid px: x right, y down, z towards the viewer. Counter-clockwise
/// triangles face outwards when y is turned up. Vertices lie in three groups: front points, then rim points (where the
/// outline crosses grid edges, shared by both sides), then back points; so each side is one contiguous range.
struct Shell {
    std::vector<Float3> positions;
    std::vector<Float3> normals;         ///< filled by add_normals
    std::vector<std::int32_t> cell;      ///< per vertex, the inside point (y * width + x) that it stands on or starts from
    std::vector<std::int32_t> rim_step;  ///< per rim vertex, what to add to its cell to reach the outside neighbour
    std::vector<std::uint32_t> front;    ///< triangles over front and rim vertices
    std::vector<std::uint32_t> back;     ///< triangles over rim and back vertices
    std::uint32_t rim_begin = 0;
    std::uint32_t back_begin = 0;

    [[nodiscard]] std::uint64_t triangles() const { return (front.size() + back.size()) / 3; }
};

enum class BackDetail : std::uint8_t { Full, Half };

/// Every inside point becomes a front and a back vertex, every crossing one rim vertex at z = 0; each grid cell gives a
/// front polygon and the reversed back polygon. With BackDetail::Half, 2 x 2 cells well inside become one back polygon.
[[nodiscard]] Shell march(const Outline& outline, const Shape& shape, BackDetail back);

}  // namespace i2m::draft
