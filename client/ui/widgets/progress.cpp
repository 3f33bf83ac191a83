// progress.cpp - bars, skeletons and the banner.
#include "client/ui/widgets/progress.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/button.hpp"
#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {

void progress_bar(Ui& ui, const Rect& box, std::string_view name, double percent, Tone tone) {
    const Palette& p = ui.palette();
    MirrorItem item = item_of(Role::Progress, name);
    item.value_now = std::floor(percent);
    item.value_max = 100;
    item.value = std::to_string(static_cast<int>(percent)) + " %";
    if (is_clipped(box)) item.state |= kMirrorClipped;
    ui.mirror.add(std::move(item), box);
    const Color color = tone == Tone::Ok       ? p.ok_fill
                        : tone == Tone::Warn   ? p.warn_fill
                        : tone == Tone::Danger ? p.danger_fill
                                               : p.bar;
    const float share = ui.motion.to(id_of(name), static_cast<float>(std::clamp(percent, 0.0, 100.0) / 100), kProgressMs);
    fill(ui, box, p.bar_track, box.h / 2);
    if (share > 0) fill(ui, {box.x, box.y, std::max(box.h, box.w * share), box.h}, color, box.h / 2);
}

void skeleton(Ui& ui, const Rect& box, float radius) {
    const Palette& p = ui.palette();
    float light = 0.5F;
    if (!ui.reduces_motion) {
        light =
            0.5F + 0.5F * std::sin(static_cast<float>(
                              std::fmod(std::floor(ui.time_ms / kSpinnerStepMs) * kSpinnerStepMs, 1200.0) / 1200 * 6.2831853));
        ui.wake(kSpinnerStepMs);
    }
    fill(ui, box, mix(p.bar_track, p.hover, light), radius);
}

float banner_height(const Ui& ui) { return ui.grown(28, kBodyMedium); }

bool banner(Ui& ui, const Rect& box, std::string_view glyph, std::string_view words, std::string_view deed, bool is_busy) {
    const Palette& p = ui.palette();
    const MirrorScope status(ui.mirror, item_of(Role::Status, "Connection"), box);
    fill(ui, box, p.warn_soft, kRadiusMedium);
    icon(ui, glyph, {box.x + 16 + 8, box.center().y}, 16, p.warn);
    float right = box.right() - 8;
    const ButtonSpec spec{.label = deed, .size = ButtonSize::Small, .loading = is_busy};
    const bool is_clicked = button_before(ui, right, box, spec);
    text(ui, {box.x + 40, box.y, right - box.x - 52, box.h}, kBodyMedium, p.warn, words);
    return is_clicked;
}

}  // namespace i2m::client::ui
