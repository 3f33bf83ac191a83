// check.cpp - the verdict: claims, structure, dimensions and what hides behind the picture.
#include "shared/image/check.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "shared/base/text.hpp"
#include "shared/image/sniff.hpp"
#include "shared/image/structure.hpp"
#include "shared/image/words.hpp"

namespace i2m {
namespace {

struct Claim {
    std::string_view text;
    ImageFormat format;
};
constexpr std::array kExtensions = {
    Claim{".jpg", ImageFormat::Jpeg},  Claim{".jpeg", ImageFormat::Jpeg}, Claim{".jpe", ImageFormat::Jpeg},
    Claim{".jfif", ImageFormat::Jpeg}, Claim{".png", ImageFormat::Png},   Claim{".apng", ImageFormat::Png},
};
constexpr std::array kContentTypes = {
    Claim{"image/jpeg", ImageFormat::Jpeg}, Claim{"image/jpg", ImageFormat::Jpeg},  Claim{"image/pjpeg", ImageFormat::Jpeg},
    Claim{"image/png", ImageFormat::Png},   Claim{"image/x-png", ImageFormat::Png}, Claim{"image/apng", ImageFormat::Png},
};

/// The format that `text` claims, Unknown for any other claim.
template <std::size_t N>
ImageFormat claimed(const std::array<Claim, N>& claims, std::string_view text) {
    for (const Claim& claim : claims) {
        if (claim.text == text) return claim.format;
    }
    return ImageFormat::Unknown;
}

std::string words_of(ImageFormat format) { return format == ImageFormat::Png ? "PNG" : "JPEG"; }

std::string megapixels(std::uint64_t pixels) {
    char text[40];
    std::snprintf(text, sizeof text, "%.1f megapixels", static_cast<double>(pixels) / 1e6);
    return text;
}

class Check {
public:
    Check(ByteView bytes, std::string_view name, std::string_view content_type, const ImageLimits& limits)
        : bytes_(bytes), name_(clean_file_name(name)), content_type_(content_type), limits_(limits) {}

    ImageReport run() {
        if (bytes_.empty()) {
            refuse(ImageIssueCode::Empty);
        } else if (is_png(bytes_) || is_jpeg(bytes_)) {
            report_.format = is_png(bytes_) ? ImageFormat::Png : ImageFormat::Jpeg;
            check_claims();
            check_image();
        } else {
            check_other();
        }
        return std::move(report_);
    }

private:
    void add(ImageIssueCode code, Severity severity, std::string_view detail = {}) {
        report_.issues.push_back(make_issue(code, severity, name_, detail));
    }
    void refuse(ImageIssueCode code, std::string_view detail = {}) { add(code, Severity::Refusal, detail); }
    void warn(ImageIssueCode code, std::string_view detail = {}) { add(code, Severity::Warning, detail); }
    void tell(ImageIssueCode code, std::string_view detail = {}) { add(code, Severity::Info, detail); }

    void check_other() {
        const Content content = sniff(bytes_);
        switch (content.kind) {
            case ContentKind::OtherImage: return refuse(ImageIssueCode::FormatUnsupported, content.words);
            case ContentKind::OtherFile: return refuse(ImageIssueCode::NotAnImage, content.words);
            case ContentKind::DamagedPng: return refuse(ImageIssueCode::Damaged, "its first bytes were changed");
            case ContentKind::CutSignature: return refuse(ImageIssueCode::Truncated);
            case ContentKind::Unknown: return refuse(ImageIssueCode::NotAnImage, "a file of an unknown kind");
        }
    }

    /// What the sender says counts for nothing but a hint. Browsers make the type from the name: one warning for both.
    void check_claims() {
        const std::string extension = extension_of(name_);
        const ImageFormat by_name = claimed(kExtensions, extension);
        const bool is_misnamed = !extension.empty() && by_name != report_.format;
        if (is_misnamed) warn(ImageIssueCode::WrongExtension, extension + " but it is a " + words_of(report_.format));
        std::string type = to_lower(content_type_.substr(0, content_type_.find(';')));
        while (!type.empty() && type.back() == ' ') type.pop_back();
        if (type.empty() || type == "application/octet-stream") return;
        const ImageFormat by_type = claimed(kContentTypes, type);
        const bool follows_name = is_misnamed && by_type == by_name;
        if (by_type != report_.format && !follows_name) {
            warn(ImageIssueCode::WrongContentType, to_utf8(type.substr(0, 80)) + " but it is a " + words_of(report_.format));
        }
    }

