// choose.cpp - the tests of choose.hpp.
#include "shared/draft/choose.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

#include "shared/draft/lab.hpp"

namespace i2m::draft {
namespace {

constexpr double kLeastFill = 0.86;
constexpr double kLeastFillAsked = 0.6;
constexpr double kLeastFollowed = 0.75;
constexpr double kFollowReach = 0.012;   // of sqrt(area)
constexpr double kMostEdgeError = 0.35;  // clear perspective reaches 0.32
constexpr double kLeastEdge = 0.08;      // a cut or rounded corner of a panel is no third side
constexpr int kFollowSamples = 64;       // along each edge
constexpr std::size_t kEdges = 6;

Point2 operator-(Point2 a, Point2 b) { return {a.x - b.x, a.y - b.y}; }
double cross(Point2 a, Point2 b) { return a.x * b.y - a.y * b.x; }
double length(Point2 a) { return std::sqrt(dot(a, a)); }

double area_of(const std::vector<Point2>& polygon) {
    double twice = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) twice += cross(polygon[i], polygon[(i + 1) % polygon.size()]);
    return 0.5 * twice;
}

/// The first and last crossings of every row and column; the hull of these is the hull of the outline.
std::vector<Point2> extreme_crossings(const Outline& outline) {
    std::vector<Point2> points;
    const Bounds2& b = outline.bounds;
    const auto add = [&](int x, int y, int dx, int dy) {
        const auto t = static_cast<double>(crossing(outline.coverage.at(x, y), outline.coverage.at(x + dx, y + dy)));
        points.push_back({x + t * dx, y + t * dy});
    };
    for (int y = b.y0; y < b.y1; ++y) {
        int x = b.x0;
        while (x < b.x1 && outline.inside.at(x, y) == 0) ++x;
        if (x == b.x1) continue;
        add(x, y, -1, 0);
        x = b.x1 - 1;
        while (outline.inside.at(x, y) == 0) --x;
        add(x, y, 1, 0);
    }
    for (int x = b.x0; x < b.x1; ++x) {
        int y = b.y0;
        while (y < b.y1 && outline.inside.at(x, y) == 0) ++y;
        if (y == b.y1) continue;
        add(x, y, 0, -1);
        y = b.y1 - 1;
        while (outline.inside.at(x, y) == 0) --y;
        add(x, y, 0, 1);
    }
    return points;
}

/// Where the lines a-b and d-c meet, when that is beyond b and beyond c; else nullopt.
std::optional<Point2> meet_beyond(Point2 a, Point2 b, Point2 c, Point2 d) {
    const Point2 u = b - a;
    const Point2 v = c - d;
    const double turn = cross(u, v);
    if (std::abs(turn) < 1e-12) return std::nullopt;
    const double t = cross(d - a, v) / turn;
    const double s = cross(d - a, u) / turn;
    if (t < 1 || s < 1) return std::nullopt;
    return Point2{a.x + t * u.x, a.y + t * u.y};
}

/// Drops the edge whose neighbours, prolonged, add least area. False when no edge can be dropped.
bool drop_cheapest_edge(std::vector<Point2>& polygon) {
    const std::size_t n = polygon.size();
    double least = 1e300;
    std::size_t chosen = n;
    Point2 corner;
    for (std::size_t i = 0; i < n; ++i) {
        const Point2 b = polygon[i];
        const Point2 c = polygon[(i + 1) % n];
        const std::optional<Point2> meet = meet_beyond(polygon[(i + n - 1) % n], b, c, polygon[(i + 2) % n]);
        if (!meet) continue;
        const double added = 0.5 * std::abs(cross(c - b, *meet - b));
        if (added >= least) continue;
        least = added;
        chosen = i;
        corner = *meet;
    }
    if (chosen == n) return false;
    polygon[chosen] = corner;
    polygon.erase(polygon.begin() + static_cast<std::ptrdiff_t>((chosen + 1) % n));
    return true;
}

double distance_to_segment(Point2 p, Point2 a, Point2 b) {
    const Point2 u = b - a;
    const double square = dot(u, u);
    const double t = square > 0 ? std::clamp(dot(p - a, u) / square, 0.0, 1.0) : 0;
    return length({a.x + t * u.x - p.x, a.y + t * u.y - p.y});
}

double distance_to_polygon(Point2 p, const std::vector<Point2>& polygon) {
    double least = 1e300;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        least = std::min(least, distance_to_segment(p, polygon[i], polygon[(i + 1) % polygon.size()]));
    }
    return least;
}

double followed_share(const HexagonFit& fit, const std::vector<Point2>& hull, double reach) {
    double followed = 0;
    double perimeter = 0;
    for (std::size_t i = 0; i < kEdges; ++i) {
        const Point2 a = fit.corners[i];
        const Point2 edge = fit.corners[(i + 1) % kEdges] - a;
        int near = 0;
        for (int k = 0; k < kFollowSamples; ++k) {
            const double t = (k + 0.5) / kFollowSamples;
            if (distance_to_polygon({a.x + t * edge.x, a.y + t * edge.y}, hull) <= reach) ++near;
        }
        perimeter += length(edge);
        followed += length(edge) * near / kFollowSamples;
    }
    return perimeter > 0 ? followed / perimeter : 0;
}

