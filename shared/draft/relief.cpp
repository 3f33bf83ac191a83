// relief.cpp - what has no outline to inflate: a shallow relief in a flat frame. Luminance is not depth, so it stays low.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "shared/draft/blur.hpp"
#include "shared/draft/shape.hpp"

namespace i2m::draft {
namespace {

constexpr float kBase = 0.04F;    // thickness, of the longer side
constexpr float kRelief = 0.06F;  // of the longer side, shared by the three below
constexpr float kDome = 0.5F;
constexpr float kLuminance = 0.35F;
constexpr float kDetail = 0.12F;
constexpr float kFrame = 0.06F;  // flat margin, of the longer side
constexpr int kBlurReach = 40;   // luminance is blurred over longer side / 40
constexpr double kTolerance = 1e-2;

}  // namespace

Shape relief_shape(const Outline& outline, const Plane<float>& distance, const Plane<float>& balls,
                   const Plane<float>& lightness) {
    const float side = outline.longer_side();
    const Plane<float> detail = surface_detail(outline, lightness);
    const Plane<float> dome = inflate(outline, balls, 0.0F, kTolerance);
    const float highest = std::max(1e-6F, *std::max_element(dome.cells.begin(), dome.cells.end()));
    Plane<float> weight(outline.width(), outline.height());
    for (std::size_t i = 0; i < weight.cells.size(); ++i) weight.cells[i] = outline.inside.cells[i];
    const Plane<float> light = weighted_blur(lightness, weight, std::max(1, static_cast<int>(side) / kBlurReach), 2);
    const float frame = std::max(1.0F, std::min(kFrame * side, 0.25F * outline.shorter_side()));
    const float half_base = 0.5F * kBase * side;
    Shape shape{Plane<float>(distance.width, distance.height), Plane<float>(distance.width, distance.height), false};
    for (std::size_t i = 0; i < distance.cells.size(); ++i) {
        if (outline.inside.cells[i] == 0) continue;
        const float t = std::clamp((distance.cells[i] - 0.6F * frame) / (0.6F * frame), 0.0F, 1.0F);
        const float inner = t * t * (3 - 2 * t);
        const float raised = kDome * dome.cells[i] / highest + kLuminance * 0.01F * light.cells[i] + kDetail * detail.cells[i];
        shape.front.cells[i] = half_base + kRelief * side * inner * std::max(0.0F, raised);
        shape.back.cells[i] = -half_base;
    }
    return shape;
}

}  // namespace i2m::draft
