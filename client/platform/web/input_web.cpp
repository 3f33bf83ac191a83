// input_web.cpp - the page's events in ImGui's units.
#include "client/platform/web/input_web.hpp"

#include <imgui.h>

#include <cfloat>
#include <utility>

namespace i2m::client::web {
namespace {

constexpr float kWheelUnitPx = 100;  // what scroll areas take a wheel unit for (client/ui/widgets/scroll.cpp)

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

void put_scroll(float dx_px, float dy_px) { ImGui::GetIO().AddMouseWheelEvent(-dx_px / kWheelUnitPx, -dy_px / kWheelUnitPx); }

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
