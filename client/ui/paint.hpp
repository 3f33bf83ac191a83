// paint.hpp - boxes, lines, shadows, icons and pictures: everything that is seen but cannot be used.
#pragma once

#include <string_view>

#include "client/app/messages.hpp"
#include "client/ui/ui.hpp"

struct ImDrawList;

namespace i2m::client::ui {

/// Which corners are round.
enum class Corners : std::uint8_t { All, Top, Bottom, Left, Right, None };

void fill(Ui& ui, const Rect& box, Color color, float radius = 0, Corners corners = Corners::All, float alpha = 1);
/// A line inside the box's edge.
void outline(Ui& ui, const Rect& box, Color color, float width, float radius = 0, Corners corners = Corners::All,
             float alpha = 1);
void gradient(Ui& ui, const Rect& box, Color top, Color bottom, float radius = 0, Corners corners = Corners::All);
void shadow(Ui& ui, const Rect& box, float radius, Elevation elevation);
/// Surface, border and shadow of a card.
void card(Ui& ui, const Rect& box, float radius = kRadiusLarge);
/// A 2 px gap, then 2 px of the focus colour around the box.
void focus_ring(Ui& ui, const Rect& box, float radius);
/// The 2 px accent line of what is selected: border plus one outside.
void selection(Ui& ui, const Rect& box, float radius);
void line_h(Ui& ui, float x0, float x1, float y, Color color);
void line_v(Ui& ui, float x, float y0, float y1, Color color);

void icon(Ui& ui, std::string_view glyph, Point center, float size, Color color, float alpha = 1);

/// A picture with its size in pixels.
struct Picture {
    PictureId id = 0;
    std::uint32_t width_px = 0;
    std::uint32_t height_px = 0;
};
/// The largest box of the picture's shape inside `box`.
[[nodiscard]] Rect contained(const Picture& picture, const Rect& box);
/// Fills `box`, cut at two sides.
void picture_cover(Ui& ui, const Picture& picture, const Rect& box, float radius, Corners corners, float alpha = 1);
/// All of it inside `box`; `from` and `to` (0..1 of the box's width) cut away what lies left and right of them.
void picture_contain(Ui& ui, const Picture& picture, const Rect& box, float alpha = 1, Color tint = 0xFFFFFF, float from = 0,
                     float to = 1);
/// A texture over the whole box.
void texture(Ui& ui, std::uint64_t id, const Rect& box, float radius, Corners corners = Corners::All);

/// Limits drawing to a box for the time of a block.
class Clip {
public:
    explicit Clip(const Rect& box);
    ~Clip();
    Clip(const Clip&) = delete;
    Clip& operator=(const Clip&) = delete;
};

/// The list that is drawn into now.
[[nodiscard]] ImDrawList& draw_list();
/// True when nothing of the box is inside the present clip.
[[nodiscard]] bool is_clipped(const Rect& box);

}  // namespace i2m::client::ui
