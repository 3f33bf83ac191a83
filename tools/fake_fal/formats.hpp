// formats.hpp - a scene in the other file formats that models give: OBJ with MTL, FBX, and a ZIP of files.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/glb/scene.hpp"

namespace i2m::fake {

/// Wavefront OBJ of all primitives; `material_file` is named by an mtllib line ("" for none).
[[nodiscard]] std::string write_obj(const glb::Scene& scene, std::string_view material_file);
/// The materials of write_obj; textures are named as `texture_name` says.
[[nodiscard]] std::string write_mtl(const glb::Scene& scene);
/// The file name of the scene's image number `index` in ZIPs and MTL files.
[[nodiscard]] std::string texture_name(const glb::Scene& scene, std::size_t index);

/// Binary FBX 7.4 (magic "Kaydara FBX Binary") with one geometry per primitive.
[[nodiscard]] std::string write_fbx(const glb::Scene& scene);

struct ZipEntry {
    std::string name;
    std::string content;
};
/// A ZIP archive (APPNOTE 6.3) whose entries are stored, not compressed; at most 4 GB.
[[nodiscard]] std::string write_zip(const std::vector<ZipEntry>& entries);

}  // namespace i2m::fake
