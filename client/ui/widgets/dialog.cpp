// dialog.cpp - 440 wide, padding 24, the deed at the right.
#include "client/ui/widgets/dialog.hpp"

#include <imgui.h>

#include <algorithm>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/overlay.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kWidth = 440;
constexpr float kPadding = 24;
constexpr float kIcon = 40;

/// The buttons from the right; below each other where both do not fit beside each other.
DialogAnswer draw_buttons(Ui& ui, const Rect& row, const DialogSpec& spec, bool stacks) {
    const ButtonSpec deed{.label = spec.deed, .kind = ButtonKind::Danger};
    const ButtonSpec keep{.label = spec.keep, .kind = ButtonKind::Ghost, .key = "keep"};
    bool does = false;
    bool keeps = false;
    if (stacks) {
        const float height = button_height(ui, ButtonSize::Medium);
        keeps = button(ui, {row.x, row.y, row.w, height}, keep);
        does = button(ui, {row.x, row.y + height + 8, row.w, height}, deed);
    } else {
        float left = row.right() - button_width(ui, deed) - 8 - button_width(ui, keep);
        keeps = button_at(ui, left, row, keep);
        left += 8;
        does = button_at(ui, left, row, deed);
    }
    return does ? DialogAnswer::Deed : keeps ? DialogAnswer::Keep : DialogAnswer::None;
}

}  // namespace

DialogAnswer dialog(Ui& ui, const DialogSpec& spec) {
    const Palette& p = ui.palette();
    const float width = std::min(kWidth, ui.screen.w - 32);
    const float text_x = kPadding + kIcon + 16;
    const float room = width - text_x - kPadding;
    const float buttons = button_width(ui, {.label = spec.deed}) + 8 + button_width(ui, {.label = spec.keep});
    const bool stacks = buttons > width - 2 * kPadding;
    const float foot = button_height(ui, ButtonSize::Medium) * (stacks ? 2.0F : 1.0F) + (stacks ? 8.0F : 0.0F);
    const float words = paragraph_height(ui, room, kSub, spec.title) + 4 + paragraph_height(ui, room, kBody, spec.text);
    const float height = kPadding + std::max(words, kIcon) + 24 + foot + kPadding;
    const float shown = ui.motion.to(id_of("dialog"), 1, kPanelMs, 0);

    Overlay scrim(ui, "dialog scrim", ui.screen, true);
    fill(ui, ui.screen, 0x000000, 0, Corners::None, 0.5F * shown);
    const Rect box = ui.screen.centered(width, height).moved(0, (1 - shown) * 4);
    shadow(ui, box, kRadiusLarge, Elevation::Overlay);
    Overlay front(ui, "dialog", box, true);
    const std::uint32_t keep = id_of("keep");
    if (ui.dialog_focus != keep) {
        ui.focus_before_dialog = ui.focus;
        ui.dialog_focus = keep;
        ui.focus = {keep, ui.focus.is_visible, true};
        ui.wants_frame = true;
    }
    ui.shows_dialog = true;
    MirrorItem item = item_of(Role::Dialog, spec.title, id_of("question"));
    item.state = kMirrorModal;
    item.description = spec.text;
    const MirrorScope scope(ui.mirror, std::move(item), box);
    fill(ui, box, p.raised, kRadiusLarge);
    outline(ui, box, p.border, p.line_px, kRadiusLarge);
    const Rect mark{box.x + kPadding, box.y + kPadding, kIcon, kIcon};
    fill(ui, mark, p.danger_soft, kRadius);
    icon(ui, spec.icon, mark.center(), 20, p.danger);
    float y = box.y + kPadding;
    for (const std::string& line : wrapped(ui, kSub, spec.title, room)) {
        heading(ui, {box.x + text_x, y, room, line_height(ui, kSub)}, kSub, line, 2);
        y += line_height(ui, kSub);
    }
    paragraph(ui, box.x + text_x, y + 4, room, kBody, p.text2, spec.text);
    const Rect row{box.x + kPadding, box.bottom() - kPadding - foot, width - 2 * kPadding, foot};
    const DialogAnswer answer = draw_buttons(ui, row, spec, stacks);
    return answer == DialogAnswer::None && ImGui::IsKeyPressed(ImGuiKey_Escape, false) ? DialogAnswer::Keep : answer;
}

}  // namespace i2m::client::ui
