// pixels.cpp - decode_image: what the structure promises decides what the decoder may allocate.
#include "shared/image/pixels.hpp"

#include <cstddef>
#include <utility>

#include "shared/image/bounded_stb.hpp"
#include "shared/image/structure.hpp"

namespace i2m {

Result<Pixels> decode_image(ByteView bytes, const ImageLimits& limits) {
    // Checked again although the caller did: a file with a thousand scans must not reach the decoder by any way.
    const ImageReport report = check_image(bytes, {}, {}, limits);
    if (const ImageIssue* refusal = report.refusal()) return Error{ErrorCode::ImageUndecodable, refusal->brief};
    const Structure found = report.format == ImageFormat::Png ? walk_png(bytes, limits) : walk_jpeg(bytes, limits);
    Result<Pixels> pixels = decode_within(bytes.first(found.end), static_cast<std::size_t>(found.decode_bytes));
    if (!pixels) return pixels;
    if (pixels->width_px != report.width_px || pixels->height_px != report.height_px)
        return Error::of(ErrorCode::ImageUndecodable);
    return apply_orientation(std::move(*pixels), report.orientation);
}

}  // namespace i2m
