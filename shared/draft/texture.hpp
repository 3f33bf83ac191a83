// texture.hpp - the pictures that a draft wears: the photo on its front, and on its back what the rim suggests.
#pragma once

#include <cstdint>

#include "shared/base/bytes.hpp"
#include "shared/draft/outline.hpp"
#include "shared/draft/plane.hpp"
#include "shared/image/pixels.hpp"

namespace i2m::draft {

/// 8-bit RGB, rows from the top, no padding.
struct Picture {
    int width = 0;
    int height = 0;
    Bytes rgb;

    [[nodiscard]] std::uint8_t* row(int y) { return rgb.data() + 3 * static_cast<std::ptrdiff_t>(y) * width; }
    [[nodiscard]] const std::uint8_t* row(int y) const { return rgb.data() + 3 * static_cast<std::ptrdiff_t>(y) * width; }
};

enum class Rim : std::uint8_t { Sharp, Blurred };

/// `colours` (the cropped photo at texture size) with the colours of what is safely inside (1.2 grid px at 256) carried
/// outwards over the outline and beyond. With Rim::Blurred the outermost 3 % fade to a blurred copy: that band is what
/// gets stretched over the flanks, and blurring removes the streaks. `distance` is distance_inside of the outline.
[[nodiscard]] Picture front_texture(const Pixels& colours, const Outline& outline, const Plane<float>& distance, Rim rim);

/// Half the size of `front`. Never the mirrored photo: a band of 5 % inside the outline is carried inwards and blurred,
/// brought to the front's mean luminance and darkened by 10 %, both fading in from the rim so that the sides meet.
[[nodiscard]] Picture back_texture(const Picture& front, const Outline& outline, const Plane<float>& distance);

/// Baseline JPEG of `picture`; quality 1..100.
[[nodiscard]] Bytes encode_jpeg(const Picture& picture, int quality);

}  // namespace i2m::draft
