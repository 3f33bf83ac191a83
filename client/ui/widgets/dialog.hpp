// dialog.hpp - a question before something that cannot be taken back: the button names the deed, Escape keeps.
#pragma once

#include <cstdint>
#include <string_view>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

struct DialogSpec {
    std::string_view icon;
    std::string_view title;
    std::string_view text;
    std::string_view keep;  ///< label of the way back; has the focus at first
    std::string_view deed;  ///< label of what is asked about
    bool is_danger = true;  ///< the deed destroys or costs; else it is the ordinary way on
    std::string_view key = "dialog";
};
enum class DialogAnswer : std::uint8_t { None, Keep, Deed };

/// Draws it in the middle of the screen over a scrim; all else is out of reach. What had the focus gets it back.
[[nodiscard]] DialogAnswer dialog(Ui& ui, const DialogSpec& spec);

}  // namespace i2m::client::ui
