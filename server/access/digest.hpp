// digest.hpp - hashes of secrets: making them and comparing them so that time tells nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace i2m::access {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of a text.
[[nodiscard]] Digest digest_of(std::string_view text);
/// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] Digest hmac_of(std::string_view key, std::string_view text);
/// Takes as long for every pair.
[[nodiscard]] bool same_digest(const Digest& a, const Digest& b);

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string hex_of(const Digest& digest);
/// nullopt for anything but 64 hexadecimal digits.
[[nodiscard]] std::optional<Digest> digest_from_hex(std::string_view text);

}  // namespace i2m::access
