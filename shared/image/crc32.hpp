// crc32.hpp - the checksum of PNG chunks (ISO 3309, polynomial 0xEDB88320), fast enough for every upload.
#pragma once

#include <cstdint>

#include "shared/base/bytes.hpp"

namespace i2m {

/// CRC-32 of `bytes`; pass the result of the part before to go on. Reads 16 bytes a step.
[[nodiscard]] std::uint32_t crc32(ByteView bytes, std::uint32_t before = 0);

}  // namespace i2m
