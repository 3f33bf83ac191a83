// check_model.cpp - references, counts and the node graph of a parsed document.
#include <array>
#include <string>
#include <vector>

#include "shared/glb/accessor.hpp"
#include "shared/glb/document.hpp"

#include <tiny_gltf.h>

namespace i2m::glb {
namespace {

constexpr std::string_view kUnresolved = "UNRESOLVED_REFERENCE";

class ModelCheck {
public:
    ModelCheck(const Document& document, const Limits& limits, Issues& issues)
        : document_(document), model_(*document.model), limits_(limits), issues_(issues) {}

    void run() {
        check_views();
        check_accessors();
        check_meshes();
        check_materials();
        check_textures();
        check_nodes();
        check_scenes();
    }

private:
    /// -1 (absent) is fine, anything else has to be one of `size`.
    void reference(int index, std::size_t size, const std::string& pointer, std::string_view what) {
        if (index == -1 || (index >= 0 && static_cast<std::size_t>(index) < size)) return;
        issues_.error(kUnresolved, pointer,
                      "The model refers to a " + std::string(what) + " that does not exist (" + pointer + ").");
    }

    void check_views() {
        for (std::size_t i = 0; i < model_.bufferViews.size(); ++i) {
            if (buffer_view(document_, static_cast<int>(i))) continue;
            issues_.error("BUFFER_VIEW_TOO_LONG", pointer_to("bufferViews", i),
                          "The model is damaged: data view " + std::to_string(i) + " reaches beyond the data.");
        }
        for (std::size_t i = 0; i < document_.images.size(); ++i) {
            reference(document_.images[i].buffer_view, model_.bufferViews.size(), pointer_to("images", i), "data view");
        }
    }

    void check_accessors() {
        for (std::size_t i = 0; i < model_.accessors.size(); ++i) {
            AccessorFault fault;
            if (accessor_layout(document_, static_cast<int>(i), fault)) continue;
            issues_.error(fault.code, pointer_to("accessors", i),
                          "The model is damaged: accessor " + std::to_string(i) + " " + std::string(fault.words) + ".");
        }
    }

    void check_meshes() {
        for (std::size_t m = 0; m < model_.meshes.size(); ++m) {
            const std::string pointer = pointer_to("meshes", m);
            if (model_.meshes[m].primitives.empty())
                issues_.error("EMPTY_ENTITY", pointer, "The model is damaged: mesh " + std::to_string(m) + " is empty.");
            for (std::size_t p = 0; p < model_.meshes[m].primitives.size(); ++p)
                check_primitive(model_.meshes[m].primitives[p], pointer + "/primitives/" + std::to_string(p));
        }
    }

    void check_primitive(const tinygltf::Primitive& primitive, const std::string& pointer) {
        reference(primitive.indices, model_.accessors.size(), pointer + "/indices", "accessor");
        reference(primitive.material, model_.materials.size(), pointer + "/material", "material");
        if (primitive.mode < 0 || primitive.mode > 6)
            issues_.error("VALUE_NOT_IN_LIST", pointer + "/mode",
                          "The model is damaged: it has a drawing mode that does not exist.");
        std::size_t count = 0;
        for (const auto& [name, accessor] : primitive.attributes) {
            const bool exists = accessor >= 0 && static_cast<std::size_t>(accessor) < model_.accessors.size();
            if (!exists) {
                issues_.error(kUnresolved, pointer + "/attributes",
                              "The model is damaged: an attribute of a mesh does not exist (" + pointer + ").");
                continue;
            }
            const std::size_t size = model_.accessors[static_cast<std::size_t>(accessor)].count;
            if (count != 0 && size != count) {
                issues_.error("MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT", pointer + "/attributes",
                              "The model is damaged: the attributes of a mesh differ in number (" + pointer + ").");
            }
            count = size;
        }
    }

    void check_materials() {
        for (std::size_t i = 0; i < model_.materials.size(); ++i) {
            const tinygltf::Material& material = model_.materials[i];
            const auto& surface = material.pbrMetallicRoughness;
            for (const int index :
                 {surface.baseColorTexture.index, surface.metallicRoughnessTexture.index, material.normalTexture.index,
                  material.occlusionTexture.index, material.emissiveTexture.index}) {
                reference(index, model_.textures.size(), pointer_to("materials", i), "texture");
            }
        }
    }

