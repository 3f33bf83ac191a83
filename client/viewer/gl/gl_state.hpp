// gl_state.hpp - draws without disturbing who draws next: ImGui's backend and we share one context.
#pragma once

#include <GLES3/gl3.h>

namespace i2m::client::gl {

/// Remembers framebuffer and viewport, sets what a 3D pass needs, and puts everything back at the end.
class PassGuard {
public:
    PassGuard() {
        glGetIntegerv(GL_FRAMEBUFFER_BINDING, &framebuffer_);
        glGetIntegerv(GL_VIEWPORT, viewport_);
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
        glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(framebuffer_));
        glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
    }
    PassGuard(const PassGuard&) = delete;
    PassGuard& operator=(const PassGuard&) = delete;

private:
    GLint framebuffer_ = 0;
    GLint viewport_[4] = {};
};

}  // namespace i2m::client::gl
