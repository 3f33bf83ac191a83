// topology.cpp - half-edges by the vertex that they come from.
#include "tests/shared/draft/topology.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <unordered_map>

namespace i2m::draft {
namespace {

/// Where the edges from each vertex lead, and the third vertex of the triangle that each belongs to.
class HalfEdges {
public:
    struct Edge {
        std::uint32_t to = 0;
        std::uint32_t third = 0;
    };

    HalfEdges(std::size_t vertices, const std::vector<std::uint32_t>& indices) : begins_(vertices + 1), edges_(indices.size()) {
        for (const std::uint32_t from : indices) ++begins_[from + 1];
        std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
        std::vector<std::uint32_t> ends(begins_.begin(), begins_.end() - 1);
        for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
            for (std::size_t k = 0; k < 3; ++k)
                edges_[ends[indices[i + k]]++] = {indices[i + (k + 1) % 3], indices[i + (k + 2) % 3]};
        }
    }

    [[nodiscard]] std::uint32_t vertices() const { return static_cast<std::uint32_t>(begins_.size() - 1); }
    /// Of one vertex: about six.
    [[nodiscard]] std::span<const Edge> from(std::uint32_t vertex) const {
        return std::span(edges_).subspan(begins_[vertex], begins_[vertex + 1] - begins_[vertex]);
    }
    [[nodiscard]] const Edge* find(std::uint32_t from_vertex, std::uint32_t to) const {
        for (const Edge& edge : from(from_vertex)) {
            if (edge.to == to) return &edge;
        }
        return nullptr;
    }

private:
    std::vector<std::uint32_t> begins_;
    std::vector<Edge> edges_;
};

/// Corners around a vertex must form one ring: walking from triangle to triangle visits them all.
std::int64_t count_bad_vertices(const HalfEdges& edges) {
    std::int64_t bad = 0;
    for (std::uint32_t vertex = 0; vertex < edges.vertices(); ++vertex) {
        const std::span<const HalfEdges::Edge> corners = edges.from(vertex);
        if (corners.empty()) continue;
        std::uint32_t next = corners.front().to;
        std::size_t walked = 0;
        do {
            const HalfEdges::Edge* const found = edges.find(vertex, next);
            if (found == nullptr) break;
            next = found->third;
            ++walked;
        } while (next != corners.front().to && walked <= corners.size());
        if (walked != corners.size()) ++bad;
    }
    return bad;
}

double volume_below(const std::array<float, 3>& a, const std::array<float, 3>& b, const std::array<float, 3>& c) {
    const auto d = [](float v) { return static_cast<double>(v); };
    return (d(a[0]) * (d(b[1]) * d(c[2]) - d(b[2]) * d(c[1])) + d(a[1]) * (d(b[2]) * d(c[0]) - d(b[0]) * d(c[2])) +
            d(a[2]) * (d(b[0]) * d(c[1]) - d(b[1]) * d(c[0]))) /
           6;
}

struct PlaceHash {
    std::size_t operator()(const std::array<float, 3>& place) const {
        std::size_t hash = 0;
        for (const float v : place) hash = hash * 1'000'003 + std::hash<float>()(v);
        return hash;
    }
};

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
    const HalfEdges edges(positions.size(), indices);
    std::int64_t distinct = 0;
    for (std::uint32_t from = 0; from < edges.vertices(); ++from) {
        std::span<const HalfEdges::Edge> rest = edges.from(from);
        while (!rest.empty()) {
            const std::uint32_t to = rest.front().to;
            rest = rest.subspan(1);
            const bool has_back = edges.find(to, from) != nullptr;
            const bool is_repeated = std::any_of(rest.begin(), rest.end(), [to](const HalfEdges::Edge& e) { return e.to == to; });
            if (is_repeated || !has_back) ++result.bad_edges;
            if (!has_back || from < to) ++distinct;
        }
    }
    for (const bool u : used) result.vertices += u ? 1 : 0;
    result.bad_vertices = count_bad_vertices(edges);
    result.euler = result.vertices - distinct + result.triangles;
    return result;
}

Topology study_welded(const glb::Scene& scene) {
    std::vector<std::array<float, 3>> positions;
    std::vector<std::uint32_t> indices;
    std::unordered_map<std::array<float, 3>, std::uint32_t, PlaceHash> known;
    for (const glb::Mesh& mesh : scene.meshes) {
        for (const glb::Primitive& primitive : mesh.primitives) {
            std::vector<std::uint32_t> welded;
            for (const std::array<float, 3>& place : primitive.positions) {
                const auto [at, is_new] = known.try_emplace(place, static_cast<std::uint32_t>(positions.size()));
                if (is_new) positions.push_back(place);
                welded.push_back(at->second);
            }
            for (const std::uint32_t index : primitive.indices) indices.push_back(welded.at(index));
        }
    }
    return study(positions, indices);
}

}  // namespace i2m::draft
