// pages.hpp - the pages, each drawn into the area below the top bar.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

void draw_upload_page(PageView& view, const Rect& area);
void draw_processing_page(PageView& view, const Rect& area);
void draw_results_page(PageView& view, const Rect& area);
void draw_error_page(PageView& view, const Rect& area);

}  // namespace i2m::client::ui
