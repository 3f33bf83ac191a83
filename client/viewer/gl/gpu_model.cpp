// gpu_model.cpp - from scene values to GL buffers and textures.
#include "client/viewer/gl/gpu_model.hpp"

#include <emscripten/html5.h>

#include <algorithm>
#include <cstddef>

#include "client/viewer/gl/shaders.hpp"
#include "client/viewer/gl/texture_decode.hpp"

namespace i2m::client::gl {
namespace {

// From EXT_texture_filter_anisotropic, which emscripten's header does not name.
constexpr GLenum kMaxAnisotropy = 0x84FE;

template <class T>
std::size_t size_of(const std::vector<T>& items) {
    return items.size() * sizeof(T);
}

/// Puts one attribute array behind the others in the bound buffer and returns the next free offset.
template <std::size_t N>
std::size_t put(GLuint attribute, const std::vector<std::array<float, N>>& items, std::size_t offset) {
    if (items.empty()) return offset;
    glBufferSubData(GL_ARRAY_BUFFER, static_cast<GLintptr>(offset), static_cast<GLsizeiptr>(size_of(items)), items.data());
    glEnableVertexAttribArray(attribute);
    glVertexAttribPointer(attribute, static_cast<GLint>(N), GL_FLOAT, GL_FALSE, 0, reinterpret_cast<const void*>(offset));
    return offset + size_of(items);
}

GpuPrimitive upload_primitive(const glb::Primitive& from) {
    GpuPrimitive to;
    to.index_count = static_cast<GLsizei>(from.indices.size());
    to.has_uv = !from.uvs.empty();
    to.has_color = !from.colors.empty();
    to.material = from.material;
    glBindVertexArray(to.vertex_array.get());
    glBindBuffer(GL_ARRAY_BUFFER, to.vertices.get());
    const std::size_t total = size_of(from.positions) + size_of(from.normals) + size_of(from.uvs) + size_of(from.colors);
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(total), nullptr, GL_STATIC_DRAW);
    std::size_t offset = put(kPosition, from.positions, 0);
    offset = put(kNormal, from.normals, offset);
    offset = put(kUv, from.uvs, offset);
    put(kColor, from.colors, offset);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, to.indices.get());
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(size_of(from.indices)), from.indices.data(), GL_STATIC_DRAW);
    glBindVertexArray(0);
    return to;
}

/// Textures that hold colours are sRGB; all others are numbers.
bool is_color_texture(const glb::Scene& scene, std::int32_t texture) {
    return std::any_of(scene.materials.begin(), scene.materials.end(), [&](const glb::Material& material) {
        return material.base_color_texture == texture || material.emissive_texture == texture;
    });
}

GpuTexture start_texture(const glb::Scene& scene, std::int32_t index) {
    const glb::Texture& from = scene.textures[static_cast<std::size_t>(index)];
    GpuTexture to;
    if (from.image < 0 || static_cast<std::size_t>(from.image) >= scene.images.size()) {
        to.has_failed = true;
        return to;
    }
    const glb::Image& image = scene.images[static_cast<std::size_t>(from.image)];
    glBindTexture(GL_TEXTURE_2D, to.texture.get());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, from.wrap_s);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, from.wrap_t);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, from.mag_filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, from.min_filter);
    if (emscripten_webgl_enable_extension(emscripten_webgl_get_current_context(), "EXT_texture_filter_anisotropic")) {
        glTexParameterf(GL_TEXTURE_2D, kMaxAnisotropy, 8);
    }
    decode_texture(to.texture.name(), image.encoded.data(), image.encoded.size(), image.mime_type.c_str(),
                   is_color_texture(scene, index));
    return to;
}

}  // namespace

bool GpuModel::is_decoding() const {
    return std::any_of(textures.begin(), textures.end(), [](const GpuTexture& t) { return !t.is_decoded && !t.has_failed; });
}

GLuint GpuModel::texture_or_none(std::int32_t index) const {
    if (index < 0 || static_cast<std::size_t>(index) >= textures.size()) return 0;
    const GpuTexture& texture = textures[static_cast<std::size_t>(index)];
    return texture.is_decoded ? texture.texture.name() : 0;
}

void GpuModel::forget() {
    for (auto& mesh : meshes) {
        for (GpuPrimitive& primitive : mesh) {
            primitive.vertex_array.forget();
            primitive.vertices.forget();
            primitive.indices.forget();
        }
    }
    for (GpuTexture& texture : textures) texture.texture.forget();
    shadow.forget();
}

GpuModel upload(const glb::Scene& scene) {
    GpuModel model;
    for (const glb::Mesh& mesh : scene.meshes) {
        auto& primitives = model.meshes.emplace_back();
        for (const glb::Primitive& primitive : mesh.primitives) primitives.push_back(upload_primitive(primitive));
    }
    model.instances = scene.instances;
    model.materials = scene.materials;
    for (std::size_t i = 0; i < scene.textures.size(); ++i)
        model.textures.push_back(start_texture(scene, static_cast<std::int32_t>(i)));
    model.bounds = bounds_of(scene);
    return model;
}

}  // namespace i2m::client::gl
