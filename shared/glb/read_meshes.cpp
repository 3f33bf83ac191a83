// read_meshes.cpp - attributes and indices of every primitive, as triangle lists of floats.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "shared/base/text.hpp"
#include "shared/glb/accessor.hpp"
#include "shared/glb/read_parts.hpp"

#include <tiny_gltf.h>

namespace i2m::glb {
namespace {

constexpr int kTriangles = 4, kFan = 6;  // a strip lies between
constexpr std::string_view kBadFormat = "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT";

// Small files may point at the same vertices many times; this much is allowed whatever the file's size.
constexpr std::uint64_t kFreeVertices = 1'000'000;

/// Corners of a strip or a fan as a list (glTF 2.0, section 3.7.2.1). Turns of a strip alternate.
std::vector<std::uint32_t> as_list(const std::vector<std::uint32_t>& corners, int mode) {
    if (mode == kTriangles) {
        return {corners.begin(), corners.begin() + static_cast<std::ptrdiff_t>(corners.size() / 3 * 3)};
    }
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i + 2 < corners.size(); ++i) {
        if (mode == kFan)
            out.insert(out.end(), {corners[i + 1], corners[i + 2], corners[0]});
        else if (i % 2 == 0)
            out.insert(out.end(), {corners[i], corners[i + 1], corners[i + 2]});
        else
            out.insert(out.end(), {corners[i], corners[i + 2], corners[i + 1]});
    }
    return out;
}

template <std::size_t N>
std::vector<std::array<float, N>> as_tuples(const std::vector<float>& values) {
    std::vector<std::array<float, N>> out(values.size() / N);
    if (!out.empty()) std::memcpy(out.data(), values.data(), out.size() * sizeof(out[0]));
    return out;
}

class MeshReader {
public:
    MeshReader(const Document& document, const Limits& limits, std::size_t file_bytes, const std::vector<int>& uv_sets,
               Issues& issues)
        : document_(document), uv_sets_(uv_sets), issues_(issues) {
        vertices_left_ = std::min<std::uint64_t>(limits.max_vertices, kFreeVertices + file_bytes);
        indices_left_ = std::min<std::uint64_t>(limits.max_indices, 3 * (kFreeVertices + file_bytes));
    }

    Mesh read(const tinygltf::Mesh& source, std::size_t index) {
        Mesh mesh;
        mesh.name = to_utf8(std::string_view(source.name).substr(0, 200));
        for (std::size_t i = 0; i < source.primitives.size() && !issues_.has_error(); ++i) {
            pointer_ = pointer_to("meshes", index) + "/primitives/" + std::to_string(i);
            Primitive primitive;
            if (read(source.primitives[i], primitive)) mesh.primitives.push_back(std::move(primitive));
        }
        return mesh;
    }

private:
    bool damaged(std::string_view code, const std::string& words) {
        issues_.error(code, pointer_, "The model is damaged: " + words + " (" + pointer_ + ").");
        return false;
    }

    static int attribute(const tinygltf::Primitive& source, const std::string& name) {
        const auto found = source.attributes.find(name);
        return found == source.attributes.end() ? -1 : found->second;
    }

    /// True with a primitive worth keeping.
    bool read(const tinygltf::Primitive& source, Primitive& primitive) {
        if (source.mode < kTriangles || source.mode > kFan) {
            issues_.warning("PRIMITIVE_MODE_SKIPPED", pointer_, "Points and lines of the model are not shown.");
            return false;
        }
        if (attribute(source, "POSITION") < 0) {
            issues_.warning("MESH_PRIMITIVE_NO_POSITION", pointer_, "A part of the model has no positions and is left out.");
            return false;
        }
        primitive.material = source.material;
        if (!read_positions(source, primitive) || !read_indices(source, primitive)) return false;
        if (primitive.indices.size() < 3) {
            issues_.warning("MESH_PRIMITIVE_TOO_FEW_CORNERS", pointer_, "A part of the model has no triangle and is left out.");
            return false;
        }
        read_uvs(source, primitive);
        read_colors(source, primitive);
        read_normals(source, primitive);
        if (!source.targets.empty()) issues_.info("NOT_SHOWN", pointer_ + "/targets", "The model's morph targets are not shown.");
        return !issues_.has_error();
    }

    /// The accessor's floats, or empty with `issues_` told when it has another shape.
    std::vector<float> floats(int accessor, std::size_t least, std::size_t most, bool is_needed, std::size_t& components) {
        AccessorFault fault;
        const auto layout = accessor_layout(document_, accessor, fault);
        if (!layout || layout->base.components < least || layout->base.components > most || layout->base.component == 5125) {
            if (is_needed)
                damaged(kBadFormat, "its positions have a wrong format");
            else
                issues_.warning(kBadFormat, pointer_, "An attribute of the model has a wrong format and is left out.");
            return {};
        }
        components = layout->base.components;
        std::size_t broken = 0;
        std::vector<float> values = read_floats(*layout, broken);
        if (values.empty()) damaged("ACCESSOR_SPARSE_INDEX_OOB", "a sparse index lies outside its list");
        if (broken > 0)
            issues_.warning("ACCESSOR_INVALID_FLOAT", pointer_,
                            format_count(broken) + " numbers of the model are not usable; 0 is taken.");
        return values;
    }

    bool read_positions(const tinygltf::Primitive& source, Primitive& primitive) {
        const int accessor = attribute(source, "POSITION");
        const std::uint64_t count = document_.model->accessors[static_cast<std::size_t>(accessor)].count;
        if (!take(vertices_left_, count)) return false;
        std::size_t components = 0;
        primitive.positions = as_tuples<3>(floats(accessor, 3, 3, true, components));
        return !primitive.positions.empty();
    }

