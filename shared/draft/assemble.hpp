// assemble.hpp - from a workpiece to a solid, and from a solid to a scene with materials and textures.
#pragma once

#include <cstdint>

#include "shared/base/result.hpp"
#include "shared/draft/draft.hpp"
#include "shared/draft/workpiece.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::draft {

/// The geometry of a draft: long side 1, base at 0, centred over the origin. Front and back share the positions of their
/// common rim.
struct Solid {
    glb::Primitive front;
    glb::Primitive back;

    [[nodiscard]] std::uint64_t triangles() const { return (front.indices.size() + back.indices.size()) / 3; }
};

/// DraftFailed when a cuboid was asked for and the outline is none. `method` is not Auto.
[[nodiscard]] Result<Solid> make_solid(const Workpiece& piece, Method method);

/// Textures, materials and `asset.extras` around a solid.
[[nodiscard]] glb::Scene assemble(Solid solid, const Workpiece& piece, Method method, const Options& options);

}  // namespace i2m::draft
