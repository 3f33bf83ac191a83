// ed25519.hpp - checking signatures, by OpenSSL.
#pragma once

#include "shared/base/bytes.hpp"

namespace i2m {

/// True when `signature` (64 bytes) over `message` is of the holder of `public_key` (32 bytes). RFC 8032.
[[nodiscard]] bool is_signed_by_ed25519(ByteView public_key, ByteView signature, ByteView message);

}  // namespace i2m
