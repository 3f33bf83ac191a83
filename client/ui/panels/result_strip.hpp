// result_strip.hpp - the job's models as cards in a line below the viewer; failed ones say so and can be run again.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

[[nodiscard]] float result_strip_height(const Ui& ui);
void draw_result_strip(PageView& view, const Rect& box);

}  // namespace i2m::client::ui
