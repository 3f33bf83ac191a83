// read_nodes.cpp - flattens the node hierarchy of the shown scene into placed meshes.
#include <algorithm>
#include <cmath>

#include "shared/glb/accessor.hpp"
#include "shared/glb/read_parts.hpp"
#include "shared/glb/transform.hpp"

#include <tiny_gltf.h>

namespace i2m::glb {
namespace {

Matrix local_matrix(const tinygltf::Node& node) {
    if (node.matrix.size() == 16) {
        Matrix out = {};
        std::transform(node.matrix.begin(), node.matrix.end(), out.begin(), to_float);
        return out;
    }
    Trs trs;
    for (std::size_t i = 0; i < node.translation.size() && i < 3; ++i) trs.translation[i] = to_float(node.translation[i]);
    for (std::size_t i = 0; i < node.scale.size() && i < 3; ++i) trs.scale[i] = to_float(node.scale[i]);
    if (node.rotation.size() == 4) {
        double length = 0;
        for (const double v : node.rotation) length += v * v;
        length = std::sqrt(length);
        // Only a rotation that is not of unit length is touched, so that good ones stay as they were written.
        const bool is_unit = std::abs(length - 1) < 1e-4;
        if (length > 1e-12 && std::isfinite(length)) {
            for (std::size_t i = 0; i < 4; ++i)
                trs.rotation[i] = to_float(is_unit ? node.rotation[i] : node.rotation[i] / length);
        }
    }
    return to_matrix(trs);
}

/// Nodes that a document without scenes shows: those that are nobody's child.
std::vector<int> roots_without_scene(const tinygltf::Model& model) {
    std::vector<bool> is_child(model.nodes.size(), false);
    for (const tinygltf::Node& node : model.nodes) {
        for (const int child : node.children) is_child[static_cast<std::size_t>(child)] = true;
    }
    std::vector<int> out;
    for (std::size_t i = 0; i < is_child.size(); ++i) {
        if (!is_child[i]) out.push_back(static_cast<int>(i));
    }
    return out;
}

std::vector<int> shown_roots(const tinygltf::Model& model) {
    if (model.scenes.empty()) return roots_without_scene(model);
    return model.scenes[model.defaultScene < 0 ? 0 : static_cast<std::size_t>(model.defaultScene)].nodes;
}

struct Placed {
    int node;
    Matrix world_from_parent;
};

}  // namespace

void read_nodes(const Document& document, const Limits& limits, Scene& scene, Issues& issues) {
    const tinygltf::Model& model = *document.model;
    std::vector<std::uint64_t> vertices;
    for (const Mesh& mesh : scene.meshes) {
        vertices.push_back(0);
        for (const Primitive& primitive : mesh.primitives) vertices.back() += primitive.positions.size();
    }
    std::vector<Placed> open;
    const std::vector<int> roots = shown_roots(model);
    for (std::size_t i = roots.size(); i > 0; --i) open.push_back({roots[i - 1], kIdentity});
    std::uint64_t drawn = 0;
    std::size_t visited = 0;
    // check_model found a forest; a root that is also a child could still be met twice, so visits are counted.
    while (!open.empty() && visited++ < 2 * std::size_t{limits.max_nodes}) {
        const Placed at = open.back();
        open.pop_back();
        const tinygltf::Node& node = model.nodes[static_cast<std::size_t>(at.node)];
        Matrix world = multiply(at.world_from_parent, local_matrix(node));
        const bool is_usable = std::all_of(world.begin(), world.end(), [](float v) { return std::abs(v) <= kMostValue; });
        if (!is_usable || !is_affine(world)) {
            issues.warning("NODE_MATRIX_NON_TRS", pointer_to("nodes", static_cast<std::size_t>(at.node)),
                           "A part of the model is placed impossibly; it is shown unmoved.");
            world = kIdentity;
        }
        if (node.mesh >= 0) {
            drawn += vertices[static_cast<std::size_t>(node.mesh)];
            if (drawn > limits.max_vertices)
                return issues.error("MODEL_TOO_LARGE", "/nodes", "The model shows more vertices than can be drawn.");
            if (!scene.meshes[static_cast<std::size_t>(node.mesh)].primitives.empty())
                scene.instances.push_back({node.mesh, world});
        }
        for (std::size_t i = node.children.size(); i > 0; --i) open.push_back({node.children[i - 1], world});
        if (node.extensions.count("EXT_mesh_gpu_instancing") > 0) {
            issues.warning("NOT_SHOWN", pointer_to("nodes", static_cast<std::size_t>(at.node)),
                           "Copies of a part of the model are not shown.");
        }
        if (node.skin >= 0)
            issues.info("NOT_SHOWN", pointer_to("nodes", static_cast<std::size_t>(at.node)),
                        "The model is shown in its rest pose.");
    }
}

}  // namespace i2m::glb
