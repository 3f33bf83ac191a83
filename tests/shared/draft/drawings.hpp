// drawings.hpp - outlines and pictures drawn by formula, for tests that know what must come out.
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "shared/draft/outline.hpp"
#include "shared/image/pixels.hpp"

namespace i2m::draft {

/// Signed distance to a shape's edge in px, positive inside.
using Inside = std::function<float(float x, float y)>;

/// Coverage of `shape` on a grid, soft over one pixel.
[[nodiscard]] Plane<float> draw_coverage(int width, int height, const Inside& shape);
[[nodiscard]] Outline draw_outline(int width, int height, const Inside& shape);

[[nodiscard]] Inside disc(float x, float y, float radius);
[[nodiscard]] Inside ellipse(float x, float y, float rx, float ry);
[[nodiscard]] Inside ring(float x, float y, float outer, float inner);
[[nodiscard]] Inside box(float x0, float y0, float x1, float y1);
/// A head, a body, two arms and two legs in 160 x 200.
[[nodiscard]] Inside figure();
/// A round fruit with a dent, a stalk and a flat bottom around (128, 128).
[[nodiscard]] Inside apple();
/// A convex polygon; any direction of turn.
[[nodiscard]] Inside polygon(const std::vector<std::array<double, 2>>& corners);

/// Half of the points inside, by a fixed generator.
[[nodiscard]] Outline noise_outline(int width, int height, std::uint32_t seed);

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 255;
};
inline constexpr Colour kWhite = {255, 255, 255, 255};

[[nodiscard]] Pixels plain_picture(int width, int height, Colour colour);
/// Lays `shape` over a picture, soft at its edge.
void paint(Pixels& picture, const Inside& shape, Colour colour);
/// The same, colour by place.
void paint(Pixels& picture, const Inside& shape, const std::function<Colour(int x, int y)>& colour);
/// A picture in which every pixel is random.
[[nodiscard]] Pixels noise_picture(int width, int height, std::uint32_t seed);

/// A small generator whose numbers are the same everywhere.
class Random {
public:
    explicit Random(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
    std::uint32_t next() {
        state_ ^= state_ << 13U;
        state_ ^= state_ >> 17U;
        state_ ^= state_ << 5U;
        return state_;
    }
    float unit() { return static_cast<float>(next() >> 8U) / 16777216.0F; }

private:
    std::uint32_t state_;
};

}  // namespace i2m::draft
