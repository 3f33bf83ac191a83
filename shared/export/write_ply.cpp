// write_ply.cpp - binary PLY: one list of vertices, one of faces.
#include <algorithm>
#include <cmath>

#include "shared/export/binary_text.hpp"
#include "shared/export/parts.hpp"

namespace i2m::exporting {
namespace {

/// What every vertex of the file has.
struct Columns {
    bool normals = true;
    bool uvs = true;
    bool colors = false;
};

std::array<float, 4> base_color(const glb::Scene& scene, std::int32_t material) {
    if (material < 0 || static_cast<std::size_t>(material) >= scene.materials.size()) return {1, 1, 1, 1};
    return scene.materials[static_cast<std::size_t>(material)].base_color;
}

Columns columns_of(const std::vector<Part>& parts, const glb::Scene& scene) {
    Columns out;
    for (const Part& part : parts) {
        out.normals = out.normals && !part.mesh.normals.empty();
        out.uvs = out.uvs && !part.mesh.uvs.empty();
        out.colors =
            out.colors || !part.mesh.colors.empty() || base_color(scene, part.mesh.material) != std::array<float, 4>{1, 1, 1, 1};
    }
    return out;
}

/// Linear light as the eight bits that pictures have (IEC 61966-2-1).
std::uint8_t srgb(float linear) {
    const float x = std::clamp(linear, 0.0F, 1.0F);
    const float coded = x <= 0.0031308F ? 12.92F * x : 1.055F * std::pow(x, 1 / 2.4F) - 0.055F;
    return static_cast<std::uint8_t>(std::lround(coded * 255));
}

std::string head_of(const Columns& has, std::size_t vertices, std::size_t faces) {
    std::string out = "ply\nformat binary_little_endian 1.0\ncomment Made by image2model; Y up, metres\n";
    out += "element vertex " + std::to_string(vertices) + "\nproperty float x\nproperty float y\nproperty float z\n";
    if (has.normals) out += "property float nx\nproperty float ny\nproperty float nz\n";
    if (has.uvs) out += "property float s\nproperty float t\n";
    if (has.colors) out += "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uchar alpha\n";
    out += "element face " + std::to_string(faces) + "\nproperty list uchar uint vertex_indices\nend_header\n";
    return out;
}

void append_vertices(std::string& out, const glb::Primitive& mesh, const std::array<float, 4>& base, const Columns& has) {
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        append_floats(out, mesh.positions[i]);
        if (has.normals) append_floats(out, mesh.normals[i]);
        if (has.uvs) append_floats(out, std::array{mesh.uvs[i][0], 1 - mesh.uvs[i][1]});
        if (!has.colors) continue;
        const std::array<float, 4> own = mesh.colors.empty() ? std::array<float, 4>{1, 1, 1, 1} : mesh.colors[i];
        for (std::size_t k = 0; k < 3; ++k) out += static_cast<char>(srgb(own[k] * base[k]));
        out += static_cast<char>(std::lround(std::clamp(own[3] * base[3], 0.0F, 1.0F) * 255));
    }
}

}  // namespace

std::string write_ply(const std::vector<Part>& parts, const glb::Scene& scene) {
    std::size_t vertices = 0, faces = 0;
    for (const Part& part : parts) {
        vertices += part.mesh.positions.size();
        faces += part.mesh.indices.size() / 3;
    }
    const Columns has = columns_of(parts, scene);
    std::string out = head_of(has, vertices, faces);
    for (const Part& part : parts) append_vertices(out, part.mesh, base_color(scene, part.mesh.material), has);
    std::uint32_t first = 0;
    for (const Part& part : parts) {
        for (std::size_t i = 0; i + 2 < part.mesh.indices.size(); i += 3) {
            out += '\3';
            for (std::size_t k = 0; k < 3; ++k) append_u32(out, first + part.mesh.indices[i + k]);
        }
        first += static_cast<std::uint32_t>(part.mesh.positions.size());
    }
    return out;
}

}  // namespace i2m::exporting
