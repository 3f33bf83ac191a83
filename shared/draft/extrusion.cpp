// extrusion.cpp - flat art and panels: a plate with a rounded edge.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "shared/draft/shape.hpp"

namespace i2m::draft {
namespace {

constexpr float kHalfDepth = 0.07F;  // of the shorter side, like the bevel
constexpr float kBevel = 0.025F;
constexpr float kDetailAmplitude = 0.006F;  // of the longer side

}  // namespace

Shape extrusion_shape(const Outline& outline, const Plane<float>& distance, const Plane<float>& lightness) {
    const Plane<float> detail = surface_detail(outline, lightness);
    const float depth = kHalfDepth * outline.shorter_side();
    const float bevel = std::max(0.5F, kBevel * outline.shorter_side());
    const float amplitude = kDetailAmplitude * outline.longer_side();
    Shape shape{Plane<float>(distance.width, distance.height), Plane<float>(distance.width, distance.height), false};
    for (std::size_t i = 0; i < distance.cells.size(); ++i) {
        if (outline.inside.cells[i] == 0) continue;
        const float from_edge = std::min(distance.cells[i], bevel);
        const float to_flat = bevel - from_edge;
        const float height = depth - bevel + std::sqrt(bevel * bevel - to_flat * to_flat);
        const float fade = std::clamp(distance.cells[i] / bevel - 1.0F, 0.0F, 1.0F);
        shape.front.cells[i] = height + std::max(amplitude * fade * detail.cells[i], -0.5F * height);
        shape.back.cells[i] = -height;
    }
    return shape;
}

}  // namespace i2m::draft
