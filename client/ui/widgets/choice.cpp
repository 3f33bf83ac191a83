// choice.cpp - segmented controls, tabs, switches and checkboxes.
#include "client/ui/widgets/choice.hpp"

#include <algorithm>
#include <vector>

#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/tooltip.hpp"

namespace i2m::client::ui {
namespace {

void draw_segment(Ui& ui, const Rect& box, const Segment& segment, const SegmentedSpec& spec, bool is_chosen,
                  const Interaction& touch) {
    const Palette& p = ui.palette();
    const Color ink = is_chosen ? p.text : mix(p.text2, p.text, touch.hover);
    if (spec.icon_only) return icon(ui, segment.icon, box.center(), 16, ink);
    if (segment.icon.empty()) {
        draw_text_in(ui, box.inset(4, 0), *spec.style, ink, segment.label, Align::Center);
        return;
    }
    const float width = 16 + 8 + text_width(ui, *spec.style, segment.label);
    const float x = box.center().x - width / 2;
    icon(ui, segment.icon, {x + 8, box.center().y}, 16, ink);
    draw_text_in(ui, {x + 24, box.y, box.right() - x - 24, box.h}, *spec.style, ink, segment.label);
}

/// Equal shares, or over pictures as much as each label needs.
std::vector<Rect> places_of(const Ui& ui, const Rect& inner, const SegmentedSpec& spec) {
    std::vector<float> widths;
    float sum = 0;
    for (const Segment& segment : spec.segments) {
        widths.push_back(spec.over_picture ? text_width(ui, *spec.style, segment.label) + 24 : 1.0F);
        sum += widths.back();
    }
    std::vector<Rect> places;
    float x = inner.x;
    for (const float width : widths) {
        places.push_back({x, inner.y, inner.w * width / sum, inner.h});
        x = places.back().right();
    }
    return places;
}

/// Arrow keys move among the choices; the whole group is one tab stop.
int moved(int chosen, int steps, std::size_t count) {
    if (steps == 0) return -1;
    const int to = std::clamp(chosen + steps, 0, static_cast<int>(count) - 1);
    return to == chosen ? -1 : to;
}

}  // namespace

float segmented_width(const Ui& ui, const SegmentedSpec& spec, float padding) {
    float width = 2 * spec.inset;
    for (const Segment& segment : spec.segments) {
        width +=
            2 * padding + (spec.icon_only ? 16 : text_width(ui, *spec.style, segment.label) + (segment.icon.empty() ? 0 : 24));
    }
    return width;
}

int segmented(Ui& ui, const Rect& box, const SegmentedSpec& spec) {
    const Palette& p = ui.palette();
    const IdScope scope(spec.name);
    fill(ui, box, spec.over_picture ? p.surface : p.sunken, kRadius);
    outline(ui, box, p.border, p.line_px, kRadius);
    const MirrorScope group(ui.mirror, item_of(Role::RadioGroup, spec.name, id_of("group")), box);
    const Rect inner = box.inset(spec.inset);
    const std::vector<Rect> places = places_of(ui, inner, spec);
    int picked = -1;
    // The thumb glides, so it is drawn once, below all labels.
    const Rect& chosen = places[static_cast<std::size_t>(std::clamp(spec.chosen, 0, static_cast<int>(places.size()) - 1))];
    const float left = ui.motion.to(id_of("thumb"), chosen.x - inner.x, kHoverMs);
    const Rect thumb{inner.x + left, inner.y, ui.motion.to(id_of("thumb width"), chosen.w, kHoverMs), inner.h};
    const float radius = kRadius - spec.inset + 1;
    if (!spec.over_picture || ui.kind == ThemeKind::Light) shadow(ui, thumb, radius, Elevation::Card);
    fill(ui, thumb, p.segment_active, radius);
    if (ui.kind != ThemeKind::Dark) outline(ui, thumb, p.border, p.line_px, radius);
    for (std::size_t i = 0; i < spec.segments.size(); ++i) {
        const Rect& place = places[i];
        const bool is_chosen = static_cast<int>(i) == spec.chosen;
        const Interaction touch = interact(ui, id_of(spec.segments[i].label), place);
        mirror_item(ui, touch, Role::Radio, spec.segments[i].label, place, false,
                    is_chosen ? std::uint16_t{kMirrorChecked} : std::uint16_t{0});
        draw_segment(ui, place, spec.segments[i], spec, is_chosen, touch);
        if (spec.icon_only) tooltip(ui, touch, place, spec.segments[i].label);
        if (touch.focused) focus_ring(ui, place, radius);
        if (touch.clicked && !is_chosen) picked = static_cast<int>(i);
        if (const int to = moved(spec.chosen, touch.steps, spec.segments.size()); to >= 0) picked = to;
    }
    return picked;
}

int tabs(Ui& ui, const Rect& box, std::string_view name, std::span<const std::string_view> labels, int chosen) {
    const Palette& p = ui.palette();
    const IdScope scope(name);
    const MirrorScope list(ui.mirror, item_of(Role::TabList, name, id_of("list")), box);
    float x = box.x;
    int picked = -1;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const Rect place{x, box.y, text_width(ui, kBodyMedium, labels[i]), box.h};
        const bool is_chosen = static_cast<int>(i) == chosen;
        const Interaction touch = interact(ui, id_of(labels[i]), place.inset(-8, 0));
        mirror_item(ui, touch, Role::Tab, labels[i], place, false, is_chosen ? std::uint16_t{kMirrorSelected} : std::uint16_t{0});
        draw_text_in(ui, place.inset(-1, 0), kBodyMedium, is_chosen ? p.text : mix(p.text2, p.text, touch.hover), labels[i],
                     Align::Center);
        if (is_chosen) fill(ui, {place.x, place.bottom() - 2, place.w, 2}, p.accent);
        if (touch.focused) focus_ring(ui, place.inset(-6, 6), kRadius);
        if (touch.clicked && !is_chosen) picked = static_cast<int>(i);
        if (const int to = moved(chosen, touch.steps, labels.size()); to >= 0) picked = to;
        x = place.right() + 24;
    }
    return picked;
}

