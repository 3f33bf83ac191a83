// drop_highlight.hpp - while files hover over the page: where they may be dropped (anywhere).
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

void draw_drop_highlight(PageView& view);

}  // namespace i2m::client::ui
