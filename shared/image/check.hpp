// check.hpp - the one verdict on an image that both the page and the server reach: by content, before any decoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.hpp"

namespace i2m {

/// Limits of one image; the same table in browser and server.
struct ImageLimits {
    std::uint64_t max_bytes = 10'485'760;
    std::uint32_t min_side_px = 16;  ///< smaller: nothing to model
    std::uint32_t max_side_px = 16'384;
    std::uint64_t max_pixels = 50'000'000;          ///< bounds what a decoded image may take (4 bytes each)
    std::uint64_t max_decode_bytes = 768ULL << 20;  ///< what a decoder may need beside that: wide samples, progressive scans
    std::uint32_t max_aspect = 20;                  ///< long side over short side
    std::uint32_t max_scans = 64;                   ///< progressive JPEG scans
    std::uint64_t max_scan_pixels = 800'000'000;    ///< scans times pixels: bounds the time of decoding
    std::uint32_t max_chunks = 4'096;               ///< PNG chunks
};
inline constexpr ImageLimits kImageLimits{};

enum class ImageFormat : std::uint8_t { Unknown, Jpeg, Png };
enum class Severity : std::uint8_t { Info, Warning, Refusal };

/// Stable codes of what can be said about an image. Wire names are in snake_case (`image_issue_name`).
enum class ImageIssueCode : std::uint8_t {
    Empty,
    TooManyBytes,
    NotAnImage,         ///< neither JPEG nor PNG by content; words name what it is where that is known
    FormatUnsupported,  ///< an image of a kind that is not taken: GIF, WebP, HEIC, TIFF, BMP, SVG, AVIF ...
    WrongExtension,
    WrongContentType,
    Truncated,
    Damaged,  ///< structure, checksum or order broken
    ArithmeticCoding,
    DeepJpeg,  ///< 12 bits a sample
    LosslessJpeg,
    TooManyScans,
    TooManyChunks,
    TooManyPixels,
    SideTooLong,
    TooSmall,
    ExtremeAspect,
    TrailingData,  ///< bytes behind the end: a second file, or a polyglot
    Polyglot,      ///< the trailing or embedded data is itself a ZIP, HTML, PDF or script
    Animated,      ///< only the first picture is used
    Cmyk,
    SixteenBit,
    Rotated,  ///< EXIF orientation other than 1; applied, told as information
    Progressive,
};

/// One thing to say about an image, in words that name the file and the next step.
struct ImageIssue {
    ImageIssueCode code;
    Severity severity;
    std::string message;  ///< "photo.jpg: the file ends in the middle of the image. Copy it again."
    std::string brief;    ///< the same without the name, for places that show it: "The file ends early. Copy it again."
};

/// What is known of an image without decoding it.
struct ImageReport {
    ImageFormat format = ImageFormat::Unknown;
    std::uint32_t width_px = 0;  ///< as stored, before EXIF orientation
    std::uint32_t height_px = 0;
    std::uint8_t channels = 0;
    std::uint8_t bits = 0;  ///< per sample
    bool has_alpha = false;
    std::uint8_t orientation = 1;  ///< EXIF 1..8
    std::vector<ImageIssue> issues;

    [[nodiscard]] bool refused() const;
    /// The first refusal, or nullptr.
    [[nodiscard]] const ImageIssue* refusal() const;
};

/// Looks at content and claims. `name` and `content_type` are the sender's; an empty `content_type` is no claim. Linear in
/// the size, allocates nothing that grows with what the file claims. Safe from any thread.
[[nodiscard]] ImageReport check_image(ByteView bytes, std::string_view name, std::string_view content_type,
                                      const ImageLimits& limits = kImageLimits);

[[nodiscard]] std::string_view image_issue_name(ImageIssueCode code);  ///< "too_many_scans"
[[nodiscard]] std::string_view image_format_name(ImageFormat format);  ///< "jpeg", "png", "unknown"
[[nodiscard]] std::string_view content_type_of(ImageFormat format);    ///< "image/jpeg"
[[nodiscard]] std::string_view severity_name(Severity severity);       ///< "info", "warning", "refusal"

}  // namespace i2m
