// digest.cpp - SHA-256 and HMAC over it.
#include "server/access/digest.hpp"

#include <algorithm>
#include <cstddef>

#include "shared/base/sha256.hpp"
#include "shared/base/text.hpp"

namespace i2m::access {
namespace {

constexpr std::size_t kBlockBytes = 64;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

Digest digest_of(std::string_view text) {
    Sha256 hash;
    hash.update(as_bytes(text));
    return hash.finish();
}

Digest hmac_of(std::string_view key, std::string_view text) {
    std::array<std::uint8_t, kBlockBytes> block{};
    if (key.size() > kBlockBytes) {
        const Digest shorter = digest_of(key);
        std::copy(shorter.begin(), shorter.end(), block.begin());
    } else {
        const ByteView bytes = as_bytes(key);
        std::copy(bytes.begin(), bytes.end(), block.begin());
    }
    const auto padded = [&](std::uint8_t pad) {
        std::array<std::uint8_t, kBlockBytes> out = block;
        for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(byte ^ pad);
        return out;
    };
    Sha256 inner;
    inner.update(padded(0x36));
    inner.update(as_bytes(text));
    const Digest middle = inner.finish();
    Sha256 outer;
    outer.update(padded(0x5C));
    outer.update(middle);
    return outer.finish();
}

bool same_digest(const Digest& a, const Digest& b) {
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

std::string hex_of(const Digest& digest) { return to_hex(digest.data(), digest.size()); }

std::optional<Digest> digest_from_hex(std::string_view text) {
    Digest out{};
    if (text.size() != out.size() * 2) return std::nullopt;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = hex_digit(text[2 * i]);
        const int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return out;
}

}  // namespace i2m::access
