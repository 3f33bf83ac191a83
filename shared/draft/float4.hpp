// float4.hpp - four floats in one register (SSE, NEON, WASM SIMD alike): the channels of a pixel.
#pragma once

#include <cstring>

namespace i2m::draft {

/// A vector type of g++ and clang: arithmetic works element by element.
using Float4 = float __attribute__((vector_size(16)));

[[nodiscard]] inline Float4 load4(const float* from) {
    Float4 value;
    std::memcpy(&value, from, sizeof value);
    return value;
}
inline void store4(float* to, Float4 value) { std::memcpy(to, &value, sizeof value); }
[[nodiscard]] inline Float4 splat4(float value) { return Float4{value, value, value, value}; }

}  // namespace i2m::draft
