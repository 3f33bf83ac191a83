// fonts.hpp - the faces, how wide text is, and drawing it sharp at any pixel ratio.
#pragma once

#include <array>
#include <string_view>
#include <unordered_map>

#include "client/ui/font_set.hpp"
#include "client/ui/foreign_text.hpp"
#include "client/ui/theme.hpp"

struct ImDrawList;
struct ImFont;

namespace i2m::client::ui {

/// How dense glyphs are baked for a screen of `pixel_ratio`. The ratio is measured, device pixels of the canvas by its CSS
/// pixels, so it changes by a thousandth with every step of a resized window; following each would bake all glyphs anew
/// in every frame until the atlas is full. Within one percent `density` stays.
[[nodiscard]] float steady_density(float density, float pixel_ratio);

/// Owns the font bytes; ImGui's atlas reads from them. Needs a current ImGui context. Main thread only.
class Fonts {
public:
    void load(FontSet fonts);
    [[nodiscard]] bool is_loaded() const { return faces_[0].font != nullptr; }
    /// Draws what the faces have no letters for; nullptr: they show their replacement character.
    void use_painter(TextPainter* painter) { foreign_.use(painter); }
    void forget_textures() { foreign_.forget_textures(); }
    /// Once a frame before anything is measured or drawn.
    void begin(float pixel_ratio);

    /// Width in CSS pixels of one line; `size` is the em in CSS pixels.
    [[nodiscard]] float width(Weight weight, float size, std::string_view text) const;
    /// True when some character of `text` is in no face and a painter has to draw the line.
    [[nodiscard]] bool is_foreign(Weight weight, std::string_view text) const;
    /// Draws one line whose CSS line box is `line` high and starts at (x, y). `color` is ImGui's packing.
    void draw(ImDrawList& list, Weight weight, float size, float line, float x, float y, std::uint32_t color,
              std::string_view text) const;
    /// Draws the icon `glyph` (UTF-8) in a box of `size` at (x, y).
    void draw_icon(ImDrawList& list, float size, float x, float y, std::uint32_t color, std::string_view glyph) const;

private:
    struct Face {
        ImFont* font = nullptr;
        Bytes bytes;
        float ascent = 1;  ///< em shares, as CSS takes them from hhea
        float descent = 0;
    };
    void add(Face& face, Bytes bytes);
    [[nodiscard]] const Face& face(Weight weight) const { return faces_[static_cast<std::size_t>(weight)]; }
    void draw_run(ImDrawList& list, const Face& face, float size, float x, float baseline, std::uint32_t color,
                  std::string_view text) const;

    std::array<Face, 4> faces_;  ///< by Weight
    Face icons_;
    float pixel_ratio_ = 1;
    float density_ = 1;
    mutable ForeignText foreign_;                                 ///< a cache of pictures and widths
    mutable std::unordered_map<std::uint32_t, bool> has_letter_;  ///< by character and face
};

}  // namespace i2m::client::ui
