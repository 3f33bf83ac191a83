// scroll.cpp - scroll areas that feel like a page: wheel in pixels, a finger with inertia, a thin bar.
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "client/ui/paint.hpp"
#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kWheelPx = 100;
constexpr float kTouchSlopPx = 8;
constexpr double kGlideHalfLifeMs = 160;
constexpr float kSlowestPxMs = 0.02F;

float scroll_of(const ImGuiWindow& window, bool across) { return across ? window.Scroll.x : window.Scroll.y; }
float most_of(const ImGuiWindow& window, bool across) { return across ? window.ScrollMax.x : window.ScrollMax.y; }

void scroll_to(Ui& ui, ImGuiWindow& window, bool across, float to) {
    const float clamped = std::clamp(to, 0.0F, most_of(window, across));
    if (std::abs(clamped - scroll_of(window, across)) < 0.01F) return;
    across ? ImGui::SetScrollX(&window, clamped) : ImGui::SetScrollY(&window, clamped);
    ui.wants_frame = true;
}

void scroll_by_wheel(Ui& ui, ImGuiWindow& window, bool across) {
    const ImGuiIO& io = ImGui::GetIO();
    if (!ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return;
    const float wheel = across && io.MouseWheelH != 0 ? io.MouseWheelH : io.MouseWheel;
    if (wheel == 0 || most_of(window, across) <= 0 || ui.wheel_is_taken) return;
    ui.wheel_is_taken = true;
    scroll_to(ui, window, across, scroll_of(window, across) - wheel * kWheelPx);
}

/// A finger that moved more than the slop takes the click away from what is under it and moves the content.
void scroll_by_finger(Ui& ui, ImGuiWindow& window, bool across) {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.MouseSource != ImGuiMouseSource_TouchScreen) return;
    const bool started_here = window.OuterRectClipped.Contains(io.MouseClickedPos[0]);
    const ImVec2 moved(io.MousePos.x - io.MouseClickedPos[0].x, io.MousePos.y - io.MouseClickedPos[0].y);
    if (io.MouseDown[0] && started_here && !ui.drag_is_kept) {
        const float along = across ? moved.x : moved.y;
        if (!ui.touch.is_dragging && std::abs(along) > kTouchSlopPx && ui.touch.window == 0) {
            ui.touch = {window.ID, 0, true, ui.time_ms};
            ImGui::ClearActiveID();
        }
        if (ui.touch.is_dragging && ui.touch.window == window.ID) {
            const float delta = across ? io.MouseDelta.x : io.MouseDelta.y;
            const double passed = std::max(1.0, ui.time_ms - ui.touch.last_ms);
            ui.touch.speed_px_ms = 0.6F * ui.touch.speed_px_ms + 0.4F * delta / static_cast<float>(passed);
            ui.touch.last_ms = ui.time_ms;
            scroll_to(ui, window, across, scroll_of(window, across) - delta);
        }
    }
}

void glide(Ui& ui, ImGuiWindow& window, bool across) {
    TouchScroll& touch = ui.touch;
    if (touch.window != window.ID || ImGui::GetIO().MouseDown[0]) return;
    touch.is_dragging = false;
    const double passed = std::min(50.0, ui.time_ms - touch.last_ms);
    touch.last_ms = ui.time_ms;
    scroll_to(ui, window, across, scroll_of(window, across) - touch.speed_px_ms * static_cast<float>(passed));
    touch.speed_px_ms *= static_cast<float>(std::exp2(-passed / kGlideHalfLifeMs));
    const bool is_at_end = scroll_of(window, across) <= 0 || scroll_of(window, across) >= most_of(window, across);
    if (std::abs(touch.speed_px_ms) < kSlowestPxMs || is_at_end || ui.reduces_motion) {
        touch = {};
    } else {
        ui.wants_frame = true;
    }
}

void draw_bar(Ui& ui, const ImGuiWindow& window, const Rect& box) {
    const float most = window.ScrollMax.y;
    if (most <= 1 || box.h < 40 || ui.is_phone()) return;
    const float length = std::max(32.0F, box.h * box.h / (box.h + most));
    const float at = (box.h - length - 8) * std::clamp(window.Scroll.y / most, 0.0F, 1.0F);
    fill(ui, {box.right() - 9, box.y + 4 + at, 5, length}, ui.palette().control, 2.5F, Corners::All, 0.55F);
}

}  // namespace

ScrollArea::ScrollArea(Ui& ui, std::string_view key, const Rect& box, bool across) : ui_(ui), box_(box), across_(across) {
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    const std::string name(key);
    ImGui::BeginChild(name.c_str(), ImVec2(std::max(1.0F, box.w), std::max(1.0F, box.h)), ImGuiChildFlags_None,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground |
                          ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoMove);
    const ImGuiWindow& window = *ImGui::GetCurrentWindow();
    content_ = box.moved(-window.Scroll.x, -window.Scroll.y);
    end_ = across ? content_.right() : content_.bottom();
}

ScrollArea::~ScrollArea() {
    ImGuiWindow& window = *ImGui::GetCurrentWindow();
    // ImGui scrolls over what it was told lies inside; the items were placed by hand.
    const ImVec2 far(across_ ? end_ : content_.x, across_ ? content_.y : end_);
    window.DC.CursorMaxPos = far;
    window.DC.IdealMaxPos = far;
    scroll_by_wheel(ui_, window, across_);
    scroll_by_finger(ui_, window, across_);
    glide(ui_, window, across_);
    if (!across_) draw_bar(ui_, window, box_);
    ImGui::EndChild();
}

}  // namespace i2m::client::ui
