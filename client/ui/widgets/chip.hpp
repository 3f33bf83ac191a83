// chip.hpp - a state as icon and word on a soft fill.
#pragma once

#include <string_view>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

enum class Tone : std::uint8_t { Neutral, Info, Ok, Warn, Danger };

struct ChipSpec {
    std::string_view icon;
    std::string_view label;
    Tone tone = Tone::Neutral;
    bool over_picture = false;  ///< surface and border instead of a soft fill
};

[[nodiscard]] Color tone_ink(const Palette& palette, Tone tone);
[[nodiscard]] Color tone_soft(const Palette& palette, Tone tone);
[[nodiscard]] float chip_width(const Ui& ui, const ChipSpec& spec);
[[nodiscard]] float chip_height(const Ui& ui);
/// Draws it with its left top at (x, y), at most `max_width` wide, and puts its word into the mirror. Gives its width.
float chip(Ui& ui, float x, float y, const ChipSpec& spec, float max_width = 1e6F);

}  // namespace i2m::client::ui
