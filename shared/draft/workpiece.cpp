// workpiece.cpp - cropping and resampling.
#include "shared/draft/workpiece.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>

#include "shared/draft/choose.hpp"
#include "shared/draft/distance.hpp"
#include "shared/draft/lab.hpp"
#include "shared/draft/mask.hpp"

namespace i2m::draft {
namespace {

constexpr int kMargin = 3;            // grid px around the object
constexpr float kAlphaPower = 0.75F;  // keeps wires and feet
constexpr int kLeastTexture = 64;
constexpr int kLeastTextureSide = 16;
constexpr int kMostSmoothing = 8;

Plane<std::uint8_t> as_plane(const Mask& mask) {
    Plane<std::uint8_t> plane;
    plane.width = static_cast<int>(mask.width);
    plane.height = static_cast<int>(mask.height);
    plane.cells = mask.coverage;
    return plane;
}

Plane<std::uint8_t> alpha_of(const Pixels& pixels) {
    Plane<std::uint8_t> alpha(static_cast<int>(pixels.width_px), static_cast<int>(pixels.height_px));
    for (std::size_t i = 0; i < alpha.cells.size(); ++i) alpha.cells[i] = pixels.rgba[4 * i + 3];
    return alpha;
}

/// The mask's bounds in pixels of the picture.
Crop object_bounds(const Mask& mask, const Pixels& picture) {
    Plane<std::uint8_t> inside = as_plane(mask);
    for (std::uint8_t& v : inside.cells) v = v >= 128 ? 1 : 0;
    const Bounds2 b = bounds_of(inside);
    const double sx = static_cast<double>(picture.width_px) / mask.width;
    const double sy = static_cast<double>(picture.height_px) / mask.height;
    return {b.x0 * sx, b.y0 * sy, b.width() * sx, b.height() * sy};
}

/// `size` samples of `step` around the middle of a range.
std::pair<double, double> centred(double start, double extent, int size, double step) {
    return {start + 0.5 * extent - 0.5 * size * step, size * step};
}

int even_size(double extent, double step) {
    const int size = static_cast<int>(std::ceil(extent / step - 1e-6)) + 2 * kMargin;
    return size + size % 2;
}

/// Whole mip chains, and nothing for a validator to remark on.
int nearest_power_of_two(double size) {
    int power = kLeastTextureSide;
    while (power * 1.41421356 < size) power *= 2;
    return power;
}

/// Coverage from real alpha; what find_mask dropped or filled is told apart again on the grid.
Plane<float> coverage_from_alpha(const Pixels& version, const Crop& crop, int width, int height) {
    Plane<float> coverage = resample_coverage(alpha_of(version), crop, width, height);
    for (float& v : coverage.cells) v = v > 0 && v < 1 ? std::pow(v, kAlphaPower) : v;
    return coverage;
}

/// Coverage from a mask that is one or nothing: smoothed until its pixel steps are gone.
Plane<float> coverage_from_mask(const Mask& mask, const Crop& crop, const Pixels& picture, int width, int height) {
    const double sx = static_cast<double>(mask.width) / picture.width_px;
    const double sy = static_cast<double>(mask.height) / picture.height_px;
    const Crop scaled = {crop.x * sx, crop.y * sy, crop.width * sx, crop.height * sy};
    Plane<float> coverage = resample_coverage(as_plane(mask), scaled, width, height);
    if (!mask.plain_background) return coverage;
    const double grown = width / scaled.width;
    const int passes = std::clamp(static_cast<int>(std::lround(grown * grown)), 1, kMostSmoothing);
    for (int i = 0; i < passes; ++i) smooth_coverage(coverage);
    return coverage;
}

}  // namespace

Source::Source(const Pixels& picture, int texture_px) : picture_(picture) {
    const int longest = static_cast<int>(std::max(picture.width_px, picture.height_px));
    factor_ = longest / (2 * std::max(texture_px, kMaskSide));
    if (factor_ > 1) reduced_ = shrink(picture, factor_);
}

Pixels Source::for_mask() const {
    const Pixels& from = factor_ > 1 ? reduced_ : picture_;
    const double longest = std::max(from.width_px, from.height_px);
    if (longest <= kMaskSide) return from;
    const auto size = [&](std::uint32_t side) { return std::max(1, static_cast<int>(std::lround(side * kMaskSide / longest))); };
    return resample(from, {0, 0, static_cast<double>(from.width_px), static_cast<double>(from.height_px)}, size(from.width_px),
                    size(from.height_px));
}

const Pixels& Source::fit_for(Crop& crop, int width) const {
    if (factor_ <= 1 || crop.width / factor_ < 1.2 * width) return picture_;
    crop = {crop.x / factor_, crop.y / factor_, crop.width / factor_, crop.height / factor_};
    return reduced_;
}

Workpiece prepare(const Source& source, const Mask& mask, int grid, int texture_px) {
    const Pixels& picture = source.picture();
    const Crop object = object_bounds(mask, picture);
    const double step = std::max(object.width, object.height) / (grid - 2 * kMargin);
    const int width = even_size(object.width, step);
    const int height = even_size(object.height, step);
    Crop crop;
    std::tie(crop.x, crop.width) = centred(object.x, object.width, width, step);
    std::tie(crop.y, crop.height) = centred(object.y, object.height, height, step);

    const double longest = std::max(crop.width, crop.height);
    const double texture = std::clamp(2 * longest, double{kLeastTexture}, static_cast<double>(texture_px));
    const auto texture_size = [&](double extent) { return nearest_power_of_two(texture * extent / longest); };

    Workpiece piece;
    piece.grid = grid;
    Crop in_version = crop;
    const Pixels& version = source.fit_for(in_version, texture_size(crop.width));
    piece.colours = resample(version, in_version, texture_size(crop.width), texture_size(crop.height));
    const Crop all = {0, 0, static_cast<double>(piece.colours.width_px), static_cast<double>(piece.colours.height_px)};
    piece.grid_colours =
        texture >= grid ? resample(piece.colours, all, width, height) : resample(version, in_version, width, height);
    piece.outline = make_tidy_outline(mask.from_alpha ? coverage_from_alpha(version, in_version, width, height)
                                                      : coverage_from_mask(mask, crop, picture, width, height));
    piece.distance = distance_inside(piece.outline);
    piece.balls = inscribed_balls(piece.outline, piece.distance);
    piece.flatness = flatness(piece.grid_colours, piece.outline);
    piece.lightness = Plane<float>(width, height);
    for (int y = 0; y < height; ++y) {
        lightness_row(piece.grid_colours.rgba.data() + 4 * static_cast<std::ptrdiff_t>(y) * width, width, piece.lightness.row(y));
    }
    return piece;
}

}  // namespace i2m::draft
