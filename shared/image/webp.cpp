// webp.cpp - see webp.hpp. All numbers are little-endian.
#include "shared/image/webp.hpp"

#include <cstddef>
#include <string_view>

namespace i2m {
namespace {

constexpr std::size_t kFirstChunk = 12;  ///< behind "RIFF", the length and "WEBP"
constexpr std::size_t kPayload = kFirstChunk + 8;

/// The 24 bits at `at`; the caller knows that they are there.
std::uint32_t read_le24(ByteView bytes, std::size_t at) {
    return (std::uint32_t{bytes[at + 2]} << 16) | (std::uint32_t{bytes[at + 1]} << 8) | std::uint32_t{bytes[at]};
}

bool says(ByteView bytes, std::size_t at, std::string_view name) { return as_text(bytes.subspan(at, name.size())) == name; }

/// Of the first chunk's payload, which is at least 10 bytes long.
std::optional<WebpSize> canvas(ByteView bytes) {
    if (says(bytes, kFirstChunk, "VP8X")) return WebpSize{read_le24(bytes, kPayload + 4) + 1, read_le24(bytes, kPayload + 7) + 1};
    if (says(bytes, kFirstChunk, "VP8L") && bytes[kPayload] == 0x2F) {
        const std::uint32_t packed = *read_le32(bytes, kPayload + 1);  // 14 bits each, less one
        return WebpSize{(packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1};
    }
    if (says(bytes, kFirstChunk, "VP8 ") && read_le24(bytes, kPayload + 3) == 0x2A019D)  // a key frame's start code
        return WebpSize{*read_le16(bytes, kPayload + 6) & 0x3FFFU, *read_le16(bytes, kPayload + 8) & 0x3FFFU};
    return std::nullopt;
}

}  // namespace

std::optional<WebpSize> webp_size(ByteView bytes) {
    constexpr std::size_t kLeastPayload = 10;
    if (bytes.size() < kPayload + kLeastPayload || !says(bytes, 0, "RIFF") || !says(bytes, 8, "WEBP")) return std::nullopt;
    if (*read_le32(bytes, 4) != bytes.size() - 8) return std::nullopt;
    const std::uint32_t chunk_bytes = *read_le32(bytes, kFirstChunk + 4);
    if (chunk_bytes < kLeastPayload || chunk_bytes > bytes.size() - kPayload) return std::nullopt;
    const std::optional<WebpSize> size = canvas(bytes);
    if (!size || size->width_px == 0 || size->height_px == 0) return std::nullopt;
    return size;
}

}  // namespace i2m
