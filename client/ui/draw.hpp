// draw.hpp - one frame of the whole page.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// Places top bar, page, banner, toasts and the drop highlight. Between ImGui's NewFrame and Render.
void draw(PageView& view);

}  // namespace i2m::client::ui
