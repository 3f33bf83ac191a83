// workpiece.hpp - the object cut to its bounds at working size: outline, distances and colours on one grid.
#pragma once

#include "shared/draft/draft.hpp"
#include "shared/draft/outline.hpp"
#include "shared/draft/plane.hpp"
#include "shared/draft/resample.hpp"

namespace i2m::draft {

/// A picture with, where it is large, a smaller copy that serves all later resampling. Keeps a reference to the picture.
class Source {
public:
    Source(const Pixels& picture, int texture_px);

    /// The picture at a long side of at most kMaskSide.
    [[nodiscard]] Pixels for_mask() const;
    /// The version that still has about `width * height` pixels in `crop` (in pixels of the picture); `crop` is
    /// rewritten into pixels of that version.
    [[nodiscard]] const Pixels& fit_for(Crop& crop, int width) const;
    [[nodiscard]] const Pixels& picture() const { return picture_; }

private:
    const Pixels& picture_;
    Pixels reduced_;
    int factor_ = 1;
};

/// Everything that later steps need; grid and texture cover the same rectangle, so that texture coordinates are
/// ((x + 0.5) / grid width, (y + 0.5) / grid height).
struct Workpiece {
    int grid = 0;  ///< asked samples along the long side
    Outline outline;
    Plane<float> distance;   ///< distance_inside of the outline
    Plane<float> balls;      ///< inscribed_balls of the outline
    Pixels colours;          ///< at texture size
    Pixels grid_colours;     ///< at the outline's size
    Plane<float> lightness;  ///< L of grid_colours
    double flatness = 0;     ///< of grid_colours inside the outline
};

/// Crops to the mask's bounds with 3 px margin. The long side has `grid` samples and up to `texture_px` texture pixels
/// (at most twice what the picture has there); the short side as many as it needs. Texture sides are powers of two.
[[nodiscard]] Workpiece prepare(const Source& source, const Mask& mask, int grid, int texture_px);

}  // namespace i2m::draft
