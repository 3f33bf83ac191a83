// parts.hpp - a scene as the writers of other formats want it, and the writers.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/glb/scene.hpp"

namespace i2m::exporting {

/// Triangles in world space that share a material.
struct Part {
    std::string name;
    glb::Primitive mesh;
};
/// Every instance's primitives, their placement worked in; empty ones are left out.
[[nodiscard]] std::vector<Part> parts_of(const glb::Scene& scene);

/// All parts as one body: points at the same place are one, and triangles without an area of indices are left out, so that a
/// closed surface that was cut for its texture is closed again. Z up, millimetres.
struct Solid {
    struct Triangle {
        std::array<std::uint32_t, 3> points = {};
        std::int32_t material = -1;
    };
    std::vector<std::array<float, 3>> points;
    std::vector<Triangle> triangles;
};
[[nodiscard]] Solid solid_of(const std::vector<Part>& parts);

/// The shortest text that gives the same float back is at most so long; nine digits always do.
void append_number(std::string& out, float value);

/// A ZIP of STEM.obj, model.mtl and the textures that the materials name. Wavefront OBJ and MTL, with Pr and Pm of the usual
/// extension for metallic-roughness.
[[nodiscard]] std::string write_obj_zip(const std::vector<Part>& parts, const glb::Scene& scene, std::string_view stem);
/// Binary STL.
[[nodiscard]] std::string write_stl(const Solid& solid);
/// Binary little-endian PLY 1.0.
[[nodiscard]] std::string write_ply(const std::vector<Part>& parts, const glb::Scene& scene);
/// 3MF Core Specification 1.3.
[[nodiscard]] std::string write_3mf(const Solid& solid, const glb::Scene& scene);

}  // namespace i2m::exporting
