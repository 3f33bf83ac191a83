// geometry.hpp - rectangles in CSS pixels, and how a page is cut into them.
#pragma once

#include <algorithm>

namespace i2m::client::ui {

struct Point {
    float x = 0;
    float y = 0;
};

/// The cut_ functions take a strip off a side, give it back and leave the rest.
struct Rect {
    float x = 0, y = 0, w = 0, h = 0;

    [[nodiscard]] float right() const { return x + w; }
    [[nodiscard]] float bottom() const { return y + h; }
    [[nodiscard]] Point center() const { return {x + w / 2, y + h / 2}; }
    [[nodiscard]] bool contains(float px, float py) const { return px >= x && py >= y && px < right() && py < bottom(); }
    [[nodiscard]] bool overlaps(const Rect& other) const {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }
    [[nodiscard]] Rect inset(float all) const { return inset(all, all); }
    [[nodiscard]] Rect inset(float across, float down) const {
        return {x + across, y + down, std::max(0.0F, w - 2 * across), std::max(0.0F, h - 2 * down)};
    }
    [[nodiscard]] Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }
    /// A box of the given size in the middle.
    [[nodiscard]] Rect centered(float width, float height) const {
        return {x + (w - width) / 2, y + (h - height) / 2, width, height};
    }

    Rect cut_top(float height) {
        height = std::min(height, h);
        const Rect strip{x, y, w, height};
        y += height;
        h -= height;
        return strip;
    }
    Rect cut_bottom(float height) {
        height = std::min(height, h);
        h -= height;
        return {x, bottom(), w, height};
    }
    Rect cut_left(float width) {
        width = std::min(width, w);
        const Rect strip{x, y, width, h};
        x += width;
        w -= width;
        return strip;
    }
    Rect cut_right(float width) {
        width = std::min(width, w);
        w -= width;
        return {right(), y, width, h};
    }
};

}  // namespace i2m::client::ui
