// exif.cpp - the orientation tag of a TIFF block, and scripts in comments.
#include <algorithm>
#include <array>

#include "shared/image/structure.hpp"

namespace i2m {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShort = 3;
constexpr std::size_t kMaxEntries = 512;
constexpr std::size_t kEntryBytes = 12;

}  // namespace

std::uint8_t exif_orientation(ByteView tiff) {
    if (tiff.size() < 8) return 1;
    const bool is_little = tiff[0] == 'I' && tiff[1] == 'I';
    if (!is_little && !(tiff[0] == 'M' && tiff[1] == 'M')) return 1;
    const auto read16 = [&](std::size_t at) { return is_little ? read_le16(tiff, at) : read_be16(tiff, at); };
    const auto read32 = [&](std::size_t at) { return is_little ? read_le32(tiff, at) : read_be32(tiff, at); };
    if (read16(2) != 42) return 1;
    const std::size_t ifd = read32(4).value_or(0);
    const std::size_t count = std::min<std::size_t>(read16(ifd).value_or(0), kMaxEntries);
    for (std::size_t i = 0; i < count; ++i) {
        // `ifd` lies inside the block when a count could be read there, so these sums cannot wrap.
        const std::size_t entry = ifd + 2 + i * kEntryBytes;
        if (read16(entry) != kOrientationTag) continue;
        const std::uint16_t value = read16(entry + 8).value_or(1);
        const bool is_valid = read16(entry + 2) == kShort && read32(entry + 4) == 1U && value >= 1 && value <= 8;
        return is_valid ? static_cast<std::uint8_t>(value) : std::uint8_t{1};
    }
    return 1;
}

bool has_script(ByteView text) {
    static constexpr std::array<std::string_view, 3> kStarts = {"script", "?php", "html"};
    const std::string_view all = as_text(text);
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (std::size_t at = all.find('<'); at != std::string_view::npos; at = all.find('<', at + 1)) {
        const std::string_view rest = all.substr(at + 1);
        for (const std::string_view start : kStarts) {
            const bool is_start = rest.size() >= start.size() && std::equal(start.begin(), start.end(), rest.begin(),
                                                                            [&](char a, char b) { return a == lower(b); });
            if (is_start) return true;
        }
    }
    return false;
}

}  // namespace i2m
