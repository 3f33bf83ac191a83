// normals.cpp - implicit and area-weighted normals.
#include "shared/draft/normals.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace i2m::draft {
namespace {

Float3 normalized(float x, float y, float z, Float3 otherwise) {
    const float square = x * x + y * y + z * z;
    if (!(square > 1e-12F)) return otherwise;
    const float scale = 1.0F / std::sqrt(square);
    return {x * scale, y * scale, z * scale};
}

/// d(z^2) along one grid direction, from neighbours at unequal distances.
float slope(const float* z, const std::uint8_t* inside, const float* coverage, std::ptrdiff_t step) {
    const auto side = [&](std::ptrdiff_t to, float& distance) {
        if (inside[to] != 0) {
            distance = 1;
            return z[to] * z[to];
        }
        distance = std::clamp(crossing(coverage[0], coverage[to]), kLeastCrossing, 1.0F);
        return 0.0F;
    };
    float before = 1;
    float after = 1;
    const float here = z[0] * z[0];
    const float left = side(-step, before);
    const float right = side(step, after);
    return ((right - here) / after * before + (here - left) / before * after) / (before + after);
}

Float3 implicit_normal(const Outline& outline, const Plane<float>& height, std::int32_t cell, float side) {
    const float* z = height.cells.data() + cell;
    const std::uint8_t* inside = outline.inside.cells.data() + cell;
    const float* coverage = outline.coverage.cells.data() + cell;
    const float gx = slope(z, inside, coverage, 1);
    const float gy = slope(z, inside, coverage, outline.width());
    return normalized(-gx, -gy, 2 * z[0], {0, 0, side});
}

struct Gradient {
    float x = 0;
    float y = 0;
};

/// Sobel's gradient of the coverage, edges repeated.
Gradient coverage_gradient(const Plane<float>& coverage, std::int32_t cell) {
    const int x = cell % coverage.width;
    const int y = cell / coverage.width;
    const int left = std::max(x - 1, 0);
    const int right = std::min(x + 1, coverage.width - 1);
    const float* above = coverage.row(std::max(y - 1, 0));
    const float* here = coverage.row(y);
    const float* below = coverage.row(std::min(y + 1, coverage.height - 1));
    return {(above[right] - above[left]) + 2 * (here[right] - here[left]) + (below[right] - below[left]),
            (below[left] - above[left]) + 2 * (below[x] - above[x]) + (below[right] - above[right])};
}

Float3 rim_normal(const Shell& shell, std::size_t vertex, const Outline& outline) {
    const std::int32_t cell = shell.cell[vertex];
    const std::int32_t step = shell.rim_step[vertex - shell.rim_begin];
    const float dx = step == 1 ? 1.0F : (step == -1 ? -1.0F : 0.0F);
    const float dy = dx != 0 ? 0.0F : (step > 0 ? 1.0F : -1.0F);
    const Float3& position = shell.positions[vertex];
    const std::int32_t column = cell % outline.width();
    const std::int32_t row = cell / outline.width();
    const float theta = std::abs(position[0] - static_cast<float>(column)) + std::abs(position[1] - static_cast<float>(row));
    const Gradient in = coverage_gradient(outline.coverage, cell);
    const Gradient out = coverage_gradient(outline.coverage, cell + step);
    const float x = in.x + theta * (out.x - in.x);
    const float y = in.y + theta * (out.y - in.y);
    const float outward = -(x * dx + y * dy);
    // A hair between two outlines can have a gradient that points inwards: the grid edge itself never does.
    return outward > 0 ? normalized(-x, -y, 0, {dx, dy, 0}) : Float3{dx, dy, 0};
}

void add_implicit_normals(Shell& shell, const Outline& outline, const Shape& shape) {
    for (std::size_t i = 0; i < shell.positions.size(); ++i) {
        if (i < shell.rim_begin) {
            shell.normals[i] = implicit_normal(outline, shape.front, shell.cell[i], 1);
        } else if (i < shell.back_begin) {
            shell.normals[i] = rim_normal(shell, i, outline);
        } else {
            shell.normals[i] = implicit_normal(outline, shape.back, shell.cell[i], -1);
        }
    }
}

void sum_triangle_normals(Shell& shell, const std::vector<std::uint32_t>& triangles) {
    for (std::size_t i = 0; i < triangles.size(); i += 3) {
        const Float3& a = shell.positions[triangles[i]];
        const Float3& b = shell.positions[triangles[i + 1]];
        const Float3& c = shell.positions[triangles[i + 2]];
        const Float3 u = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
        const Float3 v = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
        // Turned about, because y runs downwards.
        const Float3 n = {u[2] * v[1] - u[1] * v[2], u[0] * v[2] - u[2] * v[0], u[1] * v[0] - u[0] * v[1]};
        for (std::size_t k = 0; k < 3; ++k) {
            Float3& sum = shell.normals[triangles[i + k]];
            for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] += n[axis];
        }
    }
}

}  // namespace

void add_normals(Shell& shell, const Outline& outline, const Shape& shape) {
    shell.normals.assign(shell.positions.size(), {0, 0, 0});
    if (shape.rounded) {
        add_implicit_normals(shell, outline, shape);
        return;
    }
    sum_triangle_normals(shell, shell.front);
    sum_triangle_normals(shell, shell.back);
    for (std::size_t i = 0; i < shell.normals.size(); ++i) {
        const Float3 n = shell.normals[i];
        shell.normals[i] = normalized(n[0], n[1], n[2], {0, 0, i < shell.back_begin ? 1.0F : -1.0F});
    }
}

}  // namespace i2m::draft
