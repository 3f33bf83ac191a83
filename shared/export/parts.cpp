// parts.cpp - instances flattened, points joined.
#include "shared/export/parts.hpp"

#include <cstdio>
#include <cstring>
#include <unordered_map>

#include "shared/glb/transform.hpp"

namespace i2m::exporting {
namespace {

struct PointHash {
    std::size_t operator()(const std::array<std::uint32_t, 3>& bits) const {
        std::uint64_t hash = 0;
        for (const std::uint32_t part : bits) hash = (hash ^ part) * 0x9E3779B97F4A7C15ULL, hash ^= hash >> 29;
        return static_cast<std::size_t>(hash);
    }
};

std::array<std::uint32_t, 3> bits_of(const std::array<float, 3>& point) {
    std::array<std::uint32_t, 3> bits;
    std::memcpy(bits.data(), point.data(), sizeof bits);
    return bits;
}

/// glTF's Y up in metres as Z up in millimetres; adding zero makes -0 the same point as 0.
std::array<float, 3> to_print(const std::array<float, 3>& p) {
    return {p[0] * 1000 + 0.0F, 0.0F - p[2] * 1000, p[1] * 1000 + 0.0F};
}

}  // namespace

std::vector<Part> parts_of(const glb::Scene& scene) {
    std::vector<Part> parts;
    for (const glb::Instance& instance : scene.instances) {
        if (instance.mesh < 0 || static_cast<std::size_t>(instance.mesh) >= scene.meshes.size()) continue;
        glb::Mesh mesh = glb::baked(scene.meshes[static_cast<std::size_t>(instance.mesh)], instance.world_from_mesh);
        for (glb::Primitive& primitive : mesh.primitives) {
            if (primitive.indices.size() >= 3) parts.push_back({mesh.name, std::move(primitive)});
        }
    }
    return parts;
}

Solid solid_of(const std::vector<Part>& parts) {
    Solid out;
    std::unordered_map<std::array<std::uint32_t, 3>, std::uint32_t, PointHash> known;
    for (const Part& part : parts) {
        std::vector<std::uint32_t> place;
        place.reserve(part.mesh.positions.size());
        for (const std::array<float, 3>& position : part.mesh.positions) {
            const std::array<float, 3> point = to_print(position);
            const auto [at, is_new] = known.emplace(bits_of(point), static_cast<std::uint32_t>(out.points.size()));
            if (is_new) out.points.push_back(point);
            place.push_back(at->second);
        }
        for (std::size_t i = 0; i + 2 < part.mesh.indices.size(); i += 3) {
            Solid::Triangle triangle;
            triangle.material = part.mesh.material;
            for (std::size_t k = 0; k < 3; ++k) triangle.points[k] = place[part.mesh.indices[i + k]];
            const auto [a, b, c] = triangle.points;
            if (a != b && b != c && c != a) out.triangles.push_back(triangle);
        }
    }
    return out;
}

void append_number(std::string& out, float value) {
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%.9g", static_cast<double>(value));
    out.append(text, static_cast<std::size_t>(length));
}

}  // namespace i2m::exporting
