// blur.cpp - box blurs.
#include "shared/draft/blur.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace i2m::draft {
namespace {

void blur_row(float* row, int width, int radius, std::vector<float>& copy) {
    // A margin of zeros on both sides spares the running sum its tests.
    float* padded = copy.data();
    std::copy(row, row + width, padded + radius + 1);
    const float scale = 1.0F / static_cast<float>(2 * radius + 1);
    float sum = 0;
    for (int i = 1; i <= 2 * radius; ++i) sum += padded[i];
    for (int x = 0; x < width; ++x) {
        sum += padded[x + 2 * radius + 1] - padded[x];
        row[x] = sum * scale;
    }
}

void add_rows(float* sum, const float* entering, const float* leaving, int width) {
    for (int x = 0; x < width; ++x) sum[x] += entering[x] - leaving[x];
}

void blur_columns(Plane<float>& plane, int radius, Plane<float>& copy) {
    const int width = plane.width;
    const std::vector<float> zeros(static_cast<std::size_t>(width), 0.0F);
    std::vector<float> sum = zeros;
    std::copy(plane.cells.begin(), plane.cells.end(), copy.cells.begin());
    const auto row_or_zero = [&](int y) { return y >= 0 && y < copy.height ? copy.row(y) : zeros.data(); };
    const float scale = 1.0F / static_cast<float>(2 * radius + 1);
    for (int y = 0; y < radius; ++y) add_rows(sum.data(), row_or_zero(y), zeros.data(), width);
    for (int y = 0; y < plane.height; ++y) {
        add_rows(sum.data(), row_or_zero(y + radius), row_or_zero(y - radius - 1), width);
        float* out = plane.row(y);
        const float* s = sum.data();
        for (int x = 0; x < width; ++x) out[x] = s[x] * scale;
    }
}

}  // namespace

void box_blur(Plane<float>& plane, int radius, int passes) {
    if (radius < 1 || plane.empty()) return;
    std::vector<float> padded(static_cast<std::size_t>(plane.width + 2 * radius + 2), 0.0F);
    Plane<float> copy(plane.width, plane.height);
    for (int pass = 0; pass < passes; ++pass) {
        for (int y = 0; y < plane.height; ++y) blur_row(plane.row(y), plane.width, radius, padded);
        blur_columns(plane, radius, copy);
    }
}

Plane<float> weighted_blur(const Plane<float>& values, const Plane<float>& weight, int radius, int passes) {
    Plane<float> sum = values;
    for (std::size_t i = 0; i < sum.cells.size(); ++i) sum.cells[i] *= weight.cells[i];
    Plane<float> share = weight;
    box_blur(sum, radius, passes);
    box_blur(share, radius, passes);
    for (std::size_t i = 0; i < sum.cells.size(); ++i)
        sum.cells[i] = share.cells[i] > 1e-4F ? sum.cells[i] / share.cells[i] : 0.0F;
    return sum;
}

int radius_for_sigma(float sigma, int passes) {
    const float radius = 0.5F * (std::sqrt(1.0F + 12.0F * sigma * sigma / static_cast<float>(passes)) - 1.0F);
    return std::max(0, static_cast<int>(std::lround(radius)));
}

}  // namespace i2m::draft
