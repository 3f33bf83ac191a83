// image_builder.hpp - makes PNG and JPEG files in code, well-formed ones and any that a hostile sender could think of.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/bytes.hpp"

namespace i2m::test {

/// What a made PNG holds; the defaults are a plain RGB picture with a gradient.
struct PngSpec {
    std::uint32_t width = 32;
    std::uint32_t height = 32;
    std::uint8_t bits = 8;
    std::uint8_t color_type = 2;                                       ///< 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA
    std::uint8_t interlace = 0;                                        ///< written into the header only
    std::size_t idat_chunks = 1;                                       ///< the image data is cut into so many chunks
    std::uint8_t orientation = 1;                                      ///< other than 1: an eXIf chunk
    bool animated = false;                                             ///< an acTL chunk
    std::vector<std::pair<std::string_view, Bytes>> before_idat = {};  ///< further chunks
};

/// A PNG whose image data is stored without compression.
[[nodiscard]] Bytes make_png(const PngSpec& spec = {});
/// A PNG of these RGBA pixels (rows from the top, no padding).
[[nodiscard]] Bytes make_png_rgba(std::uint32_t width, std::uint32_t height, ByteView rgba);

/// One chunk with its length and right checksum.
[[nodiscard]] Bytes png_chunk(std::string_view type, ByteView data);
/// The 13 bytes of an IHDR.
[[nodiscard]] Bytes png_header(const PngSpec& spec);
/// The eight signature bytes, then `parts` one after the other.
[[nodiscard]] Bytes png_of(const std::vector<Bytes>& parts);
/// A zlib stream that stores `data` (RFC 1950, 1951).
[[nodiscard]] Bytes zlib_stored(ByteView data);
/// A zlib stream of `size` zeros in about size / 1030 bytes: a bomb in miniature.
[[nodiscard]] Bytes zlib_zeros(std::size_t size);

/// What a made JPEG holds. The picture is one flat colour, coded with the shortest Huffman codes.
struct JpegSpec {
    std::uint16_t width = 32;
    std::uint16_t height = 32;
    std::uint8_t components = 3;       ///< 1 grey, 3 YCbCr, 4 CMYK
    std::uint8_t frame_marker = 0xC0;  ///< 0xC2: progressive
    std::uint8_t precision = 8;
    std::uint8_t orientation = 1;  ///< other than 1: an EXIF segment
    std::size_t scans = 1;         ///< of a progressive file: one of DC values, the others refine nothing
    std::uint16_t restart_interval = 0;
    bool announces_pictures = false;                                ///< an MPF segment, as phones write
    std::vector<std::pair<std::uint8_t, Bytes>> before_frame = {};  ///< further segments by marker
};

[[nodiscard]] Bytes make_jpeg(const JpegSpec& spec = {});
/// One segment: FF, the marker, its length and `body`.
[[nodiscard]] Bytes jpeg_segment(std::uint8_t marker, ByteView body);
/// "Exif", NUL, NUL and a TIFF block that holds nothing but the orientation.
[[nodiscard]] Bytes exif_block(std::uint8_t orientation, bool little_endian = true);

/// `parts` one after the other.
[[nodiscard]] Bytes joined(const std::vector<Bytes>& parts);
/// A copy of the first `count` bytes in a heap block of exactly that size, so that a sanitizer sees any read beyond it.
[[nodiscard]] std::vector<std::uint8_t> exact_copy(ByteView bytes, std::size_t count);

}  // namespace i2m::test
