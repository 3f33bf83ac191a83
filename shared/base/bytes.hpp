// bytes.hpp - views of bytes that came from outside, and bounded reads from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace i2m {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// True when `count` bytes can be read at `at`. Subtracts, never adds: `at + count` could wrap.
[[nodiscard]] constexpr bool has_bytes(ByteView bytes, std::size_t at, std::size_t count) {
    return at <= bytes.size() && bytes.size() - at >= count;
}

/// Big-endian reads (PNG, JPEG); nullopt beyond the end.
[[nodiscard]] constexpr std::optional<std::uint16_t> read_be16(ByteView bytes, std::size_t at) {
    if (!has_bytes(bytes, at, 2)) return std::nullopt;
    return static_cast<std::uint16_t>((bytes[at] << 8) | bytes[at + 1]);
}
[[nodiscard]] constexpr std::optional<std::uint32_t> read_be32(ByteView bytes, std::size_t at) {
    if (!has_bytes(bytes, at, 4)) return std::nullopt;
    return (std::uint32_t{bytes[at]} << 24) | (std::uint32_t{bytes[at + 1]} << 16) | (std::uint32_t{bytes[at + 2]} << 8) |
           std::uint32_t{bytes[at + 3]};
}

/// Little-endian reads (GLB, TIFF "II"); nullopt beyond the end.
[[nodiscard]] constexpr std::optional<std::uint16_t> read_le16(ByteView bytes, std::size_t at) {
    if (!has_bytes(bytes, at, 2)) return std::nullopt;
    return static_cast<std::uint16_t>((bytes[at + 1] << 8) | bytes[at]);
}
[[nodiscard]] constexpr std::optional<std::uint32_t> read_le32(ByteView bytes, std::size_t at) {
    if (!has_bytes(bytes, at, 4)) return std::nullopt;
    return (std::uint32_t{bytes[at + 3]} << 24) | (std::uint32_t{bytes[at + 2]} << 16) | (std::uint32_t{bytes[at + 1]} << 8) |
           std::uint32_t{bytes[at]};
}

/// Appends `value` in little-endian order.
inline void append_le32(Bytes& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

}  // namespace i2m
