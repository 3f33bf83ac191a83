// theme.cpp - the three palettes, and the contrast between two colours.
#include "client/ui/theme.hpp"

#include <algorithm>
#include <cmath>

namespace i2m::client::ui {
namespace {

constexpr Palette kLight = {
    .bg = 0xF5F7F8,
    .surface = 0xFFFFFF,
    .sunken = 0xECF0F1,
    .hover = 0xE6EBEE,
    .border = 0xDCE2E6,
    .control = 0x7C8A95,
    .text = 0x20272D,
    .text2 = 0x4A5761,
    .text3 = 0x5A6771,
    .accent = 0x1A6CA8,
    .accent_hover = 0x155A8D,
    .accent_press = 0x10496F,
    .on_accent = 0xFFFFFF,
    .accent_soft = 0xE3F1FA,
    .accent_text = 0x155F96,
    .focus = 0x1A6CA8,
    .ok = 0x0B6E57,
    .ok_soft = 0xDFF3EC,
    .warn = 0x8A4B08,
    .warn_soft = 0xFDF0DC,
    .danger = 0xB3261E,
    .danger_soft = 0xFCE8E6,
    .on_danger = 0xFFFFFF,
    .bar = 0x1F7EC0,
    .bar_track = 0xDFE5E9,
    .warn_fill = 0xC2650A,
    .ok_fill = 0x0F8F70,
    .danger_fill = 0xD93A2B,
    .danger_button = 0xC5302A,
    .danger_hover = 0xA82822,
    .danger_press = 0x8C1F1A,
    .raised = 0xFFFFFF,
    .pressed = 0xD9E0E4,
    .segment_active = 0xFFFFFF,
    .view_top = 0xF8FAFB,
    .view_bottom = 0xDDE5EA,
    .tile_top = 0xF7F9FA,
    .tile_bottom = 0xE4EAEE,
    .tip = 0x20272D,
    .on_tip = 0xFFFFFF,
    .shadow_tint = 0x1C2834,
    .logo_frame = 0x3A424A,
    .line_px = 1,
    .has_shadows = true,
};

constexpr Palette kDark = {
    .bg = 0x13171B,
    .surface = 0x1B2025,
    .sunken = 0x171B20,
    .hover = 0x283038,
    .border = 0x2E363E,
    .control = 0x6C7985,
    .text = 0xECF0F1,
    .text2 = 0xB4BFC8,
    .text3 = 0x8D9AA5,
    .accent = 0x5DADE2,
    .accent_hover = 0x7CBFEA,
    .accent_press = 0x4798CE,
    .on_accent = 0x0C1A25,
    .accent_soft = 0x173447,
    .accent_text = 0x7CC3F0,
    .focus = 0x5DADE2,
    .ok = 0x4FCBA5,
    .ok_soft = 0x14352D,
    .warn = 0xF5B041,
    .warn_soft = 0x3A2A10,
    .danger = 0xFF8B7E,
    .danger_soft = 0x3F1D1A,
    .on_danger = 0xFFFFFF,
    .bar = 0x5DADE2,
    .bar_track = 0x2E363E,
    .warn_fill = 0xF39C12,
    .ok_fill = 0x2FB98F,
    .danger_fill = 0xE74C3C,
    .danger_button = 0xC93A2D,
    .danger_hover = 0xA82822,
    .danger_press = 0x8C1F1A,
    .raised = 0x232A31,
    .pressed = 0x333C45,
    .segment_active = 0x333D46,
    .view_top = 0x2A3239,
    .view_bottom = 0x14181C,
    .tile_top = 0x3A444D,
    .tile_bottom = 0x262E35,
    .tip = 0xECF0F1,
    .on_tip = 0x20272D,
    .shadow_tint = 0x000000,
    .logo_frame = 0xDCE3E7,
    .line_px = 1,
    .has_shadows = true,
};

constexpr Palette kHigh = {
    .bg = 0x000000,
    .surface = 0x000000,
    .sunken = 0x0A0A0A,
    .hover = 0x1F1F1F,
    .border = 0xFFFFFF,
    .control = 0xFFFFFF,
    .text = 0xFFFFFF,
    .text2 = 0xFFFFFF,
    .text3 = 0xE0E0E0,
    .accent = 0x7FD3FF,
    .accent_hover = 0xB3E5FF,
    .accent_press = 0xFFFFFF,
    .on_accent = 0x000000,
    .accent_soft = 0x00293D,
    .accent_text = 0x9ADCFF,
    .focus = 0xFFE24D,
    .ok = 0x6CF0C2,
    .ok_soft = 0x002B1F,
    .warn = 0xFFC94D,
    .warn_soft = 0x2E1F00,
    .danger = 0xFF9E94,
    .danger_soft = 0x330400,
    .on_danger = 0x000000,
    .bar = 0x7FD3FF,
    .bar_track = 0x333333,
    .warn_fill = 0xFFC94D,
    .ok_fill = 0x6CF0C2,
    .danger_fill = 0xFF9E94,
    .danger_button = 0xFF9E94,
    .danger_hover = 0xFFC2BB,
    .danger_press = 0xFFFFFF,
    .raised = 0x0A0A0A,
    .pressed = 0x333333,
    .segment_active = 0x1F1F1F,
    .view_top = 0x000000,
    .view_bottom = 0x000000,
    .tile_top = 0x0A0A0A,
    .tile_bottom = 0x0A0A0A,
    .tip = 0xFFFFFF,
    .on_tip = 0x000000,
    .shadow_tint = 0x000000,
    .logo_frame = 0xFFFFFF,
    .line_px = 2,
    .has_shadows = false,
};

double channel(Color color, int shift) {
    const double value = static_cast<double>((color >> shift) & 255U) / 255;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(Color color) { return 0.2126 * channel(color, 16) + 0.7152 * channel(color, 8) + 0.0722 * channel(color, 0); }

}  // namespace

const Palette& palette_of(ThemeKind kind) {
    switch (kind) {
        case ThemeKind::Dark: return kDark;
        case ThemeKind::HighContrast: return kHigh;
        case ThemeKind::Light: break;
    }
    return kLight;
}

double contrast(Color a, Color b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Color mix(Color a, Color b, float share) {
    const auto blend = [&](int shift) {
        const auto from = static_cast<float>((a >> shift) & 255U);
        const auto to = static_cast<float>((b >> shift) & 255U);
        return static_cast<Color>(std::lround(from + (to - from) * share)) << shift;
    };
    return blend(16) | blend(8) | blend(0);
}

}  // namespace i2m::client::ui
