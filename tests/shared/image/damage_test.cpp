// Files that are cut, broken or out of order: every one is refused, whatever byte is missing or wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "shared/image/check.hpp"
#include "shared/image/pixels.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m {
namespace {

using test::JpegSpec;
using test::PngSpec;

JpegSpec progressive() {
    JpegSpec spec;
    spec.frame_marker = 0xC2;
    spec.scans = 3;
    return spec;
}
JpegSpec with_restarts() {
    JpegSpec spec;
    spec.restart_interval = 3;
    spec.orientation = 6;
    return spec;
}
PngSpec with_everything() {
    PngSpec spec;
    spec.color_type = 3;
    spec.animated = true;
    spec.orientation = 3;
    spec.idat_chunks = 7;
    spec.before_idat = {{"tRNS", Bytes{0, 255}}, {"tEXt", Bytes{'a', 0, 'b'}}};
    return spec;
}

TEST(Truncation, EveryPrefixOfAGoodFileIsRefused) {
    const std::pair<const char*, Bytes> files[] = {
        {"PNG", test::make_png()},
        {"PNG with everything", test::make_png(with_everything())},
        {"JPEG", test::make_jpeg()},
        {"progressive JPEG", test::make_jpeg(progressive())},
        {"JPEG with restarts", test::make_jpeg(with_restarts())},
    };
    for (const auto& [what, bytes] : files) {
        ASSERT_FALSE(check_image(bytes, "a", "").refused()) << what;
        for (std::size_t n = 0; n < bytes.size(); ++n) {
            const ImageReport report = check_image(test::exact_copy(bytes, n), "a", "");
            ASSERT_TRUE(report.refused()) << what << " cut at " << n;
            const ImageIssueCode code = report.refusal()->code;
            EXPECT_TRUE(code == ImageIssueCode::Truncated || code == ImageIssueCode::Empty) << what << " cut at " << n;
            EXPECT_FALSE(decode_image(test::exact_copy(bytes, n)).ok()) << what << " cut at " << n;
        }
    }
}

TEST(Truncation, AnEndMarkerPutBehindTheCutDoesNotHelp) {
    JpegSpec restarts = with_restarts();
    restarts.width = restarts.height = 400;
    JpegSpec plain = restarts;
    plain.restart_interval = 0;
    for (const Bytes& whole : {test::make_jpeg(restarts), test::make_jpeg(plain)}) {
        ASSERT_FALSE(check_image(whole, "a.jpg", "").refused());
        Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() * 7 / 8));
        cut.insert(cut.end(), {0xFF, 0xD9});
        EXPECT_TRUE(check_image(cut, "a.jpg", "").refused());
    }
}

TEST(Damage, EveryFlippedBitOfAPngIsSeen) {
    const Bytes good = test::make_png(with_everything());
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            Bytes bad = good;
            bad[at] = static_cast<std::uint8_t>(bad[at] ^ (1 << bit));
            const ImageReport report = check_image(bad, "a.png", "");
            const bool is_seen = std::any_of(report.issues.begin(), report.issues.end(), [](const ImageIssue& issue) {
                return issue.severity == Severity::Refusal || issue.code == ImageIssueCode::Damaged;
            });
            EXPECT_TRUE(is_seen) << "byte " << at << " bit " << bit;
        }
    }
}

TEST(Damage, WhateverByteOfAJpegIsWrongDecodingIsBounded) {
    for (const Bytes& good : {test::make_jpeg(with_restarts()), test::make_jpeg(progressive())}) {
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (const auto value : std::initializer_list<std::uint8_t>{0x00, 0x7F, 0xFF}) {
                Bytes bad = good;
                bad[at] = value;
                const ImageReport report = check_image(bad, "a.jpg", "");
                const Result<Pixels> pixels = decode_image(bad);
                EXPECT_FALSE(report.refused() && pixels.ok()) << at;
                EXPECT_EQ(pixels.ok() ? pixels->rgba.size() : 0, pixels.ok() ? 4ULL * report.width_px * report.height_px : 0)
                    << at;
            }
        }
    }
}

struct DamageCase {
    const char* what;
    Bytes bytes;
    const char* words;  ///< what stands between "damaged: " and the next step
};

