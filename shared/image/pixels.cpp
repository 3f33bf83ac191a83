// pixels.cpp - decode_image: what the structure promises decides what the decoder may allocate.
#include "shared/image/pixels.hpp"

#include "shared/image/bounded_stb.hpp"

namespace i2m {

Result<Pixels> decode_image(ByteView bytes, const ImageLimits& limits) {
    return decode_within(bytes, static_cast<std::size_t>(limits.max_pixels) * 16);
}

}  // namespace i2m
