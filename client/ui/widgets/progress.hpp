// progress.hpp - how far something is: bars, banners, skeletons.
#pragma once

#include <string_view>

#include "client/ui/ui.hpp"
#include "client/ui/widgets/chip.hpp"

namespace i2m::client::ui {

/// A bar of `box`'s height; glides to `percent`. `name` is what it measures.
void progress_bar(Ui& ui, const Rect& box, std::string_view name, double percent, Tone tone = Tone::Info);
/// A gray shape where something will be.
void skeleton(Ui& ui, const Rect& box, float radius);
/// A line across the page that says what is wrong, with one deed. True when its button was clicked.
bool banner(Ui& ui, const Rect& box, std::string_view icon, std::string_view words, std::string_view deed, bool is_busy);
[[nodiscard]] float banner_height(const Ui& ui);

}  // namespace i2m::client::ui
