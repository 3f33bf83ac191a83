// sha256.hpp - SHA-256 (FIPS 180-4) for code that must also run in the browser; the server hashes uploads with OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "shared/base/bytes.hpp"

namespace i2m {

/// A running SHA-256.
class Sha256 {
public:
    void update(ByteView bytes);
    /// The digest of all that was given; the object is spent.
    [[nodiscard]] std::array<std::uint8_t, 32> finish();

private:
    void block(const std::uint8_t* data);

    std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> pending_ = {};
    std::size_t pending_size_ = 0;
    std::uint64_t total_bytes_ = 0;
};

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(ByteView bytes);

}  // namespace i2m
