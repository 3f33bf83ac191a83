// outline.cpp - coverage to outline.
#include "shared/draft/outline.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "shared/draft/mask.hpp"

namespace i2m::draft {
namespace {

void clear_ring(Plane<float>& plane) {
    if (plane.empty()) return;
    std::fill_n(plane.row(0), plane.width, 0.0F);
    std::fill_n(plane.row(plane.height - 1), plane.width, 0.0F);
    for (int y = 0; y < plane.height; ++y) plane.row(y)[0] = plane.row(y)[plane.width - 1] = 0;
}

void measure(Outline& outline) {
    outline.count = 0;
    for (const std::uint8_t v : outline.inside.cells) outline.count += v;
    outline.bounds = bounds_of(outline.inside);
}

}  // namespace

float Outline::shorter_side() const { return static_cast<float>(std::min(bounds.width(), bounds.height())); }
float Outline::longer_side() const { return static_cast<float>(std::max(bounds.width(), bounds.height())); }

Outline make_outline(Plane<float> coverage) {
    Outline outline;
    clear_ring(coverage);
    outline.inside = Plane<std::uint8_t>(coverage.width, coverage.height);
    for (std::size_t i = 0; i < coverage.cells.size(); ++i) outline.inside.cells[i] = coverage.cells[i] >= 0.5F ? 1 : 0;
    outline.coverage = std::move(coverage);
    measure(outline);
    return outline;
}

Outline make_tidy_outline(Plane<float> coverage) {
    Outline outline = make_outline(std::move(coverage));
    const Plane<std::uint8_t> before = outline.inside;
    drop_islands(outline.inside, kIslandShare);
    fill_pin_holes(outline.inside, static_cast<std::int64_t>(kPinHoleShare * static_cast<double>(before.cells.size())));
    for (std::size_t i = 0; i < before.cells.size(); ++i) {
        if (outline.inside.cells[i] != before.cells[i]) outline.coverage.cells[i] = outline.inside.cells[i];
    }
    measure(outline);
    return outline;
}

void smooth_coverage(Plane<float>& coverage) {
    const int width = coverage.width;
    if (width < 3 || coverage.height < 3) return;
    std::vector<float> above(coverage.row(0), coverage.row(0) + width);
    std::vector<float> sum(static_cast<std::size_t>(width));
    for (int y = 1; y + 1 < coverage.height; ++y) {
        float* here = coverage.row(y);
        const float* below = coverage.row(y + 1);
        float* s = sum.data();
        for (int x = 0; x < width; ++x) s[x] = above[static_cast<std::size_t>(x)] + 2 * here[x] + below[x];
        std::copy(here, here + width, above.begin());
        for (int x = 1; x + 1 < width; ++x) here[x] = (s[x - 1] + 2 * s[x] + s[x + 1]) * (1.0F / 16.0F);
    }
}

}  // namespace i2m::draft
