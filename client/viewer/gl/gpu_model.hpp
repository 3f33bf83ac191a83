// gpu_model.hpp - a model on the GPU: its buffers, materials and textures.
#pragma once

#include <GLES3/gl3.h>

#include <cstdint>
#include <vector>

#include "client/viewer/gl/handles.hpp"
#include "shared/glb/scene.hpp"

namespace i2m::client::gl {

/// One draw call.
struct GpuPrimitive {
    VertexArray vertex_array;
    Buffer vertices;
    Buffer indices;
    GLsizei index_count = 0;
    bool has_uv = false;
    bool has_color = false;
    std::int32_t material = -1;
};

struct GpuTexture {
    Texture texture;
    bool is_decoded = false;
    bool has_failed = false;
};

struct GpuModel {
    std::vector<std::vector<GpuPrimitive>> meshes;
    std::vector<glb::Instance> instances;
    std::vector<glb::Material> materials;
    std::vector<GpuTexture> textures;
    Texture shadow;  ///< the blurred contact shadow seen from above, made at the first draw
    glb::Bounds bounds;

    [[nodiscard]] bool is_decoding() const;
    /// The texture's name when it can be sampled, else 0.
    [[nodiscard]] GLuint texture_or_none(std::int32_t index) const;
    /// The context is gone: forget every name.
    void forget();
};

/// Uploads `scene` and asks the browser to decode its images (they arrive through texture_decoded).
[[nodiscard]] GpuModel upload(const glb::Scene& scene);

}  // namespace i2m::client::gl