bool toggle_switch(Ui& ui, const Rect& box, std::string_view label, bool is_on) {
    const Palette& p = ui.palette();
    const Interaction touch = interact(ui, id_of(label), box);
    mirror_item(ui, touch, Role::Switch, label, box, false, is_on ? std::uint16_t{kMirrorChecked} : std::uint16_t{0});
    const Rect track{box.x, box.center().y - 10, 36, 20};
    const float at = ui.motion.to(touch.id ^ 0x1234U, is_on ? 1.0F : 0.0F, kHoverMs);
    fill(ui, track, mix(p.control, p.accent, at), 10);
    fill(ui, {track.x + 3 + at * 16, track.y + 3, 14, 14}, ui.kind == ThemeKind::Light ? p.surface : mix(p.bg, p.on_accent, at),
         7);
    draw_text_in(ui, {track.right() + 8, box.y, box.right() - track.right() - 8, box.h}, kBody, p.text, label);
    if (touch.focused) focus_ring(ui, track, 10);
    return touch.clicked;
}

bool checkbox(Ui& ui, const Rect& box, std::string_view label, bool is_checked) {
    const Palette& p = ui.palette();
    const Interaction touch = interact(ui, id_of(label), box);
    mirror_item(ui, touch, Role::Checkbox, label, box, false, is_checked ? std::uint16_t{kMirrorChecked} : std::uint16_t{0});
    const Rect square{box.x, box.center().y - 10, 20, 20};
    if (is_checked) {
        fill(ui, square, state_color(touch, p.accent, p.accent_hover, p.accent_press), kRadiusSmall);
        icon(ui, icons::kCheck, square.center(), 14, p.on_accent);
    } else {
        fill(ui, square, p.surface, kRadiusSmall);
        outline(ui, square, mix(p.control, p.text2, touch.hover), p.line_px, kRadiusSmall);
    }
    draw_text_in(ui, {square.right() + 8, box.y, box.right() - square.right() - 8, box.h}, kBody, p.text, label);
    if (touch.focused) focus_ring(ui, square, kRadiusSmall);
    return touch.clicked;
}

}  // namespace i2m::client::ui
