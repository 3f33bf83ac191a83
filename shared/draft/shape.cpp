// shape.cpp - heights for round things, and the surface detail that all shapes share.
#include "shared/draft/shape.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "shared/draft/blur.hpp"
#include "shared/draft/multigrid.hpp"

namespace i2m::draft {
namespace {

constexpr float kThickness = 0.9F;          // of the half width
constexpr float kCapShare = 0.4F;           // of the shorter side
constexpr float kKneeShare = 0.7F;          // of the cap
constexpr float kDetailAmplitude = 0.012F;  // of the longer side; 2 % looks scratched, 4 % is noise
constexpr float kDetailFade = 0.12F;        // of the shorter side
constexpr double kTolerance = 1e-3;
constexpr int kMostIterations = 12;
constexpr int kDetailReach = 28;  // the high-pass keeps what is finer than longer side / 28

}  // namespace

float soft_knee(float height, float cap) {
    const float knee = kKneeShare * cap;
    return height <= knee ? height : knee + (cap - knee) * soft_clip((height - knee) / (cap - knee));
}

Plane<float> inflate(const Outline& outline, const Plane<float>& balls, float kappa, double tolerance) {
    Plane<float> screening(balls.width, balls.height);
    Plane<float> source(balls.width, balls.height);
    for (std::size_t i = 0; i < balls.cells.size(); ++i) {
        if (outline.inside.cells[i] == 0) continue;
        const float c = kappa / (balls.cells[i] + 2.0F);
        screening.cells[i] = c;
        source.cells[i] = 4.0F + c * balls.cells[i];
    }
    Plane<float> q = balls;
    ScreenedPoisson(outline, screening).solve(source, q, tolerance, kMostIterations);
    for (float& v : q.cells) v = std::max(0.0F, v);
    return q;
}

Plane<float> surface_detail(const Outline& outline, const Plane<float>& lightness) {
    Plane<float> weight(outline.width(), outline.height());
    for (std::size_t i = 0; i < weight.cells.size(); ++i) weight.cells[i] = outline.inside.cells[i];
    const int reach = std::max(2, static_cast<int>(outline.longer_side()) / kDetailReach);
    Plane<float> detail = weighted_blur(lightness, weight, 1, 1);
    const Plane<float> wide = weighted_blur(lightness, weight, std::max(1, reach * 2 / 3), 2);
    double squares = 0;
    for (std::size_t i = 0; i < detail.cells.size(); ++i) {
        detail.cells[i] = (detail.cells[i] - wide.cells[i]) * 0.01F * weight.cells[i];
        squares += static_cast<double>(detail.cells[i] * detail.cells[i]);
    }
    const auto rms = static_cast<float>(std::sqrt(squares / static_cast<double>(std::max<std::int64_t>(1, outline.count))));
    if (rms < 1e-5F) return Plane<float>(outline.width(), outline.height());
    const float gain = 1.5F * std::min(3.0F, 0.16F / rms);
    const float scale = std::min(1.0F, 0.12F / rms);
    for (float& v : detail.cells) v = soft_clip(v * gain) * scale;
    return detail;
}

Shape balls_shape(const Outline& outline, const Plane<float>& balls, const Plane<float>& lightness) {
    const Plane<float> q = inflate(outline, balls, kKappa, kTolerance);
    const Plane<float> detail = surface_detail(outline, lightness);
    const float cap = kCapShare * outline.shorter_side();
    const float amplitude = kDetailAmplitude * outline.longer_side();
    const float fade = 1.0F / std::max(1.0F, kDetailFade * outline.shorter_side());
    Shape shape{Plane<float>(q.width, q.height), Plane<float>(q.width, q.height), true};
    for (std::size_t i = 0; i < q.cells.size(); ++i) {
        if (outline.inside.cells[i] == 0) continue;
        const float height = soft_knee(kThickness * std::sqrt(q.cells[i]), cap);
        // Never more than half the height away, so that thin parts keep a front before their back.
        const float raised = amplitude * detail.cells[i] * std::min(1.0F, height * fade);
        shape.front.cells[i] = height + std::max(raised, -0.5F * height);
        shape.back.cells[i] = -height;
    }
    return shape;
}

}  // namespace i2m::draft
