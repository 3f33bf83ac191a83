// The verdict on an image, case by case: what is refused, what is only said, and in which words.
#include "shared/image/check.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/image_builder.hpp"

namespace i2m {
namespace {

using test::JpegSpec;
using test::PngSpec;
using Code = ImageIssueCode;

Bytes bytes_of(std::string_view text) { return {as_bytes(text).begin(), as_bytes(text).end()}; }

std::string codes(const ImageReport& report) {
    std::string out;
    for (const ImageIssue& issue : report.issues) {
        if (!out.empty()) out += ' ';
        out += std::string(severity_name(issue.severity)) + ":" + std::string(image_issue_name(issue.code));
    }
    return out;
}

struct Case {
    const char* what;
    Bytes bytes;
    const char* want;  ///< every issue as severity:code
    const char* name = "photo.png";
    const char* content_type = "";
};

PngSpec png(std::uint32_t width, std::uint32_t height, std::uint8_t color_type = 2, std::uint8_t bits = 8) {
    PngSpec spec;
    spec.width = width;
    spec.height = height;
    spec.color_type = color_type;
    spec.bits = bits;
    return spec;
}

JpegSpec jpeg(std::uint16_t width, std::uint16_t height) {
    JpegSpec spec;
    spec.width = width;
    spec.height = height;
    return spec;
}

void expect_all(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        SCOPED_TRACE(c.what);
        EXPECT_EQ(codes(check_image(c.bytes, c.name, c.content_type)), c.want);
    }
}

TEST(CheckImage, TakesGoodPictures) {
    JpegSpec progressive = jpeg(64, 48);
    progressive.frame_marker = 0xC2;
    progressive.scans = 3;
    JpegSpec cmyk = jpeg(64, 48);
    cmyk.components = 4;
    JpegSpec turned = jpeg(64, 48);
    turned.orientation = 6;
    PngSpec turned_png = png(64, 48);
    turned_png.orientation = 8;
    JpegSpec restarts = jpeg(64, 48);
    restarts.restart_interval = 5;
    PngSpec animated = png(64, 48);
    animated.animated = true;
    PngSpec torn = png(64, 48);
    torn.idat_chunks = 40;
    expect_all({
        {"RGB", test::make_png(png(64, 48)), ""},
        {"grey with alpha", test::make_png(png(64, 48, 4)), ""},
        {"palette, 2 bits", test::make_png(png(64, 48, 3, 2)), ""},
        {"image data in 40 chunks", test::make_png(torn), ""},
        {"16 bits", test::make_png(png(64, 48, 2, 16)), "info:sixteen_bit"},
        {"animated", test::make_png(animated), "warning:animated"},
        {"turned PNG", test::make_png(turned_png), "info:rotated"},
        {"JPEG", test::make_jpeg(jpeg(64, 48)), "", "photo.JPG", "image/jpeg"},
        {"JPEG with restarts", test::make_jpeg(restarts), "", "photo.jpeg", "image/jpg"},
        {"progressive JPEG", test::make_jpeg(progressive), "info:progressive", "photo.jpg", ""},
        {"CMYK JPEG", test::make_jpeg(cmyk), "warning:cmyk", "photo.jpg", ""},
        {"turned JPEG", test::make_jpeg(turned), "info:rotated", "photo.jpg", ""},
        {"no extension, no type", test::make_jpeg(jpeg(64, 48)), "", "photo", ""},
        {"unspecific type", test::make_jpeg(jpeg(64, 48)), "", "photo.jpg", "application/octet-stream"},
    });
}

TEST(CheckImage, SaysWhenTheClaimDiffersFromTheContent) {
    expect_all({
        {"PNG named .jpg", test::make_png(), "warning:wrong_extension", "photo.jpg", ""},
        {"PNG named .jpg, sent as the browser guesses from the name", test::make_png(), "warning:wrong_extension", "photo.jpg",
         "image/jpeg"},
        {"PNG sent as JPEG", test::make_png(), "warning:wrong_content_type", "photo.png", "image/jpeg"},
        {"PNG named .txt and sent as text", test::make_png(), "warning:wrong_extension", "photo.txt",
         "text/plain; charset=utf-8"},
        {"PNG named .jpg, sent as GIF", test::make_png(), "warning:wrong_extension warning:wrong_content_type", "photo.jpg",
         "image/gif"},
        {"type with a parameter", test::make_png(), "", "photo.png", "IMAGE/PNG ; q=1"},
    });
}

TEST(CheckImage, NamesWhatItIsNot) {
    const std::string unsupported = "refusal:format_unsupported", no_image = "refusal:not_an_image";
    struct Row {
        const char* what;
        std::string bytes;
        std::string want;
        std::string words;
    };
    const std::string nul(1, '\0');
    const std::vector<Row> rows = {
        {"text", "just a few words\n", no_image, "photo.jpg: this is text, not an image. Choose a PNG or JPEG."},
        {"page", "<!DOCTYPE html><html><body>404</body></html>", no_image,
         "photo.jpg: this is a web page (HTML), not an image. Choose a PNG or JPEG."},
        {"SVG", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", unsupported,
         "photo.jpg: SVG images are not taken. Save it as PNG or JPEG."},
        {"GIF", "GIF89a" + std::string(20, 'x'), unsupported, "photo.jpg: GIF images are not taken. Save it as PNG or JPEG."},
        {"WebP", "RIFF....WEBPVP8 ", unsupported, "photo.jpg: WebP images are not taken. Save it as PNG or JPEG."},
        {"HEIC",
         nul + nul + nul +
             "\x18"
             "ftypheic",
         unsupported, "photo.jpg: HEIC images are not taken. Save it as PNG or JPEG."},
        {"AVIF",
         nul + nul + nul +
             "\x18"
             "ftypavif",
         unsupported, "photo.jpg: AVIF images are not taken. Save it as PNG or JPEG."},
        {"film",
         nul + nul + nul +
             "\x18"
             "ftypisom",
         no_image, "photo.jpg: this is a film, not an image. Choose a PNG or JPEG."},
        {"TIFF", "II*" + nul + "\x08", unsupported, "photo.jpg: TIFF images are not taken. Save it as PNG or JPEG."},
        {"BMP", "BM" + std::string(12, nul[0]) + "\x28" + nul + nul + nul, unsupported,
         "photo.jpg: BMP images are not taken. Save it as PNG or JPEG."},
        {"PSD", "8BPS" + nul + "\x01", unsupported, "photo.jpg: Photoshop images are not taken. Save it as PNG or JPEG."},
        {"words that begin like a bitmap", "BMW is a maker of cars", no_image,
         "photo.jpg: this is text, not an image. Choose a PNG or JPEG."},
        {"ZIP", "PK\x03\x04....", no_image, "photo.jpg: this is a ZIP archive, not an image. Choose a PNG or JPEG."},
        {"PDF", "%PDF-1.7", no_image, "photo.jpg: this is a PDF document, not an image. Choose a PNG or JPEG."},
        {"JSON", "{\"error\":true}", no_image, "photo.jpg: this is a JSON file, not an image. Choose a PNG or JPEG."},
        {"model", "glTF" + std::string(16, 'x'), no_image,
         "photo.jpg: this is a 3D model (GLB), not an image. Choose a PNG or JPEG."},
        {"noise", "\x01\x02\x03\xFE\xFD\x99", no_image,
         "photo.jpg: this is a file of an unknown kind, not an image. Choose a PNG or JPEG."},
        {"empty", "", "refusal:empty", "photo.jpg: the file is empty. Copy it again."},
        {"spaces only", "   \n", no_image, "photo.jpg: this is text, not an image. Choose a PNG or JPEG."},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.what);
        const ImageReport report = check_image(bytes_of(row.bytes), "photo.jpg", "image/jpeg");
        EXPECT_EQ(codes(report), row.want);
        ASSERT_TRUE(report.refused());
        EXPECT_EQ(report.refusal()->message, row.words);
        EXPECT_EQ(report.format, ImageFormat::Unknown);
    }
}

