// random_ids.cpp - getrandom(2), and the layout of a UUID (RFC 9562, section 5.4).
#include "server/platform/random_ids.hpp"

#include <sys/random.h>

#include <array>
#include <cstdint>

#include "server/core/storage_error.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

std::array<std::uint8_t, 16> random_bytes() {
    std::array<std::uint8_t, 16> bytes{};
    // Up to 256 bytes are never cut short once the kernel's pool is ready.
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw StorageError(ErrorCode::Internal, "getrandom gave no bytes");
    }
    return bytes;
}

}  // namespace

std::string RandomIds::uuid() {
    std::array<std::uint8_t, 16> bytes = random_bytes();
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
    std::string text = to_hex(bytes.data(), bytes.size());
    for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
    return text;
}

std::string RandomIds::token() {
    const std::array<std::uint8_t, 16> bytes = random_bytes();
    return to_hex(bytes.data(), bytes.size());
}

}  // namespace i2m
