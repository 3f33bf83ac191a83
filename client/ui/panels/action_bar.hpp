// action_bar.hpp - the foot of the upload page: what it takes, and Generate. Never scrolls away.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

[[nodiscard]] float action_bar_height(const Ui& ui);
void draw_action_bar(PageView& view, const Rect& bar);
/// The foot of the empty page: the connection and the model, in a line.
[[nodiscard]] float footer_height(const Ui& ui);
void draw_footer(PageView& view, const Rect& bar);

}  // namespace i2m::client::ui
