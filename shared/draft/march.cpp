// march.cpp - marching squares on both sides of an outline.
#include "shared/draft/march.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace i2m::draft {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;
constexpr float kNearestCrossing = 0.02F;  // keeps rim vertices apart from grid points, also after quantisation

// Around a cell, counter-clockwise with y up: corners 0 top left, 1 bottom left, 2 bottom right, 3 top right; side k runs
// from corner k to corner k + 1.
constexpr std::array<int, 4> kCornerX = {0, 0, 1, 1};
constexpr std::array<int, 4> kCornerY = {0, 1, 1, 0};

/// The polygon of a cell: 0..3 are corners, 4..7 are crossings of sides 0..3. It starts at an inside corner, because a fan
/// from a rim vertex would make an edge between two rim vertices that four triangles share.
struct CellPolygon {
    std::array<std::uint8_t, 6> points = {};
    std::uint8_t count = 0;
};

constexpr CellPolygon polygon_of(unsigned corners) {
    CellPolygon polygon;
    unsigned start = 0;
    while (start < 4 && (corners >> start & 1U) == 0) ++start;
    for (unsigned i = 0; start < 4 && i < 4; ++i) {
        const unsigned k = (start + i) % 4;
        const bool here = (corners >> k & 1U) != 0;
        const bool next = (corners >> ((k + 1) % 4) & 1U) != 0;
        if (here) polygon.points[polygon.count++] = static_cast<std::uint8_t>(k);
        if (here != next) polygon.points[polygon.count++] = static_cast<std::uint8_t>(4 + k);
    }
    return polygon;
}

constexpr std::array<CellPolygon, 16> make_polygons() {
    std::array<CellPolygon, 16> all = {};
    for (unsigned i = 0; i < 16; ++i) all[i] = polygon_of(i);
    return all;
}
constexpr std::array<CellPolygon, 16> kPolygons = make_polygons();

class Marcher {
public:
    Marcher(const Outline& outline, const Shape& shape)
        : outline_(outline),
          shape_(shape),
          width_(outline.width()),
          height_(outline.height()),
          front_id_(width_, height_, kNone),
          across_id_(width_, height_, kNone),
          down_id_(width_, height_, kNone),
          back_id_(width_, height_, kNone) {
        const auto points = static_cast<std::size_t>(outline.count);
        shell_.positions.reserve(2 * points + points / 4);
        shell_.cell.reserve(2 * points + points / 4);
        shell_.front.reserve(6 * points + points / 2);
        shell_.back.reserve(6 * points + points / 2);
    }

