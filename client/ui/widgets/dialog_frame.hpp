// dialog_frame.hpp - the box of a dialog over a scrim: focus goes in and comes back, all else is out of reach.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "client/ui/mirror_builder.hpp"
#include "client/ui/ui.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/overlay.hpp"

namespace i2m::client::ui {

inline constexpr float kDialogPadding = 24;

struct DialogFrameSpec {
    std::string_view key;  ///< one per kind of dialog
    std::string_view title;
    std::string_view description;
    float width = 440;
    float height = 0;
    std::string_view first_focus = "keep";  ///< key of the button that has the focus at first
};

/// Open for the time of a block. What had the focus before the first dialog gets it back after the last.
class DialogFrame {
public:
    DialogFrame(Ui& ui, const DialogFrameSpec& spec);
    DialogFrame(const DialogFrame&) = delete;
    DialogFrame& operator=(const DialogFrame&) = delete;
    [[nodiscard]] const Rect& box() const { return box_; }
    /// Escape was pressed, and no menu is open that it would close.
    [[nodiscard]] bool is_escaped() const;

private:
    Ui& ui_;
    Rect box_;
    Overlay scrim_;
    std::optional<Overlay> front_;
    std::optional<MirrorScope> scope_;
};

/// Width that a dialog of `wanted` has on this screen.
[[nodiscard]] float dialog_width(const Ui& ui, float wanted);
/// Height of a row of buttons in `width`: below each other where they do not fit beside each other.
[[nodiscard]] float dialog_buttons_height(const Ui& ui, float width, std::span<const ButtonSpec> buttons);
/// The buttons from the right, the last one outermost; the index of the clicked one, or -1.
int dialog_buttons(Ui& ui, const Rect& row, std::span<const ButtonSpec> buttons);

}  // namespace i2m::client::ui
