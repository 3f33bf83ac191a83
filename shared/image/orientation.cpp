// orientation.cpp - turns and mirrors pixels as EXIF (CIPA DC-008, tag 274) asks.
#include <cstddef>
#include <cstring>
#include <utility>

#include "shared/image/pixels.hpp"

namespace i2m {
namespace {

/// Where an output pixel comes from: `start + x * step_x + y * step_y`, in pixels of the source.
struct SourceWalk {
    std::ptrdiff_t start;
    std::ptrdiff_t step_x;
    std::ptrdiff_t step_y;
};

SourceWalk source_walk(std::ptrdiff_t w, std::ptrdiff_t h, std::uint8_t orientation) {
    switch (orientation) {
        case 2: return {w - 1, -1, w};
        case 3: return {w * h - 1, -1, -w};
        case 4: return {w * (h - 1), 1, -w};
        case 5: return {0, w, 1};
        case 6: return {w * (h - 1), -w, 1};
        case 7: return {w * h - 1, -w, -1};
        default: return {w - 1, w, -1};  // 8
    }
}

}  // namespace

Pixels apply_orientation(Pixels pixels, std::uint8_t orientation) {
    if (orientation < 2 || orientation > 8 || pixels.rgba.empty()) return pixels;
    Pixels out;
    const bool turns = orientation >= 5;
    out.width_px = turns ? pixels.height_px : pixels.width_px;
    out.height_px = turns ? pixels.width_px : pixels.height_px;
    out.rgba.resize(pixels.rgba.size());
    const SourceWalk walk =
        source_walk(static_cast<std::ptrdiff_t>(pixels.width_px), static_cast<std::ptrdiff_t>(pixels.height_px), orientation);
    std::uint8_t* to = out.rgba.data();
    for (std::uint32_t y = 0; y < out.height_px; ++y) {
        std::ptrdiff_t from = walk.start + static_cast<std::ptrdiff_t>(y) * walk.step_y;
        for (std::uint32_t x = 0; x < out.width_px; ++x, from += walk.step_x, to += 4)
            std::memcpy(to, pixels.rgba.data() + 4 * from, 4);
    }
    return out;
}

}  // namespace i2m
