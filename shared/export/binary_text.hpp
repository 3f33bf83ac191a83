// binary_text.hpp - little-endian numbers behind a text.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace i2m::exporting {

inline void append_u32(std::string& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}

template <std::size_t N>
void append_floats(std::string& out, const std::array<float, N>& values) {
    for (const float value : values) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        append_u32(out, bits);
    }
}

}  // namespace i2m::exporting
