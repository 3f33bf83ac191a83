// The small parts under the image check: checksum, EXIF, Huffman tables.
#include <gtest/gtest.h>

#include <string_view>

#include "shared/image/crc32.hpp"
#include "shared/image/jpeg_tables.hpp"
#include "shared/image/structure.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m {
namespace {

TEST(Crc32, GivesThePublishedValues) {
    const std::pair<std::string_view, std::uint32_t> rows[] = {
        {"", 0},
        {"a", 0xE8B7BE43},
        {"123456789", 0xCBF43926},
        {"The quick brown fox jumps over the lazy dog", 0x414FA339},
        {"IEND", 0xAE426082},
    };
    for (const auto& [text, want] : rows) EXPECT_EQ(crc32(as_bytes(text)), want) << text;
}

TEST(Crc32, DoesNotCareWhereTheBytesAreCut) {
    Bytes bytes;
    for (int i = 0; i < 200; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 37 + 11));
    const std::uint32_t whole = crc32(bytes);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        EXPECT_EQ(crc32(ByteView(bytes).subspan(cut), crc32(ByteView(bytes).first(cut))), whole) << cut;
    }
}

ByteView without_name(const Bytes& exif) { return ByteView(exif).subspan(6); }

TEST(ExifOrientation, ReadsBothByteOrders) {
    for (std::uint8_t value = 1; value <= 8; ++value) {
        for (const bool little : {true, false}) EXPECT_EQ(exif_orientation(without_name(test::exif_block(value, little))), value);
    }
}

TEST(ExifOrientation, IsOneForAnythingElse) {
    Bytes wrong_type = test::exif_block(6), wrong_count = wrong_type, far_away = wrong_type, many = wrong_type,
          no_tiff = wrong_type;
    wrong_type[6 + 12] = 4;
    wrong_count[6 + 14] = 2;
    far_away[6 + 4] = far_away[6 + 7] = 0xFF;
    many[6 + 8] = many[6 + 9] = 0xFF;
    many[6 + 10] = 0x13;  // another tag, and then entries that are not there
    no_tiff[6 + 2] = 43;
    const std::pair<const char*, Bytes> rows[] = {
        {"value 0", test::exif_block(0)},
        {"value 9", test::exif_block(9)},
        {"wrong type", wrong_type},
        {"two values", wrong_count},
        {"directory beyond the end", far_away},
        {"65535 entries", many},
        {"not TIFF", no_tiff},
    };
    for (const auto& [what, block] : rows) EXPECT_EQ(exif_orientation(without_name(block)), 1) << what;
    const Bytes good = test::exif_block(6);
    for (std::size_t n = 0; n < good.size() - 6; ++n)
        EXPECT_LE(exif_orientation(test::exact_copy(without_name(good), n)), 8) << n;
    EXPECT_EQ(exif_orientation({}), 1);
}

TEST(HasScript, FindsTagsInAnyCase) {
    for (const std::string_view text : {"<script>", "a <ScRiPt src=x>", "<?php echo", "<<HTML lang=en"})
        EXPECT_TRUE(has_script(as_bytes(text))) << text;
    for (const std::string_view text : {"", "<", "<scrip", "script>", "<htm l>", "a < b > c", "<x:xmpmeta>"})
        EXPECT_FALSE(has_script(as_bytes(text))) << text;
}

TEST(JpegTables, TakesSeveralTablesInOneSegment) {
    Bytes body;
    for (std::uint8_t id = 0; id < 4; ++id) {
        body.push_back(id);
        body.resize(body.size() + 64, 1);
    }
    JpegTables tables;
    EXPECT_FALSE(tables.has_quantization(3));
    EXPECT_TRUE(tables.add_quantization(body));
    EXPECT_TRUE(tables.has_quantization(3));
    EXPECT_FALSE(tables.has_quantization(4));
    EXPECT_FALSE(tables.has_dc(0));
    for (std::size_t n = 1; n < 65; ++n) EXPECT_FALSE(JpegTables().add_quantization(test::exact_copy(body, n))) << n;
}

}  // namespace
}  // namespace i2m
