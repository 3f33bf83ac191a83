// formats.cpp - OBJ, MTL and ZIP.
#include "tools/fake_fal/formats.hpp"

#include <cstdint>
#include <cstdio>

#include "shared/base/bytes.hpp"
#include "shared/image/crc32.hpp"

namespace i2m::fake {
namespace {

/// "v 0.1 0.2 0.3": `count` numbers behind a word.
void append_line(std::string& out, const char* word, const float* numbers, std::size_t count) {
    char text[32];
    out += word;
    for (std::size_t i = 0; i < count; ++i) {
        const int size = std::snprintf(text, sizeof text, " %.6g", static_cast<double>(numbers[i]));
        out.append(text, static_cast<std::size_t>(size));
    }
    out += '\n';
}

void append_faces(std::string& out, const glb::Primitive& primitive, std::size_t first) {
    for (std::size_t i = 0; i + 2 < primitive.indices.size(); i += 3) {
        out += 'f';
        for (std::size_t corner = 0; corner < 3; ++corner) {
            const std::string index = std::to_string(first + primitive.indices[i + corner]);
            out += ' ' + index + '/' + (primitive.uvs.empty() ? "" : index) + '/' + (primitive.normals.empty() ? "" : index);
        }
        out += '\n';
    }
}

void put16(std::string& out, std::uint32_t value) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>(value >> 8 & 0xff);
}
void put32(std::string& out, std::uint32_t value) {
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

/// What a local header and a directory row have in common.
std::string zip_fields(const ZipEntry& entry) {
    std::string out;
    put16(out, 20);      // version needed: 2.0
    put16(out, 0x0800);  // names are UTF-8
    put16(out, 0);       // stored
    put16(out, 0);       // midnight
    put16(out, 0x5c21);  // 2026-01-01
    put32(out, crc32(as_bytes(entry.content)));
    put32(out, static_cast<std::uint32_t>(entry.content.size()));
    put32(out, static_cast<std::uint32_t>(entry.content.size()));
    put16(out, static_cast<std::uint32_t>(entry.name.size()));
    put16(out, 0);  // no extra field
    return out;
}

}  // namespace

std::string write_obj(const glb::Scene& scene, std::string_view material_file) {
    std::string out = "# image2model\n";
    if (!material_file.empty()) out += "mtllib " + std::string(material_file) + "\n";
    std::size_t first = 1;
    for (const glb::Mesh& mesh : scene.meshes) {
        for (const glb::Primitive& primitive : mesh.primitives) {
            for (const auto& position : primitive.positions) append_line(out, "v", position.data(), 3);
            for (const auto& uv : primitive.uvs) {
                const float upwards[2] = {uv[0], 1 - uv[1]};
                append_line(out, "vt", upwards, 2);
            }
            for (const auto& normal : primitive.normals) append_line(out, "vn", normal.data(), 3);
            if (!material_file.empty() && primitive.material >= 0)
                out += "usemtl material_" + std::to_string(primitive.material) + "\n";
            append_faces(out, primitive, first);
            first += primitive.positions.size();
        }
    }
    return out;
}

std::string texture_name(const glb::Scene& scene, std::size_t index) {
    return "texture_" + std::to_string(index) + (scene.images[index].mime_type == "image/png" ? ".png" : ".jpg");
}

std::string write_mtl(const glb::Scene& scene) {
    std::string out;
    for (std::size_t i = 0; i < scene.materials.size(); ++i) {
        const glb::Material& material = scene.materials[i];
        out += "newmtl material_" + std::to_string(i) + "\n";
        append_line(out, "Kd", material.base_color.data(), 3);
        if (material.base_color_texture < 0) continue;
        const std::int32_t image = scene.textures[static_cast<std::size_t>(material.base_color_texture)].image;
        if (image >= 0) out += "map_Kd " + texture_name(scene, static_cast<std::size_t>(image)) + "\n";
    }
    return out;
}

std::string write_zip(const std::vector<ZipEntry>& entries) {
    std::string out;
    std::string directory;
    for (const ZipEntry& entry : entries) {
        const std::string fields = zip_fields(entry);
        directory += "PK\x01\x02";
        put16(directory, 20);  // made by: 2.0
        directory += fields;
        put16(directory, 0);  // no comment
        put16(directory, 0);  // first disk
        put16(directory, 0);
        put32(directory, 0);
        put32(directory, static_cast<std::uint32_t>(out.size()));
        directory += entry.name;
        out += "PK\x03\x04" + fields + entry.name + entry.content;
    }
    const auto start = static_cast<std::uint32_t>(out.size());
    out += directory + "PK\x05\x06";
    put32(out, 0);  // one disk
    put16(out, static_cast<std::uint32_t>(entries.size()));
    put16(out, static_cast<std::uint32_t>(entries.size()));
    put32(out, static_cast<std::uint32_t>(directory.size()));
    put32(out, start);
    put16(out, 0);  // no comment
    return out;
}

}  // namespace i2m::fake
