// choice.hpp - one of few, on or off, a number on a line: segmented, tabs, switch, checkbox, slider.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

struct Segment {
    std::string_view label;
    std::string_view icon = {};  ///< with `icon_only` the label is only the name
};
struct SegmentedSpec {
    std::string_view name;  ///< of the group
    std::span<const Segment> segments;
    int chosen = 0;
    float inset = 3;
    bool icon_only = false;
    bool over_picture = false;  ///< surface instead of the sunken track
    const Style* style = &kBodyMedium;
};
/// Gives the index of the segment that was chosen now, or -1.
[[nodiscard]] int segmented(Ui& ui, const Rect& box, const SegmentedSpec& spec);
[[nodiscard]] float segmented_width(const Ui& ui, const SegmentedSpec& spec, float padding);

/// Gives the index of the tab that was chosen now, or -1.
[[nodiscard]] int tabs(Ui& ui, const Rect& box, std::string_view name, std::span<const std::string_view> labels, int chosen);

/// True when toggled. The label stands at the right of the switch.
bool toggle_switch(Ui& ui, const Rect& box, std::string_view label, bool is_on);
bool checkbox(Ui& ui, const Rect& box, std::string_view label, bool is_checked);

/// A number as words: "40,000".
using ValueWords = std::string (*)(std::int64_t value);
struct SliderSpec {
    std::string_view label;
    std::int64_t value = 0, min = 0, max = 1;
    bool is_logarithmic = false;  ///< equal steps multiply
    ValueWords words = nullptr;
    bool disabled = false;
};
struct SliderChange {
    bool has_changed = false;
    std::int64_t value = 0;
};
/// Label at the left, value at the right (it can be typed), line below. About 44 high at 100 % text.
[[nodiscard]] SliderChange slider(Ui& ui, const Rect& box, const SliderSpec& spec);
[[nodiscard]] float slider_height(const Ui& ui);
/// Rounded to a value that people would choose: two significant digits.
[[nodiscard]] std::int64_t nice_value(double value);

}  // namespace i2m::client::ui
