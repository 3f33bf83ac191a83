// gl_context.hpp - the WebGL2 context of the page's canvas, and ImGui's way of drawing into it.
#pragma once

#include <emscripten/html5.h>

namespace i2m::client::web {

/// Makes the context of `selector` current for the life of the page. Throws std::runtime_error where the browser gives none
/// (the page looks for WebGL2 before it loads the program).
class GlContext {
public:
    explicit GlContext(const char* selector);
    ~GlContext();
    GlContext(const GlContext&) = delete;
    GlContext& operator=(const GlContext&) = delete;

private:
    EMSCRIPTEN_WEBGL_CONTEXT_HANDLE context_ = 0;
};

/// ImGui's OpenGL backend. Needs a current context and an ImGui context at construction and destruction.
class ImGuiBackend {
public:
    ImGuiBackend();
    ~ImGuiBackend();
    ImGuiBackend(const ImGuiBackend&) = delete;
    ImGuiBackend& operator=(const ImGuiBackend&) = delete;

    void begin_frame();
    /// Clears the canvas of `width` x `height` device pixels and draws what ImGui collected.
    void draw();
    /// Programs, buffers and font textures died with their context: forget() lets go of them while it is lost, when
    /// deleting asks nothing of the GPU; restore() makes them again.
    void forget();
    void restore();
};

}  // namespace i2m::client::web