std::vector<DamageCase> png_cases() {
    const PngSpec plain;
    PngSpec palette;
    palette.color_type = 3;
    PngSpec grey;
    grey.color_type = 0;
    const Bytes header = test::png_chunk("IHDR", test::png_header(plain));
    const Bytes header3 = test::png_chunk("IHDR", test::png_header(palette));
    const Bytes header0 = test::png_chunk("IHDR", test::png_header(grey));
    const Bytes plte = test::png_chunk("PLTE", Bytes{1, 2, 3, 4, 5, 6});
    const Bytes data = test::png_chunk("IDAT", test::zlib_stored(Bytes(32 * 97, 0)));
    const Bytes data1 = test::png_chunk("IDAT", test::zlib_stored(Bytes(32 * 33, 0)));
    const Bytes end = test::png_chunk("IEND", {});
    const Bytes text = test::png_chunk("tEXt", Bytes{'a', 0, 'b'});
    Bytes bad_checksum = data;
    bad_checksum.back() ^= 1;
    Bytes bad_type = text;
    bad_type[5] = '!';
    PngSpec odd = plain;
    odd.interlace = 2;
    PngSpec huge = plain;
    huge.width = 0x80000000;
    PngSpec flat = plain;
    flat.height = 0;
    return {
        {"data before the header", test::png_of({text, header, data, end}), "its header is not where it belongs"},
        {"two headers", test::png_of({header, header, data, end}), "its header is not where it belongs"},
        {"header too short", test::png_of({test::png_chunk("IHDR", Bytes(12, 1)), data, end}), "its header has a wrong length"},
        {"no width", test::png_of({test::png_chunk("IHDR", test::png_header(huge)), data, end}),
         "its width or height is not valid"},
        {"no height", test::png_of({test::png_chunk("IHDR", test::png_header(flat)), data, end}),
         "its width or height is not valid"},
        {"unknown interlacing", test::png_of({test::png_chunk("IHDR", test::png_header(odd)), data, end}),
         "its compression or interlacing does not exist"},
        {"wrong checksum", test::png_of({header, bad_checksum, end}), "a checksum is wrong"},
        {"chunk type with a sign", test::png_of({header, bad_type, data, end}), "it holds something that is not a part of a PNG"},
        {"unknown critical chunk", test::png_of({header, test::png_chunk("ABCD", {}), data, end}),
         "it has a part that no reader knows"},
        {"palette missing", test::png_of({header3, data1, end}), "its palette is missing"},
        {"palette too long", test::png_of({header3, test::png_chunk("PLTE", Bytes(771, 0)), data1, end}),
         "its palette has a wrong length"},
        {"palette of 4 bytes", test::png_of({header3, test::png_chunk("PLTE", Bytes(4, 0)), data1, end}),
         "its palette has a wrong length"},
        {"two palettes", test::png_of({header3, plte, plte, data1, end}), "its palette is not where it belongs"},
        {"palette behind the data", test::png_of({header, data, plte, end}), "its palette is not where it belongs"},
        {"palette in a grey picture", test::png_of({header0, plte, data1, end}), "it is grey but has a palette"},
        {"transparency before the palette", test::png_of({header3, test::png_chunk("tRNS", Bytes(1, 0)), plte, data1, end}),
         "its transparency has a wrong length"},
        {"transparency behind the data", test::png_of({header3, plte, data1, test::png_chunk("tRNS", Bytes(1, 0)), end}),
         "its transparency is not where it belongs"},
        {"image data torn apart", test::png_of({header, data, text, data, end}), "its image data is torn apart"},
        {"no image data", test::png_of({header, end}), "it holds no image data"},
        {"empty image data", test::png_of({header, test::png_chunk("IDAT", {}), end}), "it holds no image data"},
        {"not zlib", test::png_of({header, test::png_chunk("IDAT", Bytes(4000, 7)), end}),
         "its image data does not start as it must"},
        {"line ends changed", test::joined({Bytes{0x89, 'P', 'N', 'G', '\n', 0x1A, '\n', 0}, header, data, end}),
         "its first bytes were changed"},
    };
}

