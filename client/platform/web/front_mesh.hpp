// front_mesh.hpp - a draft seen from the front, as flat triangles over the picture it was made of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "shared/draft/draft.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::client::web {

/// A box in pixels of a mask: what it covers more than half. Empty (all zero) where nothing is.
struct MaskBox {
    std::uint32_t left = 0, top = 0, right = 0, bottom = 0;  ///< right and bottom are one past
};
[[nodiscard]] inline MaskBox box_of(const draft::Mask& mask) {
    MaskBox box{mask.width, mask.height, 0, 0};
    for (std::uint32_t y = 0; y < mask.height; ++y) {
        for (std::uint32_t x = 0; x < mask.width; ++x) {
            if (mask.coverage[std::size_t{y} * mask.width + x] < 128) continue;
            box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x + 1), std::max(box.bottom, y + 1)};
        }
    }
    return box.right == 0 ? MaskBox{} : box;
}

/// Six coordinates for each triangle of `scene` that faces the viewer, in pixels of the mask: the box around the scene is
/// laid over `place`, which is how the draft was cut out of it.
[[nodiscard]] inline std::vector<float> front_triangles(const glb::Scene& scene, const MaskBox& place) {
    const glb::Bounds bounds = glb::bounds_of(scene);
    const float wide = std::max(bounds.max[0] - bounds.min[0], 1e-6F);
    const float high = std::max(bounds.max[1] - bounds.min[1], 1e-6F);
    const auto x_of = [&](const std::array<float, 3>& p) {
        return static_cast<float>(place.left) + (p[0] - bounds.min[0]) / wide * static_cast<float>(place.right - place.left);
    };
    const auto y_of = [&](const std::array<float, 3>& p) {
        return static_cast<float>(place.bottom) - (p[1] - bounds.min[1]) / high * static_cast<float>(place.bottom - place.top);
    };
    std::vector<float> out;
    for (const glb::Mesh& mesh : scene.meshes) {
        for (const glb::Primitive& part : mesh.primitives) {
            for (std::size_t i = 0; i + 2 < part.indices.size(); i += 3) {
                const auto& a = part.positions[part.indices[i]];
                const auto& b = part.positions[part.indices[i + 1]];
                const auto& c = part.positions[part.indices[i + 2]];
                const float turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
                if (turn <= 0) continue;
                out.insert(out.end(), {x_of(a), y_of(a), x_of(b), y_of(b), x_of(c), y_of(c)});
            }
        }
    }
    return out;
}

}  // namespace i2m::client::web
