// write_stl.cpp - binary STL: a head of 80 bytes, the number of triangles, 50 bytes each, little-endian.
#include <cmath>
#include <cstring>

#include "shared/export/binary_text.hpp"
#include "shared/export/parts.hpp"

namespace i2m::exporting {
namespace {

std::array<float, 3> normal_of(const std::array<float, 3>& a, const std::array<float, 3>& b, const std::array<float, 3>& c) {
    std::array<double, 3> u = {}, v = {};
    for (std::size_t i = 0; i < 3; ++i) {
        u[i] = static_cast<double>(b[i]) - static_cast<double>(a[i]);
        v[i] = static_cast<double>(c[i]) - static_cast<double>(a[i]);
    }
    const std::array<double, 3> n = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    const double length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    if (!(length > 0) || !std::isfinite(length)) return {0, 0, 0};
    return {static_cast<float>(n[0] / length), static_cast<float>(n[1] / length), static_cast<float>(n[2] / length)};
}

}  // namespace

std::string write_stl(const Solid& solid) {
    std::string out = "Made by image2model; Z up, millimetres";  // never begins with "solid": that is STL as text
    out.resize(80, ' ');
    out.reserve(84 + solid.triangles.size() * 50);
    append_u32(out, static_cast<std::uint32_t>(solid.triangles.size()));
    for (const Solid::Triangle& triangle : solid.triangles) {
        const auto& [a, b, c] = triangle.points;
        append_floats(out, normal_of(solid.points[a], solid.points[b], solid.points[c]));
        for (const std::uint32_t point : triangle.points) append_floats(out, solid.points[point]);
        out.append(2, '\0');
    }
    return out;
}

}  // namespace i2m::exporting
