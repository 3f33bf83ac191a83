// pyramid.hpp - fills what is unknown in a picture from what is known: push-pull over a pyramid of halved pictures.
#pragma once

#include <vector>

#include "shared/draft/float4.hpp"

namespace i2m::draft {

/// Four floats a pixel: red, green, blue (0..255) times weight, and weight (0..1). Rows from the top.
struct ColourPlane {
    int width = 0;
    int height = 0;
    std::vector<float> cells;

    ColourPlane() = default;
    ColourPlane(int w, int h) : width(w), height(h), cells(4 * static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
    [[nodiscard]] float* row(int y) { return cells.data() + 4 * static_cast<std::ptrdiff_t>(y) * width; }
    [[nodiscard]] const float* row(int y) const { return cells.data() + 4 * static_cast<std::ptrdiff_t>(y) * width; }
};

/// Half the size; weights add up, to at most 1.
[[nodiscard]] ColourPlane pushed_down(const ColourPlane& fine);

/// Gives every pixel full weight: known ones keep their colour, unknown ones take it from the coarser pictures, bilinearly
/// (nearest gives blocks). Without any known pixel everything becomes mid grey.
void fill_unknown(ColourPlane& plane);

/// A three-fold box blur that comes near to a Gaussian of `sigma` pixels; edges repeat.
void blur(ColourPlane& plane, float sigma);

/// Samples a plane of half size along row `y` of the fine picture: pixel centres on pixel centres, edges repeat.
class HalfSizeRow {
public:
    HalfSizeRow(const ColourPlane& half, int fine_width, int y);
    [[nodiscard]] Float4 at(int x) const {
        const float* near = blend_.data() + 4 * static_cast<std::ptrdiff_t>(x / 2 + 1);
        return splat4(0.75F) * load4(near) + splat4(0.25F) * load4(near + (x % 2 == 0 ? -4 : 4));
    }

private:
    std::vector<float> blend_;  ///< the two coarse rows joined, one pixel repeated on both sides
};

}  // namespace i2m::draft
