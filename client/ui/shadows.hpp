// shadows.hpp - soft shadows as nine slices of small textures made in code; they live in ImGui's font atlas.
#pragma once

#include <vector>

#include "client/ui/geometry.hpp"
#include "client/ui/theme.hpp"

struct ImDrawList;

namespace i2m::client::ui {

/// Makes a texture per (elevation, radius) when it is first wanted. Needs a current ImGui context. Main thread only.
class Shadows {
public:
    /// Draws the shadow of a box; `color` is ImGui's packing with the shadow's alpha in it.
    void draw(ImDrawList& list, const Rect& box, float radius, Elevation elevation, std::uint32_t color);

private:
    struct Slice {
        Elevation elevation;
        int radius;
        int margin_px;  ///< how far the blur reaches beyond the box, CSS pixels
        int slice_px;   ///< corner size, CSS pixels
        int density;    ///< texels per CSS pixel
        int atlas_rect;
    };
    const Slice* slice(Elevation elevation, int radius);

    std::vector<Slice> slices_;
};

/// Coverage 0..1 of a rounded box of `size` texels a side, `margin` away from the edges, blurred by a Gaussian.
[[nodiscard]] std::vector<float> blurred_box(int size, int margin, float radius, float sigma);

}  // namespace i2m::client::ui
