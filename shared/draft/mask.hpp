// mask.hpp - finds the object: by its alpha channel, or by flooding the plain background from the border.
#pragma once

#include "shared/draft/draft.hpp"
#include "shared/draft/plane.hpp"
#include "shared/image/pixels.hpp"

namespace i2m::draft {

/// The long side of the picture in which the mask is sought.
inline constexpr int kMaskSide = 512;

/// Finds the object in a picture of at most kMaskSide. With more than 1 % transparent pixels the alpha channel is the mask.
/// Else the background is what joins the border within a tolerance of the border's median colour in Lab, and enclosed
/// holes of that colour. A border that is not plain (under 85 % within tolerance) or a fill outside 3..95 % makes the
/// whole frame the mask, and plain_background false; a plain picture with nothing in it has an empty mask.
[[nodiscard]] Mask find_mask(const Pixels& picture);

/// Regions under this share of all that is covered are dust.
inline constexpr double kIslandShare = 0.005;
/// Holes under this share of the picture are gaps of the cut.
inline constexpr double kPinHoleShare = 0.0002;

/// Sets regions of coverage under `share` of all that is covered to 0, but never the largest.
void drop_islands(Plane<std::uint8_t>& inside, double share);

/// Covers enclosed holes of at most `largest_px` pixels.
void fill_pin_holes(Plane<std::uint8_t>& inside, std::int64_t largest_px);

/// The smallest rectangle around all non-zero pixels.
[[nodiscard]] Bounds2 bounds_of(const Plane<std::uint8_t>& inside);

}  // namespace i2m::draft
