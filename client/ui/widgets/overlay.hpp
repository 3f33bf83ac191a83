// overlay.hpp - a layer above the page for the time of a block: menus, tooltips, toasts, dialogs.
#pragma once

#include <string_view>

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

/// What is drawn inside lies on top of everything begun before. With `takes_pointer` what lies below cannot be hovered
/// inside `box`.
class Overlay {
public:
    Overlay(Ui& ui, std::string_view key, const Rect& box, bool takes_pointer);
    ~Overlay();
    Overlay(const Overlay&) = delete;
    Overlay& operator=(const Overlay&) = delete;
};

}  // namespace i2m::client::ui
