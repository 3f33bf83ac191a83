// logo.hpp - the mark: a flat picture frame whose corner has folded out into a faceted solid.
#pragma once

#include "client/ui/ui.hpp"

namespace i2m::client::ui {

/// The whole mark in a square of `size` at (x, y).
void draw_logo(Ui& ui, float x, float y, float size);
/// The solid alone, filling `box` as far as its shape allows; `flat` draws it as a plain picture would show it: without light.
void draw_solid(Ui& ui, const Rect& box, bool flat);

}  // namespace i2m::client::ui
