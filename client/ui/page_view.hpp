// page_view.hpp - what a page or a panel is given to draw itself.
#pragma once

#include "client/app/action.hpp"
#include "client/app/state.hpp"
#include "client/ui/ui.hpp"
#include "client/viewer/viewport.hpp"

namespace i2m::client::ui {

/// State is read, wishes go to `actions`. Main thread, inside a frame.
struct PageView {
    Ui& ui;
    const State& state;
    ViewportRenderer& renderer;
    Actions& actions;

    [[nodiscard]] const Palette& palette() const { return ui.palette(); }
};

inline constexpr float kBarHeight = 56;
/// Space at both sides of a page.
[[nodiscard]] inline float page_margin(const Ui& ui) { return ui.is_phone() ? 16.0F : 24.0F; }
/// The page's width with the margins taken off, at most 1 760.
[[nodiscard]] inline Rect page_column(const Ui& ui, const Rect& area) {
    const Rect inner = area.inset(page_margin(ui), 0);
    return inner.w <= 1760 ? inner : Rect{inner.x + (inner.w - 1760) / 2, inner.y, 1760, inner.h};
}

}  // namespace i2m::client::ui
