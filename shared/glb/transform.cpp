// transform.cpp - matrix products, decomposition and baking; sums in double so that large scenes keep their millimetres.
#include "shared/glb/transform.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace i2m::glb {
namespace {

constexpr double kRightAngleTolerance = 1e-4;

std::array<double, 3> column(const Matrix& m, std::size_t index) {
    return {static_cast<double>(m[4 * index]), static_cast<double>(m[4 * index + 1]), static_cast<double>(m[4 * index + 2])};
}

double dot(const std::array<double, 3>& a, const std::array<double, 3>& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

std::array<double, 3> cross(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// Quaternion of three right-handed unit columns (Shepperd's method: divide by the largest component).
std::array<float, 4> quaternion(const std::array<std::array<double, 3>, 3>& c) {
    const double trace = c[0][0] + c[1][1] + c[2][2];
    std::array<double, 4> q = {};
    if (trace > 0) {
        q = {c[1][2] - c[2][1], c[2][0] - c[0][2], c[0][1] - c[1][0], 1 + trace};
    } else if (c[0][0] >= c[1][1] && c[0][0] >= c[2][2]) {
        q = {1 + c[0][0] - c[1][1] - c[2][2], c[1][0] + c[0][1], c[2][0] + c[0][2], c[1][2] - c[2][1]};
    } else if (c[1][1] >= c[2][2]) {
        q = {c[1][0] + c[0][1], 1 + c[1][1] - c[0][0] - c[2][2], c[2][1] + c[1][2], c[2][0] - c[0][2]};
    } else {
        q = {c[2][0] + c[0][2], c[2][1] + c[1][2], 1 + c[2][2] - c[0][0] - c[1][1], c[0][1] - c[1][0]};
    }
    const double length = std::sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    std::array<float, 4> unit = {};
    for (std::size_t i = 0; i < 4; ++i) unit[i] = static_cast<float>(q[i] / length);
    return unit;
}

/// The cofactor matrix carries normals: the inverse transpose times the determinant, defined for singular ones too.
std::array<std::array<double, 3>, 3> cofactors(const Matrix& m) {
    const auto x = column(m, 0), y = column(m, 1), z = column(m, 2);
    return {cross(y, z), cross(z, x), cross(x, y)};
}

Vec3 transform_normal(const std::array<std::array<double, 3>, 3>& cofactor, double sign, const Vec3& normal) {
    std::array<double, 3> out = {};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t k = 0; k < 3; ++k) out[i] += sign * cofactor[k][i] * static_cast<double>(normal[k]);
    }
    const double length = std::sqrt(dot(out, out));
    if (!(length > 0) || !std::isfinite(length)) return {0, 1, 0};
    return {static_cast<float>(out[0] / length), static_cast<float>(out[1] / length), static_cast<float>(out[2] / length)};
}

}  // namespace

Matrix multiply(const Matrix& a, const Matrix& b) {
    Matrix out = {};
    for (std::size_t col = 0; col < 4; ++col) {
        for (std::size_t row = 0; row < 4; ++row) {
            double sum = 0;
            for (std::size_t k = 0; k < 4; ++k) sum += static_cast<double>(a[4 * k + row]) * static_cast<double>(b[4 * col + k]);
            out[4 * col + row] = static_cast<float>(sum);
        }
    }
    return out;
}

Matrix to_matrix(const Trs& trs) {
    const auto [x, y, z, w] = trs.rotation;
    const auto [sx, sy, sz] = trs.scale;
    return {(1 - 2 * (y * y + z * z)) * sx,
            2 * (x * y + z * w) * sx,
            2 * (x * z - y * w) * sx,
            0,
            2 * (x * y - z * w) * sy,
            (1 - 2 * (x * x + z * z)) * sy,
            2 * (y * z + x * w) * sy,
            0,
            2 * (x * z + y * w) * sz,
            2 * (y * z - x * w) * sz,
            (1 - 2 * (x * x + y * y)) * sz,
            0,
            trs.translation[0],
            trs.translation[1],
            trs.translation[2],
            1};
}

std::optional<Trs> decompose(const Matrix& matrix) {
    if (!is_finite(matrix) || !is_affine(matrix)) return std::nullopt;
    std::array<std::array<double, 3>, 3> axes = {column(matrix, 0), column(matrix, 1), column(matrix, 2)};
    std::array<double, 3> lengths = {};
    for (std::size_t i = 0; i < 3; ++i) {
        lengths[i] = std::sqrt(dot(axes[i], axes[i]));
        if (!(lengths[i] > 0)) return std::nullopt;  // flat: no rotation to be found, baking keeps it exact
        for (double& v : axes[i]) v /= lengths[i];
    }
    for (const auto& [a, b] : {std::pair<std::size_t, std::size_t>{0, 1}, {1, 2}, {2, 0}}) {
        if (std::abs(dot(axes[a], axes[b])) > kRightAngleTolerance) return std::nullopt;
    }
    if (dot(cross(axes[0], axes[1]), axes[2]) < 0) {
        lengths[0] = -lengths[0];
        for (double& v : axes[0]) v = -v;
    }
    Trs trs;
    trs.translation = {matrix[12], matrix[13], matrix[14]};
    trs.rotation = quaternion(axes);
    for (std::size_t i = 0; i < 3; ++i) trs.scale[i] = static_cast<float>(lengths[i]);
    return trs;
}

Vec3 transform_point(const Matrix& matrix, const Vec3& point) {
    Vec3 out = {};
    for (std::size_t row = 0; row < 3; ++row) {
        auto sum = static_cast<double>(matrix[12 + row]);
        for (std::size_t k = 0; k < 3; ++k) sum += static_cast<double>(matrix[4 * k + row]) * static_cast<double>(point[k]);
        out[row] = static_cast<float>(sum);
    }
    return out;
}

double determinant(const Matrix& matrix) { return dot(cross(column(matrix, 0), column(matrix, 1)), column(matrix, 2)); }

bool is_finite(const Matrix& matrix) {
    return std::all_of(matrix.begin(), matrix.end(), [](float v) { return std::isfinite(v); });
}

bool is_affine(const Matrix& matrix) {
    const auto near = [](float a, float b) { return std::abs(a - b) <= 1e-5F; };
    return near(matrix[3], 0) && near(matrix[7], 0) && near(matrix[11], 0) && near(matrix[15], 1);
}

Mesh baked(const Mesh& mesh, const Matrix& world_from_mesh) {
    Mesh out = mesh;
    const bool mirrors = determinant(world_from_mesh) < 0;
    const auto cofactor = cofactors(world_from_mesh);
    for (Primitive& primitive : out.primitives) {
        for (Vec3& position : primitive.positions) position = transform_point(world_from_mesh, position);
        for (Vec3& normal : primitive.normals) normal = transform_normal(cofactor, mirrors ? -1 : 1, normal);
        if (!mirrors) continue;
        for (std::size_t i = 0; i + 2 < primitive.indices.size(); i += 3)
            std::swap(primitive.indices[i + 1], primitive.indices[i + 2]);
    }
    return out;
}

}  // namespace i2m::glb
