// toast.cpp - 400 wide, 12 from the edge, newest at the bottom.
#include "client/ui/widgets/toast.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/chip.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/overlay.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kWidth = 400;
constexpr float kEdge = 12;
constexpr float kTextLeft = 48;     ///< of the toast's edge
constexpr float kButtonsLeft = 44;  ///< of "Dismiss", from the toast's right
constexpr float kGap = 8;           ///< before each button
constexpr float kTextGap = 12;      ///< between words and the button beside them
constexpr float kShadowRoom = 60;

std::string_view deed_words(ToastDeed deed) {
    switch (deed) {
        case ToastDeed::OpenResults: return "Open";
        case ToastDeed::RetryFiles:
        case ToastDeed::RetryUpload: return "Retry";
        case ToastDeed::Browse: return "Browse";
        case ToastDeed::None: break;
    }
    return "";
}

struct Look {
    const char* icon;
    Tone tone;
};
Look look_of(ToastKind kind) {
    switch (kind) {
        case ToastKind::Success: return {icons::kCircleCheck, Tone::Ok};
        case ToastKind::Failure: return {icons::kCircleAlert, Tone::Danger};
        case ToastKind::Info: break;
    }
    return {icons::kInfo, Tone::Info};
}

float text_room(const Ui& ui, const Toast& toast, float width) {
    const float room = width - kTextLeft - kButtonsLeft;
    const std::string_view deed = deed_words(toast.deed);
    if (deed.empty()) return room;  // the cross has air of its own
    return room - kGap - button_width(ui, {.label = deed, .size = ButtonSize::Small}) - kTextGap;
}

float toast_height(const Ui& ui, const Toast& toast, float width) {
    const float room = text_room(ui, toast, width);
    const float words = paragraph_height(ui, room, kBodyMedium, toast.title, 2) +
                        (toast.text.empty() ? 0 : paragraph_height(ui, room, kSmall, toast.text, 3));
    return std::max(56.0F, words + 24);
}

void draw_toast(Ui& ui, const Toast& toast, const Rect& box, Actions& actions) {
    const Palette& p = ui.palette();
    const IdScope scope(toast.id);
    const MirrorScope group(ui.mirror, item_of(toast.kind == ToastKind::Failure ? Role::Alert : Role::Status, "", id_of("toast")),
                            box);
    fill(ui, box, p.raised, kRadiusMedium);
    outline(ui, box, p.border, p.line_px, kRadiusMedium);
    const Look look = look_of(toast.kind);
    icon(ui, look.icon, {box.x + 26, box.y + 12 + line_height(ui, kBodyMedium) / 2}, 20, tone_ink(p, look.tone));
    const float room = text_room(ui, toast, box.w);
    const float y = box.y + 12 + (toast.text.empty() ? (box.h - 24 - line_height(ui, kBodyMedium)) / 2 : 0);
    const float title = paragraph(ui, box.x + kTextLeft, y, room, kBodyMedium, p.text, toast.title, 2);
    if (!toast.text.empty()) paragraph(ui, box.x + kTextLeft, y + title, room, kSmall, p.text2, toast.text, 3);
    if (tool(ui, Rect{box.right() - kButtonsLeft, box.y, 32, box.h}.centered(32, 32),
             {.icon = icons::kX, .name = "Dismiss", .icon_size = 16})) {
        actions.push(ToastDismissed{toast.id});
    }
    float right = box.right() - kButtonsLeft - kGap;
    const std::string_view deed = deed_words(toast.deed);
    if (!deed.empty() && button_before(ui, right, box, {.label = deed, .size = ButtonSize::Small}))
        actions.push(ToastActed{toast.id});
}

}  // namespace

void draw_toasts(Ui& ui, const State& state, Actions& actions, float bottom) {
    if (state.toasts.empty()) return;
    const float width = std::min(kWidth, ui.screen.w - 2 * kEdge);
    float y = bottom - kEdge;
    for (std::size_t i = state.toasts.size(); i-- > 0;) {
        const Toast& toast = state.toasts[i];
        const float height = toast_height(ui, toast, width);
        y -= height;
        const float shown = ui.motion.to(0xA5A50000U + toast.id, 1, kPanelMs, 0);
        const Rect box{ui.screen.w - kEdge - width, y + (1 - shown) * 4, width, height};
        const float before = std::exchange(ui.alpha, ui.alpha * shown);
        Overlay back(ui, "toast shadow " + std::to_string(toast.id), box.inset(-kShadowRoom), false);
        shadow(ui, box, kRadiusMedium, Elevation::Overlay);
        {
            Overlay front(ui, "toast " + std::to_string(toast.id), box, true);
            draw_toast(ui, toast, box, actions);
        }
        ui.alpha = before;
        y -= 8;
    }
}

}  // namespace i2m::client::ui
