// pixels.hpp - decoded images, and decoding that is bounded by what check_image found.
#pragma once

#include <cstdint>

#include "shared/base/bytes.hpp"
#include "shared/base/result.hpp"
#include "shared/image/check.hpp"

namespace i2m {

/// 8-bit RGBA, straight alpha, rows from the top, no padding: `rgba.size() == 4 * width_px * height_px`.
struct Pixels {
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    Bytes rgba;
};

/// Decodes an image that check_image did not refuse, with EXIF orientation applied. ImageUndecodable when the decoder
/// finds what the structure did not show. (The browser decodes with its own decoder and passes Pixels in.)
[[nodiscard]] Result<Pixels> decode_image(ByteView bytes, const ImageLimits& limits = kImageLimits);

/// `pixels` turned and mirrored as EXIF orientation 1..8 asks.
[[nodiscard]] Pixels apply_orientation(Pixels pixels, std::uint8_t orientation);

}  // namespace i2m
