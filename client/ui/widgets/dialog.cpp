// dialog.cpp - 440 wide, padding 24, the deed at the right.
#include "client/ui/widgets/dialog.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/dialog_frame.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kWidth = 440;
constexpr float kIcon = 40;

}  // namespace

DialogAnswer dialog(Ui& ui, const DialogSpec& spec) {
    const Palette& p = ui.palette();
    const float width = dialog_width(ui, kWidth);
    const float text_x = kDialogPadding + kIcon + 16;
    const float room = width - text_x - kDialogPadding;
    const float row_width = width - 2 * kDialogPadding;
    const std::array<ButtonSpec, 2> buttons = {
        ButtonSpec{.label = spec.keep, .kind = ButtonKind::Ghost, .key = "keep"},
        ButtonSpec{.label = spec.deed, .kind = spec.is_danger ? ButtonKind::Danger : ButtonKind::Primary}};
    const float foot = dialog_buttons_height(ui, row_width, buttons);
    const float words = paragraph_height(ui, room, kSub, spec.title) + 4 + paragraph_height(ui, room, kBody, spec.text);
    const float height = kDialogPadding + std::max(words, kIcon) + 24 + foot + kDialogPadding;

    const DialogFrame frame(ui, {spec.key, spec.title, spec.text, kWidth, height});
    const Rect& box = frame.box();
    const Rect mark{box.x + kDialogPadding, box.y + kDialogPadding, kIcon, kIcon};
    fill(ui, mark, spec.is_danger ? p.danger_soft : p.accent_soft, kRadius);
    icon(ui, spec.icon, mark.center(), 20, spec.is_danger ? p.danger : p.accent_text);
    float y = box.y + kDialogPadding;
    for (const std::string& line : wrapped(ui, kSub, spec.title, room)) {
        heading(ui, {box.x + text_x, y, room, line_height(ui, kSub)}, kSub, line, 2);
        y += line_height(ui, kSub);
    }
    paragraph(ui, box.x + text_x, y + 4, room, kBody, p.text2, spec.text);
    const int clicked =
        dialog_buttons(ui, {box.x + kDialogPadding, box.bottom() - kDialogPadding - foot, row_width, foot}, buttons);
    if (clicked == 1) return DialogAnswer::Deed;
    return clicked == 0 || frame.is_escaped() ? DialogAnswer::Keep : DialogAnswer::None;
}

}  // namespace i2m::client::ui
