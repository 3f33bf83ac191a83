// input_web.cpp - the page's events in ImGui's units.
#include "client/platform/web/input_web.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <utility>

namespace i2m::client::web {
namespace {

constexpr float kWheelNotchPx = 100;

constexpr std::pair<std::string_view, ImGuiKey> kKeys[] = {
    {"LeftArrow", ImGuiKey_LeftArrow},
    {"RightArrow", ImGuiKey_RightArrow},
    {"UpArrow", ImGuiKey_UpArrow},
    {"DownArrow", ImGuiKey_DownArrow},
    {"PageUp", ImGuiKey_PageUp},
    {"PageDown", ImGuiKey_PageDown},
    {"Home", ImGuiKey_Home},
    {"End", ImGuiKey_End},
    {"Escape", ImGuiKey_Escape},
    {"Delete", ImGuiKey_Delete},
    {"Backspace", ImGuiKey_Backspace},
    {"Enter", ImGuiKey_Enter},
    {"Space", ImGuiKey_Space},
    {"KeypadAdd", ImGuiKey_KeypadAdd},
    {"KeypadSubtract", ImGuiKey_KeypadSubtract},
    {"Slash", ImGuiKey_Slash},
};

ImGuiKey key_of(std::string_view name) {
    for (const auto& [known, key] : kKeys) {
        if (known == name) return key;
    }
    if (name.size() != 1) return ImGuiKey_None;
    if (name[0] >= 'A' && name[0] <= 'Z') return static_cast<ImGuiKey>(ImGuiKey_A + (name[0] - 'A'));
    if (name[0] >= '0' && name[0] <= '9') return static_cast<ImGuiKey>(ImGuiKey_0 + (name[0] - '0'));
    return ImGuiKey_None;
}

/// Pixels that ImGui scrolls for one wheel unit in the window under the pointer (UpdateMouseWheel in imgui.cpp), so that
/// the page's distances come out exactly.
ImVec2 px_per_wheel_unit() {
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    const ImGuiWindow* window = context.WheelingWindow != nullptr ? context.WheelingWindow : context.HoveredWindow;
    while (window != nullptr && (window->Flags & ImGuiWindowFlags_ChildWindow) != 0 && window->ParentWindow != nullptr &&
           ((window->ScrollMax.x == 0.0F && window->ScrollMax.y == 0.0F) ||
            (window->Flags & ImGuiWindowFlags_NoScrollWithMouse) != 0)) {
        window = window->ParentWindow;
    }
    if (window == nullptr) return {kWheelNotchPx, kWheelNotchPx};
    const float most_x = window->InnerRect.GetWidth() * 0.67F;
    const float most_y = window->InnerRect.GetHeight() * 0.67F;
    return {std::max(ImTrunc(std::min(2 * window->FontRefSize, most_x)), 1.0F),
            std::max(ImTrunc(std::min(5 * window->FontRefSize, most_y)), 1.0F)};
}

}  // namespace

void put_position(float x, float y, bool is_touch) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddMouseSourceEvent(is_touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
    io.AddMousePosEvent(x, y);
}

void put_leave() { ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX); }

void put_button(int button, bool is_down) {
    if (button < 0 || button > 2) return;
    constexpr int kImGuiButtons[] = {ImGuiMouseButton_Left, ImGuiMouseButton_Middle, ImGuiMouseButton_Right};
    ImGui::GetIO().AddMouseButtonEvent(kImGuiButtons[button], is_down);
}

void put_scroll(float dx_px, float dy_px, bool is_zoom) {
    const ImVec2 unit = is_zoom ? ImVec2(kWheelNotchPx, kWheelNotchPx) : px_per_wheel_unit();
    ImGui::GetIO().AddMouseWheelEvent(-dx_px / unit.x, -dy_px / unit.y);
}

void put_key(std::string_view name, bool is_down, bool has_shift) {
    const ImGuiKey key = key_of(name);
    if (key == ImGuiKey_None) return;
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(ImGuiMod_Shift, has_shift && is_down);
    io.AddKeyEvent(key, is_down);
}

void put_blur() {
    ImGuiIO& io = ImGui::GetIO();
    for (int button = 0; button < 3; ++button) io.AddMouseButtonEvent(button, false);
    io.AddFocusEvent(false);
    io.AddFocusEvent(true);
}

const char* cursor_name() {
    switch (ImGui::GetMouseCursor()) {
        case ImGuiMouseCursor_TextInput: return "text";
        case ImGuiMouseCursor_ResizeAll: return "move";
        case ImGuiMouseCursor_ResizeNS: return "ns-resize";
        case ImGuiMouseCursor_ResizeEW: return "ew-resize";
        case ImGuiMouseCursor_ResizeNESW: return "nesw-resize";
        case ImGuiMouseCursor_ResizeNWSE: return "nwse-resize";
        case ImGuiMouseCursor_Hand: return "pointer";
        case ImGuiMouseCursor_NotAllowed: return "not-allowed";
        case ImGuiMouseCursor_Wait: return "wait";
        case ImGuiMouseCursor_Progress: return "progress";
        default: return "default";
    }
}

}  // namespace i2m::client::web
