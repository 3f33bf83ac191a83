// crc32.cpp - slice-by-16 after Kounavis and Berry, "Novel table lookup-based algorithms for high-performance CRC generation".
#include "shared/image/crc32.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace i2m {
namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 16>;

constexpr Table make_table() {
    Table table = {};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
        table[0][i] = value;
    }
    for (std::size_t slice = 1; slice < 16; ++slice) {
        for (std::size_t i = 0; i < 256; ++i) {
            const std::uint32_t value = table[slice - 1][i];
            table[slice][i] = (value >> 8) ^ table[0][value & 255];
        }
    }
    return table;
}

constexpr Table kTable = make_table();

/// The part of four bytes, of which the first stands `slice` places before the end of the step.
std::uint32_t word_part(std::uint32_t word, std::size_t slice) {
    return kTable[slice][word & 255] ^ kTable[slice - 1][(word >> 8) & 255] ^ kTable[slice - 2][(word >> 16) & 255] ^
           kTable[slice - 3][word >> 24];
}

}  // namespace

std::uint32_t crc32(ByteView bytes, std::uint32_t before) {
    std::uint32_t crc = ~before;
    const std::uint8_t* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 16; left -= 16, at += 16) {
        std::array<std::uint32_t, 4> words;
        std::memcpy(words.data(), at, 16);  // little-endian, as all machines this runs on
        crc = word_part(words[0] ^ crc, 15) ^ word_part(words[1], 11) ^ word_part(words[2], 7) ^ word_part(words[3], 3);
    }
    for (; left > 0; --left, ++at) crc = (crc >> 8) ^ kTable[0][(crc ^ *at) & 255];
    return ~crc;
}

}  // namespace i2m
