// write_materials.hpp - materials, textures, samplers and images of a GLB's JSON chunk.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "shared/glb/json_text.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::glb {

/// Extensions that the written document uses, and those without which a reader must not show it.
struct Extensions {
    std::set<std::string> used;
    std::set<std::string> required;
};

/// Adds "images", "samplers", "textures" and "materials" to the open object, each where there is one. `image_views[i]` is
/// the buffer view of `scene.images[i]`, or -1 for an image without bytes, which is left out. Values that glTF does not
/// allow are brought into its range; indices that lead nowhere are dropped.
void write_materials(JsonText& json, const Scene& scene, const std::vector<std::int32_t>& image_views, Extensions& extensions);

}  // namespace i2m::glb
