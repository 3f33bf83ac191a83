// dialog_frame.cpp - scrim, box, focus and rows of buttons.
#include "client/ui/widgets/dialog_frame.hpp"

#include <imgui.h>

#include <algorithm>

#include "client/ui/paint.hpp"
#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {
namespace {

bool do_stack(const Ui& ui, float width, std::span<const ButtonSpec> buttons) {
    float wanted = -8;
    for (const ButtonSpec& spec : buttons) wanted += button_width(ui, spec) + 8;
    return wanted > width;
}

}  // namespace

DialogFrame::DialogFrame(Ui& ui, const DialogFrameSpec& spec) : ui_(ui), scrim_(ui, "dialog scrim", ui.screen, true) {
    const Palette& p = ui.palette();
    const float shown = ui.motion.to(id_of("dialog"), 1, kPanelMs, 0);
    fill(ui, ui.screen, 0x000000, 0, Corners::None, 0.5F * shown);
    box_ = ui.screen.centered(dialog_width(ui, spec.width), spec.height).moved(0, (1 - shown) * 4);
    shadow(ui, box_, kRadiusLarge, Elevation::Overlay);
    front_.emplace(ui, spec.key, box_, true);
    const std::uint32_t first = id_of(spec.first_focus);
    if (ui.dialog_focus != first) {
        if (ui.dialog_focus == 0) ui.focus_before_dialog = ui.focus;
        ui.dialog_focus = first;
        ui.focus = {first, ui.focus.is_visible, true};
        ui.wants_frame = true;
    }
    ui.shows_dialog = true;
    MirrorItem item = item_of(Role::Dialog, spec.title, id_of("question"));
    item.state = kMirrorModal;
    item.description = spec.description;
    scope_.emplace(ui.mirror, std::move(item), box_);
    fill(ui, box_, p.raised, kRadiusLarge);
    outline(ui, box_, p.border, p.line_px, kRadiusLarge);
}

bool DialogFrame::is_escaped() const { return ui_.open_menu == 0 && ImGui::IsKeyPressed(ImGuiKey_Escape, false); }

float dialog_width(const Ui& ui, float wanted) { return std::min(wanted, ui.screen.w - 32); }

float dialog_buttons_height(const Ui& ui, float width, std::span<const ButtonSpec> buttons) {
    const float one = button_height(ui, ButtonSize::Medium);
    return do_stack(ui, width, buttons) ? (one + 8) * static_cast<float>(buttons.size()) - 8 : one;
}

int dialog_buttons(Ui& ui, const Rect& row, std::span<const ButtonSpec> buttons) {
    int clicked = -1;
    if (do_stack(ui, row.w, buttons)) {
        float y = row.y;
        const float height = button_height(ui, ButtonSize::Medium);
        for (std::size_t i = 0; i < buttons.size(); ++i, y += height + 8) {
            if (button(ui, {row.x, y, row.w, height}, buttons[i])) clicked = static_cast<int>(i);
        }
        return clicked;
    }
    float left = row.right() + 8;
    for (const ButtonSpec& spec : buttons) left -= button_width(ui, spec) + 8;
    for (std::size_t i = 0; i < buttons.size(); ++i, left += 8) {
        if (button_at(ui, left, row, buttons[i])) clicked = static_cast<int>(i);
    }
    return clicked;
}

}  // namespace i2m::client::ui
