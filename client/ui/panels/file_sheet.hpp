// file_sheet.hpp - dialogs about files: why one failed, what becomes of an unknown one, another run in another way.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

void draw_file_sheet(PageView& view);

}  // namespace i2m::client::ui
