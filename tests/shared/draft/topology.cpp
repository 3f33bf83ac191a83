// topology.cpp - half-edges, sorted.
#include "tests/shared/draft/topology.hpp"

#include <algorithm>
#include <cstddef>

namespace i2m::draft {
namespace {

/// Half-edges sorted by (from, to), each with the third vertex of its triangle.
struct HalfEdge {
    std::uint64_t key = 0;
    std::uint32_t third = 0;
};

std::uint64_t key(std::uint32_t from, std::uint32_t to) { return std::uint64_t{from} << 32U | to; }

std::vector<HalfEdge> half_edges(const std::vector<std::uint32_t>& indices) {
    std::vector<HalfEdge> edges;
    edges.reserve(indices.size());
    for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
        for (std::size_t k = 0; k < 3; ++k) {
            edges.push_back({key(indices[i + k], indices[i + (k + 1) % 3]), indices[i + (k + 2) % 3]});
        }
    }
    std::sort(edges.begin(), edges.end(), [](const HalfEdge& a, const HalfEdge& b) { return a.key < b.key; });
    return edges;
}

const HalfEdge* find(const std::vector<HalfEdge>& edges, std::uint64_t wanted) {
    const auto at =
        std::lower_bound(edges.begin(), edges.end(), wanted, [](const HalfEdge& e, std::uint64_t k) { return e.key < k; });
    return at != edges.end() && at->key == wanted ? &*at : nullptr;
}

/// Corners around a vertex must form one ring: walking from triangle to triangle visits them all.
std::int64_t count_bad_vertices(const std::vector<HalfEdge>& edges) {
    std::int64_t bad = 0;
    for (std::size_t begin = 0; begin < edges.size();) {
        const auto vertex = static_cast<std::uint32_t>(edges[begin].key >> 32U);
        std::size_t end = begin;
        while (end < edges.size() && edges[end].key >> 32U == vertex) ++end;
        const auto first = static_cast<std::uint32_t>(edges[begin].key);
        std::uint32_t next = first;
        std::size_t walked = 0;
        do {
            const HalfEdge* found = find(edges, key(vertex, next));
            if (found == nullptr) break;
            next = found->third;
            ++walked;
        } while (next != first && walked <= end - begin);
        if (walked != end - begin) ++bad;
        begin = end;
    }
    return bad;
}

double volume_below(const std::array<float, 3>& a, const std::array<float, 3>& b, const std::array<float, 3>& c) {
    const auto d = [](float v) { return static_cast<double>(v); };
    return (d(a[0]) * (d(b[1]) * d(c[2]) - d(b[2]) * d(c[1])) + d(a[1]) * (d(b[2]) * d(c[0]) - d(b[0]) * d(c[2])) +
            d(a[2]) * (d(b[0]) * d(c[1]) - d(b[1]) * d(c[0]))) /
           6;
}

}  // namespace

Topology study(const std::vector<std::array<float, 3>>& positions, const std::vector<std::uint32_t>& indices) {
    Topology result;
    std::vector<bool> used(positions.size(), false);
    for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
        const std::uint32_t a = indices[i];
        const std::uint32_t b = indices[i + 1];
        const std::uint32_t c = indices[i + 2];
        if (a == b || b == c || c == a) ++result.degenerate;
        used[a] = used[b] = used[c] = true;
        result.volume += volume_below(positions[a], positions[b], positions[c]);
        ++result.triangles;
    }
    const std::vector<HalfEdge> edges = half_edges(indices);
    std::int64_t distinct = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const std::uint64_t edge = edges[i].key;
        const HalfEdge* back = find(edges, key(static_cast<std::uint32_t>(edge), static_cast<std::uint32_t>(edge >> 32U)));
        const bool repeated = i + 1 < edges.size() && edges[i + 1].key == edge;
        if (repeated || back == nullptr) ++result.bad_edges;
        if (back == nullptr || (edge >> 32U) < (edge & 0xFFFFFFFFU)) ++distinct;
    }
    for (const bool u : used) result.vertices += u ? 1 : 0;
    result.bad_vertices = count_bad_vertices(edges);
    result.euler = result.vertices - distinct + result.triangles;
    return result;
}

Topology study_welded(const glb::Scene& scene) {
    std::vector<std::array<float, 3>> corners;
    for (const glb::Mesh& mesh : scene.meshes) {
        for (const glb::Primitive& primitive : mesh.primitives) {
            for (const std::uint32_t index : primitive.indices) corners.push_back(primitive.positions.at(index));
        }
    }
    std::vector<std::array<float, 3>> positions = corners;
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
    std::vector<std::uint32_t> indices;
    indices.reserve(corners.size());
    for (const auto& corner : corners) {
        indices.push_back(
            static_cast<std::uint32_t>(std::lower_bound(positions.begin(), positions.end(), corner) - positions.begin()));
    }
    return study(positions, indices);
}

}  // namespace i2m::draft