    [[nodiscard]] Shell run(BackDetail back) {
        add_front_points();
        shell_.rim_begin = size();
        add_rim();
        shell_.back_begin = size();
        for (int y = 0; y + 1 < height_; ++y) {
            for (int x = 0; x + 1 < width_; ++x) add_front_cell(x, y);
        }
        add_back(back);
        return std::move(shell_);
    }

private:
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(shell_.positions.size()); }

    std::uint32_t add_vertex(float x, float y, float z, int cell) {
        const std::uint32_t id = size();
        shell_.positions.push_back({x, y, z});
        shell_.cell.push_back(cell);
        return id;
    }

    void add_front_points() {
        for (int y = 0; y < height_; ++y) {
            const std::uint8_t* inside = outline_.inside.row(y);
            const float* z = shape_.front.row(y);
            std::uint32_t* id = front_id_.row(y);
            for (int x = 0; x < width_; ++x) {
                if (inside[x] != 0) id[x] = add_vertex(static_cast<float>(x), static_cast<float>(y), z[x], y * width_ + x);
            }
        }
    }

    /// The crossing between an inside point and its outside neighbour one step right, left, down or up.
    std::uint32_t add_rim_vertex(int x, int y, int dx, int dy) {
        const float at = crossing(outline_.coverage.at(x, y), outline_.coverage.at(x + dx, y + dy));
        const float theta = std::clamp(at, kNearestCrossing, 1.0F - kNearestCrossing);
        shell_.rim_step.push_back(dy * width_ + dx);
        return add_vertex(static_cast<float>(x) + theta * static_cast<float>(dx),
                          static_cast<float>(y) + theta * static_cast<float>(dy), 0, y * width_ + x);
    }

    void add_rim() {
        for (int y = 0; y + 1 < height_; ++y) {
            const std::uint8_t* here = outline_.inside.row(y);
            const std::uint8_t* below = outline_.inside.row(y + 1);
            for (int x = 0; x + 1 < width_; ++x) {
                if (here[x] != here[x + 1]) {
                    across_id_.row(y)[x] = here[x] != 0 ? add_rim_vertex(x, y, 1, 0) : add_rim_vertex(x + 1, y, -1, 0);
                }
                if (here[x] != below[x]) {
                    down_id_.row(y)[x] = here[x] != 0 ? add_rim_vertex(x, y, 0, 1) : add_rim_vertex(x, y + 1, 0, -1);
                }
            }
        }
    }

    [[nodiscard]] unsigned corners_of(int x, int y) const {
        const std::uint8_t* above = outline_.inside.row(y) + x;
        const std::uint8_t* below = outline_.inside.row(y + 1) + x;
        return unsigned{above[0]} | unsigned{below[0]} << 1U | unsigned{below[1]} << 2U | unsigned{above[1]} << 3U;
    }

    [[nodiscard]] std::uint32_t rim_id(int x, int y, int side) const {
        switch (side) {
            case 0: return down_id_.at(x, y);
            case 1: return across_id_.at(x, y + 1);
            case 2: return down_id_.at(x + 1, y);
            default: return across_id_.at(x, y);
        }
    }

    static void push(std::vector<std::uint32_t>& into, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        assert(a != kNone && b != kNone && c != kNone);
        into.insert(into.end(), {a, b, c});
    }

    void add_front_cell(int x, int y) {
        const unsigned corners = corners_of(x, y);
        if (corners == 0) return;
        if (corners == 15) {
            add_front_quad(x, y);
            return;
        }
        const CellPolygon& polygon = kPolygons[corners];
        std::array<std::uint32_t, 6> id = {};
        for (std::size_t i = 0; i < polygon.count; ++i) {
            const int point = polygon.points[i];
            const auto corner = static_cast<std::size_t>(point % 4);
            id[i] = point < 4 ? front_id_.at(x + kCornerX[corner], y + kCornerY[corner]) : rim_id(x, y, point - 4);
        }
        for (std::size_t i = 2; i < polygon.count; ++i) push(shell_.front, id[0], id[i - 1], id[i]);
    }

    /// Split along the diagonal that bends less.
    void add_front_quad(int x, int y) {
        const std::uint32_t a = front_id_.at(x, y);
        const std::uint32_t b = front_id_.at(x, y + 1);
        const std::uint32_t c = front_id_.at(x + 1, y + 1);
        const std::uint32_t d = front_id_.at(x + 1, y);
        const float* above = shape_.front.row(y) + x;
        const float* below = shape_.front.row(y + 1) + x;
        const bool falling = std::abs(above[0] - below[1]) <= std::abs(above[1] - below[0]);
        push(shell_.front, a, b, falling ? c : d);
        push(shell_.front, falling ? a : b, c, d);
    }

    /// Back points are made when first used: half detail leaves many out.
    std::uint32_t back_point(int x, int y) {
        std::uint32_t& id = back_id_.row(y)[x];
        if (id == kNone) id = add_vertex(static_cast<float>(x), static_cast<float>(y), shape_.back.at(x, y), y * width_ + x);
        return id;
    }

    void add_back_cell(int x, int y) {
        const unsigned corners = corners_of(x, y);
        if (corners == 0) return;
        const CellPolygon& polygon = kPolygons[corners];
        std::array<std::uint32_t, 6> id = {};
        for (std::size_t i = 0; i < polygon.count; ++i) {
            const int point = polygon.points[i];
            const auto corner = static_cast<std::size_t>(point % 4);
            id[i] = point < 4 ? back_point(x + kCornerX[corner], y + kCornerY[corner]) : rim_id(x, y, point - 4);
        }
        for (std::size_t i = 2; i < polygon.count; ++i) push(shell_.back, id[0], id[i], id[i - 1]);
    }

    void add_back(BackDetail detail) {
        const int blocks_x = (width_ + 1) / 2;
        const int blocks_y = (height_ + 1) / 2;
        if (detail == BackDetail::Half) find_wide_blocks(blocks_x, blocks_y);
        for (int by = 0; by < blocks_y; ++by) {
            for (int bx = 0; bx < blocks_x; ++bx) {
                if (is_wide(bx, by)) {
                    add_wide_block(bx, by);
                    continue;
                }
                for (int y = 2 * by; y < std::min(2 * by + 2, height_ - 1); ++y) {
                    for (int x = 2 * bx; x < std::min(2 * bx + 2, width_ - 1); ++x) add_back_cell(x, y);
                }
            }
        }
    }

    /// A block is wide when its nine points and those of its four neighbours are inside: away from the steep rim.
    void find_wide_blocks(int blocks_x, int blocks_y) {
        Plane<std::uint8_t> full(blocks_x, blocks_y);
        for (int by = 0; 2 * by + 2 < height_; ++by) {
            for (int bx = 0; 2 * bx + 2 < width_; ++bx) {
                unsigned all = 1;
                for (int y = 2 * by; y <= 2 * by + 2; ++y) {
                    const std::uint8_t* row = outline_.inside.row(y) + 2 * bx;
                    all &= unsigned{row[0]} & row[1] & row[2];
                }
                full.row(by)[bx] = static_cast<std::uint8_t>(all);
            }
        }
        wide_ = Plane<std::uint8_t>(blocks_x, blocks_y);
        for (int by = 1; by + 1 < blocks_y; ++by) {
            for (int bx = 1; bx + 1 < blocks_x; ++bx) {
                wide_.row(by)[bx] =
                    full.at(bx, by) & full.at(bx - 1, by) & full.at(bx + 1, by) & full.at(bx, by - 1) & full.at(bx, by + 1);
            }
        }
    }

    [[nodiscard]] bool is_wide(int bx, int by) const {
        return bx >= 0 && by >= 0 && bx < wide_.width && by < wide_.height && wide_.at(bx, by) != 0;
    }

    /// Two triangles between wide neighbours; beside a fine one the side's middle point joins in, and the block becomes a
    /// fan around its centre, so that no edge is left with one triangle.
    void add_wide_block(int bx, int by) {
        const int x = 2 * bx;
        const int y = 2 * by;
        const std::array<bool, 4> fine = {!is_wide(bx - 1, by), !is_wide(bx, by + 1), !is_wide(bx + 1, by), !is_wide(bx, by - 1)};
        std::array<std::uint32_t, 8> ring = {};
        std::size_t count = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t next = (k + 1) % 4;
            ring[count++] = back_point(x + 2 * kCornerX[k], y + 2 * kCornerY[k]);
            if (fine[k]) ring[count++] = back_point(x + kCornerX[k] + kCornerX[next], y + kCornerY[k] + kCornerY[next]);
        }
        if (count == 4) {
            push(shell_.back, ring[0], ring[2], ring[1]);
            push(shell_.back, ring[0], ring[3], ring[2]);
            return;
        }
        const std::uint32_t centre = back_point(x + 1, y + 1);
        for (std::size_t i = 0; i < count; ++i) push(shell_.back, centre, ring[(i + 1) % count], ring[i]);
    }

    const Outline& outline_;
    const Shape& shape_;
    int width_;
    int height_;
    Plane<std::uint32_t> front_id_;
    Plane<std::uint32_t> across_id_;  ///< crossing between (x, y) and (x + 1, y)
    Plane<std::uint32_t> down_id_;    ///< crossing between (x, y) and (x, y + 1)
    Plane<std::uint32_t> back_id_;
    Plane<std::uint8_t> wide_;
    Shell shell_;
};

}  // namespace

Shell march(const Outline& outline, const Shape& shape, BackDetail back) { return Marcher(outline, shape).run(back); }

}  // namespace i2m::draft