TEST(CheckImage, JudgesDimensions) {
    ImageLimits narrow;
    narrow.max_pixels = 1000;
    expect_all({
        {"1x1", test::make_png(png(1, 1)), "refusal:too_small"},
        {"15x40", test::make_png(png(15, 40)), "refusal:too_small"},
        {"16x16", test::make_png(png(16, 16)), ""},
        {"16x320", test::make_png(png(16, 320)), ""},
        {"16x321", test::make_png(png(16, 321)), "refusal:extreme_aspect"},
        {"1x400: one word is enough", test::make_png(png(1, 400)), "refusal:too_small"},
        {"side too long", test::make_jpeg(jpeg(17000, 900)), "refusal:side_too_long", "photo.jpg"},
        {"too many pixels", test::make_jpeg(jpeg(8000, 8000)), "refusal:too_many_pixels", "photo.jpg"},
    });
    EXPECT_EQ(codes(check_image(test::make_png(png(40, 40)), "a.png", "", narrow)), "refusal:too_many_pixels");
    EXPECT_EQ(check_image(test::make_png(png(1, 1)), "a.png", "").refusal()->message,
              "a.png: the image is too small (a single pixel). Choose a larger one.");
    EXPECT_EQ(check_image(test::make_png(png(1, 1)), "a.png", "").refusal()->brief,
              "Too small (a single pixel). Choose a larger one.");
}

