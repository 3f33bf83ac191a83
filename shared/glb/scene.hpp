// scene.hpp - a glTF scene as plain values: what the writer takes, the reader gives and the viewer draws.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/bytes.hpp"

namespace i2m::glb {

/// An image inside a GLB, still encoded; decoded by whoever needs pixels (the browser, off the main thread).
struct Image {
    std::string mime_type;  ///< "image/jpeg", "image/png", "image/webp"
    Bytes encoded;
};

/// glTF sampler values as written (GL enums); the defaults are glTF's.
struct Texture {
    std::int32_t image = -1;
    std::uint16_t wrap_s = 10497;  ///< REPEAT
    std::uint16_t wrap_t = 10497;
    std::uint16_t mag_filter = 9729;
    std::uint16_t min_filter = 9987;
};

enum class AlphaMode : std::uint8_t { Opaque, Mask, Blend };

/// Metallic-roughness material (glTF 2.0, section 3.9). A texture index of -1 means none.
struct Material {
    std::string name;
    std::array<float, 4> base_color = {1, 1, 1, 1};  ///< linear
    std::int32_t base_color_texture = -1;
    float metallic = 1;
    float roughness = 1;
    std::int32_t metallic_roughness_texture = -1;
    std::int32_t normal_texture = -1;
    float normal_scale = 1;
    std::int32_t occlusion_texture = -1;
    float occlusion_strength = 1;
    std::array<float, 3> emissive = {0, 0, 0};
    std::int32_t emissive_texture = -1;
    AlphaMode alpha_mode = AlphaMode::Opaque;
    float alpha_cutoff = 0.5F;
    bool double_sided = false;
    bool unlit = false;
};

/// A triangle list. Attribute vectors are empty or hold one element per vertex; indices count in threes.
struct Primitive {
    std::vector<std::array<float, 3>> positions;  ///< metres, Y up
    std::vector<std::array<float, 3>> normals;    ///< unit length
    std::vector<std::array<float, 2>> uvs;        ///< TEXCOORD_0, v downwards
    std::vector<std::array<float, 4>> colors;     ///< COLOR_0, linear
    std::vector<std::uint32_t> indices;
    std::int32_t material = -1;
};

struct Mesh {
    std::string name;
    std::vector<Primitive> primitives;
};

/// A mesh placed in the world; node hierarchies are flattened into these by the reader.
struct Instance {
    std::int32_t mesh = -1;
    std::array<float, 16> world_from_mesh = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};  ///< column-major
};

struct Bounds {
    std::array<float, 3> min = {0, 0, 0};
    std::array<float, 3> max = {0, 0, 0};
};

struct Scene {
    std::vector<Mesh> meshes;
    std::vector<Instance> instances;
    std::vector<Material> materials;
    std::vector<Texture> textures;
    std::vector<Image> images;
    std::string extras_json;  ///< `asset.extras` as JSON text, "" for none
    std::string generator;    ///< `asset.generator`
};

/// The box around all instances in world space; all zero for an empty scene.
[[nodiscard]] Bounds bounds_of(const Scene& scene);

/// What a person is told about a model.
struct Stats {
    std::uint64_t triangles = 0;  ///< drawn: a mesh that is placed twice counts twice
    std::uint64_t vertices = 0;   ///< drawn
    std::uint32_t meshes = 0;     ///< with at least one triangle
    std::uint32_t materials = 0;
    std::uint32_t textures = 0;
    std::uint64_t size_bytes = 0;
    Bounds bounds;
};

/// Counts and bounds of `scene`, whose file takes `size_bytes`.
[[nodiscard]] Stats stats_of(const Scene& scene, std::uint64_t size_bytes);

}  // namespace i2m::glb
