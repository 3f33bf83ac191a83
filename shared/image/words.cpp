// words.cpp - the table of issue codes: wire name, words with the file's name in front, and the brief form.
#include "shared/image/words.hpp"

#include <array>
#include <cassert>
#include <cstddef>

namespace i2m {
namespace {

/// `{}` is where the detail goes. `words` follow "photo.jpg: ".
struct Row {
    ImageIssueCode code;
    std::string_view wire_name;
    std::string_view words;
    std::string_view brief;
};

using C = ImageIssueCode;
constexpr std::array kRows = {
    Row{C::Empty, "empty", "the file is empty. Copy it again.", "The file is empty. Copy it again."},
    Row{C::TooManyBytes, "too_many_bytes", "the file is too large ({}). Save it smaller.", "Too large ({}). Save it smaller."},
    Row{C::NotAnImage, "not_an_image", "this is {}, not an image. Choose a PNG or JPEG.", "This is {}. Choose a PNG or JPEG."},
    Row{C::FormatUnsupported, "format_unsupported", "{} images are not taken. Save it as PNG or JPEG.",
        "{} is not taken. Save it as PNG or JPEG."},
    Row{C::WrongExtension, "wrong_extension", "the name ends in {}. It is used all the same; rename it.", "The name ends in {}."},
    Row{C::WrongContentType, "wrong_content_type", "it was sent as {}. It is used all the same.", "Sent as {}."},
    Row{C::Truncated, "truncated", "the file ends in the middle of the image. Copy it again.",
        "The file ends early. Copy it again."},
    Row{C::Damaged, "damaged", "the file is damaged: {}. Open it and save it again.", "Damaged: {}. Save it again."},
    Row{C::ArithmeticCoding, "arithmetic_coding",
        "this JPEG uses arithmetic coding, which is not taken. Save it as an ordinary JPEG or PNG.",
        "Arithmetic coding is not taken. Save it as an ordinary JPEG."},
    Row{C::DeepJpeg, "deep_jpeg", "this JPEG has 12 bits a colour, which is not taken. Save it with 8 bits or as PNG.",
        "12-bit JPEG is not taken. Save it with 8 bits."},
    Row{C::LosslessJpeg, "lossless_jpeg", "lossless JPEG is not taken. Save it as PNG.",
        "Lossless JPEG is not taken. Save it as PNG."},
    Row{C::TooManyScans, "too_many_scans", "this JPEG is split into too many scans. Save it again as an ordinary JPEG.",
        "Too many scans. Save it as an ordinary JPEG."},
    Row{C::TooManyChunks, "too_many_chunks", "this PNG is split into too many parts. Open it and save it again.",
        "Too many parts. Save it again."},
    Row{C::TooManyPixels, "too_many_pixels", "the image has too many pixels ({}). Scale it down.",
        "Too many pixels ({}). Scale it down."},
    Row{C::SideTooLong, "side_too_long", "the image is too long ({}). Scale it down.", "Too long ({}). Scale it down."},
    Row{C::TooSmall, "too_small", "the image is too small ({}). Choose a larger one.", "Too small ({}). Choose a larger one."},
    Row{C::ExtremeAspect, "extreme_aspect", "the image is a thin strip ({}). Crop it to the object.",
        "A thin strip ({}). Crop it to the object."},
    Row{C::TrailingData, "trailing_data", "{}", "{}"},
    Row{C::Polyglot, "polyglot", "{} hides in the file. Open the image and save it again.",
        "{} hides inside. Save the image again."},
    Row{C::Animated, "animated", "the image moves. Only its first picture is used.", "Animated: only the first picture is used."},
    Row{C::Cmyk, "cmyk", "the image has print colours (CMYK). Colours may look a little different.",
        "Print colours (CMYK) may look different."},
    Row{C::SixteenBit, "sixteen_bit", "the image has 16 bits a colour. 8 of them are used.", "16 bits a colour; 8 are used."},
    Row{C::Rotated, "rotated", "the camera was turned. The image is shown upright.", "Turned upright."},
    Row{C::Progressive, "progressive", "this is a progressive JPEG.", "Progressive JPEG."},
};

constexpr bool in_enum_order() {
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        if (static_cast<std::size_t>(kRows[i].code) != i) return false;
    }
    return kRows.size() == static_cast<std::size_t>(C::Progressive) + 1;
}
static_assert(in_enum_order(), "the table and the enum must have the same order");

const Row& row_of(ImageIssueCode code) {
    const auto index = static_cast<std::size_t>(code);
    assert(index < kRows.size());
    return kRows[index];
}

std::string capitalized(std::string_view text) {
    std::string out(text);
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

std::string filled(std::string_view words, std::string_view detail, bool is_sentence) {
    const std::size_t place = words.find("{}");
    if (place == std::string_view::npos) return std::string(words);
    std::string out(words.substr(0, place));
    out += is_sentence && place == 0 ? capitalized(detail) : std::string(detail);
    return out += words.substr(place + 2);
}

}  // namespace

ImageIssue make_issue(ImageIssueCode code, Severity severity, std::string_view name, std::string_view detail) {
    const Row& row = row_of(code);
    return {code, severity, std::string(name) + ": " + filled(row.words, detail, false), filled(row.brief, detail, true)};
}

std::string_view image_issue_name(ImageIssueCode code) { return row_of(code).wire_name; }

}  // namespace i2m
