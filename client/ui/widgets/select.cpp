// select.cpp - the box, its menu, and closing it by Escape or a press elsewhere.
#include "client/ui/widgets/select.hpp"

#include <imgui.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "client/ui/icon_codes.hpp"
#include "client/ui/paint.hpp"
#include "client/ui/text.hpp"
#include "client/ui/widgets/interact.hpp"
#include "client/ui/widgets/overlay.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kMenuPadding = 8;
constexpr float kMenuRoom = 96;  ///< what a box's menu is drawn with around it, for its shadow

void draw_box(Ui& ui, const Rect& box, const SelectSpec& spec, const Interaction& touch) {
    const Palette& p = ui.palette();
    fill(ui, box, p.surface, kRadius);
    outline(ui, box, mix(p.control, p.text2, touch.hover), p.line_px, kRadius);
    float left = box.x + 12;
    float right = box.right() - 12;
    icon(ui, icons::kChevronsUpDown, {right - 8, box.center().y}, 16, p.text);
    right -= 24;
    if (!spec.icon.empty()) {
        icon(ui, spec.icon, {left + 8, box.center().y}, 16, p.accent_text);
        left += 24;
    }
    if (spec.chosen < 0 || static_cast<std::size_t>(spec.chosen) >= spec.options.size()) {
        draw_text_in(ui, {left, box.y, right - left, box.h}, kBody, p.text3, spec.placeholder);
        return;
    }
    const SelectOption& option = spec.options[static_cast<std::size_t>(spec.chosen)];
    const float name = text_width(ui, kBodyMedium, option.name);
    const float aside = option.aside.empty() ? 0 : text_width(ui, kBody, option.aside) + 12;
    if (left + name + aside <= right && aside > 0) {
        draw_text_in(ui, {right - aside, box.y, aside, box.h}, kBody, p.text2, option.aside, Align::Right);
        right -= aside;
    }
    draw_text_in(ui, {left, box.y, right - left, box.h}, kBodyMedium, p.text, option.name);
    const float hint_x = left + name + 8;
    if (hint_x + text_width(ui, kBody, option.hint) <= right) {
        draw_text_in(ui, {hint_x, box.y, right - hint_x + 1, box.h}, kBody, p.text3, option.hint);
    }
}

bool draw_option(Ui& ui, const Rect& row, const SelectOption& option, bool is_chosen) {
    const Palette& p = ui.palette();
    const bool is_dead = !option.reason.empty();
    const Interaction touch = interact(ui, id_of("option"), row, {is_dead, false, false});
    const std::string name = option.aside.empty() ? option.name : option.name + ", " + option.aside;
    mirror_item(ui, touch, Role::Option, name, row, is_dead, is_chosen ? std::uint16_t{kMirrorSelected} : std::uint16_t{0}, {},
                option.reason);
    if (touch.hover > 0.01F || touch.focused) fill(ui, row, p.hover, kRadius, Corners::All, touch.focused ? 1 : touch.hover);
    const Rect inner = row.inset(12, 0);
    if (is_chosen) icon(ui, icons::kCheck, {inner.right() - 8, row.center().y}, 16, p.accent_text);
    const float aside_right = inner.right() - 32;
    const float aside = draw_text_in(ui, {inner.x + inner.w / 2, row.y, aside_right - inner.x - inner.w / 2, row.h}, kSmall,
                                     p.text2, is_dead ? option.reason : option.aside, Align::Right);
    draw_text_in(ui, {inner.x, row.y, aside_right - aside - 8 - inner.x, row.h}, is_chosen ? kBodyMedium : kBody,
                 is_dead ? p.text3 : p.text, option.name);
    return touch.clicked;
}

