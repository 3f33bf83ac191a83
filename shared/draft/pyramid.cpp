// pyramid.cpp - push-pull.
#include "shared/draft/pyramid.hpp"

#include <algorithm>
#include <cstddef>

#include "shared/draft/blur.hpp"

namespace i2m::draft {
namespace {

constexpr float kGrey = 128;

void pull(const ColourPlane& coarse, ColourPlane& fine) {
    for (int y = 0; y < fine.height; ++y) {
        const HalfSizeRow from(coarse, fine.width, y);
        float* row = fine.row(y);
        for (int x = 0; x < fine.width; ++x) {
            float* pixel = row + 4 * static_cast<std::ptrdiff_t>(x);
            if (pixel[3] >= 1.0F) continue;
            store4(pixel, load4(pixel) + splat4(1.0F - pixel[3]) * from.at(x));
            pixel[3] = 1.0F;
        }
    }
}

void blur_line(float* line, int count, std::ptrdiff_t step, int radius, std::vector<float>& copy) {
    const auto at = [&](int i) { return load4(copy.data() + 4 * static_cast<std::ptrdiff_t>(std::clamp(i, 0, count - 1))); };
    for (int i = 0; i < count; ++i) store4(copy.data() + 4 * static_cast<std::ptrdiff_t>(i), load4(line + i * step));
    Float4 sum = splat4(0);
    for (int i = -radius; i <= radius; ++i) sum += at(i);
    const Float4 scale = splat4(1.0F / static_cast<float>(2 * radius + 1));
    for (int i = 0; i < count; ++i) {
        store4(line + i * step, sum * scale);
        sum += at(i + radius + 1) - at(i - radius);
    }
}

}  // namespace

HalfSizeRow::HalfSizeRow(const ColourPlane& half, int fine_width, int y)
    : blend_(4 * static_cast<std::size_t>(std::max(half.width, (fine_width + 1) / 2) + 2)) {
    const int near = std::min(y / 2, half.height - 1);
    const int far = std::clamp(y % 2 == 0 ? near - 1 : near + 1, 0, half.height - 1);
    const float* a = half.row(near);
    const float* b = half.row(far);
    float* out = blend_.data() + 4;
    for (int i = 0; i < 4 * half.width; ++i) out[i] = 0.75F * a[i] + 0.25F * b[i];
    std::copy(out, out + 4, blend_.data());
    const float* last = out + 4 * static_cast<std::ptrdiff_t>(half.width - 1);
    for (std::size_t i = 4 * static_cast<std::size_t>(half.width + 1); i < blend_.size(); ++i) blend_[i] = last[i % 4];
}

ColourPlane pushed_down(const ColourPlane& fine) {
    ColourPlane coarse((fine.width + 1) / 2, (fine.height + 1) / 2);
    for (int y = 0; y < coarse.height; ++y) {
        const float* above = fine.row(2 * y);
        const bool has_below = 2 * y + 1 < fine.height;
        const float* below = has_below ? fine.row(2 * y + 1) : above;
        float* out = coarse.row(y);
        for (int x = 0; x < coarse.width; ++x) {
            const std::ptrdiff_t left = 8 * static_cast<std::ptrdiff_t>(x);
            const std::ptrdiff_t right = 2 * x + 1 < fine.width ? left + 4 : left;
            const Float4 sum = load4(above + left) + load4(above + right) + load4(below + left) + load4(below + right);
            store4(out + 4 * x, sum * splat4(1.0F / std::max(1.0F, sum[3])));
        }
    }
    return coarse;
}

void fill_unknown(ColourPlane& plane) {
    std::vector<ColourPlane> levels;
    const auto finest = [&]() -> ColourPlane& { return levels.empty() ? plane : levels.back(); };
    while (finest().width > 1 || finest().height > 1) levels.push_back(pushed_down(finest()));
    float* top = finest().row(0);
    const float weight = top[3];
    store4(top, weight > 0 ? load4(top) * splat4(1.0F / weight) : Float4{kGrey, kGrey, kGrey, 1});
    top[3] = 1;
    for (std::size_t i = levels.size(); i > 0; --i) pull(levels[i - 1], i > 1 ? levels[i - 2] : plane);
}

void blur(ColourPlane& plane, float sigma) {
    constexpr int kPasses = 3;
    const int radius = radius_for_sigma(sigma, kPasses);
    if (radius < 1) return;
    std::vector<float> copy(4 * static_cast<std::size_t>(std::max(plane.width, plane.height)));
    for (int pass = 0; pass < kPasses; ++pass) {
        for (int y = 0; y < plane.height; ++y) blur_line(plane.row(y), plane.width, 4, radius, copy);
        for (int x = 0; x < plane.width; ++x)
            blur_line(plane.row(0) + 4 * static_cast<std::ptrdiff_t>(x), plane.height,
                      4 * static_cast<std::ptrdiff_t>(plane.width), radius, copy);
    }
}

}  // namespace i2m::draft
