// ui.hpp - what every widget is given: theme, fonts, mirror, motion, focus, and the state of hands that is not the program's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/ui/fonts.hpp"
#include "client/ui/geometry.hpp"
#include "client/ui/gesture.hpp"
#include "client/ui/mirror_builder.hpp"
#include "client/ui/motion.hpp"
#include "client/ui/shadows.hpp"
#include "client/ui/theme.hpp"

namespace i2m::client::ui {

/// What the DOM sent since the last frame. An entry is taken by the widget it names and forgotten after a frame.
struct DomInput {
    std::uint32_t activated = 0;
    std::vector<std::pair<std::uint32_t, std::string>> texts;
    std::vector<std::pair<std::uint32_t, int>> steps;
};

struct Focus {
    std::uint32_t id = 0;
    bool is_visible = false;
    bool has_moved = false;  ///< in this frame: the widget scrolls itself into sight
};

/// A finger that scrolls, and how far it still glides.
struct TouchScroll {
    std::uint32_t window = 0;
    float speed_px_ms = 0;
    bool is_dragging = false;
    double last_ms = 0;
};

/// One per App; main thread only. Widgets draw into ImGui's current window.
struct Ui {
    ThemeKind kind = ThemeKind::Light;
    float text_scale = 1;
    float pixel_ratio = 1;
    double time_ms = 0;
    double passed_ms = 0;  ///< since the frame before, at most 100
    std::int64_t now_ms = 0;
    bool reduces_motion = false;
    Rect screen;
    float alpha = 1;  ///< of everything drawn now: fading menus and toasts

    Fonts fonts;
    Shadows shadows;
    MirrorBuilder mirror;
    Motion motion;
    Focus focus;
    Focus focus_before_dialog;       ///< gets the focus back when the dialog is answered
    std::uint32_t dialog_focus = 0;  ///< the first focus of the open dialog, 0 when there is none
    bool shows_dialog = false;       ///< in this frame
    DomInput dom;
    TouchScroll touch;
    PinchInput pinch;
    std::uint32_t open_menu = 0;  ///< the select whose menu is open
    std::uint32_t open_menu_next = 0;
    std::uint32_t hovered = 0;         ///< for tooltips: what the pointer rests on, and since when
    std::uint32_t hovered_before = 0;  ///< in the frame before
    double hovered_since_ms = 0;
    std::uint32_t editing = 0;  ///< text field being typed into, and its text
    std::string edited_text;
    bool drag_is_kept = false;    ///< the pointer's drag belongs to a widget (viewport, slider): nothing scrolls
    bool wheel_is_taken = false;  ///< in this frame, by the innermost area under the pointer
    float action_bar = 0;         ///< height of the bar at the foot: toasts stay above it
    bool wants_frame = false;
    double wake_in_ms = -1;  ///< a spinner's or a tooltip's next step; negative: none

    [[nodiscard]] const Palette& palette() const { return palette_of(kind); }
    /// Width in text of normal size: large text gets the layout of a smaller screen before words are cut.
    [[nodiscard]] float width_class() const { return screen.w / std::max(1.0F, text_scale); }
    [[nodiscard]] bool is_phone() const { return width_class() < 768; }
    /// ImGui's packing of a colour under the present alpha.
    [[nodiscard]] std::uint32_t color(Color color, float alpha = 1) const;
    /// Asks for a frame at the latest in `ms`.
    void wake(double ms);
    /// A length that holds text grows with the text size; padding does not.
    [[nodiscard]] float grown(float padding, const Style& style) const { return padding + style.line * text_scale; }
};

}  // namespace i2m::client::ui
