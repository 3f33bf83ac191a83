// zip_reader_test.cpp - archives as tools write them, and every way to lie in one.
#include "server/fal/zip_reader.hpp"

#include <gtest/gtest.h>

#include "tests/support/zip_builder.hpp"

namespace i2m::fal {
namespace {

using test::make_zip;

/// All of an archive's first file, or nullopt.
std::optional<std::string> first_file(const std::string& archive, std::uint64_t max_bytes = 1U << 20) {
    const Result<std::vector<ZipEntry>> entries = list_zip(as_bytes(archive));
    if (!entries || entries->empty()) return std::nullopt;
    std::string out;
    const Result<void> unpacked =
        unpack_zip(as_bytes(archive), entries->front(), max_bytes, [&](ByteView piece) { out += as_text(piece); });
    return unpacked ? std::optional(out) : std::nullopt;
}

const std::string kContent = "glTF" + std::string(5'000, 'a') + "end";

TEST(ZipReader, UnpacksStoredAndDeflatedFiles) {
    for (const bool is_deflated : {false, true}) {
        const std::string archive = make_zip({{"a/model.glb", kContent, is_deflated}, {"b.txt", "x"}}, "a comment");
        EXPECT_EQ(first_file(archive), kContent);
        EXPECT_EQ(list_zip(as_bytes(archive))->at(1).name, "b.txt");
    }
    EXPECT_EQ(first_file(make_zip({{"empty", "", true}})), "");
    EXPECT_TRUE(list_zip(as_bytes(make_zip({})))->empty());
}

TEST(ZipReader, NoPrefixAndNoFlippedByteDoesHarm) {
    const std::string archive = make_zip({{"model.glb", "glTF and more of it, and more of it", true}});
    for (std::size_t n = 0; n < archive.size(); ++n) {
        EXPECT_EQ(first_file(std::string(archive.data(), n)), std::nullopt) << n;
        for (const int bit : {1, 0x80}) {
            std::string flipped = archive;
            flipped[n] = static_cast<char>(flipped[n] ^ bit);
            const std::optional<std::string> content = first_file(flipped);
            EXPECT_EQ(content.value_or("glTF and more of it, and more of it"), "glTF and more of it, and more of it") << n;
        }
    }
}

TEST(ZipReader, SizesAreBoundsAndNotPromises) {
    const std::string zeros(3'000'000, '\0');
    EXPECT_EQ(first_file(make_zip({{"bomb", zeros, true}}), 1'000'000), std::nullopt) << "stated too large";
    std::string liar = make_zip({{"bomb", zeros, true}});
    const std::size_t list_at = liar.find("PK\x01\x02");
    for (std::size_t i = 0; i < 4; ++i) liar[list_at + 24 + i] = i == 0 ? '\x10' : '\0';
    std::size_t given = 0;
    const std::vector<ZipEntry> entries = *list_zip(as_bytes(liar));
    EXPECT_FALSE(unpack_zip(as_bytes(liar), entries[0], 1'000'000, [&](ByteView piece) { given += piece.size(); }));
    EXPECT_LE(given, 16U) << "never more than stated";
}

TEST(ZipReader, LockedAndForeignPackingIsRefusedInWords) {
    std::string locked = make_zip({{"a.glb", kContent}});
    const std::size_t list_at = locked.find("PK\x01\x02");
    locked[list_at + 8] = 1;
    const std::vector<ZipEntry> entries = *list_zip(as_bytes(locked));
    const Result<void> refused = unpack_zip(as_bytes(locked), entries[0], 1U << 20, [](ByteView) {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::ModelInvalid);
    EXPECT_NE(refused.error().message.find("password"), std::string::npos);
    std::string foreign = make_zip({{"a.glb", kContent}});
    foreign[foreign.find("PK\x01\x02") + 10] = 14;
    EXPECT_EQ(first_file(foreign), std::nullopt);
}

TEST(ZipReader, TooManyFilesAreRefusedBeforeRoomIsMade) {
    const std::string good = make_zip({{"a.glb", kContent}});
    const std::size_t end_at = good.find("PK\x05\x06");
    const struct {
        const char* name;
        std::string archive;
    } kCases[] = {
        {"4 097 stated",
         [&] {
             std::string many = good;
             many[end_at + 8] = many[end_at + 10] = '\x01';
             many[end_at + 9] = many[end_at + 11] = '\x10';
             return many;
         }()},
        {"a second end that states them", good + std::string("PK\x05\x06\0\0\0\0\xff\xff\xff\xff", 12) + std::string(10, '\0')},
        {"ZIP64", good.substr(0, end_at) + "PK\x06\x07" + std::string(16, '\0') + good.substr(end_at)},
    };
    ASSERT_TRUE(list_zip(as_bytes(good)).ok());
    for (const auto& c : kCases) EXPECT_FALSE(list_zip(as_bytes(c.archive))) << c.name;
    EXPECT_TRUE(list_zip(as_bytes(make_zip(std::vector<test::ZipFile>(4'096, {"a", "x"})))).ok()) << "as many as are taken";
    EXPECT_FALSE(list_zip(as_bytes(make_zip(std::vector<test::ZipFile>(4'097, {"a", "x"})))).ok());
}

TEST(ZipReader, NamesAreBounded) {
    EXPECT_TRUE(list_zip(as_bytes(make_zip({{std::string(1'024, 'a'), "x"}}))).ok());
    EXPECT_FALSE(list_zip(as_bytes(make_zip({{std::string(1'025, 'a'), "x"}}))).ok());
}

}  // namespace
}  // namespace i2m::fal