    void check_image() {
        if (bytes_.size() > limits_.max_bytes) {  // not walked: the time of a check is bounded too
            const std::string size = format_bytes(bytes_.size());
            const std::string most = format_bytes(limits_.max_bytes);
            return refuse(ImageIssueCode::TooManyBytes, size == most ? "more than " + most : size + ", at most " + most);
        }
        const Structure found = report_.format == ImageFormat::Png ? walk_png(bytes_, limits_) : walk_jpeg(bytes_, limits_);
        report_.width_px = found.width_px;
        report_.height_px = found.height_px;
        report_.channels = found.channels;
        report_.bits = found.bits;
        report_.has_alpha = found.has_alpha;
        report_.orientation = found.orientation;
        if (found.fault) refuse(found.fault->code, found.fault->detail);
        if (found.width_px > 0 && found.height_px > 0) check_dimensions(found);
        if (found.fault) return;
        check_tail(found);
        if (found.has_script) warn(ImageIssueCode::Polyglot, "a script in a comment");
        if (found.has_bad_side_part) warn(ImageIssueCode::Damaged, "a note beside the picture is broken and left out");
        if (found.is_animated) warn(ImageIssueCode::Animated);
        if (found.is_cmyk) warn(ImageIssueCode::Cmyk);
        if (found.bits == 16) tell(ImageIssueCode::SixteenBit);
        if (found.orientation != 1) tell(ImageIssueCode::Rotated);
        if (found.is_progressive) tell(ImageIssueCode::Progressive);
    }

    void check_dimensions(const Structure& found) {
        const std::uint32_t longer = std::max(found.width_px, found.height_px);
        const std::uint32_t shorter = std::min(found.width_px, found.height_px);
        const std::uint64_t pixels = std::uint64_t{found.width_px} * found.height_px;
        const std::string size = std::to_string(found.width_px) + " x " + std::to_string(found.height_px) + " pixels";
        if (longer > limits_.max_side_px)
            refuse(ImageIssueCode::SideTooLong, size + ", at most " + std::to_string(limits_.max_side_px) + " a side");
        if (pixels > limits_.max_pixels) {
            refuse(ImageIssueCode::TooManyPixels, megapixels(pixels) + ", at most " + megapixels(limits_.max_pixels));
        } else if (found.decode_bytes > limits_.max_decode_bytes) {
            refuse(ImageIssueCode::TooManyPixels, megapixels(pixels) + (found.bits == 16 ? " of 16 bits" : " in several layers"));
        }
        if (shorter < limits_.min_side_px) {
            refuse(ImageIssueCode::TooSmall,
                   longer == 1 ? "a single pixel" : size + ", at least " + std::to_string(limits_.min_side_px) + " a side");
        } else if (longer / shorter >= limits_.max_aspect && longer > shorter * std::uint64_t{limits_.max_aspect}) {
            refuse(ImageIssueCode::ExtremeAspect, size);
        }
    }

    void check_tail(const Structure& found) {
        const Tail tail = judge_tail(bytes_, found.end, found.has_more_pictures);
        const std::string size = format_bytes(bytes_.size() - found.end);
        switch (tail.kind) {
            case TailKind::Nothing: return;
            case TailKind::PhonePictures:
                return tell(ImageIssueCode::TrailingData,
                            "the first picture is used; the file holds more, as phones write them.");
            case TailKind::Foreign: return refuse(ImageIssueCode::Polyglot, tail.words);
            case TailKind::Other:
                return warn(ImageIssueCode::TrailingData, size + " of other data follow the image. They are left out.");
        }
    }

    ByteView bytes_;
    std::string name_;
    std::string_view content_type_;
    const ImageLimits& limits_;
    ImageReport report_;
};

}  // namespace

const ImageIssue* ImageReport::refusal() const {
    const auto found =
        std::find_if(issues.begin(), issues.end(), [](const ImageIssue& issue) { return issue.severity == Severity::Refusal; });
    return found == issues.end() ? nullptr : &*found;
}

bool ImageReport::refused() const { return refusal() != nullptr; }

ImageReport check_image(ByteView bytes, std::string_view name, std::string_view content_type, const ImageLimits& limits) {
    return Check(bytes, name, content_type, limits).run();
}

std::string_view image_format_name(ImageFormat format) {
    switch (format) {
        case ImageFormat::Jpeg: return "jpeg";
        case ImageFormat::Png: return "png";
        case ImageFormat::Unknown: break;
    }
    return "unknown";
}

std::string_view content_type_of(ImageFormat format) {
    switch (format) {
        case ImageFormat::Jpeg: return "image/jpeg";
        case ImageFormat::Png: return "image/png";
        case ImageFormat::Unknown: break;
    }
    return "application/octet-stream";
}

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::Info: return "info";
        case Severity::Warning: return "warning";
        case Severity::Refusal: break;
    }
    return "refusal";
}

}  // namespace i2m
