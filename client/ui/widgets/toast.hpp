// toast.hpp - short messages at the bottom right.
#pragma once

#include "client/app/action.hpp"
#include "client/app/state.hpp"
#include "client/ui/ui.hpp"

namespace i2m::client::ui {

/// Draws all toasts above `bottom`.
void draw_toasts(Ui& ui, const State& state, Actions& actions, float bottom);

}  // namespace i2m::client::ui
