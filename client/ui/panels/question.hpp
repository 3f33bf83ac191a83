// question.hpp - the dialogs of the pages.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// The dialog that the state asks for, if any. Drawn above everything but toasts.
void draw_question(PageView& view);

}  // namespace i2m::client::ui
