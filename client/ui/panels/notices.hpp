// notices.hpp - what the open page has to say before all else: what holds files up, and what waits for a decision.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// Takes the room for its notices off the top of `area`.
void draw_notices(PageView& view, Rect& area);

}  // namespace i2m::client::ui