int draw_menu(Ui& ui, const Rect& box, const SelectSpec& spec, float shown) {
    const Palette& p = ui.palette();
    const float row_h = ui.grown(20, kBody);
    const float wanted = row_h * static_cast<float>(spec.options.size()) + 2 * kMenuPadding;
    const float below = ui.screen.h - box.bottom() - 16;
    const float above = box.y - 16;
    const bool opens_up = wanted > below && above > below;
    const float height = std::min(wanted, opens_up ? above : below);
    Rect menu{box.x, opens_up ? box.y - 8 - height : box.bottom() + 8, box.w, height};
    menu.y += (1 - shown) * 4;
    Overlay overlay(ui, "menu", menu.inset(-kMenuRoom), false);
    shadow(ui, menu, kRadiusLarge, Elevation::Overlay);
    fill(ui, menu, p.raised, kRadiusLarge);
    outline(ui, menu, p.border, p.line_px, kRadiusLarge);
    int picked = -1;
    {
        Overlay rows(ui, "menu rows", menu, true);
        const MirrorScope list(ui.mirror, item_of(Role::ListBox, spec.label, id_of("list")), menu);
        ScrollArea area(ui, "scroll", menu.inset(1));
        Rect inner = area.content().inset(kMenuPadding - 1);
        inner.h = row_h * static_cast<float>(spec.options.size());
        for (std::size_t i = 0; i < spec.options.size(); ++i) {
            const IdScope scope(static_cast<std::uint32_t>(i));
            const Rect row{inner.x, inner.y + row_h * static_cast<float>(i), inner.w, row_h};
            if (draw_option(ui, row, spec.options[i], static_cast<int>(i) == spec.chosen)) picked = static_cast<int>(i);
        }
        area.content_to(inner.bottom() + kMenuPadding - 1);
    }
    const bool pressed_elsewhere = ImGui::IsMouseClicked(0) &&
                                   !menu.contains(ImGui::GetIO().MousePos.x, ImGui::GetIO().MousePos.y) &&
                                   !box.contains(ImGui::GetIO().MousePos.x, ImGui::GetIO().MousePos.y);
    if (picked >= 0 || pressed_elsewhere || ImGui::IsKeyPressed(ImGuiKey_Escape)) ui.open_menu_next = 0;
    return picked;
}

int stepped(const SelectSpec& spec, int steps) {
    int at = spec.chosen;
    const int last = static_cast<int>(spec.options.size()) - 1;
    for (int left = std::abs(steps); left > 0;) {
        at += steps > 0 ? 1 : -1;
        if (at < 0 || at > last) return -1;
        if (spec.options[static_cast<std::size_t>(at)].reason.empty()) --left;
    }
    return at == spec.chosen ? -1 : at;
}

}  // namespace

int select(Ui& ui, const Rect& box, const SelectSpec& spec) {
    const IdScope scope(spec.label);
    const Interaction touch = interact(ui, id_of("box"), box);
    const bool is_open = ui.open_menu == touch.id;
    const bool has_choice = spec.chosen >= 0 && static_cast<std::size_t>(spec.chosen) < spec.options.size();
    mirror_item(ui, touch, Role::ComboBox, spec.label, box, false,
                is_open ? std::uint16_t{kMirrorExpanded} : std::uint16_t{kMirrorCollapsed},
                has_choice ? std::string_view(spec.options[static_cast<std::size_t>(spec.chosen)].name) : spec.placeholder);
    draw_box(ui, box, spec, touch);
    if (touch.focused || is_open) focus_ring(ui, box, kRadius);
    if (touch.clicked) ui.open_menu_next = is_open ? 0 : touch.id;
    int picked = touch.steps != 0 ? stepped(spec, touch.steps) : -1;
    const float shown = ui.motion.to(touch.id ^ 0x2C7A1U, is_open ? 1.0F : 0.0F, kMenuMs, 0);
    if (is_open) {
        const float before = std::exchange(ui.alpha, ui.alpha * std::max(0.05F, shown));
        if (const int from_menu = draw_menu(ui, box, spec, shown); from_menu >= 0 && from_menu != spec.chosen) picked = from_menu;
        ui.alpha = before;
    }
    return picked;
}

}  // namespace i2m::client::ui
