// drop_highlight.cpp - a frame of brackets around the whole page.
#include "client/ui/panels/drop_highlight.hpp"

#include <string>

#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/panels/drop_zone.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/overlay.hpp"

namespace i2m::client::ui {

void draw_drop_highlight(PageView& view) {
    Ui& ui = view.ui;
    const bool is_own_target = view.state.location.page == Page::Upload && view.state.files.empty();
    if (!view.state.drag_over || is_own_target) return;
    Overlay overlay(ui, "drop highlight", ui.screen, false);
    const Palette& p = ui.palette();
    const Rect area = ui.screen.inset(8);
    fill(ui, ui.screen, p.accent_soft, 0, Corners::None, 0.6F);
    draw_brackets(ui, area.inset(16), 4);
    const std::uint32_t n = view.state.drag_files;
    const std::string words = n > 1 ? "Drop to add " + std::to_string(n) + " images" : std::string("Drop to add the image");
    const float width = text_width(ui, kSub, words) + 88;
    const Rect box = area.centered(width, ui.grown(40, kSub));
    shadow(ui, box, kRadiusLarge, Elevation::Overlay);
    fill(ui, box, p.raised, kRadiusLarge);
    icon(ui, icons::kImagePlus, {box.x + 36, box.center().y}, 24, p.accent_text);
    text(ui, {box.x + 60, box.y, box.w - 84, box.h}, kSub, p.text, words);
}

}  // namespace i2m::client::ui
