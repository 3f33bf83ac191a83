// writer.cpp - write_glb: nodes, meshes and the container (glTF 2.0, sections 3.5 and 4.4).
#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "shared/glb/glb.hpp"
#include "shared/glb/json_text.hpp"
#include "shared/glb/transform.hpp"
#include "shared/glb/write_buffers.hpp"
#include "shared/glb/write_materials.hpp"

namespace i2m::glb {
namespace {

constexpr std::uint32_t kMagic = 0x46546C67;      // "glTF"
constexpr std::uint32_t kJsonChunk = 0x4E4F534A;  // "JSON"
constexpr std::uint32_t kBinChunk = 0x004E4942;   // "BIN\0"
constexpr std::string_view kQuantization = "KHR_mesh_quantization";

bool is_empty(const Primitive& primitive) { return primitive.positions.empty() || primitive.indices.size() < 3; }
bool is_empty(const Mesh& mesh) {
    return std::all_of(mesh.primitives.begin(), mesh.primitives.end(), [](const Primitive& p) { return is_empty(p); });
}

class DocumentWriter {
public:
    DocumentWriter(const Scene& scene, const WriteOptions& options) : scene_(scene), options_(options) {
        mesh_numbers_.assign(scene.meshes.size(), -1);
        grids_.resize(scene.meshes.size());
    }

    std::string json() {
        JsonText meshes;
        meshes.begin_array();
        JsonText nodes;
        nodes.begin_array();
        for (std::size_t i = 0; i < scene_.meshes.size(); ++i) mesh_numbers_[i] = write_mesh(meshes, scene_.meshes[i], grids_[i]);
        for (const Instance& instance : scene_.instances) write_instance(instance, meshes, nodes);
        meshes.end_array();
        nodes.end_array();

        std::vector<std::int32_t> image_views;
        for (const Image& image : scene_.images)
            image_views.push_back(image.encoded.empty() ? -1 : buffers_.add_image(image.encoded));

        JsonText out;
        out.begin_object();
        write_asset(out);
        write_scene(out);
        if (node_count_ > 0) out.key("nodes").raw(nodes.str());
        if (mesh_count_ > 0) out.key("meshes").raw(meshes.str());
        write_materials(out, scene_, image_views, extensions_);
        buffers_.write(out);
        write_extension_list(out, "extensionsUsed", extensions_.used);
        write_extension_list(out, "extensionsRequired", extensions_.required);
        out.end_object();
        return out.str();
    }

    const Bytes& bin() const { return buffers_.bin(); }

private:
    void write_asset(JsonText& out) const {
        out.key("asset").begin_object().field("version", "2.0");
        if (!scene_.generator.empty()) out.field("generator", scene_.generator);
        if (!scene_.extras_json.empty()) out.key("extras").raw(scene_.extras_json);
        out.end_object();
    }

    void write_scene(JsonText& out) const {
        out.field("scene", 0).key("scenes").begin_array().begin_object();
        if (node_count_ > 0) {
            out.key("nodes").begin_array();
            for (std::int32_t i = 0; i < node_count_; ++i) out.integer(i);
            out.end_array();
        }
        out.end_object().end_array();
    }

    static void write_extension_list(JsonText& out, std::string_view name, const std::set<std::string>& list) {
        if (list.empty()) return;
        out.key(name).begin_array();
        for (const std::string& extension : list) out.text(extension);
        out.end_array();
    }

    /// The mesh's number in the file, or -1 when it has nothing to show.
    std::int32_t write_mesh(JsonText& out, const Mesh& mesh, QuantizeGrid& grid) {
        if (is_empty(mesh)) return -1;
        std::optional<QuantizeGrid> quantize;
        if (options_.quantize) {
            quantize = grid = grid_of(mesh);
            extensions_.used.emplace(kQuantization);
            extensions_.required.emplace(kQuantization);
        }
        out.begin_object();
        if (!mesh.name.empty()) out.field("name", mesh.name);
        out.key("primitives").begin_array();
        for (const Primitive& primitive : mesh.primitives) {
            if (is_empty(primitive)) continue;
            // A texture without coordinates shows its corner; the validator wants that said.
            if (primitive.uvs.empty() && has_texture(primitive)) {
                Primitive with_uvs = primitive;
                with_uvs.uvs.assign(primitive.positions.size(), {0, 0});
                write_primitive(out, with_uvs, buffers_.add(with_uvs, quantize));
            } else {
                write_primitive(out, primitive, buffers_.add(primitive, quantize));
            }
        }
        out.end_array().end_object();
        return mesh_count_++;
    }

