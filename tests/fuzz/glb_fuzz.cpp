// glb_fuzz.cpp - whatever reads holds together: indices inside, numbers finite, and it writes and reads again with the same
// triangles, whole and quantised.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "shared/glb/glb.hpp"

namespace {

using namespace i2m::glb;

void require(bool holds) {
    if (!holds) std::abort();
}

template <class Rows>
bool all_finite(const Rows& rows) {
    for (const auto& row : rows) {
        for (const float value : row) {
            if (!std::isfinite(value)) return false;
        }
    }
    return true;
}

void check(const Primitive& primitive) {
    const std::size_t count = primitive.positions.size();
    require(primitive.indices.size() % 3 == 0 && !primitive.indices.empty());
    for (const std::uint32_t index : primitive.indices) require(index < count);
    require(primitive.normals.size() == count);
    require(primitive.uvs.empty() || primitive.uvs.size() == count);
    require(primitive.colors.empty() || primitive.colors.size() == count);
    require(all_finite(primitive.positions) && all_finite(primitive.normals) && all_finite(primitive.uvs) &&
            all_finite(primitive.colors));
}

void check(const Scene& scene) {
    for (const Mesh& mesh : scene.meshes) {
        for (const Primitive& primitive : mesh.primitives) {
            check(primitive);
            require(primitive.material >= -1 && primitive.material < static_cast<int>(scene.materials.size()));
        }
    }
    for (const Instance& instance : scene.instances) {
        require(instance.mesh >= 0 && instance.mesh < static_cast<int>(scene.meshes.size()));
        for (const float value : instance.world_from_mesh) require(std::isfinite(value));
    }
    for (const Texture& texture : scene.textures)
        require(texture.image >= -1 && texture.image < static_cast<int>(scene.images.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ReadOptions options;
    options.limits.max_vertices = 20'000;
    options.limits.max_indices = 60'000;
    options.limits.max_nodes = 1'000;
    const i2m::ByteView bytes(data, size);
    const std::vector<Issue> issues = check_glb(bytes, options.limits);
    const bool is_wrong = !issues.empty() && issues[0].severity == IssueSeverity::Error;
    const i2m::Result<ReadModel> model = read_glb(bytes, options);
    require(!is_wrong || !model.ok());
    if (!model) {
        require(model.error().code == i2m::ErrorCode::ModelInvalid && !model.error().message.empty());
        return 0;
    }
    check(model->scene);
    for (const bool quantize : {false, true}) {
        const i2m::Result<ReadModel> again = read_glb(write_glb(model->scene, {quantize}));
        require(again.ok() && again->stats.triangles == model->stats.triangles);
        check(again->scene);
    }
    return 0;
}
