// button.cpp - buttons of all kinds and sizes.
#include "client/ui/widgets/button.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/tooltip.hpp"

namespace i2m::client::ui {
namespace {

struct Measures {
    float height_padding, padding, icon, gap, trailing;
    Style style;
};

const Measures& measures(ButtonSize size) {
    static constexpr Measures kSmall{12, 12, 16, 8, 16, kBodyMedium};
    static constexpr Measures kMedium{20, 16, 16, 8, 16, kBodyMedium};
    static constexpr Measures kLarge{24, 24, 20, 8, 20, kLeadMedium};
    switch (size) {
        case ButtonSize::Small: return kSmall;
        case ButtonSize::Large: return kLarge;
        case ButtonSize::Medium: break;
    }
    return kMedium;
}

struct Look {
    Color fill, ink;
    Color line;
    bool has_fill, has_line;
};

Look look_of(const Palette& p, const ButtonSpec& spec, const Interaction& touch) {
    if (spec.disabled) return {p.sunken, p.text3, p.border, spec.kind != ButtonKind::Ghost, spec.kind == ButtonKind::Secondary};
    switch (spec.kind) {
        case ButtonKind::Primary:
            return {state_color(touch, p.accent, p.accent_hover, p.accent_press), p.on_accent, 0, true, false};
        case ButtonKind::Danger:
            return {state_color(touch, p.danger_button, p.danger_hover, p.danger_press), p.on_danger, 0, true, false};
        case ButtonKind::Secondary:
            return {state_color(touch, p.raised, p.hover, p.pressed), p.text, mix(p.control, p.text2, touch.hover), true, true};
        case ButtonKind::Ghost: break;
    }
    return {state_color(touch, p.hover, p.hover, p.pressed), mix(p.text2, p.text, touch.hover), 0, touch.hover > 0.01F, false};
}

void draw_content(Ui& ui, const Rect& box, const ButtonSpec& spec, const Measures& m, Color ink) {
    const float wanted = button_width(ui, spec) - 2 * m.padding;
    const float room = box.w - 2 * std::min(m.padding, 12.0F);
    float x = box.x + (box.w - std::min(wanted, room)) / 2;
    const float middle = box.center().y;
    float label_room = room;
    if (!spec.icon.empty() || spec.loading) {
        const Point at{x + m.icon / 2, middle};
        spec.loading ? spinner(ui, at, m.icon, ink) : icon(ui, spec.icon, at, m.icon, ink);
        x += m.icon + m.gap;
        label_room -= m.icon + m.gap;
    }
    const std::string label = fitted(ui, m.style, spec.label, label_room);
    x += draw_text(ui, x, middle - line_height(ui, m.style) / 2, m.style, ink, label);
    if (!spec.trailing.empty()) icon(ui, spec.trailing, {x + m.gap + m.trailing / 2, middle}, m.trailing, ink);
    if (!spec.key_cap.empty()) key_cap(ui, x + m.gap, middle, spec.key_cap);
}

}  // namespace

float button_height(const Ui& ui, ButtonSize size) { return ui.grown(measures(size).height_padding, measures(size).style); }

float button_width(const Ui& ui, const ButtonSpec& spec) {
    const Measures& m = measures(spec.size);
    float width = 2 * m.padding + text_width(ui, m.style, spec.label);
    if (!spec.icon.empty() || spec.loading) width += m.icon + m.gap;
    if (!spec.trailing.empty()) width += m.gap + m.trailing;
    if (!spec.key_cap.empty()) width += m.gap + key_cap_width(ui, spec.key_cap);
    return std::ceil(width);
}

bool button(Ui& ui, const Rect& box, const ButtonSpec& spec) {
    const std::string_view name = spec.name.empty() ? spec.label : spec.name;
    const bool is_dead = spec.disabled || spec.loading;
    const Interaction touch = interact(ui, id_of(spec.key.empty() ? name : spec.key), box, {is_dead, false, false});
    mirror_item(ui, touch, Role::Button, name, box, is_dead, spec.loading ? std::uint16_t{kMirrorBusy} : std::uint16_t{0}, {},
                spec.description);
    const Look look = look_of(ui.palette(), spec, touch);
    if (look.has_fill) fill(ui, box, look.fill, kRadius, Corners::All, spec.kind == ButtonKind::Ghost ? touch.hover : 1);
    if (look.has_line) outline(ui, box, look.line, ui.palette().line_px, kRadius);
    draw_content(ui, box, spec, measures(spec.size), look.ink);
    if (touch.focused) focus_ring(ui, box, kRadius);
    return touch.clicked;
}

bool button_at(Ui& ui, float& x, const Rect& row, const ButtonSpec& spec) {
    const Rect box = Rect{x, row.y, button_width(ui, spec), row.h}.centered(button_width(ui, spec), button_height(ui, spec.size));
    x = box.right();
    return button(ui, box, spec);
}

bool button_before(Ui& ui, float& x, const Rect& row, const ButtonSpec& spec) {
    x -= button_width(ui, spec);
    float start = x;
    return button_at(ui, start, row, spec);
}

bool tool(Ui& ui, const Rect& box, const ToolSpec& spec) {
    const Palette& p = ui.palette();
    const Interaction touch = interact(ui, id_of(spec.key.empty() ? spec.name : spec.key), box, {spec.disabled, false, false});
    mirror_item(ui, touch, Role::Button, spec.name, box, spec.disabled,
                spec.is_toggle && spec.on ? std::uint16_t{kMirrorChecked} : std::uint16_t{0});
    if (spec.framed) {
        fill(ui, box, state_color(touch, p.surface, p.hover, p.pressed), kRadius);
        outline(ui, box, p.border, p.line_px, kRadius);
    } else if (spec.on) {
        fill(ui, box, p.accent_soft, kRadius);
    } else if (touch.hover > 0.01F) {
        fill(ui, box, mix(p.hover, p.pressed, touch.press), kRadius, Corners::All, touch.hover);
    }
    const Color ink = spec.disabled ? p.text3 : spec.on ? p.accent_text : mix(p.text2, p.text, touch.hover);
    icon(ui, spec.icon, box.center(), spec.icon_size, ink);
    if (touch.focused) focus_ring(ui, box, kRadius);
    tooltip(ui, touch, box, spec.name);
    return touch.clicked;
}

bool link(Ui& ui, float x, float y, const Style& style, std::string_view words, std::string_view address) {
    const Rect box{x, y, text_width(ui, style, words), line_height(ui, style)};
    const Interaction touch = interact(ui, id_of(words), box);
    mirror_item(ui, touch, Role::Link, words, box, false, 0, address);
    draw_text(ui, x, y, style, ui.palette().accent_text, words);
    if (touch.hover > 0.01F) fill(ui, {x, box.bottom() - 2, box.w, 1}, ui.palette().accent_text, 0, Corners::None, touch.hover);
    if (touch.focused) focus_ring(ui, box.inset(-2), kRadiusSmall);
    return touch.clicked;
}

bool nav_link(Ui& ui, const Rect& box, std::string_view words, std::string_view address, bool is_current) {
    const Palette& p = ui.palette();
    const Interaction touch = interact(ui, id_of(words), box);
    mirror_item(ui, touch, Role::Link, words, box, false, is_current ? std::uint16_t{kMirrorCurrent} : std::uint16_t{0}, address);
    if (is_current) {
        fill(ui, box, ui.kind == ThemeKind::Light ? p.sunken : p.hover, kRadius);
    } else if (touch.hover > 0.01F) {
        fill(ui, box, p.hover, kRadius, Corners::All, touch.hover);
    }
    draw_text_in(ui, box, kBodyMedium, is_current ? p.text : mix(p.text2, p.text, touch.hover), words, Align::Center);
    if (touch.focused) focus_ring(ui, box, kRadius);
    return touch.clicked;
}

void spinner(Ui& ui, Point center, float size, Color color) {
    ImDrawList& list = draw_list();
    const float thickness = std::max(1.5F, size / 9);
    const float radius = (size - thickness) / 2 - 0.5F;
    double turn = 0.125;
    if (!ui.reduces_motion) {
        turn = std::floor(ui.time_ms / kSpinnerStepMs) / 12;
        ui.wake(kSpinnerStepMs);
    }
    const auto start = static_cast<float>(std::fmod(turn, 1.0) * 6.2831853 - 1.5708);
    list.AddCircle(ImVec2(center.x, center.y), radius, ui.color(color, 0.25F), 0, thickness);
    list.PathArcTo(ImVec2(center.x, center.y), radius, start, start + 1.7F);
    list.PathStroke(ui.color(color), 0, thickness);
}

float key_cap_width(const Ui& ui, std::string_view key) { return text_width(ui, kMono, key) + 14; }

float key_cap(Ui& ui, float x, float center_y, std::string_view key) {
    const Rect box{x, center_y - ui.grown(4, kMono) / 2, key_cap_width(ui, key), ui.grown(4, kMono)};
    fill(ui, box, ui.palette().sunken, kRadiusSmall);
    outline(ui, box, ui.palette().border, ui.palette().line_px, kRadiusSmall);
    draw_text_in(ui, box, kMono, ui.palette().text2, key, Align::Center);
    return box.w;
}

}  // namespace i2m::client::ui
