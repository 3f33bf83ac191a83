// webp_test.cpp - the size of a WebP from its header: three kinds, and what is none.
#include "shared/image/webp.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

namespace i2m {
namespace {

/// A container with one chunk, whose lengths are true.
std::string webp(const std::string& type, const std::string& payload) {
    const auto le32 = [](std::size_t value) {
        Bytes out;
        append_le32(out, static_cast<std::uint32_t>(value));
        return std::string(as_text(out));
    };
    return "RIFF" + le32(payload.size() + 12) + "WEBP" + type + le32(payload.size()) + payload;
}

using namespace std::string_literals;
const std::string kExtended = webp("VP8X", "\x10\0\0\0\xFF\x01\0\x2B\x01\0"s);         // 512 x 300
const std::string kLossless = webp("VP8L", "\x2F\xFF\xC1\x4A\x10\0\0\0\0\0"s);         // 512 x 300
const std::string kLossy = webp("VP8 ", "\x10\0\0\x9D\x01\x2A\x00\x02\x2C\x01more"s);  // 512 x 300

TEST(Webp, TheCanvasOfEachKind) {
    for (const auto& [name, file] : {std::pair{"extended", kExtended}, {"lossless", kLossless}, {"lossy", kLossy}}) {
        SCOPED_TRACE(name);
        const std::optional<WebpSize> size = webp_size(as_bytes(file));
        ASSERT_TRUE(size);
        EXPECT_EQ(size->width_px, 512U);
        EXPECT_EQ(size->height_px, 300U);
    }
}

TEST(Webp, EverythingElseHasNone) {
    std::string other_length = kLossy;
    other_length[4] = '\x01';
    std::string chunk_too_long = kLossy;
    chunk_too_long[16] = '\x7F';
    const std::pair<const char*, std::string> kCases[] = {
        {"nothing", ""},
        {"a page", "<html><body>nothing to be seen here</body></html>"},
        {"RIFF of another kind", "RIFF" + kLossy.substr(4, 4) + "WAVE" + kLossy.substr(12)},
        {"another length than it has", other_length},
        {"a chunk beyond the end", chunk_too_long},
        {"an unknown chunk", webp("ABCD", std::string(10, 'a'))},
        {"no key frame", webp("VP8 ", std::string(10, 'a'))},
        {"lossless without its mark", webp("VP8L", std::string(10, 'a'))},
        {"no width", webp("VP8 ", "\x10\0\0\x9D\x01\x2A\0\0\x2C\x01"s)},
        {"a payload of nothing", webp("VP8X", "")},
    };
    for (const auto& [name, file] : kCases) EXPECT_FALSE(webp_size(as_bytes(file))) << name;
}

TEST(Webp, NoCutFileHasOne) {
    for (const std::string& file : {kExtended, kLossless, kLossy}) {
        for (std::size_t size = 0; size < file.size(); ++size)
            EXPECT_FALSE(webp_size(as_bytes(std::string_view(file).substr(0, size)))) << size;
    }
}

}  // namespace
}  // namespace i2m
