// Bounded reads: right at every place inside, nothing beyond the end, no wrap however large the place.
#include "shared/base/bytes.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace i2m {
namespace {

constexpr std::size_t kHuge = std::numeric_limits<std::size_t>::max();

TEST(Bytes, ReadsInBothOrders) {
    const Bytes bytes = {0x01, 0x02, 0x03, 0x84, 0xFF};
    EXPECT_EQ(read_be16(bytes, 0), 0x0102);
    EXPECT_EQ(read_le16(bytes, 0), 0x0201);
    EXPECT_EQ(read_be16(bytes, 3), 0x84FF);
    EXPECT_EQ(read_be32(bytes, 0), 0x01020384U);
    EXPECT_EQ(read_le32(bytes, 0), 0x84030201U);
    EXPECT_EQ(read_le32(bytes, 1), 0xFF840302U);
}

TEST(Bytes, ReadsNothingBeyondTheEnd) {
    const Bytes bytes = {1, 2, 3, 4, 5};
    for (const std::size_t at : {std::size_t{4}, std::size_t{5}, std::size_t{6}, kHuge - 1, kHuge}) {
        EXPECT_EQ(read_be16(bytes, at), std::nullopt) << at;
        EXPECT_EQ(read_le16(bytes, at), std::nullopt) << at;
    }
    for (const std::size_t at : {std::size_t{2}, std::size_t{5}, kHuge - 3, kHuge}) {
        EXPECT_EQ(read_be32(bytes, at), std::nullopt) << at;
        EXPECT_EQ(read_le32(bytes, at), std::nullopt) << at;
    }
}

TEST(Bytes, HasBytesDoesNotWrap) {
    const Bytes bytes(10);
    EXPECT_TRUE(has_bytes(bytes, 0, 10));
    EXPECT_TRUE(has_bytes(bytes, 10, 0));
    EXPECT_FALSE(has_bytes(bytes, 0, 11));
    EXPECT_FALSE(has_bytes(bytes, 11, 0));
    EXPECT_FALSE(has_bytes(bytes, 5, kHuge));
    EXPECT_FALSE(has_bytes(bytes, kHuge, kHuge));
    EXPECT_TRUE(has_bytes({}, 0, 0));
}

TEST(Bytes, AppendsLittleEndian) {
    Bytes out = {9};
    append_le32(out, 0x84030201);
    EXPECT_EQ(out, (Bytes{9, 1, 2, 3, 0x84}));
}

TEST(Bytes, ViewsOfTextAndBytesAreTheSameBytes) {
    const std::string_view text("a\0\xFF", 3);
    EXPECT_EQ(as_bytes(text).size(), 3U);
    EXPECT_EQ(as_bytes(text)[2], 0xFF);
    EXPECT_EQ(as_text(as_bytes(text)), text);
}

}  // namespace
}  // namespace i2m
