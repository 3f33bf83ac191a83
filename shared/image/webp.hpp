// webp.hpp - the size of a WebP picture, from its header alone. WebP is not taken from people; providers' previews come as it.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/base/bytes.hpp"

namespace i2m {

struct WebpSize {
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
};

/// The canvas of a WebP file whose container is whole: RIFF with the length that is there, then a VP8X, VP8L or VP8 chunk that
/// lies inside it. nullopt for everything else. Source: RFC 9649, sections 2 and 3; RFC 6386, section 9.1.
[[nodiscard]] std::optional<WebpSize> webp_size(ByteView bytes);

}  // namespace i2m
