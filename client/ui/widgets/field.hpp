// field.hpp - text fields. The DOM's real <input> does the typing; here is how it looks, and what it says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

struct FieldSpec {
    std::string_view name;
    std::string_view text;  ///< as the state has it
    std::string_view placeholder = {};
    std::string_view error = {};  ///< shown by colour; the sentence is the caller's
    std::string_view icon = {};   ///< at the right
    bool bare = false;            ///< without box: a value that can be typed
};
/// The new text while it is typed into, or nothing.
[[nodiscard]] std::optional<std::string> field(Ui& ui, const Rect& box, const FieldSpec& spec);

}  // namespace i2m::client::ui
