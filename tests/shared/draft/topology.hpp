// topology.hpp - whether a triangle list is a closed, oriented, manifold surface.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "shared/glb/scene.hpp"

namespace i2m::draft {

struct Topology {
    std::int64_t vertices = 0;  ///< used ones
    std::int64_t triangles = 0;
    std::int64_t bad_edges = 0;     ///< not shared by exactly two opposite half-edges
    std::int64_t bad_vertices = 0;  ///< whose triangles are not one closed fan
    std::int64_t degenerate = 0;    ///< triangles that use a vertex twice
    std::int64_t euler = 0;         ///< V - E + F
    double volume = 0;              ///< signed; positive when triangles face outwards (y up)

    [[nodiscard]] bool closed() const { return bad_edges == 0 && bad_vertices == 0 && degenerate == 0 && triangles > 0; }
};

[[nodiscard]] Topology study(const std::vector<std::array<float, 3>>& positions, const std::vector<std::uint32_t>& indices);

/// Joins vertices of all primitives by equal position first.
[[nodiscard]] Topology study_welded(const glb::Scene& scene);

}  // namespace i2m::draft
