// gl_context.cpp - WebGL2 without what ImGui does not use: no depth, no antialiasing, no alpha behind the page.
#include "client/platform/web/gl_context.hpp"

#include <GLES3/gl3.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <stdexcept>

namespace i2m::client::web {

GlContext::GlContext(const char* selector) {
    EmscriptenWebGLContextAttributes attributes;
    emscripten_webgl_init_context_attributes(&attributes);
    attributes.majorVersion = 2;
    attributes.alpha = false;
    attributes.depth = false;
    attributes.stencil = false;
    attributes.antialias = false;  // ImGui smooths its own edges, the viewport has its own multisampled target
    attributes.powerPreference = EM_WEBGL_POWER_PREFERENCE_DEFAULT;
    context_ = emscripten_webgl_create_context(selector, &attributes);
    if (context_ <= 0) throw std::runtime_error("The canvas gives no WebGL 2 context.");
    emscripten_webgl_make_context_current(context_);
}

GlContext::~GlContext() { emscripten_webgl_destroy_context(context_); }

ImGuiBackend::ImGuiBackend() { ImGui_ImplOpenGL3_Init("#version 300 es"); }
ImGuiBackend::~ImGuiBackend() { ImGui_ImplOpenGL3_Shutdown(); }

void ImGuiBackend::begin_frame() { ImGui_ImplOpenGL3_NewFrame(); }

void ImGuiBackend::draw() {
    ImDrawData* data = ImGui::GetDrawData();
    if (data == nullptr) return;
    const ImVec2 size(data->DisplaySize.x * data->FramebufferScale.x, data->DisplaySize.y * data->FramebufferScale.y);
    glViewport(0, 0, static_cast<GLsizei>(size.x + 0.5F), static_cast<GLsizei>(size.y + 0.5F));
    glDisable(GL_SCISSOR_TEST);
    const ImVec4& back = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
    glClearColor(back.x, back.y, back.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(data);
}

void ImGuiBackend::forget() { ImGui_ImplOpenGL3_Shutdown(); }

void ImGuiBackend::restore() { ImGui_ImplOpenGL3_Init("#version 300 es"); }

}  // namespace i2m::client::web