TEST(CheckImage, RefusesTooManyBytesWithoutWalking) {
    ImageLimits limits;
    limits.max_bytes = 1000;
    Bytes bytes = test::make_png(png(64, 64));
    bytes[40] ^= 1;  // a damage that a walk would find
    const ImageReport report = check_image(bytes, "a.png", "", limits);
    EXPECT_EQ(codes(report), "refusal:too_many_bytes");
    EXPECT_EQ(report.refusal()->message, "a.png: the file is too large (12 KB, at most 1000 B). Save it smaller.");
    limits.max_bytes = bytes.size() - 1;  // as a server tells it, which does not read on behind the limit
    EXPECT_EQ(check_image(bytes, "a.png", "", limits).refusal()->message,
              "a.png: the file is too large (more than 12 KB). Save it smaller.");
}

TEST(CheckImage, RefusesKindsOfJpegThatOurDecoderCannotRead) {
    const auto with_frame = [](std::uint8_t marker, std::uint8_t precision = 8) {
        JpegSpec spec = jpeg(64, 48);
        spec.frame_marker = marker;
        spec.precision = precision;
        return test::make_jpeg(spec);
    };
    expect_all({
        {"extended", with_frame(0xC1), "", "a.jpg"},
        {"lossless", with_frame(0xC3), "refusal:lossless_jpeg", "a.jpg"},
        {"hierarchical", with_frame(0xC5), "refusal:format_unsupported", "a.jpg"},
        {"arithmetic", with_frame(0xC9), "refusal:arithmetic_coding", "a.jpg"},
        {"arithmetic, progressive", with_frame(0xCA), "refusal:arithmetic_coding", "a.jpg"},
        {"12 bits", with_frame(0xC1, 12), "refusal:deep_jpeg", "a.jpg"},
        {"9 bits", with_frame(0xC0, 9), "refusal:damaged", "a.jpg"},
        {"zero height", test::make_jpeg(jpeg(64, 0)), "refusal:damaged", "a.jpg"},
        {"zero width", test::make_jpeg(jpeg(0, 64)), "refusal:damaged", "a.jpg"},
    });
}

