// Text for people and from outside: UTF-8, file names, figures.
#include "shared/base/text.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace i2m {
namespace {

struct Utf8Row {
    const char* what;
    std::string_view text;
    bool is_valid;
    std::string_view mended;
};

// Table 3-7 of the Unicode standard, and the sequences that decoders most often let pass by mistake.
constexpr Utf8Row kUtf8[] = {
    {"nothing", "", true, ""},
    {"ASCII", "photo.jpg", true, "photo.jpg"},
    {"two bytes", "\xC3\xA9", true, "\xC3\xA9"},
    {"three bytes", "\xE2\x82\xAC", true, "\xE2\x82\xAC"},
    {"four bytes", "\xF0\x9F\xA6\x86", true, "\xF0\x9F\xA6\x86"},
    {"last code point", "\xF4\x8F\xBF\xBF", true, "\xF4\x8F\xBF\xBF"},
    {"lone continuation",
     "a\x80"
     "b",
     false,
     "a\xEF\xBF\xBD"
     "b"},
    {"cut sequence", "a\xE2\x82", false, "a\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"overlong slash", "\xC0\xAF", false, "\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"overlong in three bytes", "\xE0\x80\xAF", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"overlong in four bytes", "\xF0\x80\x80\xAF", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"surrogate", "\xED\xA0\x80", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"beyond the last code point", "\xF4\x90\x80\x80", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"FF", "\xFF", false, "\xEF\xBF\xBD"},
};

TEST(Utf8, IsCheckedAndMended) {
    for (const Utf8Row& row : kUtf8) {
        SCOPED_TRACE(row.what);
        EXPECT_EQ(is_utf8(row.text), row.is_valid);
        EXPECT_EQ(to_utf8(row.text), row.mended);
        EXPECT_TRUE(is_utf8(to_utf8(row.text)));
    }
}

TEST(CleanFileName, LeavesNothingThatCouldHurt) {
    const std::string long_stem(300, 'a');
    const std::pair<std::string, std::string> rows[] = {
        {"photo.jpg", "photo.jpg"},
        {"../../etc/passwd", "passwd"},
        {"C:\\Users\\me\\photo.png", "photo.png"},
        {"a/b\\c/d.png", "d.png"},
        {"", "image"},
        {"..", "image"},
        {" . photo.jpg . ", "photo.jpg"},
        {"line\nbreak\t\x1b[31m.png", "linebreak[31m.png"},
        {std::string("nul\0.png", 8), "nul.png"},
        {"exe\xE2\x80\xAEgpj.exe", "exegpj.exe"},  // right-to-left override
        {"a\xE2\x81\xA6"
         "b.png",
         "ab.png"},                    // isolate
        {"c1\xC2\x85.png", "c1.png"},  // next line, a C1 control
        {"caf\xC3\xA9.png", "caf\xC3\xA9.png"},
        {"bad\xFF.png", "bad\xEF\xBF\xBD.png"},
        {"dir/", "image"},
        {long_stem + ".jpeg", std::string(115, 'a') + ".jpeg"},
        {long_stem, std::string(120, 'a')},
        {"a." + long_stem, "a." + std::string(118, 'a')},  // an extension so long is none
    };
    for (const auto& [name, want] : rows) EXPECT_EQ(clean_file_name(name), want) << name;
}

TEST(CleanFileName, CountsCharactersNotBytes) {
    std::string name;
    for (int i = 0; i < 200; ++i) name += "\xE2\x82\xAC";
    const std::string clean = clean_file_name(name + ".png");
    EXPECT_EQ(clean.size(), 116U * 3 + 4);
    EXPECT_TRUE(is_utf8(clean));
}

TEST(FileNames, ComeApart) {
    struct Row {
        std::string_view name, extension, stem;
    };
    for (const Row& row : {Row{"a.JPG", ".jpg", "a"}, Row{"a.tar.gz", ".gz", "a.tar"}, Row{"a", "", "a"}, Row{".png", "", ".png"},
                           Row{"a.", "", "a"}, Row{"", "", ""}}) {
        EXPECT_EQ(extension_of(row.name), row.extension) << row.name;
        EXPECT_EQ(stem_of(row.name), row.stem) << row.name;
    }
}

TEST(Figures, AreShortAndRounded) {
    const std::pair<std::uint64_t, const char*> sizes[] = {
        {0, "0 B"},
        {512, "512 B"},
        {1023, "1023 B"},
        {1024, "1.0 KB"},
        {1946, "1.9 KB"},
        {114'688, "112 KB"},
        {10'485'760, "10 MB"},
        {4'613'734, "4.4 MB"},
        {1'047'527'424, "999 MB"},
        {1'073'741'824, "1.0 GB"},
        {UINT64_MAX, "16777216 TB"},
    };
    for (const auto& [bytes, want] : sizes) EXPECT_EQ(format_bytes(bytes), want) << bytes;
    const std::pair<std::int64_t, const char*> times[] = {
        {-5, "0 s"},
        {0, "0 s"},
        {1, "1 s"},
        {999, "1 s"},
        {47'400, "47 s"},
        {59'600, "1 min"},
        {100'000, "1 min 40 s"},
        {120'000, "2 min"},
        {7'500'000, "2 h 5 min"},
        {7'200'000, "2 h"},
    };
    for (const auto& [ms, want] : times) EXPECT_EQ(format_duration(ms), want) << ms;
    const std::pair<std::uint64_t, const char*> counts[] = {
        {0, "0"}, {999, "999"}, {1000, "1,000"}, {24118, "24,118"}, {1234567, "1,234,567"}};
    for (const auto& [count, want] : counts) EXPECT_EQ(format_count(count), want);
}

TEST(Uuid, IsRecognisedInItsCanonicalFormOnly) {
    EXPECT_TRUE(is_uuid("7c9f2e04-1b7a-4c1e-9a53-0f6de2b1c8aa"));
    EXPECT_TRUE(is_uuid("7C9F2E04-1B7A-4C1E-9A53-0F6DE2B1C8AA"));
    for (const std::string_view text :
         {"", "7c9f2e041b7a4c1e9a530f6de2b1c8aa", "7c9f2e04-1b7a-4c1e-9a53-0f6de2b1c8ag", "7c9f2e04-1b7a-4c1e-9a53-0f6de2b1c8aa ",
          "{c9f2e04-1b7a-4c1e-9a53-0f6de2b1c8aa}", "7c9f2e04-1b7a-4c1e-9a530-f6de2b1c8aa"}) {
        EXPECT_FALSE(is_uuid(text)) << text;
    }
}

TEST(Hex, IsLowerCase) {
    const std::uint8_t bytes[] = {0x00, 0x9A, 0xFF};
    EXPECT_EQ(to_hex(bytes, 3), "009aff");
    EXPECT_EQ(to_hex(bytes, 0), "");
    EXPECT_EQ(to_lower("AbZ\xC3\x89"), "abz\xC3\x89");
}

}  // namespace
}  // namespace i2m
