// structure.hpp - what a walk over the parts of a PNG or JPEG finds; check_image turns it into a verdict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/bytes.hpp"
#include "shared/image/check.hpp"

namespace i2m {

/// Why a walk ended early. `detail` completes the words of `code`: "a checksum is wrong".
struct Fault {
    ImageIssueCode code;
    std::string_view detail = {};  ///< of static storage
};

/// The facts of a file whose parts were walked up to its end or its first fault.
struct Structure {
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
    std::uint8_t channels = 0;
    std::uint8_t bits = 0;
    bool has_alpha = false;
    std::uint8_t orientation = 1;
    bool is_animated = false;
    bool is_cmyk = false;
    bool is_progressive = false;
    bool has_more_pictures = false;  ///< announces pictures behind its end (MPF, as phones write)
    bool has_bad_side_part = false;  ///< a part that is not needed for the picture has a wrong checksum
    bool has_script = false;         ///< a comment holds HTML or script
    std::uint64_t decode_bytes = 0;  ///< most memory that our decoder needs for it, beside the result
    std::size_t end = 0;             ///< one past the last byte of the picture; valid without a fault
    std::optional<Fault> fault;
};

/// True for the first bytes of a PNG (8 bytes) or of a JPEG (3 bytes).
[[nodiscard]] bool is_png(ByteView bytes);
[[nodiscard]] bool is_jpeg(ByteView bytes);

/// Walks the chunks of a PNG (W3C PNG, third edition): order, lengths, checksums, header rules. Needs is_png.
[[nodiscard]] Structure walk_png(ByteView bytes, const ImageLimits& limits);

/// Walks the segments of a JPEG (ITU T.81, annex B) through all scans to its end marker. Needs is_jpeg.
[[nodiscard]] Structure walk_jpeg(ByteView bytes, const ImageLimits& limits);

/// EXIF orientation 1..8 of a TIFF block (CIPA DC-008); 1 when there is none or it is malformed.
[[nodiscard]] std::uint8_t exif_orientation(ByteView tiff);

/// True when `text` holds the start of a script or page: "<script", "<?php", "<html", in any case.
[[nodiscard]] bool has_script(ByteView text);

}  // namespace i2m
