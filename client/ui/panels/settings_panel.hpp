// settings_panel.hpp - which model makes a job, or runs files again, with which options.
#pragma once

#include "client/ui/page_view.hpp"

namespace i2m::client::ui {

/// Whose settings are shown and changed.
struct SettingsTarget {
    const Settings& settings;
    SettingsOf of = SettingsOf::Upload;
};

/// Height of the controls alone, `width` wide.
[[nodiscard]] float settings_height(const Ui& ui, const Settings& settings, float width);
[[nodiscard]] float settings_panel_height(const PageView& view, float width);
/// The controls alone, without a card, from `inner`'s top.
void draw_settings(PageView& view, const SettingsTarget& target, const Rect& inner);
void draw_settings_panel(PageView& view, const Rect& box);
/// The phone's sheet over the page.
void draw_settings_sheet(PageView& view);

}  // namespace i2m::client::ui
