// chip.cpp - 24 high, icon 14, small medium word.
#include "client/ui/widgets/chip.hpp"

#include <algorithm>
#include <cmath>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"

namespace i2m::client::ui {

Color tone_ink(const Palette& palette, Tone tone) {
    switch (tone) {
        case Tone::Info: return palette.accent_text;
        case Tone::Ok: return palette.ok;
        case Tone::Warn: return palette.warn;
        case Tone::Danger: return palette.danger;
        case Tone::Neutral: break;
    }
    return palette.text2;
}

Color tone_soft(const Palette& palette, Tone tone) {
    switch (tone) {
        case Tone::Info: return palette.accent_soft;
        case Tone::Ok: return palette.ok_soft;
        case Tone::Warn: return palette.warn_soft;
        case Tone::Danger: return palette.danger_soft;
        case Tone::Neutral: break;
    }
    return palette.hover;
}

float chip_height(const Ui& ui) { return ui.grown(8, kSmallMedium); }

float chip_width(const Ui& ui, const ChipSpec& spec) {
    const float before = spec.icon.empty() ? 8.0F : 6.0F + 14.0F + 4.0F;
    return std::ceil(before + text_width(ui, kSmallMedium, spec.label) + 8);
}

float chip(Ui& ui, float x, float y, const ChipSpec& spec, float max_width) {
    const Palette& p = ui.palette();
    const Rect box{x, y, std::min(chip_width(ui, spec), max_width), chip_height(ui)};
    note(ui, box, Role::Text, spec.label);
    const Color ink = tone_ink(p, spec.tone);
    if (spec.over_picture) {
        fill(ui, box, p.surface, kRadius);
        outline(ui, box, p.border, p.line_px, kRadius);
    } else {
        fill(ui, box, tone_soft(p, spec.tone), kRadius);
    }
    float left = box.x + 8;
    if (!spec.icon.empty()) {
        icon(ui, spec.icon, {box.x + 13, box.center().y}, 14, ink);
        left = box.x + 24;
    }
    draw_text_in(ui, {left, box.y, box.right() - 8 - left + 1, box.h}, kSmallMedium, ink, spec.label);
    return box.w;
}

}  // namespace i2m::client::ui
