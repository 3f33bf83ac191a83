// image_fuzz.cpp - a verdict always comes, in words; what is refused is never decoded; what is decoded has the size that was
// promised.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shared/base/bytes.hpp"
#include "shared/image/check.hpp"
#include "shared/image/crc32.hpp"
#include "shared/image/pixels.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

/// `bytes` with the checksum of every PNG chunk made right: no fuzzer guesses one, and behind each lies the rest of the walk.
i2m::Bytes with_checksums(i2m::ByteView bytes) {
    i2m::Bytes out(bytes.begin(), bytes.end());
    for (std::size_t at = 8; i2m::has_bytes(out, at, 12);) {
        const std::size_t length = i2m::read_be32(out, at).value_or(0);
        if (!i2m::has_bytes(out, at + 12, length)) break;
        const std::uint32_t sum = i2m::crc32(i2m::ByteView(out).subspan(at + 4, length + 4));
        for (std::size_t i = 0; i < 4; ++i) out[at + 8 + length + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
        at += 12 + length;
    }
    return out;
}

void check(i2m::ByteView bytes) {
    i2m::ImageLimits limits;
    limits.max_pixels = 1'000'000;
    limits.max_decode_bytes = 64U << 20;
    limits.max_scan_pixels = 8'000'000;
    const i2m::ImageReport report = i2m::check_image(bytes, "a.png", "image/png", limits);
    for (const i2m::ImageIssue& issue : report.issues) {
        require(issue.message.substr(0, 7) == "a.png: " && issue.message.back() == '.' && !issue.brief.empty());
        require(!i2m::image_issue_name(issue.code).empty());
    }
    const auto pixels = i2m::decode_image(bytes, limits);
    if (report.refused()) {
        require(!pixels.ok());
        return;
    }
    require(report.format != i2m::ImageFormat::Unknown && report.orientation >= 1 && report.orientation <= 8);
    require(report.width_px >= limits.min_side_px && report.height_px >= limits.min_side_px);
    require(std::uint64_t{report.width_px} * report.height_px <= limits.max_pixels);
    if (!pixels) {
        require(pixels.error().code == i2m::ErrorCode::ImageUndecodable && !pixels.error().message.empty());
        return;
    }
    const bool turns = report.orientation >= 5;
    require(pixels->width_px == (turns ? report.height_px : report.width_px));
    require(pixels->rgba.size() == std::size_t{4} * pixels->width_px * pixels->height_px);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const i2m::ByteView bytes(data, size);
    check(bytes);
    if (size > 8 && data[0] == 0x89) check(with_checksums(bytes));
    return 0;
}
