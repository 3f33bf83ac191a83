// matrix.hpp - the few 4x4 operations of the viewer; column-major, as GL and glTF have them.
#pragma once

#include <array>
#include <cstddef>

#include "client/viewer/camera.hpp"

namespace i2m::client {

[[nodiscard]] constexpr Mat4 multiply(const Mat4& a, const Mat4& b) {
    Mat4 out{};
    for (std::size_t column = 0; column < 4; ++column) {
        for (std::size_t row = 0; row < 4; ++row) {
            for (std::size_t k = 0; k < 4; ++k) out[column * 4 + row] += a[k * 4 + row] * b[column * 4 + k];
        }
    }
    return out;
}

/// What normals are multiplied with: the cofactors of the upper 3x3, which keep directions right for any scale (and turn
/// them with a mirroring one).
[[nodiscard]] constexpr std::array<float, 9> normal_matrix(const Mat4& m) {
    const auto at = [&](std::size_t column, std::size_t row) { return m[column * 4 + row]; };
    std::array<float, 9> out{};
    for (std::size_t column = 0; column < 3; ++column) {
        for (std::size_t row = 0; row < 3; ++row) {
            const std::size_t c1 = (column + 1) % 3, c2 = (column + 2) % 3, r1 = (row + 1) % 3, r2 = (row + 2) % 3;
            out[column * 3 + row] = at(c1, r1) * at(c2, r2) - at(c2, r1) * at(c1, r2);
        }
    }
    return out;
}

/// Below zero for a matrix that mirrors.
[[nodiscard]] constexpr float determinant3(const Mat4& m) {
    return m[0] * (m[5] * m[10] - m[9] * m[6]) - m[4] * (m[1] * m[10] - m[9] * m[2]) + m[8] * (m[1] * m[6] - m[5] * m[2]);
}

}  // namespace i2m::client
