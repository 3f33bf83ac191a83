// input_web.hpp - pointer, wheel and keys as the page sends them, put into ImGui's queue. Main thread only.
#pragma once

#include <string_view>

namespace i2m::client::web {

/// CSS pixels from the canvas' top left.
void put_position(float x, float y, bool is_touch);
/// The pointer hovers over nothing any more.
void put_leave();
/// `button` as in the DOM: 0 left, 1 middle, 2 right; others are ignored.
void put_button(int button, bool is_down);
/// Scrolls what is under the pointer by that many CSS pixels, positive down and right; over the 3D view 100 are one step.
void put_scroll(float dx_px, float dy_px);
/// `name` as keys.js gives it; unknown names are ignored.
void put_key(std::string_view name, bool is_down, bool has_shift);
/// The page lost the focus: nothing is held down any more.
void put_blur();

/// CSS name of the cursor that ImGui wants.
[[nodiscard]] const char* cursor_name();

}  // namespace i2m::client::web
