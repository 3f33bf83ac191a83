// advice.cpp - the rules of advice.hpp.
#include "shared/draft/advice.hpp"

#include <algorithm>
#include <cstddef>

#include "shared/draft/choose.hpp"

namespace i2m::draft {
namespace {

constexpr double kSmallFill = 0.08;       // of the picture
constexpr double kCutShare = 0.01;        // of the picture's border that the object may touch
constexpr float kThinHalfWidth = 0.012F;  // of the longer side
constexpr double kThinShare = 0.04;       // of the area

bool is_cut_by_frame(const Mask& mask) {
    const std::size_t width = mask.width;
    const std::size_t height = mask.height;
    const auto covered = [&](std::size_t x, std::size_t y) { return mask.coverage[y * width + x] >= 128 ? 1U : 0U; };
    std::size_t touched = 0;
    for (std::size_t x = 0; x < width; ++x) touched += covered(x, 0) + covered(x, height - 1);
    for (std::size_t y = 0; y < height; ++y) touched += covered(0, y) + covered(width - 1, y);
    return static_cast<double>(touched) > kCutShare * 2 * static_cast<double>(width + height);
}

/// Share of the area whose largest ball is smaller than the limit.
bool has_thin_parts(const Workpiece& piece) {
    const Plane<float>& balls = piece.balls;
    const float limit = std::max(1.0F, kThinHalfWidth * piece.outline.longer_side());
    std::int64_t thin = 0;
    for (std::size_t i = 0; i < balls.cells.size(); ++i) {
        if (piece.distance.cells[i] > 0 &&
            balls.cells[i] - piece.distance.cells[i] * piece.distance.cells[i] < 0.25F * limit * limit &&
            balls.cells[i] < limit * limit) {
            ++thin;
        }
    }
    return static_cast<double>(thin) > kThinShare * static_cast<double>(piece.outline.count);
}

}  // namespace

std::vector<Advice> advise(const Mask& mask, const Workpiece& piece, Method method) {
    if (!mask.plain_background) return {Advice::BusyBackground};
    std::vector<Advice> advice;
    if (mask.fill < kSmallFill) advice.push_back(Advice::SmallObject);
    if (is_cut_by_frame(mask)) advice.push_back(Advice::CutByFrame);
    if (method != Method::Extrusion && has_thin_parts(piece)) advice.push_back(Advice::ThinParts);
    if (advice.empty()) advice.push_back(Advice::CleanOutline);
    if (piece.flatness > kFlatArt) advice.push_back(Advice::FlatArt);
    return advice;
}

}  // namespace i2m::draft
