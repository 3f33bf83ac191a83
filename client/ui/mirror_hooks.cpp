// mirror_hooks.cpp - the hooks that ImGui calls for every item when it is built with IMGUI_ENABLE_TEST_ENGINE.
#include "client/ui/mirror_hooks.hpp"

#include <imgui.h>
#include <imgui_internal.h>

namespace i2m::client::ui {
namespace {
ItemProbe* g_probe = nullptr;  // ImGui's hooks are free functions, so the way to the probe is too
}

ItemProbe::ItemProbe() {
    g_probe = this;
    ImGui::GetCurrentContext()->TestEngineHookItems = true;
}

ItemProbe::~ItemProbe() {
    g_probe = nullptr;
    if (ImGuiContext* context = ImGui::GetCurrentContext()) context->TestEngineHookItems = false;
}

void forget_probe() { g_probe = nullptr; }

}  // namespace i2m::client::ui

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* /*context*/, ImGuiID id, const ImRect& /*box*/,
                                 const ImGuiLastItemData* /*data*/) {
    if (i2m::client::ui::g_probe != nullptr) i2m::client::ui::g_probe->note(id);
}
void ImGuiTestEngineHook_ItemInfo(ImGuiContext* /*context*/, ImGuiID /*id*/, const char* /*label*/,
                                  ImGuiItemStatusFlags /*flags*/) {}
void ImGuiTestEngineHook_Log(ImGuiContext* /*context*/, const char* /*format*/, ...) {}
const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext* /*context*/, ImGuiID /*id*/) { return nullptr; }