    bool take(std::uint64_t& left, std::uint64_t count) {
        if (count > left) {
            issues_.error("MODEL_TOO_LARGE", pointer_, "The model has more vertices or triangles than can be shown.");
            return false;
        }
        left -= count;
        return true;
    }

    bool read_indices(const tinygltf::Primitive& source, Primitive& primitive) {
        std::vector<std::uint32_t> corners;
        if (source.indices >= 0) {
            AccessorFault fault;
            const auto layout = accessor_layout(document_, source.indices, fault);
            const bool is_right =
                layout && layout->base.components == 1 &&
                (layout->base.component == 5121 || layout->base.component == 5123 || layout->base.component == 5125);
            if (!is_right) return damaged("MESH_PRIMITIVE_INDICES_ACCESSOR_INVALID_FORMAT", "its indices have a wrong format");
            if (!take(indices_left_, corners_of(layout->base.count, source.mode))) return false;
            corners = read_unsigned(*layout);
            if (corners.empty()) return damaged("ACCESSOR_SPARSE_INDEX_OOB", "a sparse index lies outside its list");
        } else {
            if (!take(indices_left_, corners_of(primitive.positions.size(), source.mode))) return false;
            corners.resize(primitive.positions.size());
            for (std::size_t i = 0; i < corners.size(); ++i) corners[i] = static_cast<std::uint32_t>(i);
        }
        for (const std::uint32_t corner : corners) {
            if (corner >= primitive.positions.size())
                return damaged("ACCESSOR_INDEX_OOB", "a triangle uses a vertex that does not exist");
        }
        primitive.indices = as_list(corners, source.mode);
        return true;
    }

    /// Strips and fans triple.
    static std::uint64_t corners_of(std::uint64_t count, int mode) {
        return mode == kTriangles ? count : std::min(count, UINT64_MAX / 3) * 3;
    }

    void read_uvs(const tinygltf::Primitive& source, Primitive& primitive) {
        const bool has_material = source.material >= 0 && static_cast<std::size_t>(source.material) < uv_sets_.size();
        const int set = has_material ? uv_sets_[static_cast<std::size_t>(source.material)] : 0;
        const int accessor = attribute(source, set == 1 ? "TEXCOORD_1" : "TEXCOORD_0");
        std::size_t components = 0;
        if (accessor >= 0) primitive.uvs = as_tuples<2>(floats(accessor, 2, 2, false, components));
    }

    void read_colors(const tinygltf::Primitive& source, Primitive& primitive) {
        const int accessor = attribute(source, "COLOR_0");
        if (accessor < 0) return;
        std::size_t components = 0;
        const std::vector<float> values = floats(accessor, 3, 4, false, components);
        if (values.empty()) return;
        primitive.colors.reserve(values.size() / components);
        for (std::size_t i = 0; i + components <= values.size(); i += components) {
            primitive.colors.push_back({values[i], values[i + 1], values[i + 2], components == 4 ? values[i + 3] : 1.0F});
        }
    }

    void read_normals(const tinygltf::Primitive& source, Primitive& primitive) {
        const int accessor = attribute(source, "NORMAL");
        std::size_t components = 0;
        if (accessor >= 0) primitive.normals = as_tuples<3>(floats(accessor, 3, 3, false, components));
        if (issues_.has_error()) return;
        if (!primitive.normals.empty()) return mend_normals(primitive);
        const std::uint64_t extra =
            primitive.indices.size() > primitive.positions.size() ? primitive.indices.size() - primitive.positions.size() : 0;
        const bool can_spread = extra <= vertices_left_;
        if (can_spread) vertices_left_ -= extra;
        add_normals(primitive, can_spread ? primitive.indices.size() : 0);
    }

    /// Brings normals to unit length; those that have no direction take the one of their triangles.
    void mend_normals(Primitive& primitive) {
        std::size_t broken = 0;
        for (auto& normal : primitive.normals) {
            const auto x = static_cast<double>(normal[0]), y = static_cast<double>(normal[1]), z = static_cast<double>(normal[2]);
            const double length = std::sqrt(x * x + y * y + z * z);
            if (std::abs(length - 1) <= 5e-4) continue;  // as the validator: unit as far as floats tell, and kept to the bit
            if (std::abs(length - 1) > 0.05) ++broken;
            if (length > 1e-12)
                normal = {static_cast<float>(x / length), static_cast<float>(y / length), static_cast<float>(z / length)};
            else
                normal = {0, 0, 0};
        }
        if (broken == 0) return;
        issues_.warning("ACCESSOR_VECTOR3_NON_UNIT", pointer_,
                        format_count(broken) + " normals of the model are not of unit length; they were mended.");
        const auto smooth = smooth_normals(primitive);
        for (std::size_t i = 0; i < smooth.size(); ++i) {
            if (primitive.normals[i] == std::array<float, 3>{0, 0, 0}) primitive.normals[i] = smooth[i];
        }
    }

    const Document& document_;
    const std::vector<int>& uv_sets_;
    Issues& issues_;
    std::string pointer_;
    std::uint64_t vertices_left_ = 0;
    std::uint64_t indices_left_ = 0;
};

}  // namespace

void read_meshes(const Document& document, const Limits& limits, std::size_t file_bytes, const std::vector<int>& uv_sets,
                 Scene& scene, Issues& issues) {
    MeshReader reader(document, limits, file_bytes, uv_sets, issues);
    for (std::size_t i = 0; i < document.model->meshes.size() && !issues.has_error(); ++i) {
        scene.meshes.push_back(reader.read(document.model->meshes[i], i));
    }
}

}  // namespace i2m::glb