Bytes jpeg_without(std::uint8_t marker) {
    // Segments of a made JPEG have the lengths written in them up to SOS, so one can be cut out.
    const Bytes good = test::make_jpeg();
    Bytes out = {0xFF, 0xD8};
    std::size_t at = 2;
    while (good[at + 1] != 0xDA) {
        const std::size_t size = 2U + *read_be16(good, at + 2);
        if (good[at + 1] != marker)
            out.insert(out.end(), good.begin() + static_cast<std::ptrdiff_t>(at),
                       good.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
    }
    out.insert(out.end(), good.begin() + static_cast<std::ptrdiff_t>(at), good.end());
    return out;
}

Bytes jpeg_with(std::vector<std::pair<std::uint8_t, Bytes>> segments) {
    JpegSpec spec;
    spec.before_frame = std::move(segments);
    return test::make_jpeg(spec);
}

std::vector<DamageCase> jpeg_cases() {
    Bytes overfull = {0x00};
    overfull.insert(overfull.end(), 16, 0);
    overfull[1] = 3;  // three codes of one bit
    overfull.insert(overfull.end(), 3, 0);
    const Bytes frame = {8, 0, 32, 0, 32, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0};
    Bytes no_sampling = frame, four_to_three = frame, two_colours = frame;
    no_sampling[7] = 0;
    four_to_three[7] = 0x41;
    four_to_three[10] = 0x31;
    two_colours[5] = 2;
    two_colours.resize(12);
    return {
        {"no quantisation table", jpeg_without(0xDB), "a table of it is missing"},
        {"no Huffman table", jpeg_without(0xC4), "a table of it is missing"},
        {"no header", jpeg_without(0xC0), "its image data comes before its header"},
        {"quantisation table cut", jpeg_with({{0xDB, Bytes(30, 0)}}), "a table of it is broken"},
        {"quantisation table 9", jpeg_with({{0xDB, Bytes(65, 9)}}), "a table of it is broken"},
        {"Huffman table cut", jpeg_with({{0xC4, Bytes(10, 0)}}), "a table of it is broken"},
        {"more codes than bits allow", jpeg_with({{0xC4, overfull}}), "a table of it is broken"},
        {"two headers", jpeg_with({{0xC0, frame}}), "it has two headers"},
        {"no sampling", jpeg_with({{0xC0, no_sampling}}), "its colours are sampled in a way that does not exist"},
        {"sampling 4 to 3", jpeg_with({{0xC0, four_to_three}}), "its colours are sampled in a way that no reader takes"},
        {"two colours", jpeg_with({{0xC0, two_colours}}), "its number of colours is not valid"},
        {"header too short", jpeg_with({{0xC0, Bytes(3, 8)}}), "its header has a wrong length"},
        {"second start", test::joined({{0xFF, 0xD8}, test::make_jpeg()}), "a second image begins inside it"},
        {"restart interval of one byte", jpeg_with({{0xDD, Bytes(1, 1)}}), "a part of it has a wrong length"},
        {"restarts promised, none there", jpeg_with({{0xDD, Bytes{0, 1}}}), nullptr},
        {"changed height", jpeg_with({{0xDC, Bytes{0, 99}}}), "it changes its height midway"},
    };
}

TEST(Damage, IsNamed) {
    for (const auto& cases : {png_cases(), jpeg_cases()}) {
        for (const DamageCase& c : cases) {
            SCOPED_TRACE(c.what);
            const ImageReport report = check_image(c.bytes, "a", "");
            ASSERT_TRUE(report.refused());
            if (c.words == nullptr) {
                EXPECT_EQ(report.refusal()->code, ImageIssueCode::Truncated);
            } else {
                EXPECT_EQ(report.refusal()->message,
                          "a: the file is damaged: " + std::string(c.words) + ". Open it and save it again.");
            }
        }
    }
}

TEST(Damage, OfANoteBesideThePictureIsOnlySaid) {
    Bytes note = test::png_chunk("tEXt", Bytes{'a', 0, 'b'});
    note.back() ^= 1;
    const Bytes bytes =
        test::png_of({test::png_chunk("IHDR", test::png_header({})), note,
                      test::png_chunk("IDAT", test::zlib_stored(Bytes(32 * 97, 0))), test::png_chunk("IEND", {})});
    const ImageReport report = check_image(bytes, "a.png", "");
    EXPECT_FALSE(report.refused());
    ASSERT_EQ(report.issues.size(), 1U);
    EXPECT_EQ(report.issues[0].code, ImageIssueCode::Damaged);
    EXPECT_EQ(report.issues[0].severity, Severity::Warning);
    EXPECT_TRUE(decode_image(bytes).ok());
}

}  // namespace
}  // namespace i2m
