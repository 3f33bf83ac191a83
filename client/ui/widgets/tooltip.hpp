// tooltip.hpp - a word beside what the pointer rests on.
#pragma once

#include <string_view>

#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {

/// Shows `words` below `box` (above where there is no room) once the pointer has rested for 500 ms, or at once while the
/// widget has the keyboard's focus. Says nothing to the mirror: the words are the widget's name or description there.
void tooltip(Ui& ui, const Interaction& touch, const Rect& box, std::string_view words);

}  // namespace i2m::client::ui
