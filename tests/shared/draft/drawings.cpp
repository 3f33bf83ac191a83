// drawings.cpp - shapes by signed distance.
#include "tests/shared/draft/drawings.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace i2m::draft {

Plane<float> draw_coverage(int width, int height, const Inside& shape) {
    Plane<float> plane(width, height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            plane.row(y)[x] = std::clamp(0.5F + shape(static_cast<float>(x), static_cast<float>(y)), 0.0F, 1.0F);
        }
    }
    return plane;
}

Outline draw_outline(int width, int height, const Inside& shape) { return make_outline(draw_coverage(width, height, shape)); }

Inside disc(float cx, float cy, float radius) {
    return [=](float x, float y) { return radius - std::hypot(x - cx, y - cy); };
}

Inside ellipse(float cx, float cy, float rx, float ry) {
    return [=](float x, float y) { return std::min(rx, ry) * (1 - std::hypot((x - cx) / rx, (y - cy) / ry)); };
}

Inside ring(float cx, float cy, float outer, float inner) {
    return [=](float x, float y) {
        const float r = std::hypot(x - cx, y - cy);
        return std::min(outer - r, r - inner);
    };
}

Inside box(float x0, float y0, float x1, float y1) {
    return [=](float x, float y) { return std::min(std::min(x - x0, x1 - x), std::min(y - y0, y1 - y)); };
}

Inside figure() {
    return [](float x, float y) {
        const float head = disc(80, 40, 30)(x, y);
        const float body = ellipse(80, 105, 34, 45)(x, y);
        const float arms = box(15, 85, 145, 99)(x, y);
        const float legs = std::max(box(58, 130, 74, 190)(x, y), box(88, 130, 104, 190)(x, y));
        return std::max(std::max(head, body), std::max(arms, legs));
    };
}

Inside apple() {
    return [](float x, float y) {
        const float fruit = std::max(disc(98, 132, 70)(x, y), disc(158, 132, 70)(x, y));
        const float bottom = ellipse(128, 150, 80, 72)(x, y);
        const float stalk = box(124, 40, 131, 80)(x, y);
        return std::max(std::max(fruit, bottom), stalk);
    };
}

Inside polygon(const std::vector<std::array<double, 2>>& corners) {
    double twice_area = 0;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const auto& a = corners[i];
        const auto& b = corners[(i + 1) % corners.size()];
        twice_area += a[0] * b[1] - a[1] * b[0];
    }
    const double turn = twice_area > 0 ? 1 : -1;
    return [corners, turn](float x, float y) {
        double least = 1e9;
        for (std::size_t i = 0; i < corners.size(); ++i) {
            const auto& a = corners[i];
            const auto& b = corners[(i + 1) % corners.size()];
            const double ux = b[0] - a[0];
            const double uy = b[1] - a[1];
            const double across = ux * (static_cast<double>(y) - a[1]) - uy * (static_cast<double>(x) - a[0]);
            least = std::min(least, turn * across / std::hypot(ux, uy));
        }
        return static_cast<float>(least);
    };
}

Outline noise_outline(int width, int height, std::uint32_t seed) {
    Random random(seed);
    Plane<float> coverage(width, height);
    for (float& v : coverage.cells) v = random.unit();
    return make_outline(std::move(coverage));
}

Pixels plain_picture(int width, int height, Colour colour) {
    Pixels picture{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
    for (int i = 0; i < width * height; ++i)
        picture.rgba.insert(picture.rgba.end(), {colour.red, colour.green, colour.blue, colour.alpha});
    return picture;
}

void paint(Pixels& picture, const Inside& shape, const std::function<Colour(int x, int y)>& colour) {
    std::size_t at = 0;
    for (int y = 0; y < static_cast<int>(picture.height_px); ++y) {
        for (int x = 0; x < static_cast<int>(picture.width_px); ++x, at += 4) {
            const float share = std::clamp(0.5F + shape(static_cast<float>(x), static_cast<float>(y)), 0.0F, 1.0F);
            if (share <= 0) continue;
            const Colour c = colour(x, y);
            const std::array<std::uint8_t, 4> over = {c.red, c.green, c.blue, c.alpha};
            for (std::size_t k = 0; k < 4; ++k) {
                const float under = picture.rgba[at + k];
                picture.rgba[at + k] =
                    static_cast<std::uint8_t>(std::lround(under + share * (static_cast<float>(over[k]) - under)));
            }
        }
    }
}

void paint(Pixels& picture, const Inside& shape, Colour colour) {
    paint(picture, shape, [colour](int, int) { return colour; });
}

Pixels noise_picture(int width, int height, std::uint32_t seed) {
    Random random(seed);
    Pixels picture = plain_picture(width, height, {});
    for (std::size_t i = 0; i < picture.rgba.size(); ++i) {
        if (i % 4 != 3) picture.rgba[i] = static_cast<std::uint8_t>(random.next() >> 24U);
    }
    return picture;
}

}  // namespace i2m::draft
