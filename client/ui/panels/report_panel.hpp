// report_panel.hpp - real figures of the selected model, and what it was made with.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// Draws from `top` down into a column; gives the lowest point.
float draw_report(PageView& view, const api::FileView& file, float x, float top, float width);
/// The desktop's panel with its tabs.
void draw_report_panel(PageView& view, const Rect& box);

}  // namespace i2m::client::ui
