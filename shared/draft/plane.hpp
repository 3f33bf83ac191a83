// plane.hpp - a 2D array: one value per grid point, rows from the top.
#pragma once

#include <cassert>
#include <cstddef>
#include <vector>

namespace i2m::draft {

/// `width * height` values. Rows are reached by pointer, so that loops over them stay plain and vectorise.
template <class T>
struct Plane {
    int width = 0;
    int height = 0;
    std::vector<T> cells;

    Plane() = default;
    Plane(int w, int h, T fill = T{})
        : width(w), height(h), cells(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), fill) {
        assert(w >= 0 && h >= 0);
    }

    [[nodiscard]] T* row(int y) {
        assert(y >= 0 && y < height);
        return cells.data() + static_cast<std::ptrdiff_t>(y) * width;
    }
    [[nodiscard]] const T* row(int y) const {
        assert(y >= 0 && y < height);
        return cells.data() + static_cast<std::ptrdiff_t>(y) * width;
    }
    [[nodiscard]] T at(int x, int y) const { return row(y)[x]; }
    [[nodiscard]] bool empty() const { return cells.empty(); }
};

/// A rectangle of pixels, ends excluded.
struct Bounds2 {
    int x0 = 0;
    int y0 = 0;
    int x1 = 0;
    int y1 = 0;

    [[nodiscard]] int width() const { return x1 - x0; }
    [[nodiscard]] int height() const { return y1 - y0; }
    [[nodiscard]] bool empty() const { return x1 <= x0 || y1 <= y0; }
};

}  // namespace i2m::draft
