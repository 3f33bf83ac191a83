// select.hpp - one of many, behind a box that opens a menu.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

struct SelectOption {
    std::string name;
    std::string aside = {};   ///< at the right: "$0.16, 48 s"
    std::string hint = {};    ///< behind the name
    std::string reason = {};  ///< why it cannot be chosen; empty: it can
};
struct SelectSpec {
    std::string_view label;  ///< accessible name
    std::span<const SelectOption> options;
    int chosen = -1;
    std::string_view icon = {};
    std::string_view placeholder = "Choose";
};
/// Gives the index that was chosen now, or -1. The menu opens below, above where there is no room.
[[nodiscard]] int select(Ui& ui, const Rect& box, const SelectSpec& spec);

}  // namespace i2m::client::ui
