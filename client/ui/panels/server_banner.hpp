// server_banner.hpp - says that the server is away, and what still works.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// Cuts its strip off the top of `area` while the server is away.
void draw_server_banner(PageView& view, Rect& area);

}  // namespace i2m::client::ui
