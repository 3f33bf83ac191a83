// topology.cpp - half-edges counted in a hash table.
#include "tests/shared/draft/topology.hpp"

#include <cstddef>
#include <map>
#include <unordered_map>

namespace i2m::draft {
namespace {

std::uint64_t key(std::uint32_t from, std::uint32_t to) { return std::uint64_t{from} << 32U | to; }

/// Corners around a vertex must form one ring: walking from triangle to triangle visits them all.
std::int64_t count_bad_vertices(std::size_t vertex_count, const std::vector<std::uint32_t>& indices,
                                const std::unordered_map<std::uint64_t, std::uint32_t>& opposite) {
    std::vector<std::uint32_t> corners(vertex_count, 0);
    std::vector<std::uint32_t> first(vertex_count, 0);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        ++corners[indices[i]];
        first[indices[i]] = indices[i - i % 3 + (i + 1) % 3];
    }
    std::int64_t bad = 0;
    for (std::uint32_t v = 0; v < vertex_count; ++v) {
        if (corners[v] == 0) continue;
        std::uint32_t next = first[v];
        std::uint32_t walked = 0;
        do {
            const auto found = opposite.find(key(v, next));
            if (found == opposite.end()) break;
            next = found->second;
            ++walked;
        } while (next != first[v] && walked <= corners[v]);
        if (walked != corners[v]) ++bad;
    }
    return bad;
}

}  // namespace

Topology study(const std::vector<std::array<float, 3>>& positions, const std::vector<std::uint32_t>& indices) {
    Topology result;
    std::unordered_map<std::uint64_t, std::uint32_t> opposite;  // half-edge -> third vertex of its triangle
    std::unordered_map<std::uint64_t, int> uses;
    std::vector<bool> used(positions.size(), false);
    for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
        const std::array<std::uint32_t, 3> t = {indices[i], indices[i + 1], indices[i + 2]};
        if (t[0] == t[1] || t[1] == t[2] || t[2] == t[0]) ++result.degenerate;
        for (std::size_t k = 0; k < 3; ++k) {
            used[t[k]] = true;
            ++uses[key(t[k], t[(k + 1) % 3])];
            opposite[key(t[k], t[(k + 1) % 3])] = t[(k + 2) % 3];
        }
        const auto& a = positions[t[0]];
        const auto& b = positions[t[1]];
        const auto& c = positions[t[2]];
        const auto d = [](float v) { return static_cast<double>(v); };
        result.volume += (d(a[0]) * (d(b[1]) * d(c[2]) - d(b[2]) * d(c[1])) + d(a[1]) * (d(b[2]) * d(c[0]) - d(b[0]) * d(c[2])) +
                          d(a[2]) * (d(b[0]) * d(c[1]) - d(b[1]) * d(c[0]))) /
                         6;
        ++result.triangles;
    }
    std::int64_t edges = 0;
    for (const auto& [edge, count] : uses) {
        const auto back = uses.find(key(static_cast<std::uint32_t>(edge), static_cast<std::uint32_t>(edge >> 32U)));
        if (count != 1 || back == uses.end() || back->second != 1) ++result.bad_edges;
        if (back == uses.end() || (edge >> 32U) < (edge & 0xFFFFFFFFU)) ++edges;
    }
    for (const bool u : used) result.vertices += u ? 1 : 0;
    result.bad_vertices = count_bad_vertices(positions.size(), indices, opposite);
    result.euler = result.vertices - edges + result.triangles;
    return result;
}

Topology study_welded(const glb::Scene& scene) {
    std::map<std::array<float, 3>, std::uint32_t> ids;
    std::vector<std::array<float, 3>> positions;
    std::vector<std::uint32_t> indices;
    for (const glb::Mesh& mesh : scene.meshes) {
        for (const glb::Primitive& primitive : mesh.primitives) {
            for (const std::uint32_t index : primitive.indices) {
                const auto [found, added] =
                    ids.try_emplace(primitive.positions.at(index), static_cast<std::uint32_t>(positions.size()));
                if (added) positions.push_back(found->first);
                indices.push_back(found->second);
            }
        }
    }
    return study(positions, indices);
}

}  // namespace i2m::draft
