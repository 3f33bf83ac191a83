// overlay.cpp - undecorated ImGui windows kept in front.
#include "client/ui/widgets/overlay.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <string>

namespace i2m::client::ui {

Overlay::Overlay(Ui& /*ui*/, std::string_view key, const Rect& box, bool takes_pointer) {
    ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
    ImGui::SetNextWindowSize(ImVec2(box.w, box.h));
    ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                             ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoFocusOnAppearing |
                             ImGuiWindowFlags_NoScrollWithMouse;
    if (!takes_pointer) flags |= ImGuiWindowFlags_NoInputs;
    const std::string name(key);
    ImGui::Begin(name.c_str(), nullptr, flags);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
}

Overlay::~Overlay() { ImGui::End(); }

}  // namespace i2m::client::ui