    bool has_material(const Primitive& primitive) const {
        return primitive.material >= 0 && static_cast<std::size_t>(primitive.material) < scene_.materials.size();
    }

    bool has_texture(const Primitive& primitive) const {
        if (!has_material(primitive)) return false;
        const Material& m = scene_.materials[static_cast<std::size_t>(primitive.material)];
        const auto textures = {m.base_color_texture, m.metallic_roughness_texture, m.normal_texture, m.occlusion_texture,
                               m.emissive_texture};
        return std::any_of(textures.begin(), textures.end(), [](std::int32_t index) { return index >= 0; });
    }

    void write_primitive(JsonText& out, const Primitive& primitive, const PrimitiveAccessors& accessors) const {
        out.begin_object().key("attributes").begin_object();
        out.field("POSITION", accessors.position);
        if (accessors.normal >= 0) out.field("NORMAL", accessors.normal);
        if (accessors.uv >= 0) out.field("TEXCOORD_0", accessors.uv);
        if (accessors.color >= 0) out.field("COLOR_0", accessors.color);
        out.end_object().field("indices", accessors.indices);
        if (has_material(primitive)) out.field("material", primitive.material);
        out.end_object();
    }

    void write_instance(const Instance& instance, JsonText& meshes, JsonText& nodes) {
        const auto index = static_cast<std::size_t>(instance.mesh);
        if (instance.mesh < 0 || index >= scene_.meshes.size() || mesh_numbers_[index] < 0) return;
        std::int32_t mesh = mesh_numbers_[index];
        QuantizeGrid grid = grids_[index];
        std::optional<Trs> trs = decompose(instance.world_from_mesh);
        if (!trs) {  // sheared: glTF nodes cannot say it, the vertices can
            mesh = write_mesh(meshes, baked(scene_.meshes[index], instance.world_from_mesh), grid);
            trs = Trs{};
        }
        if (options_.quantize) {
            trs->translation = transform_point(to_matrix(*trs), grid.origin);
            for (float& scale : trs->scale) scale *= grid.step;
        }
        nodes.begin_object().field("mesh", mesh);
        write_trs(nodes, *trs);
        nodes.end_object();
        ++node_count_;
    }

    static void write_trs(JsonText& out, const Trs& trs) {
        if (trs.translation != Trs{}.translation) out.numbers("translation", trs.translation);
        if (trs.rotation != Trs{}.rotation) out.numbers("rotation", trs.rotation);
        if (trs.scale != Trs{}.scale) out.numbers("scale", trs.scale);
    }

    const Scene& scene_;
    const WriteOptions& options_;
    BufferWriter buffers_;
    Extensions extensions_;
    std::vector<std::int32_t> mesh_numbers_;  ///< in the file, by mesh of the scene
    std::vector<QuantizeGrid> grids_;         ///< by mesh of the scene
    std::int32_t mesh_count_ = 0;
    std::int32_t node_count_ = 0;
};

std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

void append_chunk(Bytes& out, std::uint32_t type, ByteView data, std::uint8_t filler) {
    append_le32(out, static_cast<std::uint32_t>(padded(data.size())));
    append_le32(out, type);
    out.insert(out.end(), data.begin(), data.end());
    out.resize(padded(out.size()), filler);
}

}  // namespace

Bytes write_glb(const Scene& scene, const WriteOptions& options) {
    DocumentWriter writer(scene, options);
    const std::string json = writer.json();
    const Bytes& bin = writer.bin();
    const std::size_t bin_size = bin.empty() ? 0 : 8 + padded(bin.size());
    const std::size_t total = 12 + 8 + padded(json.size()) + bin_size;
    assert(total <= std::numeric_limits<std::uint32_t>::max());

    Bytes out;
    out.reserve(total);
    append_le32(out, kMagic);
    append_le32(out, 2);
    append_le32(out, static_cast<std::uint32_t>(total));
    append_chunk(out, kJsonChunk, as_bytes(json), ' ');
    if (!bin.empty()) append_chunk(out, kBinChunk, bin, 0);
    return out;
}

}  // namespace i2m::glb
