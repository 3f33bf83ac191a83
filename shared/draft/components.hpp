// components.hpp - connected regions of a mask, as runs of pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/draft/plane.hpp"

namespace i2m::draft {

enum class Neighbours : std::uint8_t { Four, Eight };

/// Pixels x0 <= x < x1 of row y, all in one region.
struct Run {
    int y = 0;
    int x0 = 0;
    int x1 = 0;
    int region = 0;
};

struct Region {
    std::int64_t area_px = 0;
    bool touches_border = false;
};

/// The regions of the non-zero pixels of a mask; runs in reading order.
struct Regions {
    std::vector<Run> runs;
    std::vector<Region> regions;
};

[[nodiscard]] Regions find_regions(const Plane<std::uint8_t>& mask, Neighbours neighbours);

}  // namespace i2m::draft
