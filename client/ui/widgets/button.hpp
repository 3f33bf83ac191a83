// button.hpp - buttons, icon tools and links.
#pragma once

#include <string_view>

#include "client/ui/geometry.hpp"
#include "client/ui/ui.hpp"

namespace i2m::client::ui {

enum class ButtonKind : std::uint8_t { Primary, Secondary, Ghost, Danger };
enum class ButtonSize : std::uint8_t { Small, Medium, Large };  ///< 32, 40, 48 high at 100 % text

struct ButtonSpec {
    std::string_view label;
    std::string_view icon = {};
    std::string_view trailing = {};  ///< icon behind the label
    ButtonKind kind = ButtonKind::Secondary;
    ButtonSize size = ButtonSize::Medium;
    std::string_view name = {};  ///< accessible name; the label when empty
    std::string_view description = {};
    std::string_view key = {};  ///< id; the name when empty
    bool disabled = false;
    bool loading = false;           ///< a spinner takes the icon's place; not usable
    std::string_view key_cap = {};  ///< a shortcut shown inside: "Ctrl V"
};

[[nodiscard]] float button_height(const Ui& ui, ButtonSize size);
[[nodiscard]] float button_width(const Ui& ui, const ButtonSpec& spec);
/// True when clicked.
bool button(Ui& ui, const Rect& box, const ButtonSpec& spec);
/// The same at its own size, its left (or right) end at `x`, vertically in the middle of `row`. Moves `x` behind it.
bool button_at(Ui& ui, float& x, const Rect& row, const ButtonSpec& spec);
bool button_before(Ui& ui, float& x, const Rect& row, const ButtonSpec& spec);

/// A square with an icon; `name` is also its tooltip. `on` is a pressed toggle.
struct ToolSpec {
    std::string_view icon;
    std::string_view name;
    float icon_size = 16;
    bool on = false;
    bool is_toggle = false;
    bool framed = false;  ///< surface and border: over pictures
    bool disabled = false;
    std::string_view key = {};
};
bool tool(Ui& ui, const Rect& box, const ToolSpec& spec);

/// Words that lead to an address of the page; the mirror makes it a real anchor.
bool link(Ui& ui, float x, float y, const Style& style, std::string_view words, std::string_view address);
/// An entry of the navigation: a pill when current.
bool nav_link(Ui& ui, const Rect& box, std::string_view words, std::string_view address, bool is_current);

/// A turning arc; at most ten steps a second, still under reduced motion.
void spinner(Ui& ui, Point center, float size, Color color);
/// A small key as printed on keyboards. Gives its width.
float key_cap(Ui& ui, float x, float center_y, std::string_view key);
[[nodiscard]] float key_cap_width(const Ui& ui, std::string_view key);

}  // namespace i2m::client::ui
