// choose.hpp - which method suits a picture.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "shared/draft/outline.hpp"
#include "shared/image/pixels.hpp"

namespace i2m::draft {

struct Point2 {
    double x = 0;
    double y = 0;
};
[[nodiscard]] inline double dot(Point2 a, Point2 b) { return a.x * b.x + a.y * b.y; }

/// What was measured on the way to a verdict on "is this a box?".
struct HexagonFit {
    std::array<Point2, 6> corners = {};  ///< grid px, in order; corner 0 is the lowest in the picture
    double fill = 0;                     ///< mask area / hexagon area
    double followed = 0;                 ///< share of the perimeter that the hull follows
    double edge_error = 0;               ///< largest relative difference of opposite edges
    bool convex_spokes = false;          ///< the three spokes of the near corner have negative dot products
    double rectangle_fill = 0;           ///< mask area / area of the smallest rectangle around it
    double thinnest = 0;                 ///< shortest edge / longest edge
};

/// The spokes from the near corner to corners 0, 2 and 4: each the mean of the two outline edges parallel to it.
[[nodiscard]] std::array<Point2, 3> spokes_of(const HexagonFit& fit);

/// The convex hull of the outline's crossings, in order.
[[nodiscard]] std::vector<Point2> hull_of(const Outline& outline);

/// The hull reduced to six edges, each time dropping the edge that adds least area; nullopt when it has fewer.
[[nodiscard]] std::optional<HexagonFit> fit_hexagon(const Outline& outline);

/// True when the fit passes all tests of a box seen at an angle. A panel with rounded corners passes those of the hexagon
/// alone, so what fills its rectangle is none.
[[nodiscard]] bool is_cuboid(const HexagonFit& fit);

/// True when a box can be made of the fit at all, for a person who asks for one.
[[nodiscard]] bool could_be_cuboid(const HexagonFit& fit);

/// Mask area / area of the smallest rectangle around it, turned as needed.
[[nodiscard]] double rectangle_fill(const Outline& outline);
inline constexpr double kRectangular = 0.92;

/// Share of the inside that the four fullest Lab bins (6 x 8 x 8) hold: flat art 0.99, pictures far less.
/// `colours` has the outline's size.
[[nodiscard]] double flatness(const Pixels& colours, const Outline& outline);
inline constexpr double kFlatArt = 0.85;

}  // namespace i2m::draft
