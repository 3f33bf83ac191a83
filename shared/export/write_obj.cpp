// write_obj.cpp - Wavefront OBJ with its material library and textures, in one archive.
#include <algorithm>

#include "shared/export/parts.hpp"
#include "shared/zip/stored_zip.hpp"

namespace i2m::exporting {
namespace {

template <std::size_t N>
void append_row(std::string& out, std::string_view keyword, const std::array<float, N>& values, std::size_t count = N) {
    out += keyword;
    for (std::size_t i = 0; i < count; ++i) {
        out += ' ';
        append_number(out, values[i]);
    }
    out += '\n';
}

std::string material_name(std::int32_t material) { return "material_" + std::to_string(material); }

/// The file of a texture's image, or "".
std::string image_name(const glb::Scene& scene, std::int32_t texture) {
    if (texture < 0 || static_cast<std::size_t>(texture) >= scene.textures.size()) return {};
    const std::int32_t image = scene.textures[static_cast<std::size_t>(texture)].image;
    if (image < 0 || static_cast<std::size_t>(image) >= scene.images.size()) return {};
    const std::string& type = scene.images[static_cast<std::size_t>(image)].mime_type;
    const char* const extension = type == "image/jpeg" ? ".jpg" : type == "image/webp" ? ".webp" : ".png";
    return "texture_" + std::to_string(image) + extension;
}

std::string library_of(const glb::Scene& scene) {
    std::string out = "# Materials of a model made by image2model\n";
    for (std::size_t i = 0; i < scene.materials.size(); ++i) {
        const glb::Material& material = scene.materials[i];
        out += "\nnewmtl " + material_name(static_cast<std::int32_t>(i)) + "\n";
        append_row(out, "Kd", material.base_color, 3);
        append_row(out, "d", std::array{material.base_color[3]});
        append_row(out, "Ke", material.emissive);
        append_row(out, "Pr", std::array{material.roughness});
        append_row(out, "Pm", std::array{material.metallic});
        const std::pair<const char*, std::int32_t> maps[] = {
            {"map_Kd", material.base_color_texture}, {"map_Ke", material.emissive_texture}, {"norm", material.normal_texture}};
        for (const auto& [keyword, texture] : maps) {
            if (const std::string file = image_name(scene, texture); !file.empty())
                out.append(keyword).append(" ").append(file).append("\n");
        }
    }
    return out;
}

/// What a corner of a face names: position, then texture coordinate and normal where there are some.
void append_corner(std::string& out, std::uint64_t position, std::uint64_t uv, std::uint64_t normal) {
    out += ' ' + std::to_string(position);
    if (uv > 0 || normal > 0) out += '/';
    if (uv > 0) out += std::to_string(uv);
    if (normal > 0) out += '/' + std::to_string(normal);
}

std::string geometry_of(const std::vector<Part>& parts) {
    std::string out = "# Made by image2model; Y up, metres\nmtllib model.mtl\n";
    std::uint64_t positions = 1, uvs = 1, normals = 1;  // counted from 1, through the whole file
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const glb::Primitive& mesh = parts[i].mesh;
        out += "o part_" + std::to_string(i) + "\n";
        for (std::size_t k = 0; k < mesh.positions.size(); ++k) {
            if (mesh.colors.empty()) {
                append_row(out, "v", mesh.positions[k]);
            } else {
                const auto& p = mesh.positions[k];
                const auto& c = mesh.colors[k];
                append_row(out, "v", std::array{p[0], p[1], p[2], c[0], c[1], c[2]});
            }
        }
        for (const auto& uv : mesh.uvs) append_row(out, "vt", std::array{uv[0], 1 - uv[1]});  // OBJ's v goes upwards
        for (const auto& normal : mesh.normals) append_row(out, "vn", normal);
        if (mesh.material >= 0) out += "usemtl " + material_name(mesh.material) + "\n";
        for (std::size_t k = 0; k + 2 < mesh.indices.size(); k += 3) {
            out += 'f';
            for (std::size_t corner = 0; corner < 3; ++corner) {
                const std::uint64_t index = mesh.indices[k + corner];
                append_corner(out, positions + index, mesh.uvs.empty() ? 0 : uvs + index,
                              mesh.normals.empty() ? 0 : normals + index);
            }
            out += '\n';
        }
        positions += mesh.positions.size();
        uvs += mesh.uvs.size();
        normals += mesh.normals.size();
    }
    return out;
}

}  // namespace

std::string write_obj_zip(const std::vector<Part>& parts, const glb::Scene& scene, std::string_view stem) {
    const std::string name = zip::portable_names({std::string(stem) + ".obj"}).front();
    std::vector<zip::File> files = {{name, geometry_of(parts)}, {"model.mtl", library_of(scene)}};
    for (const glb::Material& material : scene.materials) {
        for (const std::int32_t texture : {material.base_color_texture, material.emissive_texture, material.normal_texture}) {
            const std::string file = image_name(scene, texture);
            const auto is_it = [&](const zip::File& other) { return other.name == file; };
            if (file.empty() || std::any_of(files.begin(), files.end(), is_it)) continue;
            const std::int32_t image = scene.textures[static_cast<std::size_t>(texture)].image;
            files.push_back({file, std::string(as_text(scene.images[static_cast<std::size_t>(image)].encoded))});
        }
    }
    return zip::zip_of(files);
}

}  // namespace i2m::exporting
