// draft_panel.hpp - the selected image as a draft in 3D, as its cut-out, or as it is.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

void draw_draft_panel(PageView& view, const Rect& box);

}  // namespace i2m::client::ui
