// lab.hpp - sRGB to CIE Lab (D65) by tables: exact to about 0.02, and cheap enough for every pixel.
#pragma once

#include <cstdint>

namespace i2m::draft {

/// L in 0..100; a, b within about -110..110.
struct Lab {
    float l = 0;
    float a = 0;
    float b = 0;
};

[[nodiscard]] Lab lab_of(std::uint8_t red, std::uint8_t green, std::uint8_t blue);

/// `count` pixels of straight RGBA to three rows.
void lab_row(const std::uint8_t* rgba, int count, float* l, float* a, float* b);

/// Only L of `count` pixels of straight RGBA.
void lightness_row(const std::uint8_t* rgba, int count, float* l);

[[nodiscard]] inline float squared_distance(const Lab& p, const Lab& q) {
    return (p.l - q.l) * (p.l - q.l) + (p.a - q.a) * (p.a - q.a) + (p.b - q.b) * (p.b - q.b);
}

}  // namespace i2m::draft
