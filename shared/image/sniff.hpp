// sniff.hpp - what a file that is no PNG or JPEG is, by its content, in words for people.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/base/bytes.hpp"

namespace i2m {

enum class ContentKind : std::uint8_t {
    Unknown,       ///< nothing known; `words` is empty
    OtherImage,    ///< an image of a kind that is not taken: `words` is its name, "GIF"
    OtherFile,     ///< no image: `words` reads "a PDF document"
    DamagedPng,    ///< a PNG whose first bytes were changed
    CutSignature,  ///< so short that it could begin a PNG or JPEG
};

struct Content {
    ContentKind kind = ContentKind::Unknown;
    std::string_view words = {};  ///< of static storage
};

/// Looks at the first kilobyte. Safe from any thread.
[[nodiscard]] Content sniff(ByteView bytes);

/// What hides in the bytes behind an image.
enum class TailKind : std::uint8_t {
    Nothing,        ///< no bytes, or only zeros and line ends
    PhonePictures,  ///< more pictures, a film or a maker's notes, as phones and cameras write them
    Foreign,        ///< a file of another kind that opens by itself: `words` reads "a ZIP archive"
    Other,          ///< anything else
};
struct Tail {
    TailKind kind = TailKind::Nothing;
    std::string_view words = {};
};

/// Judges the bytes from `end` on. Linear in their number.
[[nodiscard]] Tail judge_tail(ByteView bytes, std::size_t end, bool announces_pictures);

}  // namespace i2m
