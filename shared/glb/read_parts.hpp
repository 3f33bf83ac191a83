// read_parts.hpp - the steps from a checked document to a scene.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "shared/glb/document.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::glb {

/// Fills scene.materials and scene.textures. Returns the UV set that each material's textures read (0, or 1 for
/// materials whose first texture reads set 1); textures of other sets are dropped with a warning.
[[nodiscard]] std::vector<int> read_materials(const Document& document, Scene& scene, Issues& issues);

/// Fills scene.images; without `keep_bytes` with their types only. An image that is none becomes an empty one.
void read_images(const Document& document, bool keep_bytes, std::size_t file_bytes, Scene& scene, Issues& issues);

/// JSON's numbers reach further than floats.
[[nodiscard]] inline float to_float(double value) {
    constexpr auto kMost = static_cast<double>(std::numeric_limits<float>::max());
    return static_cast<float>(std::clamp(value, -kMost, kMost));
}

/// Fills scene.meshes, one for each of the document. `uv_sets` is what read_materials returned.
void read_meshes(const Document& document, const Limits& limits, std::size_t file_bytes, const std::vector<int>& uv_sets,
                 Scene& scene, Issues& issues);

/// Fills scene.instances from the shown scene's nodes. Needs scene.meshes for the count of what is drawn.
void read_nodes(const Document& document, const Limits& limits, Scene& scene, Issues& issues);

/// Gives `primitive` normals: flat ones on unshared vertices, as glTF 2.0 asks (section 3.7.2.1), or smooth ones when that
/// would take more than `most_vertices`.
void add_normals(Primitive& primitive, std::size_t most_vertices);

/// Area-weighted normals of the shared vertices; (0, 1, 0) where there is no area.
[[nodiscard]] std::vector<std::array<float, 3>> smooth_normals(const Primitive& primitive);

}  // namespace i2m::glb
