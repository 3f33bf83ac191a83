// foreign_text.hpp - lines that our faces have no letters for: measured and painted once, kept while they are shown.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "client/ui/text_painter.hpp"

struct ImDrawList;

namespace i2m::client::ui {

/// Main thread only. Without a painter nothing is drawn and nothing has a width.
class ForeignText {
public:
    void use(TextPainter* painter) { painter_ = painter; }
    [[nodiscard]] bool is_usable() const { return painter_ != nullptr; }
    /// Once a frame: lets go of pictures that were not shown lately, when there are many.
    void begin();
    [[nodiscard]] float width(Weight weight, float size, std::string_view text);
    /// `pen` and `baseline` in CSS pixels; `color` is ImGui's packing.
    void draw(ImDrawList& list, Weight weight, float size, float pixel_ratio, float pen, float baseline, std::uint32_t color,
              std::string_view text);
    /// The textures died with their context; they are painted anew when they are next shown.
    void forget_textures() { lines_.clear(); }
    [[nodiscard]] std::size_t painted() const { return lines_.size(); }

private:
    struct Line {
        PaintedText picture;
        std::uint64_t last_frame = 0;
    };
    TextPainter* painter_ = nullptr;
    std::map<std::string, Line, std::less<>> lines_;
    std::map<std::string, float, std::less<>> widths_;
    std::uint64_t frame_ = 0;
};

}  // namespace i2m::client::ui
