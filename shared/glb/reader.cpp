// reader.cpp - read_glb and check_glb: container, document, references, then the parts of the scene.
#include <utility>

#include "shared/glb/container.hpp"
#include "shared/glb/document.hpp"
#include "shared/glb/glb.hpp"
#include "shared/glb/issues.hpp"
#include "shared/glb/read_parts.hpp"

namespace i2m::glb {
namespace {

/// A document whose every reference is checked, unless `issues` has an error.
Document checked_document(ByteView bytes, const Limits& limits, Issues& issues) {
    const Container container = split_container(bytes, limits, issues);
    if (issues.has_error()) return {};
    Document document = parse_document(container, limits, issues);
    if (!issues.has_error()) check_model(document, limits, issues);
    return document;
}

}  // namespace

Stats stats_of(const Scene& scene, std::uint64_t size_bytes) {
    Stats out;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> counts;  // triangles, vertices by mesh
    for (const Mesh& mesh : scene.meshes) {
        counts.emplace_back(0, 0);
        for (const Primitive& primitive : mesh.primitives) {
            counts.back().first += primitive.indices.size() / 3;
            counts.back().second += primitive.positions.size();
        }
        if (counts.back().first > 0) ++out.meshes;
    }
    for (const Instance& instance : scene.instances) {
        const auto mesh = static_cast<std::size_t>(instance.mesh);
        if (instance.mesh < 0 || mesh >= counts.size()) continue;
        out.triangles += counts[mesh].first;
        out.vertices += counts[mesh].second;
    }
    out.materials = static_cast<std::uint32_t>(scene.materials.size());
    out.textures = static_cast<std::uint32_t>(scene.textures.size());
    out.size_bytes = size_bytes;
    out.bounds = bounds_of(scene);
    return out;
}

Result<ReadModel> read_glb(ByteView bytes, const ReadOptions& options) {
    Issues issues;
    const Document document = checked_document(bytes, options.limits, issues);
    if (issues.has_error()) return issues.first_error();
    ReadModel out;
    out.scene.generator = document.generator;
    out.scene.extras_json = document.extras_json;
    const std::vector<int> uv_sets = read_materials(document, out.scene, issues);
    read_images(document, options.keep_images, bytes.size(), out.scene, issues);
    if (!issues.has_error()) read_meshes(document, options.limits, bytes.size(), uv_sets, out.scene, issues);
    if (!issues.has_error()) read_nodes(document, options.limits, out.scene, issues);
    if (issues.has_error()) return issues.first_error();
    out.stats = stats_of(out.scene, bytes.size());
    out.issues = std::move(issues).take();
    return out;
}

std::vector<Issue> check_glb(ByteView bytes, const Limits& limits) {
    Issues issues;
    (void)checked_document(bytes, limits, issues);
    return std::move(issues).take();
}

}  // namespace i2m::glb