TEST(CheckImage, BoundsTheWorkOfScans) {
    JpegSpec many = jpeg(600, 600);
    many.frame_marker = 0xC2;
    many.scans = 1000;  // about 94 kB that would cost a decoder seconds
    JpegSpec few = many;
    few.scans = 64;
    JpegSpec large = jpeg(7000, 7000);  // 49 megapixels, each of 20 scans allowed by itself
    large.frame_marker = 0xC2;
    large.scans = 20;
    expect_all({
        {"1000 scans", test::make_jpeg(many), "refusal:too_many_scans", "a.jpg"},
        {"64 scans", test::make_jpeg(few), "info:progressive", "a.jpg"},
        {"20 scans of 49 megapixels", test::make_jpeg(large), "refusal:too_many_scans", "a.jpg"},
    });
}

TEST(CheckImage, RefusesBombs) {
    // 292 kB that unpack to 295 MB although the picture is 8 x 8, and a small file that is 30 000 pixels wide.
    PngSpec tiny = png(32, 32);
    const Bytes stuffed = test::png_of({test::png_chunk("IHDR", test::png_header(tiny)),
                                        test::png_chunk("IDAT", test::zlib_zeros(295'000'000)), test::png_chunk("IEND", {})});
    EXPECT_LT(stuffed.size(), 2'000'000U);
    const Bytes vast = test::png_of({test::png_chunk("IHDR", test::png_header(png(30'000, 30'000))),
                                     test::png_chunk("IDAT", test::zlib_zeros(1'000'000)), test::png_chunk("IEND", {})});
    const Bytes wide = test::png_of({test::png_chunk("IHDR", test::png_header(png(16'000, 3'000))),
                                     test::png_chunk("IDAT", test::zlib_zeros(1'000)), test::png_chunk("IEND", {})});
    PngSpec deep = png(7'000, 7'000, 6, 16);
    const Bytes heavy = test::png_of({test::png_chunk("IHDR", test::png_header(deep)),
                                      test::png_chunk("IDAT", Bytes(8'000'000, 0x78)), test::png_chunk("IEND", {})});
    PngSpec chunks = png(32, 32);
    for (int i = 0; i < 5000; ++i) chunks.before_idat.emplace_back("teSt", Bytes{});
    expect_all({
        {"data for 295 MB in a small picture", stuffed, "refusal:damaged"},
        {"900 megapixels", vast, "refusal:side_too_long refusal:too_many_pixels"},
        {"48 megapixels from a few bytes", wide, "refusal:truncated"},
        {"header of the data is nonsense", heavy, "refusal:damaged"},
        {"5000 chunks", test::make_png(chunks), "refusal:too_many_chunks"},
    });
}

TEST(CheckImage, BoundsTheMemoryOfDecoding) {
    // 16-bit RGBA needs several times the memory of the picture: 49 megapixels are too much, 20 are not.
    const auto sized = [](std::uint32_t side) {
        Bytes data = {0x78, 0x01};
        data.resize(std::size_t{side} * side * 8 / 1000 + 100);
        return test::png_of({test::png_chunk("IHDR", test::png_header(png(side, side, 6, 16))), test::png_chunk("IDAT", data),
                             test::png_chunk("IEND", {})});
    };
    expect_all({
        {"49 megapixels", sized(7000), "refusal:too_many_pixels info:sixteen_bit"},
        {"20 megapixels", sized(4500), "info:sixteen_bit"},
    });
}

TEST(CheckImage, JudgesWhatFollowsTheImage) {
    const auto followed = [](const Bytes& image, std::string_view tail) { return test::joined({image, bytes_of(tail)}); };
    JpegSpec phone = jpeg(64, 48);
    phone.announces_pictures = true;
    const Bytes plain = test::make_jpeg(jpeg(64, 48));
    const std::string eocd = std::string("PK\x05\x06") + std::string(18, '\0');
    expect_all({
        {"zeros", followed(plain, std::string(100, '\0')), "", "a.jpg"},
        {"line end", followed(plain, "\r\n"), "", "a.jpg"},
        {"unknown data", followed(plain, "\x01\x02\x03\x04"), "warning:trailing_data", "a.jpg"},
        {"text", followed(plain, "made with care"), "warning:trailing_data", "a.jpg"},
        {"a phone's second picture", test::joined({test::make_jpeg(phone), plain}), "info:trailing_data", "a.jpg"},
        {"a second picture that nobody announced", test::joined({plain, plain}), "warning:trailing_data", "a.jpg"},
        {"a motion photo's film",
         followed(plain, std::string("\0\0\0\x18"
                                     "ftypmp42",
                                     12)),
         "info:trailing_data", "a.jpg"},
        {"a maker's notes", followed(plain, "notesSEFHnotesSEFT"), "info:trailing_data", "a.jpg"},
        {"ZIP", followed(plain, "PK\x03\x04" + std::string(30, 'x') + eocd), "refusal:polyglot", "a.jpg"},
        {"ZIP behind a PNG", followed(test::make_png(), "PK\x03\x04" + std::string(30, 'x') + eocd), "refusal:polyglot"},
        {"page", followed(plain, "<html><script>alert(1)</script>"), "refusal:polyglot", "a.jpg"},
        {"PDF", followed(plain, "%PDF-1.4"), "refusal:polyglot", "a.jpg"},
        {"program", followed(plain, "MZ\x90"), "refusal:polyglot", "a.jpg"},
    });
    const ImageReport zip = check_image(followed(plain, "PK\x03\x04" + eocd), "a.jpg", "");
    EXPECT_EQ(zip.refusal()->message, "a.jpg: a ZIP archive hides in the file. Open the image and save it again.");
    EXPECT_EQ(zip.refusal()->brief, "A ZIP archive hides inside. Save the image again.");
}

TEST(CheckImage, SaysThatACommentHoldsAScript) {
    JpegSpec spec = jpeg(64, 48);
    spec.before_frame = {{0xFE, bytes_of("hello <SCRIPT>alert(1)</SCRIPT>")}};
    PngSpec text = png(64, 48);
    text.before_idat = {{"tEXt", bytes_of("Comment <?php system('id');")}};
    expect_all({
        {"JPEG", test::make_jpeg(spec), "warning:polyglot", "a.jpg"},
        {"PNG", test::make_png(text), "warning:polyglot"},
    });
}

TEST(CheckImage, CleansTheNameInItsWords) {
    EXPECT_EQ(check_image({}, "../../etc/pass\x1b[31mwd\n.png", "").refusal()->message,
              "pass[31mwd.png: the file is empty. Copy it again.");
    EXPECT_EQ(check_image({}, "", "").refusal()->message, "image: the file is empty. Copy it again.");
}

TEST(CheckImage, ReportsWhatItFound) {
    PngSpec spec = png(40, 30, 6, 8);
    spec.orientation = 6;
    const ImageReport report = check_image(test::make_png(spec), "a.png", "image/png");
    EXPECT_EQ(report.format, ImageFormat::Png);
    EXPECT_EQ(report.width_px, 40U);
    EXPECT_EQ(report.height_px, 30U);
    EXPECT_EQ(report.channels, 4);
    EXPECT_EQ(report.bits, 8);
    EXPECT_EQ(report.orientation, 6);
    EXPECT_TRUE(report.has_alpha);
    EXPECT_FALSE(report.refused());
    EXPECT_EQ(report.refusal(), nullptr);
}

TEST(CheckImage, GivesEveryCodeAWireName) {
    std::vector<std::string_view> seen;
    for (int code = 0; code <= static_cast<int>(Code::Progressive); ++code) {
        const std::string_view name = image_issue_name(static_cast<Code>(code));
        EXPECT_FALSE(name.empty());
        for (const std::string_view other : seen) EXPECT_NE(name, other);
        seen.push_back(name);
    }
    EXPECT_EQ(image_format_name(ImageFormat::Jpeg), "jpeg");
    EXPECT_EQ(content_type_of(ImageFormat::Png), "image/png");
    EXPECT_EQ(severity_name(Severity::Refusal), "refusal");
}

}  // namespace
}  // namespace i2m
