// Every real image of the shared test data gets the verdict that its manifest suggests, or one with a reason given here.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "shared/image/check.hpp"
#include "shared/image/pixels.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;

/// The manifest calls a file good when the browser it was tried in shows it, and bad when it fails there. Beside each row
/// stands why, where we say something else than "good, nothing to say" or "bad".
const std::map<std::string, std::string> kVerdicts = {
    {"bad/sharp_65536-uint32-limit.png", "side_too_long"},  // 4.3 gigapixels; decoders time out
    {"bad/sharp_corrupt-header.jpg", "truncated"},
    {"bad/sharp_truncated.jpg", "truncated"},
    {"bad/sharp_truncated.png", "truncated"},
    {"jpeg/ljt_monkey12.jpg", "deep_jpeg"},
    {"jpeg/ljt_testimgari.jpg", "arithmetic_coding"},  // the browser shows it, our decoder cannot
    {"jpeg/moz_jpg-cmyk-1.jpg", "ok cmyk"},
    {"jpeg/moz_jpg-progressive.jpg", "ok progressive"},
    {"jpeg/moz_jpg-size-1x1.jpg", "too_small"},  // a good file, but nothing to model
    {"jpeg/moz_jpg-srgb-icc.jpg", "too_small"},  // 1 x 1
    {"png/ljt_monkey16.png", "ok sixteen_bit"},
    {"png/pillow_apng_delay.png", "ok animated"},
    {"pngsuite/corrupt/xc1n0g08.png", "damaged"},
    {"pngsuite/corrupt/xc9n2c08.png", "damaged"},
    {"pngsuite/corrupt/xcrn0g04.png", "damaged"},
    {"pngsuite/corrupt/xcsn0g01.png", "damaged"},
    {"pngsuite/corrupt/xd0n2c08.png", "damaged"},
    {"pngsuite/corrupt/xd3n2c08.png", "damaged"},
    {"pngsuite/corrupt/xd9n2c08.png", "damaged"},
    {"pngsuite/corrupt/xdtn0g01.png", "damaged"},
    {"pngsuite/corrupt/xhdn0g08.png", "damaged"},
    {"pngsuite/corrupt/xlfn0g04.png", "damaged"},
    {"pngsuite/corrupt/xs1n0g01.png", "damaged"},
    {"pngsuite/corrupt/xs2n0g01.png", "damaged"},
    {"pngsuite/corrupt/xs4n0g01.png", "damaged"},
    {"pngsuite/corrupt/xs7n0g01.png", "damaged"},
    {"pngsuite/valid/cdfn2c08.png", "too_small"},  // 8 x 32
    {"pngsuite/valid/cdhn2c08.png", "too_small"},  // 32 x 8
    {"pngsuite/valid/cdsn2c08.png", "too_small"},  // 8 x 8
};

/// Good files that need no row: PngSuite's s01 to s09 are 1 to 9 pixels wide, the rest has nothing to say but its bits.
std::string expected(const std::string& path) {
    const auto row = kVerdicts.find(path);
    if (row != kVerdicts.end()) return row->second;
    const std::string name = fs::path(path).filename().string();
    if (path.rfind("pngsuite/valid/s0", 0) == 0) return "too_small";
    if (path.rfind("exif/", 0) == 0) return "ok rotated";
    const bool is_sixteen = path.rfind("pngsuite/valid/", 0) == 0 && name.substr(name.size() - 6, 2) == "16";
    return is_sixteen ? "ok sixteen_bit" : "ok";
}

std::string verdict(const ImageReport& report) {
    if (report.refused()) return std::string(image_issue_name(report.refusal()->code));
    std::string out = "ok";
    for (const ImageIssue& issue : report.issues) out += " " + std::string(image_issue_name(issue.code));
    return out;
}

Bytes bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class ImageTestdata : public ::testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(folder)) GTEST_SKIP() << "the shared test data are not beside this tree";
    }
    const fs::path folder = fs::path(I2M_TESTDATA_DIR) / "images";
};

TEST_F(ImageTestdata, EveryPrefixOfAGoodFileIsRefused) {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.file_size() > 5000) continue;
        const Bytes bytes = bytes_of(entry.path());
        if (check_image(bytes, "a", "").refused()) continue;
        for (std::size_t n = 0; n < bytes.size(); ++n) {
            ASSERT_TRUE(check_image(ByteView(bytes).first(n), "a", "").refused()) << entry.path() << " cut at " << n;
        }
        ++files;
    }
    EXPECT_GE(files, 100U);
}

TEST_F(ImageTestdata, EveryFileGetsItsVerdict) {
    std::size_t files = 0, rows = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension != ".png" && extension != ".jpg") continue;
        const std::string path = fs::relative(entry.path(), folder).generic_string();
        SCOPED_TRACE(path);
        const Bytes bytes = bytes_of(entry.path());
        const ImageReport report = check_image(bytes, path, extension == ".png" ? "image/png" : "image/jpeg");
        EXPECT_EQ(verdict(report), expected(path));
        const Result<Pixels> pixels = decode_image(bytes);
        EXPECT_EQ(pixels.ok(), !report.refused()) << "what is taken can be decoded, and nothing else";
        for (const ImageIssue& issue : report.issues) {
            EXPECT_EQ(issue.message.rfind(entry.path().filename().string() + ": ", 0), 0U) << issue.message;
            EXPECT_EQ(issue.message.back(), '.');
            EXPECT_EQ(issue.brief.back(), '.');
        }
        ++files;
        rows += kVerdicts.count(path);
    }
    EXPECT_GE(files, 200U);
    EXPECT_EQ(rows, kVerdicts.size()) << "a row names a file that is not there";
}

}  // namespace
}  // namespace i2m
