// interact.cpp - one way of being clicked, hovered and focused for all widgets.
#include "client/ui/widgets/interact.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "client/ui/paint.hpp"

namespace i2m::client::ui {
namespace {

bool is_touch() { return ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen; }

int steps_for(const Ui& ui, std::uint32_t id) {
    int steps = 0;
    for (const auto& [target, by] : ui.dom.steps) steps += target == id ? by : 0;
    return steps;
}

void scroll_into_sight(const Rect& box) {
    ImGuiWindow* window = ImGui::GetCurrentWindow();
    const ImRect wanted(box.x - 8, box.y - 8, box.right() + 8, box.bottom() + 8);
    ImGui::ScrollToRectEx(window, wanted, ImGuiScrollFlags_KeepVisibleEdgeX | ImGuiScrollFlags_KeepVisibleEdgeY);
}

}  // namespace

IdScope::IdScope(std::string_view key) { ImGui::PushID(key.data(), key.data() + key.size()); }
IdScope::IdScope(std::uint32_t key) { ImGui::PushID(static_cast<int>(key)); }
IdScope::~IdScope() { ImGui::PopID(); }

std::uint32_t id_of(std::string_view key) { return ImGui::GetID(key.data(), key.data() + key.size()); }

Interaction interact(Ui& ui, std::uint32_t id, const Rect& box, const InteractSpec& spec) {
    Interaction touch;
    touch.id = id;
    touch.focused = ui.focus.id == id && ui.focus.is_visible && !spec.disabled;
    if (ui.focus.id == id && ui.focus.has_moved) scroll_into_sight(box);
    const ImRect bounds(box.x, box.y, box.right(), box.bottom());
    const bool is_shown =
        ImGui::ItemAdd(bounds, id, nullptr, spec.overlapped ? ImGuiItemFlags{ImGuiItemFlags_AllowOverlap} : ImGuiItemFlags{0});
    if (spec.disabled) return touch;
    if (is_shown) {
        bool hovered = false;
        touch.clicked =
            ImGui::ButtonBehavior(bounds, id, &hovered, &touch.held,
                                  spec.overlapped ? ImGuiButtonFlags{ImGuiButtonFlags_AllowOverlap} : ImGuiButtonFlags{0});
        touch.hovered = hovered && (!is_touch() || touch.held);
        if (touch.hovered) {
            ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
            if (ui.hovered_before != id) ui.hovered_since_ms = ui.time_ms;
            ui.hovered = id;
        }
    }
    if (ui.dom.activated == id) touch.clicked = true;
    touch.steps = steps_for(ui, id);
    touch.hover = ui.motion.to(id, touch.hovered ? 1.0F : 0.0F, kHoverMs);
    touch.press = ui.motion.to(id ^ 0x5BD1E995U, touch.held && touch.hovered ? 1.0F : 0.0F, kHoverMs);
    return touch;
}

MirrorItem item_of(Role role, std::string_view name, std::uint32_t id) {
    MirrorItem item;
    item.role = role;
    item.name = name;
    item.id = id;
    return item;
}

void mirror_item(Ui& ui, const Interaction& touch, Role role, std::string_view name, const Rect& box, bool disabled,
                 std::uint16_t state, std::string_view value, std::string_view description) {
    MirrorItem item = item_of(role, name, touch.id);
    item.state = state;
    if (disabled) item.state |= kMirrorDisabled;
    if (ui.focus.id == touch.id) item.state |= kMirrorFocused;
    if (is_clipped(box)) item.state |= kMirrorClipped;
    item.value = value;
    item.description = description;
    ui.mirror.add(std::move(item), box);
}

Color state_color(const Interaction& touch, Color normal, Color hover, Color press) {
    return mix(mix(normal, hover, touch.hover), press, touch.press);
}

}  // namespace i2m::client::ui