    void check_textures() {
        for (std::size_t i = 0; i < model_.textures.size(); ++i) {
            reference(model_.textures[i].source, document_.images.size(), pointer_to("textures", i), "image");
            reference(model_.textures[i].sampler, model_.samplers.size(), pointer_to("textures", i), "sampler");
        }
    }

    void check_nodes() {
        std::vector<std::int32_t> parent(model_.nodes.size(), -1);
        for (std::size_t i = 0; i < model_.nodes.size(); ++i) {
            const tinygltf::Node& node = model_.nodes[i];
            const std::string pointer = pointer_to("nodes", i);
            reference(node.mesh, model_.meshes.size(), pointer + "/mesh", "mesh");
            check_transform(node, pointer);
            for (const int child : node.children) {
                if (child < 0 || static_cast<std::size_t>(child) >= model_.nodes.size()) {
                    issues_.error(kUnresolved, pointer + "/children",
                                  "The model is damaged: a node's child does not exist (" + pointer + ").");
                } else if (parent[static_cast<std::size_t>(child)] != -1) {
                    issues_.error("NODE_PARENT_OVERRIDE", pointer + "/children",
                                  "The model is damaged: node " + std::to_string(child) + " has two parents.");
                } else {
                    parent[static_cast<std::size_t>(child)] = static_cast<std::int32_t>(i);
                }
            }
        }
        check_depths(parent);
    }

    void check_transform(const tinygltf::Node& node, const std::string& pointer) {
        const auto has_size = [](const std::vector<double>& values, std::size_t size) {
            return values.empty() || values.size() == size;
        };
        if (has_size(node.matrix, 16) && has_size(node.translation, 3) && has_size(node.rotation, 4) && has_size(node.scale, 3))
            return;
        issues_.error("ARRAY_LENGTH_NOT_IN_LIST", pointer,
                      "The model is damaged: a node's transform is broken (" + pointer + ").");
    }

    /// Every node's way to its root ends before it gets too long: no loops, no chains that exhaust a stack. Linear, since
    /// ways that were walked once are not walked again.
    void check_depths(const std::vector<std::int32_t>& parent) {
        std::vector<std::uint32_t> depth(parent.size(), 0);  // 0: not known yet
        std::vector<std::size_t> way;
        for (std::size_t i = 0; i < parent.size(); ++i) {
            way.clear();
            std::size_t at = i;
            while (depth[at] == 0 && parent[at] != -1 && way.size() <= limits_.max_node_depth) {
                way.push_back(at);
                at = static_cast<std::size_t>(parent[at]);
            }
            if (depth[at] == 0 && parent[at] == -1) depth[at] = 1;
            std::uint32_t here = depth[at];
            const bool is_endless = here == 0;
            for (std::size_t k = way.size(); k > 0 && !is_endless; --k) depth[way[k - 1]] = ++here;
            if (is_endless || here > limits_.max_node_depth) {
                return issues_.error("NODE_LOOP", pointer_to("nodes", i),
                                     "The model is damaged: its nodes form a loop or a chain that is too long.");
            }
        }
    }

    /// Only the scene that is shown: the default one, or the first.
    void check_scenes() {
        reference(model_.defaultScene, model_.scenes.size(), "/scene", "scene");
        if (issues_.has_error() || model_.scenes.empty()) return;
        const std::size_t shown = model_.defaultScene < 0 ? 0 : static_cast<std::size_t>(model_.defaultScene);
        std::vector<bool> seen(model_.nodes.size(), false);
        for (const int node : model_.scenes[shown].nodes) {
            const bool exists = node >= 0 && static_cast<std::size_t>(node) < model_.nodes.size();
            if (!exists || seen[static_cast<std::size_t>(node)]) {
                return issues_.error(kUnresolved, pointer_to("scenes", shown) + "/nodes",
                                     "The model is damaged: its scene names a node that does not exist, or one twice.");
            }
            seen[static_cast<std::size_t>(node)] = true;
        }
    }

    const Document& document_;
    const tinygltf::Model& model_;
    const Limits& limits_;
    Issues& issues_;
};

}  // namespace

void check_model(const Document& document, const Limits& limits, Issues& issues) { ModelCheck(document, limits, issues).run(); }

}  // namespace i2m::glb
