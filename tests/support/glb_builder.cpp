// glb_builder.cpp - containers and documents as text.
#include "tests/support/glb_builder.hpp"

#include <array>
#include <cstring>
#include <utility>

#include "tests/support/image_builder.hpp"

namespace i2m::test {

Bytes glb_chunk(std::uint32_t type, ByteView data, std::uint8_t filler) {
    Bytes out;
    append_le32(out, static_cast<std::uint32_t>((data.size() + 3) / 4 * 4));
    append_le32(out, type);
    out.insert(out.end(), data.begin(), data.end());
    out.resize((out.size() + 3) / 4 * 4, filler);
    return out;
}

Bytes glb_of(const std::vector<Bytes>& chunks, std::optional<std::uint32_t> length) {
    const Bytes body = joined(chunks);
    Bytes out = {'g', 'l', 'T', 'F'};
    append_le32(out, 2);
    append_le32(out, length.value_or(static_cast<std::uint32_t>(12 + body.size())));
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

Bytes make_glb(std::string_view json, ByteView bin) {
    std::vector<Bytes> chunks = {glb_chunk(kJsonChunk, as_bytes(json), ' ')};
    if (!bin.empty()) chunks.push_back(glb_chunk(kBinChunk, bin));
    return glb_of(chunks);
}

std::string json_of(const GlbParts& parts) {
    std::string out = "{\"asset\":" + parts.asset;
    const std::initializer_list<std::pair<const char*, const std::string&>> members = {
        {"buffers", parts.buffers},   {"bufferViews", parts.views},   {"accessors", parts.accessors},
        {"meshes", parts.meshes},     {"nodes", parts.nodes},         {"scenes", parts.scenes},
        {"scene", parts.scene},       {"materials", parts.materials}, {"textures", parts.textures},
        {"samplers", parts.samplers}, {"images", parts.images},       {"extensionsRequired", parts.extensions_required},
    };
    for (const auto& [name, value] : members) {
        if (!value.empty()) out += std::string(",\"") + name + "\":" + value;
    }
    if (!parts.more.empty()) out += "," + parts.more;
    return out + "}";
}

Bytes make_glb(const GlbParts& parts) { return make_glb(json_of(parts), parts.bin.empty() ? triangle_bin() : parts.bin); }

Bytes float_bytes(std::initializer_list<float> values) {
    Bytes out(values.size() * sizeof(float));
    if (values.size() > 0) std::memcpy(out.data(), values.begin(), out.size());
    return out;
}

Bytes short_bytes(std::initializer_list<std::uint16_t> values) {
    Bytes out(values.size() * sizeof(std::uint16_t));
    if (values.size() > 0) std::memcpy(out.data(), values.begin(), out.size());
    return out;
}

Bytes triangle_bin() {
    return joined(
        {float_bytes({0, 0, 0, 1, 0, 0, 0, 1, 0}), float_bytes({0, 0, 1, 0, 0, 1, 0, 0, 1}), short_bytes({0, 1, 2, 0})});
}

glb::Scene box_scene(std::size_t copies) {
    constexpr std::array<float, 3> kHalf = {0.5F, 0.25F, 0.75F};
    glb::Primitive box;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (const float side : {-1.0F, 1.0F}) {
            const auto first = static_cast<std::uint32_t>(box.positions.size());
            for (const auto& [u, v] : {std::pair{-1.0F, -1.0F}, {1.0F, -1.0F}, {1.0F, 1.0F}, {-1.0F, 1.0F}}) {
                const std::size_t across = (axis + 1) % 3, up = (axis + 2) % 3;
                std::array<float, 3> position = {}, normal = {};
                position[axis] = side * kHalf[axis];
                position[across] = side * u * kHalf[across];
                position[up] = v * kHalf[up];
                normal[axis] = side;
                box.positions.push_back(position);
                box.normals.push_back(normal);
                box.uvs.push_back({(u + 1) / 2, (v + 1) / 2});
                box.colors.push_back({(u + 1) / 2, (v + 1) / 2, side > 0 ? 1.0F : 0.0F, 1});
            }
            for (const std::uint32_t corner : {0U, 1U, 2U, 0U, 2U, 3U}) box.indices.push_back(first + corner);
        }
    }
    box.material = 0;

    glb::Scene scene;
    scene.generator = "a test";
    scene.meshes = {{"box", {box}}};
    glb::Material material;
    material.name = "paint";
    material.base_color = {0.5F, 0.25F, 1, 1};
    material.base_color_texture = 0;
    material.metallic = 0;
    material.roughness = 0.75F;
    scene.materials = {material};
    glb::Texture texture;
    texture.image = 0;
    scene.textures = {texture};
    scene.images = {{"image/png", make_png()}};
    for (std::size_t i = 0; i < copies; ++i) {
        glb::Instance instance;
        instance.mesh = 0;
        instance.world_from_mesh[12] = static_cast<float>(2 * i);
        scene.instances.push_back(instance);
    }
    return scene;
}

}  // namespace i2m::test
