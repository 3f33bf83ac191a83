// top_bar.hpp - the bar on top of every page.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// Logo, navigation and theme; on phones the page's own title with a way back.
void draw_top_bar(PageView& view, const Rect& bar);

}  // namespace i2m::client::ui
