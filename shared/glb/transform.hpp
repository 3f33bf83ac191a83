// transform.hpp - the few 4x4 matrices that placing meshes needs. Column-major, points are columns, as in glTF.
#pragma once

#include <array>
#include <optional>

#include "shared/glb/scene.hpp"

namespace i2m::glb {

using Vec3 = std::array<float, 3>;
using Matrix = std::array<float, 16>;
inline constexpr Matrix kIdentity = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

/// A node's transform: first scale, then rotate by the unit quaternion (x, y, z, w), then move.
struct Trs {
    Vec3 translation = {0, 0, 0};
    std::array<float, 4> rotation = {0, 0, 0, 1};
    Vec3 scale = {1, 1, 1};
};

/// `a * b`: what `b` does, then what `a` does. May give non-finite values; see is_finite.
[[nodiscard]] Matrix multiply(const Matrix& a, const Matrix& b);
[[nodiscard]] Matrix to_matrix(const Trs& trs);
/// The Trs of an affine matrix without shear (columns at right angles to 1e-4), nullopt for any other.
[[nodiscard]] std::optional<Trs> decompose(const Matrix& matrix);
[[nodiscard]] Vec3 transform_point(const Matrix& matrix, const Vec3& point);
/// Determinant of the upper 3x3: negative when the matrix mirrors.
[[nodiscard]] double determinant(const Matrix& matrix);
[[nodiscard]] bool is_finite(const Matrix& matrix);
/// True when the last row is 0 0 0 1 (within 1e-5).
[[nodiscard]] bool is_affine(const Matrix& matrix);

/// `mesh` with the transform worked into its vertices; mirrored triangles are turned round, normals stay unit length.
[[nodiscard]] Mesh baked(const Mesh& mesh, const Matrix& world_from_mesh);

}  // namespace i2m::glb
