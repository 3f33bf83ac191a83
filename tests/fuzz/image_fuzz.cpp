// image_fuzz.cpp - a verdict always comes, in words; what is refused is never decoded; what is decoded has the size that was
// promised.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shared/image/check.hpp"
#include "shared/image/pixels.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    i2m::ImageLimits limits;
    limits.max_pixels = 1'000'000;
    limits.max_decode_bytes = 64U << 20;
    limits.max_scan_pixels = 8'000'000;
    const i2m::ByteView bytes(data, size);
    const i2m::ImageReport report = i2m::check_image(bytes, "a.png", "image/png", limits);
    for (const i2m::ImageIssue& issue : report.issues) {
        require(issue.message.substr(0, 7) == "a.png: " && issue.message.back() == '.' && !issue.brief.empty());
        require(!i2m::image_issue_name(issue.code).empty());
    }
    const auto pixels = i2m::decode_image(bytes, limits);
    if (report.refused()) {
        require(!pixels.ok());
        return 0;
    }
    require(report.format != i2m::ImageFormat::Unknown && report.orientation >= 1 && report.orientation <= 8);
    require(report.width_px >= limits.min_side_px && report.height_px >= limits.min_side_px);
    require(std::uint64_t{report.width_px} * report.height_px <= limits.max_pixels);
    if (!pixels) {
        require(pixels.error().code == i2m::ErrorCode::ImageUndecodable && !pixels.error().message.empty());
        return 0;
    }
    const bool turns = report.orientation >= 5;
    require(pixels->width_px == (turns ? report.height_px : report.width_px));
    require(pixels->rgba.size() == std::size_t{4} * pixels->width_px * pixels->height_px);
    return 0;
}
