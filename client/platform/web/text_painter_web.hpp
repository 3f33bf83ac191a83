// text_painter_web.hpp - text by the browser's own engine, for scripts that our fonts lack.
#pragma once

#include <string_view>

#include "client/ui/text_painter.hpp"

namespace i2m::client::web {

/// Needs a current WebGL2 context when it paints. Main thread only.
class WebTextPainter final : public ui::TextPainter {
public:
    [[nodiscard]] float width(ui::Weight weight, float size, std::string_view text) override;
    [[nodiscard]] ui::PaintedText paint(ui::Weight weight, float size, float pixel_ratio, ui::Color color,
                                        std::string_view text) override;
    void release(std::uint64_t texture) override;
};

}  // namespace i2m::client::web
