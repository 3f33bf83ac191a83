// text_painter.hpp - the seam to whoever can shape and draw any script: in the browser its own text engine.
#pragma once

#include <cstdint>
#include <string_view>

#include "client/ui/theme.hpp"

namespace i2m::client::ui {

/// A line as a picture. Lengths in CSS pixels; (x, y) is the picture's left top from the pen on the baseline.
struct PaintedText {
    std::uint64_t texture = 0;  ///< usable as an ImGui texture id; 0: nothing to show
    float x = 0, y = 0;
    float width = 0, height = 0;
};

/// Main thread only; `size` is the em in CSS pixels.
class TextPainter {
public:
    virtual ~TextPainter() = default;
    [[nodiscard]] virtual float width(Weight weight, float size, std::string_view text) = 0;
    /// `color` and pictographs in their own colours on transparency, at `pixel_ratio` device pixels a CSS pixel.
    [[nodiscard]] virtual PaintedText paint(Weight weight, float size, float pixel_ratio, Color color, std::string_view text) = 0;
    virtual void release(std::uint64_t texture) = 0;
};

}  // namespace i2m::client::ui
