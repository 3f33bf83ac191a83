// viewport.cpp - hands on the 3D view.
#include "client/ui/widgets/viewport.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "client/ui/widgets/interact.hpp"

namespace i2m::client::ui {
namespace {

constexpr float kKeyTurnPx = 24;  ///< one arrow press turns like a drag this long
constexpr float kWheelSteps = 1.2F;
constexpr double kTurnMs = 12'000;

std::array<float, 3> channels(Color color) {
    return {static_cast<float>((color >> 16) & 255U) / 255, static_cast<float>((color >> 8) & 255U) / 255,
            static_cast<float>(color & 255U) / 255};
}

void turn_by_pointer(Ui& ui, const Rect& box, std::uint32_t id, Camera& camera) {
    const ImGuiIO& io = ImGui::GetIO();
    const ImRect bounds(box.x, box.y, box.right(), box.bottom());
    const bool hovered = ImGui::ItemHoverable(bounds, id, ImGuiItemFlags_AllowOverlap);
    if (hovered && ImGui::GetCurrentContext()->ActiveId == 0) {
        for (int button = 0; button < 3; ++button) {
            if (io.MouseClicked[button]) ImGui::SetActiveID(id, ImGui::GetCurrentWindow());
        }
    }
    if (hovered && io.MouseWheel != 0 && !ui.wheel_is_taken) {
        ui.wheel_is_taken = true;
        zoom(camera, io.MouseWheel * kWheelSteps);
    }
    if (ImGui::GetCurrentContext()->ActiveId != id) return;
    ui.drag_is_kept = true;
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
    const bool pans = io.MouseDown[1] || io.MouseDown[2] || io.KeyShift;
    if (!io.MouseDown[0] && !io.MouseDown[1] && !io.MouseDown[2]) {
        ImGui::ClearActiveID();
    } else if (ui.pinch.zoom_steps == 0 && (io.MouseDelta.x != 0 || io.MouseDelta.y != 0)) {
        pans ? pan(camera, io.MouseDelta.x, io.MouseDelta.y, box.h) : orbit(camera, io.MouseDelta.x, io.MouseDelta.y, box.h);
    }
}

void turn_by_fingers(const Ui& ui, const Rect& box, Camera& camera) {
    if (!box.contains(ui.pinch.x, ui.pinch.y)) return;
    if (ui.pinch.zoom_steps != 0) zoom(camera, ui.pinch.zoom_steps);
    if (ui.pinch.pan_x != 0 || ui.pinch.pan_y != 0) pan(camera, ui.pinch.pan_x, ui.pinch.pan_y, box.h);
}

void turn_by_keys(float height, Camera& camera) {
    const auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(key, true) ? 1.0F : 0.0F; };
    const float x = pressed(ImGuiKey_RightArrow) - pressed(ImGuiKey_LeftArrow);
    const float y = pressed(ImGuiKey_DownArrow) - pressed(ImGuiKey_UpArrow);
    if (x != 0 || y != 0) {
        if (ImGui::GetIO().KeyShift) {
            pan(camera, x * kKeyTurnPx, y * kKeyTurnPx, height);
        } else {
            orbit(camera, x * kKeyTurnPx, y * kKeyTurnPx, height);
        }
    }
    const float in =
        pressed(ImGuiKey_Equal) + pressed(ImGuiKey_KeypadAdd) - pressed(ImGuiKey_Minus) - pressed(ImGuiKey_KeypadSubtract);
    if (in != 0) zoom(camera, in);
}

bool is_same(const Camera& a, const Camera& b) {
    return a.target == b.target && a.yaw == b.yaw && a.pitch == b.pitch && a.distance_m == b.distance_m;
}

}  // namespace

ViewportLook viewport_look(const Palette& palette, bool shows_grid) {
    ViewportLook look;
    look.background_top = channels(palette.view_top);
    look.background_bottom = channels(palette.view_bottom);
    const std::array<float, 3> grid = channels(palette.control);
    look.grid = {grid[0], grid[1], grid[2], 0.35F};
    look.shows_grid = shows_grid;
    return look;
}

std::optional<ViewportMove> viewport(Ui& ui, ViewportRenderer& renderer, const Rect& box, const ViewportSpec& spec) {
    const std::uint32_t id = id_of("viewport");
    Camera camera = spec.camera;
    if (ImGui::ItemAdd(ImRect(box.x, box.y, box.right(), box.bottom()), id, nullptr, ImGuiItemFlags_AllowOverlap)) {
        turn_by_pointer(ui, box, id, camera);
        turn_by_fingers(ui, box, camera);
    }
    Interaction touch;
    touch.id = id;
    const bool has_focus = ui.focus.id == id;
    if (has_focus) turn_by_keys(box.h, camera);
    for (const auto& [target, steps] : ui.dom.steps) {
        if (target == id) orbit(camera, static_cast<float>(steps) * kKeyTurnPx, 0, box.h);
    }
    const bool by_hand = !is_same(camera, spec.camera);
    if (spec.turns && !ui.reduces_motion && spec.model != 0) {
        camera.yaw += static_cast<float>(ui.passed_ms / kTurnMs * 6.2831853);
        if (camera.yaw > 6.2831853F) camera.yaw -= 6.2831853F;
        ui.wants_frame = true;
    }
    mirror_item(ui, touch, Role::Viewport, spec.name, box, false, 0, {}, spec.description);
    const auto device = [&](float css) { return static_cast<std::uint32_t>(std::max(1L, std::lround(css * ui.pixel_ratio))); };
    const std::uint64_t image = renderer.render(spec.slot, spec.model, camera, viewport_look(ui.palette(), spec.shows_grid),
                                                device(box.w), device(box.h));
    if (image == 0) {
        gradient(ui, box, ui.palette().view_top, ui.palette().view_bottom, spec.radius, spec.corners);
    } else {
        texture(ui, image, box, spec.radius, spec.corners);
    }
    if (spec.over.model != 0 && spec.over.alpha > 0) {
        const std::uint64_t above = renderer.render(spec.over.slot, spec.over.model, spec.over.camera,
                                                    viewport_look(ui.palette(), spec.shows_grid), device(box.w), device(box.h));
        const float before = std::exchange(ui.alpha, ui.alpha * spec.over.alpha);
        texture(ui, above, box, spec.radius, spec.corners);
        ui.alpha = before;
    }
    if (has_focus && ui.focus.is_visible)
        outline(ui, box.inset(2), ui.palette().focus, 2, std::max(0.0F, spec.radius - 2), spec.corners);
    if (is_same(camera, spec.camera)) return std::nullopt;
    return ViewportMove{camera, by_hand};
}

}  // namespace i2m::client::ui
