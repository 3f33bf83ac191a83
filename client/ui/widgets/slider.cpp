// slider.cpp - a number on a line: dragged, stepped by keys, or typed.
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/choice.hpp"
#include "client/ui/widgets/field.hpp"
#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kThumb = 16;
constexpr int kKeySteps = 50;  ///< arrow presses from end to end

float share_of(const SliderSpec& spec, std::int64_t value) {
    const auto low = static_cast<double>(spec.min);
    const auto high = static_cast<double>(spec.max);
    const auto at = static_cast<double>(std::clamp(value, spec.min, spec.max));
    if (high <= low) return 0;
    if (spec.is_logarithmic && low > 0) return static_cast<float>(std::log(at / low) / std::log(high / low));
    return static_cast<float>((at - low) / (high - low));
}

std::int64_t value_at(const SliderSpec& spec, float share) {
    const auto low = static_cast<double>(spec.min);
    const auto high = static_cast<double>(spec.max);
    const double t = std::clamp(static_cast<double>(share), 0.0, 1.0);
    const double value = spec.is_logarithmic && low > 0 ? low * std::pow(high / low, t) : low + (high - low) * t;
    return std::clamp(nice_value(value), spec.min, spec.max);
}

/// Digits of what was typed; separators and units are ignored. Negative when there is no number.
std::int64_t typed_value(std::string_view text) {
    std::int64_t value = -1;
    for (const char c : text) {
        if (c < '0' || c > '9') continue;
        if (value > 1'000'000'000) break;
        value = std::max<std::int64_t>(value, 0) * 10 + (c - '0');
    }
    return value;
}

void draw_line(Ui& ui, const Rect& line, float share, const Interaction& touch, bool is_disabled) {
    const Palette& p = ui.palette();
    const float alpha = is_disabled ? 0.45F : 1.0F;
    const float x = line.x + kThumb / 2 + (line.w - kThumb) * share;
    const float y = line.center().y;
    fill(ui, {line.x, y - 2, line.w, 4}, p.bar_track, 2, Corners::All, alpha);
    fill(ui, {line.x, y - 2, x - line.x, 4}, p.bar, 2, Corners::All, alpha);
    const float halo = std::max(touch.hover, touch.held ? 1.0F : 0.0F);
    if (halo > 0.01F) fill(ui, Rect{x, y, 0, 0}.inset(-16 * halo), p.accent_soft, 16 * halo);
    const Rect thumb{x - kThumb / 2, y - kThumb / 2, kThumb, kThumb};
    fill(ui, thumb, p.surface, kThumb / 2);
    outline(ui, thumb, p.bar, 2, kThumb / 2, Corners::All, alpha);
    if (touch.focused) focus_ring(ui, thumb, kThumb / 2);
}

}  // namespace

std::int64_t nice_value(double value) {
    if (value < 100) return std::llround(value);
    const double step = std::pow(10.0, std::floor(std::log10(value)) - 1);
    return std::llround(std::round(value / step) * step);
}

float slider_height(const Ui& ui) { return line_height(ui, kSmallMedium) + 28; }

SliderChange slider(Ui& ui, const Rect& box, const SliderSpec& spec) {
    const Palette& p = ui.palette();
    const IdScope scope(spec.label);
    SliderChange change{false, spec.value};
    const float top = line_height(ui, kBodyMedium);
    draw_text_in(ui, {box.x, box.y, box.w / 2, top}, kSmallMedium, p.text2, spec.label);
    const Rect line{box.x, box.y + top + 4, box.w, 24};
    const Interaction touch = interact(ui, id_of("line"), line, {spec.disabled, false, true});
    mirror_item(ui, touch, Role::Slider, spec.label, line, spec.disabled, 0, spec.words(spec.value));
    MirrorItem& item = *ui.mirror.last();
    item.value_now = static_cast<double>(spec.value);
    item.value_min = static_cast<double>(spec.min);
    item.value_max = static_cast<double>(spec.max);
    if (touch.held) {
        ui.drag_is_kept = true;
        const float share = (ImGui::GetIO().MousePos.x - line.x - kThumb / 2) / std::max(1.0F, line.w - kThumb);
        change.value = value_at(spec, share);
    }
    if (touch.steps != 0) change.value = value_at(spec, share_of(spec, spec.value) + static_cast<float>(touch.steps) / kKeySteps);
    const std::string shown = spec.words(spec.value);
    const float room = std::max(72.0F, text_width(ui, kBodyMedium, shown) + 8);
    const std::string name = std::string(spec.label) + " as a number";
    if (const auto typed = field(ui, {box.right() - room, box.y, room, top}, {name, shown, "", "", "", true})) {
        if (const std::int64_t value = typed_value(*typed); value >= 0) change.value = std::clamp(value, spec.min, spec.max);
    }
    draw_line(ui, line, share_of(spec, spec.value), touch, spec.disabled);
    change.has_changed = change.value != spec.value;
    return change;
}

}  // namespace i2m::client::ui
