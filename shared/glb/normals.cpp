// normals.cpp - normals for meshes that bring none.
#include <cmath>
#include <cstddef>

#include "shared/glb/read_parts.hpp"
#include "shared/glb/transform.hpp"

namespace i2m::glb {
namespace {

using Double3 = std::array<double, 3>;

/// Twice the area of a triangle, along its normal. Sums in double: squares of large coordinates leave a float's range.
Double3 area_normal(const Vec3& a, const Vec3& b, const Vec3& c) {
    Double3 u = {}, v = {};
    for (std::size_t i = 0; i < 3; ++i) {
        u[i] = static_cast<double>(b[i]) - static_cast<double>(a[i]);
        v[i] = static_cast<double>(c[i]) - static_cast<double>(a[i]);
    }
    return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

Vec3 unit(const Double3& v) {
    const double length = std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    if (!(length > 0) || !std::isfinite(length)) return {0, 1, 0};
    return {static_cast<float>(v[0] / length), static_cast<float>(v[1] / length), static_cast<float>(v[2] / length)};
}

/// `values[index]` for each index; empty stays empty.
template <class T>
std::vector<T> spread(const std::vector<T>& values, const std::vector<std::uint32_t>& indices) {
    std::vector<T> out;
    if (values.empty()) return out;
    out.reserve(indices.size());
    for (const std::uint32_t index : indices) out.push_back(values[index]);
    return out;
}

}  // namespace

std::vector<std::array<float, 3>> smooth_normals(const Primitive& primitive) {
    std::vector<Double3> sums(primitive.positions.size(), Double3{});
    for (std::size_t i = 0; i + 2 < primitive.indices.size(); i += 3) {
        const std::array<std::uint32_t, 3> corners = {primitive.indices[i], primitive.indices[i + 1], primitive.indices[i + 2]};
        const Double3 normal =
            area_normal(primitive.positions[corners[0]], primitive.positions[corners[1]], primitive.positions[corners[2]]);
        for (const std::uint32_t corner : corners) {
            for (std::size_t k = 0; k < 3; ++k) sums[corner][k] += normal[k];
        }
    }
    std::vector<Vec3> out;
    out.reserve(sums.size());
    for (const Double3& sum : sums) out.push_back(unit(sum));
    return out;
}

void add_normals(Primitive& primitive, std::size_t most_vertices) {
    if (primitive.indices.size() > most_vertices) {
        primitive.normals = smooth_normals(primitive);
        return;
    }
    primitive.positions = spread(primitive.positions, primitive.indices);
    primitive.uvs = spread(primitive.uvs, primitive.indices);
    primitive.colors = spread(primitive.colors, primitive.indices);
    for (std::size_t i = 0; i < primitive.indices.size(); ++i) primitive.indices[i] = static_cast<std::uint32_t>(i);
    primitive.normals.clear();
    primitive.normals.reserve(primitive.positions.size());
    for (std::size_t i = 0; i + 2 < primitive.positions.size(); i += 3) {
        const Vec3 normal = unit(area_normal(primitive.positions[i], primitive.positions[i + 1], primitive.positions[i + 2]));
        primitive.normals.insert(primitive.normals.end(), 3, normal);
    }
}

}  // namespace i2m::glb
