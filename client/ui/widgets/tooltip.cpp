// tooltip.cpp - inverse colours, 8 px away.
#include "client/ui/widgets/tooltip.hpp"

#include <imgui.h>

#include <algorithm>
#include <utility>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/overlay.hpp"

namespace i2m::client::ui {
namespace {
constexpr float kMaxWidth = 240;
}

void tooltip(Ui& ui, const Interaction& touch, const Rect& box, std::string_view words) {
    const bool is_resting = touch.hovered && !touch.held;
    if (is_resting && !touch.focused && ui.time_ms - ui.hovered_since_ms < kTooltipDelayMs) {
        ui.wake(kTooltipDelayMs - (ui.time_ms - ui.hovered_since_ms));
    }
    const bool is_due = touch.focused || (is_resting && ui.time_ms - ui.hovered_since_ms >= kTooltipDelayMs);
    const float shown = ui.motion.to(touch.id ^ 0x77073096U, is_due ? 1.0F : 0.0F, kMenuMs, 0);
    if (!is_due || shown <= 0.01F) {
        if (is_due) ui.wants_frame = true;
        return;
    }
    const std::vector<std::string> lines = wrapped(ui, kSmall, words, kMaxWidth - 24);
    float width = 0;
    for (const std::string& line : lines) width = std::max(width, text_width(ui, kSmall, line));
    const float step = line_height(ui, kSmall);
    Rect tip{box.center().x - width / 2 - 12, box.bottom() + 8, width + 24, step * static_cast<float>(lines.size()) + 16};
    if (tip.bottom() > ui.screen.h - 4) tip.y = box.y - 8 - tip.h;
    tip.x = std::clamp(tip.x, 4.0F, std::max(4.0F, ui.screen.w - tip.w - 4));
    tip.y += (1 - shown) * 4;
    Overlay overlay(ui, "tooltip", tip.inset(-20), false);
    const float before = std::exchange(ui.alpha, ui.alpha * shown);
    shadow(ui, tip, kRadius, Elevation::Floating);
    fill(ui, tip, ui.palette().tip, kRadius);
    float y = tip.y + 8;
    for (const std::string& line : lines) {
        draw_text(ui, tip.x + 12, y, kSmall, ui.palette().on_tip, line);
        y += step;
    }
    ui.alpha = before;
}

}  // namespace i2m::client::ui
