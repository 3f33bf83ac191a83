// file_tile.hpp - one dropped image: picture, name, measures, verdict in words, a way to remove it.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

[[nodiscard]] float file_tile_height(const Ui& ui);
[[nodiscard]] float file_row_height(const Ui& ui);
void draw_file_tile(PageView& view, const LocalFile& file, const Rect& box);
/// The phone's form.
void draw_file_row(PageView& view, const LocalFile& file, const Rect& box);

}  // namespace i2m::client::ui
