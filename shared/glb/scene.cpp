// scene.cpp - bounds of a scene.
#include "shared/glb/scene.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "shared/glb/transform.hpp"

namespace i2m::glb {

Bounds bounds_of(const Scene& scene) {
    constexpr float kMost = std::numeric_limits<float>::max();
    Bounds box = {{kMost, kMost, kMost}, {-kMost, -kMost, -kMost}};
    for (const Instance& instance : scene.instances) {
        if (instance.mesh < 0 || static_cast<std::size_t>(instance.mesh) >= scene.meshes.size()) continue;
        for (const Primitive& primitive : scene.meshes[static_cast<std::size_t>(instance.mesh)].primitives) {
            for (const Vec3& position : primitive.positions) {
                const Vec3 point = transform_point(instance.world_from_mesh, position);
                for (std::size_t i = 0; i < 3; ++i) {
                    box.min[i] = std::min(box.min[i], std::max(point[i], -kMost));
                    box.max[i] = std::max(box.max[i], std::min(point[i], kMost));
                }
            }
        }
    }
    return box.min[0] <= box.max[0] ? box : Bounds{};
}

}  // namespace i2m::glb