void measure_edges(HexagonFit& fit) {
    std::array<double, kEdges> edges = {};
    for (std::size_t i = 0; i < kEdges; ++i) edges[i] = length(fit.corners[(i + 1) % kEdges] - fit.corners[i]);
    const auto [shortest, longest] = std::minmax_element(edges.begin(), edges.end());
    fit.thinnest = *longest > 0 ? *shortest / *longest : 0;
    for (std::size_t i = 0; i < kEdges / 2; ++i) {
        const double larger = std::max(edges[i], edges[i + 3]);
        if (larger > 0) fit.edge_error = std::max(fit.edge_error, std::abs(edges[i] - edges[i + 3]) / larger);
    }
    const auto [p, q, r] = spokes_of(fit);
    fit.convex_spokes = dot(p, q) < 0 && dot(q, r) < 0 && dot(r, p) < 0;
}

}  // namespace

std::array<Point2, 3> spokes_of(const HexagonFit& fit) {
    const auto& c = fit.corners;
    const auto mean = [](Point2 a, Point2 b) { return Point2{0.5 * (a.x + b.x), 0.5 * (a.y + b.y)}; };
    return {mean(c[1] - c[2], c[5] - c[4]), mean(c[1] - c[0], c[3] - c[4]), mean(c[3] - c[2], c[5] - c[0])};
}

std::vector<Point2> hull_of(const Outline& outline) {
    std::vector<Point2> points = extreme_crossings(outline);
    std::sort(points.begin(), points.end(), [](Point2 a, Point2 b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
    if (points.size() < 3) return points;
    std::vector<Point2> hull;
    const auto add_chain = [&](auto begin, auto end) {
        const std::size_t base = hull.size();
        for (auto p = begin; p != end; ++p) {
            while (hull.size() >= base + 2 && cross(hull.back() - hull[hull.size() - 2], *p - hull.back()) <= 1e-9)
                hull.pop_back();
            hull.push_back(*p);
        }
        hull.pop_back();
    };
    add_chain(points.begin(), points.end());
    add_chain(points.rbegin(), points.rend());
    return hull;
}

std::optional<HexagonFit> fit_hexagon(const Outline& outline) {
    const std::vector<Point2> hull = hull_of(outline);
    std::vector<Point2> polygon = hull;
    while (polygon.size() > kEdges && drop_cheapest_edge(polygon)) {
    }
    if (polygon.size() != kEdges) return std::nullopt;
    const auto lowest = std::max_element(polygon.begin(), polygon.end(), [](Point2 a, Point2 b) { return a.y < b.y; });
    std::rotate(polygon.begin(), lowest, polygon.end());
    HexagonFit fit;
    std::copy(polygon.begin(), polygon.end(), fit.corners.begin());
    const double area = area_of(polygon);
    if (area <= 0) return std::nullopt;
    fit.fill = static_cast<double>(outline.count) / area;
    fit.followed = followed_share(fit, hull, kFollowReach * std::sqrt(area));
    fit.rectangle_fill = rectangle_fill(outline);
    measure_edges(fit);
    return fit;
}

bool is_cuboid(const HexagonFit& fit) {
    return fit.fill > kLeastFill && fit.followed > kLeastFollowed && fit.edge_error < kMostEdgeError && fit.convex_spokes &&
           fit.thinnest > kLeastEdge && fit.rectangle_fill <= kRectangular;
}

bool could_be_cuboid(const HexagonFit& fit) {
    return fit.fill > kLeastFillAsked && fit.convex_spokes && fit.thinnest > kLeastEdge;
}

double rectangle_fill(const Outline& outline) {
    const std::vector<Point2> hull = hull_of(outline);
    double least = 1e300;
    for (std::size_t i = 0; i < hull.size(); ++i) {
        const Point2 edge = hull[(i + 1) % hull.size()] - hull[i];
        const double size = length(edge);
        if (size <= 0) continue;
        const Point2 along = {edge.x / size, edge.y / size};
        double low = 1e300;
        double high = -1e300;
        double depth = 0;
        for (const Point2 p : hull) {
            low = std::min(low, dot(p, along));
            high = std::max(high, dot(p, along));
            depth = std::max(depth, cross(along, p - hull[i]));
        }
        least = std::min(least, (high - low) * depth);
    }
    return least > 0 && least < 1e300 ? static_cast<double>(outline.count) / least : 0;
}

double flatness(const Pixels& colours, const Outline& outline) {
    constexpr int kL = 6;
    constexpr int kAb = 8;
    constexpr float kAbReach = 64;  // a and b of -64..64 in eight bins of 16; the rest joins the outer ones
    std::vector<std::int64_t> bins(kL * kAb * kAb, 0);
    const int width = outline.width();
    std::vector<float> row(3 * static_cast<std::size_t>(width));
    const auto bin = [](float v, float scale, int count) {
        return std::clamp(static_cast<int>(std::floor(v * scale)), 0, count - 1);
    };
    for (int y = outline.bounds.y0; y < outline.bounds.y1; ++y) {
        float* l = row.data();
        float* a = l + width;
        float* b = a + width;
        lab_row(colours.rgba.data() + 4 * static_cast<std::ptrdiff_t>(y) * width, width, l, a, b);
        const std::uint8_t* inside = outline.inside.row(y);
        for (int x = outline.bounds.x0; x < outline.bounds.x1; ++x) {
            if (inside[x] == 0) continue;
            const int at = (bin(l[x], kL / 100.0F, kL) * kAb + bin(a[x] + kAbReach, kAb / (2 * kAbReach), kAb)) * kAb +
                           bin(b[x] + kAbReach, kAb / (2 * kAbReach), kAb);
            ++bins[static_cast<std::size_t>(at)];
        }
    }
    std::partial_sort(bins.begin(), bins.begin() + 4, bins.end(), std::greater<>());
    const std::int64_t fullest = bins[0] + bins[1] + bins[2] + bins[3];
    return static_cast<double>(fullest) / static_cast<double>(std::max<std::int64_t>(1, outline.count));
}

}  // namespace i2m::draft
