// gl_state.hpp - draws without disturbing who draws next: ImGui's backend and we share one context.
#pragma once

#include <GLES3/gl3.h>

namespace i2m::client::gl {

/// Sets what a 3D pass needs, and goes back to the canvas and to what ImGui expects at the end. Who draws next sets the viewport.
/// Nothing is asked of the context: most answers would have to wait for the GPU.
class PassGuard {
public:
    PassGuard() {
        glDisable(GL_SCISSOR_TEST);
        glDisable(GL_BLEND);
        glEnable(GL_DEPTH_TEST);
        glDepthFunc(GL_LEQUAL);
        glDepthMask(GL_TRUE);
        glActiveTexture(GL_TEXTURE0);
    }
    ~PassGuard() {
        glBindVertexArray(0);
        glUseProgram(0);
        glActiveTexture(GL_TEXTURE0);
        glBindTexture(GL_TEXTURE_2D, 0);
        glDisable(GL_CULL_FACE);
        glDisable(GL_DEPTH_TEST);
        glFrontFace(GL_CCW);
        glBindFramebuffer(GL_FRAMEBUFFER, 0);
    }
    PassGuard(const PassGuard&) = delete;
    PassGuard& operator=(const PassGuard&) = delete;
};

}  // namespace i2m::client::gl
