// resample.hpp - a rectangle of a picture at another size.
#pragma once

#include <cstdint>

#include "shared/draft/plane.hpp"
#include "shared/image/pixels.hpp"

namespace i2m::draft {

/// A rectangle in source pixels; may reach beyond the picture.
struct Crop {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

/// The colours of `crop` at `width * height`, straight alpha, weighted by alpha. Triangle filter as wide as the shrinking
/// asks, linear when growing; beyond the picture its edge pixels repeat (a filter that fades to nothing would spoil the
/// border colour).
[[nodiscard]] Pixels resample(const Pixels& source, const Crop& crop, int width, int height);

/// The same for one channel (0..1 out); beyond the picture there is nothing (0).
[[nodiscard]] Plane<float> resample_coverage(const Plane<std::uint8_t>& source, const Crop& crop, int width, int height);

/// Averages blocks of `factor * factor` pixels (the last ones may be smaller).
[[nodiscard]] Pixels shrink(const Pixels& source, int factor);

}  // namespace i2m::draft
