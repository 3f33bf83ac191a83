// pictures.hpp - PNGs to upload, made here: stored (not packed) so that their size is what is asked for.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace i2m::bench {
namespace detail {

inline void put_u32(std::string& out, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift);
}

inline std::uint32_t crc32(const std::string& bytes) {
    static const auto kTable = [] {
        std::array<std::uint32_t, 256> table{};
        for (std::uint32_t n = 0; n < 256; ++n) {
            std::uint32_t c = n;
            for (int k = 0; k < 8; ++k) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char byte : bytes) crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (crc >> 8);
    return ~crc;
}

inline void put_chunk(std::string& out, const std::string& type, const std::string& content) {
    put_u32(out, static_cast<std::uint32_t>(content.size()));
    out += type + content;
    put_u32(out, crc32(type + content));
}

/// zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
inline std::string stored(const std::string& raw) {
    std::string out = "\x78\x01";
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char byte : raw) {
        a = (a + static_cast<unsigned char>(byte)) % 65'521;
        b = (b + a) % 65'521;
    }
    for (std::size_t at = 0; at < raw.size(); at += 65'535) {
        const std::string block = raw.substr(at, 65'535);
        const auto size = static_cast<std::uint16_t>(block.size());
        out += at + block.size() == raw.size() ? '\x01' : '\x00';
        for (const unsigned value : {unsigned{size}, ~unsigned{size}}) {
            out += static_cast<char>(value & 0xFFU);
            out += static_cast<char>((value >> 8) & 0xFFU);
        }
        out += block;
    }
    put_u32(out, (b << 16) | a);
    return out;
}

}  // namespace detail

/// A grey PNG with a shaded disc on white, about `side_px` squared bytes; different for each `seed`.
inline std::string disc_png(std::uint32_t side_px, std::uint32_t seed) {
    std::string rows;
    rows.reserve(std::size_t{side_px} * (side_px + 1));
    const double centre = side_px / 2.0;
    const double radius = side_px * (0.3 + 0.004 * (seed % 25));
    for (std::uint32_t y = 0; y < side_px; ++y) {
        rows += '\0';
        for (std::uint32_t x = 0; x < side_px; ++x) {
            const double dx = (x - centre) / radius;
            const double dy = (y - centre) / radius;
            const double inside = 1 - dx * dx - dy * dy;
            rows += static_cast<char>(inside > 0 ? 40 + static_cast<int>(150 * inside) : 255);
        }
    }
    rows[1] = static_cast<char>(seed & 0x7F);  // no two seeds give the same content
    std::string header;
    detail::put_u32(header, side_px);
    detail::put_u32(header, side_px);
    header += std::string("\x08\0\0\0\0", 5);
    std::string out = "\x89PNG\r\n\x1a\n";
    detail::put_chunk(out, "IHDR", header);
    detail::put_chunk(out, "IDAT", detail::stored(rows));
    detail::put_chunk(out, "IEND", "");
    return out;
}

}  // namespace i2m::bench
