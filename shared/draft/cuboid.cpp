// cuboid.cpp - a box from a hexagon.
#include "shared/draft/cuboid.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace i2m::draft {
namespace {

using Double3 = std::array<double, 3>;

constexpr double kInset = 0.03;      // of the distance to the centre: keeps the background out of the sides' textures
constexpr double kDetailMargin = 4;  // px along the edges of a side without detail, then as many to fade it in
constexpr int kMostCells = 1024;

double dot(const Double3& a, const Double3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Double3 cross(const Double3& a, const Double3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Double3 scaled(const Double3& a, double by) { return {a[0] * by, a[1] * by, a[2] * by}; }
Double3 plus(const Double3& a, const Double3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
Double3 normalized(const Double3& a) {
    const double size = std::sqrt(dot(a, a));
    return size > 0 ? scaled(a, 1 / size) : Double3{0, 0, 1};
}
std::array<float, 3> to_float(const Double3& a) {
    return {static_cast<float>(a[0]), static_cast<float>(a[1]), static_cast<float>(a[2])};
}

/// The shortest rotation of `from` onto straight down, applied to `v` (both unit length; Rodrigues).
Double3 turned_down(const Double3& v, const Double3& from) {
    const Double3 down = {0, -1, 0};
    const Double3 axis = cross(from, down);
    const double cosine = dot(from, down);
    if (cosine < -0.999999) return {-v[0], -v[1], v[2]};
    const Double3 once = cross(axis, v);
    return plus(plus(v, once), scaled(cross(axis, once), 1 / (1 + cosine)));
}

/// The picture's point of the near side spanned by two edges at (s, t), 0..1 along each: bilinear between the outline's
/// corners, so that a side seen in perspective keeps its picture.
struct SidePicture {
    std::array<Point2, 4> corners;  ///< near corner, end of the first edge, end of the second, far corner

    [[nodiscard]] Point2 at(double s, double t) const {
        const auto mix = [&](double a, double b, double c, double d) {
            return (1 - s) * ((1 - t) * a + t * c) + s * ((1 - t) * b + t * d);
        };
        return {mix(corners[0].x, corners[1].x, corners[2].x, corners[3].x),
                mix(corners[0].y, corners[1].y, corners[2].y, corners[3].y)};
    }
};

double sample(const Plane<float>& plane, Point2 at) {
    const double x = std::clamp(at.x, 0.0, plane.width - 1.001);
    const double y = std::clamp(at.y, 0.0, plane.height - 1.001);
    const int left = static_cast<int>(x);
    const int top = static_cast<int>(y);
    const double fx = x - left;
    const double fy = y - top;
    const float* a = plane.row(top) + left;
    const float* b = plane.row(top + 1) + left;
    return (1 - fy) * ((1 - fx) * static_cast<double>(a[0]) + fx * static_cast<double>(a[1])) +
           fy * ((1 - fx) * static_cast<double>(b[0]) + fx * static_cast<double>(b[1]));
}

class BoxMesher {
public:
    BoxMesher(const Box& box, const HexagonFit& fit, const Plane<float>& detail, double step)
        : fit_(fit), detail_(detail), near_in_picture_(box.near_corner) {
        const Double3 down = normalized(box.edges[0]);
        Double3 corner = {0, 0, 0};
        for (std::size_t i = 0; i < 3; ++i) {
            edges_[i] = turned_down(box.edges[i], down);
            corner = plus(corner, scaled(edges_[i], -0.5));
            lengths_[i] = box.length(i);
            cells_[i] = std::clamp(static_cast<int>(std::lround(lengths_[i] / step)), 1, kMostCells);
        }
        near_ = corner;
        for (const Point2& p : fit.corners) {
            centre_.x += p.x / 6;
            centre_.y += p.y / 6;
        }
    }

    [[nodiscard]] BoxMesh run() {
        for (std::size_t i = 0; i < 3; ++i) {
            add_visible(i, (i + 1) % 3);
            add_hidden(i, (i + 1) % 3);
        }
        return std::move(mesh_);
    }

private:
    /// Always summed in the same order, so that two sides give a shared edge the very same points.
    [[nodiscard]] Double3 point(const Double3& along) const {
        Double3 p = near_;
        for (std::size_t i = 0; i < 3; ++i) p = plus(p, scaled(edges_[i], along[i]));
        return p;
    }

    [[nodiscard]] static Double3 along(std::size_t first, std::size_t second, double s, double t, double third) {
        Double3 at = {third, third, third};
        at[first] = s;
        at[second] = t;
        return at;
    }

    [[nodiscard]] Double3 outward(std::size_t first, std::size_t second) const {
        return normalized(scaled(edges_[3 - first - second], -1));
    }

    /// Ends of edges 0, 1, 2 are corners 0, 2, 4; the far corner of a side lies between the ends of its edges.
    [[nodiscard]] SidePicture picture_of(std::size_t first, std::size_t second) const {
        const std::size_t far = first + second == 2 ? 5 : first + second;  // sides 0-1, 1-2, 2-0: corners 1, 3, 5
        SidePicture side{{near_in_picture_, fit_.corners[2 * first], fit_.corners[2 * second], fit_.corners[far]}};
        for (Point2& p : side.corners) p = {p.x + kInset * (centre_.x - p.x), p.y + kInset * (centre_.y - p.y)};
        return side;
    }

    [[nodiscard]] std::array<float, 2> uv(Point2 p) const {
        // A hexagon around a shape that is hardly a box can reach beyond the picture.
        return {static_cast<float>(std::clamp((p.x + 0.5) / detail_.width, 0.0, 1.0)),
                static_cast<float>(std::clamp((p.y + 0.5) / detail_.height, 0.0, 1.0))};
    }

    /// 0 along the edges of a side, 1 inside.
    [[nodiscard]] double detail_share(std::size_t first, std::size_t second, double s, double t) const {
        const double from_edge = std::min(std::min(s, 1 - s) * lengths_[first], std::min(t, 1 - t) * lengths_[second]);
        return std::clamp(from_edge / kDetailMargin - 1, 0.0, 1.0);
    }

    void add_visible(std::size_t first, std::size_t second) {
        const SidePicture picture = picture_of(first, second);
        const Double3 normal = outward(first, second);
        const int columns = cells_[first];
        const int rows = cells_[second];
        const auto base = static_cast<std::uint32_t>(mesh_.visible.positions.size());
        std::vector<Double3> points;
        for (int j = 0; j <= rows; ++j) {
            for (int i = 0; i <= columns; ++i) {
                const double s = static_cast<double>(i) / columns;
                const double t = static_cast<double>(j) / rows;
                const Point2 at = picture.at(s, t);
                const double share = detail_share(first, second, s, t);
                const double height = share > 0 ? share * sample(detail_, at) : 0;
                points.push_back(plus(point(along(first, second, s, t, 0)), scaled(normal, height)));
                mesh_.visible.positions.push_back(to_float(points.back()));
                mesh_.visible.uvs.push_back(uv(at));
            }
        }
        const bool turned = dot(cross(edges_[first], edges_[second]), normal) < 0;
        add_grid_normals(points, columns, rows, turned);
        add_grid_triangles(base, columns, rows, turned);
    }

    void add_grid_normals(const std::vector<Double3>& points, int columns, int rows, bool turned) {
        const auto at = [&](int i, int j) -> const Double3& {
            return points[static_cast<std::size_t>(std::clamp(j, 0, rows)) * static_cast<std::size_t>(columns + 1) +
                          static_cast<std::size_t>(std::clamp(i, 0, columns))];
        };
        const double sign = turned ? -1 : 1;
        for (int j = 0; j <= rows; ++j) {
            for (int i = 0; i <= columns; ++i) {
                const Double3 u = plus(at(i + 1, j), scaled(at(i - 1, j), -1));
                const Double3 v = plus(at(i, j + 1), scaled(at(i, j - 1), -1));
                mesh_.visible.normals.push_back(to_float(scaled(normalized(cross(u, v)), sign)));
            }
        }
    }

    void add_grid_triangles(std::uint32_t base, int columns, int rows, bool turned) {
        const auto stride = static_cast<std::uint32_t>(columns + 1);
        for (std::uint32_t j = 0; j < static_cast<std::uint32_t>(rows); ++j) {
            for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(columns); ++i) {
                const std::uint32_t a = base + j * stride + i;
                const std::uint32_t b = a + 1;
                const std::uint32_t c = a + stride;
                const std::uint32_t d = c + 1;
                if (turned) {
                    mesh_.visible.indices.insert(mesh_.visible.indices.end(), {a, c, b, b, c, d});
                } else {
                    mesh_.visible.indices.insert(mesh_.visible.indices.end(), {a, b, c, b, d, c});
                }
            }
        }
    }

    /// A flat side: a fan around its centre to the points that its neighbours have on their common edges.
    void add_hidden(std::size_t first, std::size_t second) {
        const SidePicture picture = picture_of(first, second);
        const Double3 normal = scaled(outward(first, second), -1);
        const bool turned = dot(cross(edges_[first], edges_[second]), normal) < 0;
        glb::Primitive& out = mesh_.hidden;
        const auto centre = static_cast<std::uint32_t>(out.positions.size());
        const auto add = [&](double s, double t) {
            out.positions.push_back(to_float(point(along(first, second, s, t, 1))));
            out.normals.push_back(to_float(normal));
            out.uvs.push_back(uv(picture.at(1 - s, 1 - t)));
        };
        add(0.5, 0.5);
        const int columns = cells_[first];
        const int rows = cells_[second];
        for (int i = 0; i < columns; ++i) add(static_cast<double>(i) / columns, 0);
        for (int j = 0; j < rows; ++j) add(1, static_cast<double>(j) / rows);
        for (int i = columns; i > 0; --i) add(static_cast<double>(i) / columns, 1);
        for (int j = rows; j > 0; --j) add(0, static_cast<double>(j) / rows);
        const auto ring = static_cast<std::uint32_t>(2 * (columns + rows));
        for (std::uint32_t i = 0; i < ring; ++i) {
            const std::uint32_t here = centre + 1 + i;
            const std::uint32_t next = centre + 1 + (i + 1) % ring;
            out.indices.insert(out.indices.end(), {centre, turned ? next : here, turned ? here : next});
        }
    }

    const HexagonFit& fit_;
    const Plane<float>& detail_;
    Point2 near_in_picture_;
    Point2 centre_;
    Double3 near_ = {};
    std::array<Double3, 3> edges_ = {};
    std::array<double, 3> lengths_ = {};
    std::array<int, 3> cells_ = {};
    BoxMesh mesh_;
};

}  // namespace

double Box::length(std::size_t edge) const { return std::sqrt(dot(edges[edge], edges[edge])); }

std::optional<Box> solve_box(const HexagonFit& fit) {
    const std::array<Point2, 3> spokes = spokes_of(fit);
    Box box;
    for (std::size_t i = 0; i < 3; ++i) {
        const Point2 a = spokes[i];
        const Point2 b = spokes[(i + 1) % 3];
        const Point2 c = spokes[(i + 2) % 3];
        if (!(dot(a, b) < 0 && dot(a, c) < 0 && dot(b, c) < 0)) return std::nullopt;
        box.edges[i] = {a.x, -a.y, -std::sqrt(-dot(a, b) * dot(a, c) / dot(b, c))};
    }
    for (std::size_t i = 0; i < 6; ++i) {
        const double share = i % 2 == 0 ? 2.0 / 3 : -1.0 / 3;
        box.near_corner.x += share * fit.corners[i].x;
        box.near_corner.y += share * fit.corners[i].y;
    }
    return box;
}

BoxMesh mesh_box(const Box& box, const HexagonFit& fit, const Plane<float>& detail, double step) {
    return BoxMesher(box, fit, detail, step).run();
}

}  // namespace i2m::draft
