// gl_answers.cpp - what ImGui's OpenGL backend asks about the context's state, answered without the GPU.
//
// The backend reads the state before it draws and puts it back at the end. Of some of it only the GPU's process knows, and each
// such question waits until everything sent before is drawn: no frame could be prepared while another was on its way. Nobody but
// us draws into this context, and the viewport's passes set what they need (gl_state.hpp). So what OpenGL begins with is as good
// as the real values. The backend is compiled to call these in the place of glGetIntegerv and glGetString (cmake/Dependencies.cmake).
#include <GLES3/gl3.h>

#include <algorithm>

extern "C" void i2m_gl_get_integerv(GLenum name, GLint* values) {
    switch (name) {
        case GL_VIEWPORT:
        case GL_SCISSOR_BOX: std::fill_n(values, 4, 0); return;
        case GL_BLEND_SRC_RGB:
        case GL_BLEND_SRC_ALPHA: *values = GL_ONE; return;
        case GL_BLEND_DST_RGB:
        case GL_BLEND_DST_ALPHA: *values = GL_ZERO; return;
        case GL_BLEND_EQUATION_RGB:
        case GL_BLEND_EQUATION_ALPHA: *values = GL_FUNC_ADD; return;
        default: glGetIntegerv(name, values);
    }
}

/// The page asks for WebGL 2, which is OpenGL ES 3.0.
extern "C" const GLubyte* i2m_gl_get_string(GLenum name) {
    return name == GL_VERSION ? reinterpret_cast<const GLubyte*>("OpenGL ES 3.0") : glGetString(name);
}
