// Decoding: the pixels that were put in come out, upright, and never more memory than the structure promises.
#include "shared/image/pixels.hpp"

#include <gtest/gtest.h>

#include "shared/image/bounded_stb.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m {
namespace {

/// 24 x 16 pixels; each says where it is: red x, green y, blue 9.
Bytes numbered(std::uint32_t width, std::uint32_t height) {
    Bytes out;
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x)
            out.insert(out.end(), {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), 9, 200});
    }
    return out;
}

TEST(DecodeImage, GivesBackThePixelsOfAPng) {
    const Bytes rgba = numbered(24, 16);
    const Result<Pixels> pixels = decode_image(test::make_png_rgba(24, 16, rgba));
    ASSERT_TRUE(pixels);
    EXPECT_EQ(pixels->width_px, 24U);
    EXPECT_EQ(pixels->height_px, 16U);
    EXPECT_EQ(pixels->rgba, rgba);
}

TEST(DecodeImage, DecodesEveryKindThatTheCheckTakes) {
    for (const auto color_type : std::initializer_list<std::uint8_t>{0, 2, 3, 4, 6}) {
        for (const auto bits : std::initializer_list<std::uint8_t>{1, 2, 4, 8, 16}) {
            const bool exists =
                bits == 8 || (bits == 16 && color_type != 3) || (bits < 8 && (color_type == 0 || color_type == 3));
            if (!exists) continue;
            test::PngSpec spec;
            spec.color_type = color_type;
            spec.bits = bits;
            const Result<Pixels> pixels = decode_image(test::make_png(spec));
            ASSERT_TRUE(pixels) << int{color_type} << " with " << int{bits} << " bits";
            EXPECT_EQ(pixels->rgba.size(), 4U * 32 * 32);
        }
    }
    for (const auto components : std::initializer_list<std::uint8_t>{1, 3, 4}) {
        for (const auto marker : std::initializer_list<std::uint8_t>{0xC0, 0xC1, 0xC2}) {
            test::JpegSpec spec;
            spec.width = 37;
            spec.height = 19;
            spec.components = components;
            spec.frame_marker = marker;
            spec.restart_interval = marker == 0xC0 ? 2 : 0;
            const Result<Pixels> pixels = decode_image(test::make_jpeg(spec));
            ASSERT_TRUE(pixels) << int{components} << " components, marker " << int{marker};
            EXPECT_EQ(pixels->width_px, 37U);
            EXPECT_EQ(pixels->rgba.size(), 4U * 37 * 19);
        }
    }
}

TEST(DecodeImage, TurnsAPictureUpright) {
    // Where the pixel of the upright picture's corners (top left, top right, bottom left) lay in the file.
    struct Row {
        std::uint8_t orientation;
        std::uint32_t width, height;
        std::array<std::array<int, 2>, 3> corners;
    };
    const Row rows[] = {
        {1, 24, 16, {{{0, 0}, {23, 0}, {0, 15}}}},   {2, 24, 16, {{{23, 0}, {0, 0}, {23, 15}}}},
        {3, 24, 16, {{{23, 15}, {0, 15}, {23, 0}}}}, {4, 24, 16, {{{0, 15}, {23, 15}, {0, 0}}}},
        {5, 16, 24, {{{0, 0}, {0, 15}, {23, 0}}}},   {6, 16, 24, {{{0, 15}, {0, 0}, {23, 15}}}},
        {7, 16, 24, {{{23, 15}, {23, 0}, {0, 15}}}}, {8, 16, 24, {{{23, 0}, {23, 15}, {0, 0}}}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(int{row.orientation});
        const Pixels out = apply_orientation({24, 16, numbered(24, 16)}, row.orientation);
        ASSERT_EQ(out.width_px, row.width);
        ASSERT_EQ(out.height_px, row.height);
        const std::size_t places[3] = {0, row.width - 1, std::size_t{row.width} * (row.height - 1)};
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(out.rgba[4 * places[i]], row.corners[i][0]) << i;
            EXPECT_EQ(out.rgba[4 * places[i] + 1], row.corners[i][1]) << i;
        }
    }
}

TEST(DecodeImage, AppliesTheOrientationOfTheFile) {
    test::JpegSpec jpeg;
    jpeg.width = 40;
    jpeg.height = 20;
    jpeg.orientation = 6;
    test::PngSpec png;
    png.width = 40;
    png.height = 20;
    png.orientation = 8;
    for (const Bytes& bytes : {test::make_jpeg(jpeg), test::make_png(png)}) {
        const Result<Pixels> pixels = decode_image(bytes);
        ASSERT_TRUE(pixels);
        EXPECT_EQ(pixels->width_px, 20U);
        EXPECT_EQ(pixels->height_px, 40U);
    }
}

TEST(DecodeImage, RefusesWhatTheCheckRefuses) {
    ImageLimits limits;
    limits.min_side_px = 100;
    const Result<Pixels> pixels = decode_image(test::make_png(), limits);
    ASSERT_FALSE(pixels);
    EXPECT_EQ(pixels.error().code, ErrorCode::ImageUndecodable);
    EXPECT_EQ(pixels.error().message, "Too small (32 x 32 pixels, at least 100 a side). Choose a larger one.");
}

TEST(DecodeImage, SaysWhenOnlyDecodingShowsTheDamage) {
    // A right structure around image data that is not deflate.
    Bytes data = {0x78, 0x01};
    data.resize(3000, 0xFF);
    const Bytes bytes =
        test::png_of({test::png_chunk("IHDR", test::png_header({})), test::png_chunk("IDAT", data), test::png_chunk("IEND", {})});
    ASSERT_FALSE(check_image(bytes, "a.png", "").refused());
    const Result<Pixels> pixels = decode_image(bytes);
    ASSERT_FALSE(pixels);
    EXPECT_EQ(pixels.error().code, ErrorCode::ImageUndecodable);
}

TEST(DecodeWithin, StopsAtItsBudget) {
    const Bytes bytes = test::make_png();
    EXPECT_TRUE(decode_within(bytes, 1 << 20).ok());
    EXPECT_FALSE(decode_within(bytes, 5'000).ok());
    EXPECT_FALSE(decode_within(bytes, 0).ok());
    const Bytes bomb = test::png_of({test::png_chunk("IHDR", test::png_header({})),
                                     test::png_chunk("IDAT", test::zlib_zeros(60'000'000)), test::png_chunk("IEND", {})});
    EXPECT_FALSE(decode_within(bomb, 2 << 20).ok());
}

}  // namespace
}  // namespace i2m
