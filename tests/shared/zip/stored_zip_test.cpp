// stored_zip_test.cpp - archives byte by byte, from any place, beyond 4 GB, and when a content is not what it was.
#include "shared/zip/stored_zip.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/image/crc32.hpp"

namespace i2m::zip {
namespace {

/// Everything from `offset`, `chunk` bytes a call.
std::string read_from(StoredZip& archive, std::uint64_t offset, std::size_t chunk, std::uint64_t until = UINT64_MAX) {
    std::string out;
    std::vector<std::uint8_t> bytes(chunk);
    while (offset < until) {
        const std::size_t count = archive.read(offset, bytes);
        if (count == 0) break;
        out.append(reinterpret_cast<const char*>(bytes.data()), count);
        offset += count;
        if (offset > until) out.resize(out.size() - static_cast<std::size_t>(offset - until));
    }
    return out;
}

std::uint64_t number(std::string_view text, std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i > 0; --i) value = value << 8 | static_cast<std::uint8_t>(text.at(at + i - 1));
    return value;
}

struct Contents {
    std::vector<std::string> texts;
    std::size_t operator()(std::size_t entry, std::uint64_t offset, std::span<std::uint8_t> out) const {
        const std::string& text = texts.at(entry);
        if (offset >= text.size()) return 0;
        return text.copy(reinterpret_cast<char*>(out.data()), out.size(), static_cast<std::size_t>(offset));
    }
};

const Contents kContents{{"first content", "", std::string(200'000, 'x')}};
std::vector<Entry> entries() {
    return {{"a.glb", 13, 1'700'000'001}, {"empty.txt", 0, 0}, {"gr\xC3\xBC\xC3\x9F.glb", 200'000, 4'400'000'000}};
}

TEST(StoredZip, HeadAndDirectoryTellTheSame) {
    StoredZip archive(entries(), kContents);
    const std::string all = read_from(archive, 0, 1'000);
    ASSERT_EQ(all.size(), archive.size_bytes());
    const std::size_t end = all.rfind("PK\x05\x06");
    ASSERT_EQ(end, all.size() - 22);
    EXPECT_EQ(number(all, end + 10, 2), 3U);
    std::size_t row = static_cast<std::size_t>(number(all, end + 16, 4));
    ASSERT_EQ(number(all, end + 12, 4), end - row);
    for (std::size_t i = 0; i < 3; ++i) {
        SCOPED_TRACE(i);
        ASSERT_EQ(all.substr(row, 4), "PK\x01\x02");
        const std::size_t head = static_cast<std::size_t>(number(all, row + 42, 4));
        ASSERT_EQ(all.substr(head, 4), "PK\x03\x04");
        EXPECT_EQ(all.substr(row + 6, 22), all.substr(head + 4, 22)) << "version to sizes";
        const std::string& content = kContents.texts[i];
        EXPECT_EQ(number(all, head + 6, 2), 0x800U) << "names are UTF-8";
        EXPECT_EQ(number(all, head + 14, 4), crc32(as_bytes(content)));
        EXPECT_EQ(number(all, head + 22, 4), content.size());
        const std::size_t name = static_cast<std::size_t>(number(all, head + 26, 2));
        const std::size_t extra = static_cast<std::size_t>(number(all, head + 28, 2));
        EXPECT_EQ(all.substr(head + 30, name), entries()[i].name);
        EXPECT_EQ(all.substr(head + 30 + name + extra, content.size()), content);
        row += 46 + name + static_cast<std::size_t>(number(all, row + 30, 2));
    }
    EXPECT_EQ(row, end);
    EXPECT_EQ(number(all, 12, 2), (2023U - 1980) << 9 | 11U << 5 | 14) << "2023-11-14";
    EXPECT_EQ(number(all, 10, 2), 22U << 11 | 13U << 5 | 10) << "22:13:21, to two seconds";
}

TEST(StoredZip, EveryPlaceGivesTheSameBytes) {
    StoredZip whole(entries(), kContents);
    const std::string all = read_from(whole, 0, 1 << 20);
    for (const std::size_t chunk : {1U, 7U, 4'096U}) {
        StoredZip archive(entries(), kContents);
        EXPECT_EQ(read_from(archive, 200'000, chunk), all.substr(200'000)) << chunk;
        EXPECT_EQ(read_from(archive, 0, chunk, 300), all.substr(0, 300)) << chunk;
    }
    for (std::uint64_t offset = 0; offset < all.size(); offset += 997) {
        StoredZip archive(entries(), kContents);
        std::array<std::uint8_t, 50> bytes{};
        const std::size_t count = archive.read(offset, bytes);
        ASSERT_GT(count, 0U);
        EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count)),
                  all.substr(static_cast<std::size_t>(offset), count));
    }
    std::array<std::uint8_t, 4> bytes{};
    EXPECT_EQ(whole.read(whole.size_bytes(), bytes), 0U);
    EXPECT_EQ(whole.read(UINT64_MAX, bytes), 0U);
}

TEST(StoredZip, AContentThatIsNotAllThereEndsTheArchive) {
    StoredZip archive(entries(), Contents{{"first content", "", "short"}});
    const std::string got = read_from(archive, 0, 4'096);
    EXPECT_LT(got.size(), 200U) << "nothing that says it is whole";
    EXPECT_EQ(got.find("PK\x05\x06"), std::string::npos);
}

TEST(StoredZip, LargeArchivesAreZip64) {
    constexpr std::uint64_t kLarge = 6'000'000'000;
    StoredZip archive({{"large", kLarge, 0, 1}, {"small", 3, 0, 2}}, [](std::size_t, std::uint64_t, std::span<std::uint8_t> out) {
        std::fill(out.begin(), out.end(), std::uint8_t{'z'});
        return out.size();
    });
    const std::string head = read_from(archive, 0, 64, 64);
    EXPECT_EQ(number(head, 18, 4), 0xFFFFFFFF);
    EXPECT_EQ(number(head, 4, 2), 45U);
    const std::size_t extra = 30 + 5 + 9;
    EXPECT_EQ(number(head, extra, 2), 1U);
    EXPECT_EQ(number(head, extra + 4, 8), kLarge);
    const std::uint64_t small_at = extra + 20 + kLarge;
    const std::string rest = read_from(archive, small_at, 1'000);
    ASSERT_EQ(rest.substr(0, 4), "PK\x03\x04");
    EXPECT_EQ(rest.size(), archive.size_bytes() - small_at);
    const std::size_t end64 = rest.find("PK\x06\x06");
    ASSERT_NE(end64, std::string::npos);
    EXPECT_EQ(number(rest, end64 + 24, 8), 2U);
    EXPECT_EQ(number(rest, end64 + 48, 8), small_at + 30 + 5 + 9 + 3) << "where the directory begins";
    const std::size_t locator = rest.find("PK\x06\x07");
    EXPECT_EQ(number(rest, locator + 8, 8), small_at + end64);
    const std::size_t second_row = rest.rfind("PK\x01\x02");
    EXPECT_EQ(number(rest, second_row + 42, 4), 0xFFFFFFFF);
    EXPECT_EQ(number(rest, second_row + 46 + 5 + 9 + 4, 8), small_at);
    EXPECT_EQ(number(rest, rest.size() - 6, 4), 0xFFFFFFFF);
}

TEST(StoredZip, MoreThan65535FilesAreZip64) {
    StoredZip archive(std::vector<Entry>(70'000, Entry{"e", 0, 0, 0}), Contents{});
    const std::string end = read_from(archive, archive.size_bytes() - 98, 98);
    ASSERT_EQ(end.substr(0, 4), "PK\x06\x06");
    EXPECT_EQ(number(end, 24, 8), 70'000U);
}

TEST(StoredZip, FilesInMemory) {
    const std::string archive = zip_of({{"a/b.txt", "hello"}, {"c", ""}});
    EXPECT_EQ(archive.substr(0, 4), "PK\x03\x04");
    EXPECT_NE(archive.find("hello"), std::string::npos);
    EXPECT_EQ(archive, zip_of({{"a/b.txt", "hello"}, {"c", ""}}));
    EXPECT_EQ(zip_of({}).size(), 22U);
}

TEST(PortableNames, CanBeUnpackedBesideOneAnother) {
    struct Case {
        const char* name;
        std::vector<std::string> names;
        std::vector<std::string> want;
    };
    const Case cases[] = {
        {"others stay", {"a.glb", "b c.glb", "\xC3\xA9.glb"}, {"a.glb", "b c.glb", "\xC3\xA9.glb"}},
        {"the same twice", {"a.glb", "a.glb", "a.glb"}, {"a.glb", "a (2).glb", "a (3).glb"}},
        {"but for case", {"a.glb", "A.glb"}, {"a.glb", "A (2).glb"}},
        {"the next name is taken", {"a.glb", "a (2).glb", "A.glb"}, {"a.glb", "a (2).glb", "A (3).glb"}},
        {"without an extension", {"a", "a"}, {"a", "a (2)"}},
        {"characters that Windows refuses", {"a:b?.glb", "a<b>.glb"}, {"a_b_.glb", "a_b_ (2).glb"}},
        {"paths", {"../a.glb", "/etc/a.glb", "c:\\a.glb"}, {".._a.glb", "_etc_a.glb", "c__a.glb"}},
        {"devices", {"con.glb", "COM1.x.glb", "comma.glb"}, {"_con.glb", "_COM1.x.glb", "comma.glb"}},
        {"ends that are dropped", {"a. ", "..."}, {"a", "file"}},
        {"nothing", {""}, {"file"}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(portable_names(c.names), c.want);
    }
}

}  // namespace
}  // namespace i2m::zip
