// drop_zone.hpp - the empty upload page's target: brackets, words, buttons, and a picture of what happens.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// Four corner brackets, moved out by `out`.
void draw_brackets(Ui& ui, const Rect& box, float out);
void draw_drop_zone(PageView& view, const Rect& box);
/// Height that the phone's form needs at `width`.
[[nodiscard]] float drop_zone_height(const Ui& ui, float width);

}  // namespace i2m::client::ui
