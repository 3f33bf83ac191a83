// handles.hpp - owners of GL objects: made on demand, deleted with their owner, forgotten when the context is lost.
#pragma once

#include <GLES3/gl3.h>

#include <utility>

namespace i2m::client::gl {

/// Owns one GL name. `Make` and `Free` are the GL calls for it.
template <void (*Make)(GLuint*), void (*Free)(GLuint)>
class Handle {
public:
    Handle() = default;
    Handle(Handle&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            name_ = std::exchange(other.name_, 0);
        }
        return *this;
    }
    ~Handle() { reset(); }

    /// The name, made when there is none yet.
    [[nodiscard]] GLuint get() {
        if (name_ == 0) Make(&name_);
        return name_;
    }
    [[nodiscard]] GLuint name() const { return name_; }
    void reset() {
        if (name_ != 0) Free(std::exchange(name_, 0));
    }
    /// The context is gone and the name with it.
    void forget() { name_ = 0; }

private:
    GLuint name_ = 0;
};

namespace detail {
inline void make_buffer(GLuint* name) { glGenBuffers(1, name); }
inline void free_buffer(GLuint name) { glDeleteBuffers(1, &name); }
inline void make_texture(GLuint* name) { glGenTextures(1, name); }
inline void free_texture(GLuint name) { glDeleteTextures(1, &name); }
inline void make_vertex_array(GLuint* name) { glGenVertexArrays(1, name); }
inline void free_vertex_array(GLuint name) { glDeleteVertexArrays(1, &name); }
inline void make_framebuffer(GLuint* name) { glGenFramebuffers(1, name); }
inline void free_framebuffer(GLuint name) { glDeleteFramebuffers(1, &name); }
inline void make_renderbuffer(GLuint* name) { glGenRenderbuffers(1, name); }
inline void free_renderbuffer(GLuint name) { glDeleteRenderbuffers(1, &name); }
inline void make_program(GLuint* name) { *name = glCreateProgram(); }
inline void free_program(GLuint name) { glDeleteProgram(name); }
}  // namespace detail

using Buffer = Handle<detail::make_buffer, detail::free_buffer>;
using Texture = Handle<detail::make_texture, detail::free_texture>;
using VertexArray = Handle<detail::make_vertex_array, detail::free_vertex_array>;
using Framebuffer = Handle<detail::make_framebuffer, detail::free_framebuffer>;
using Renderbuffer = Handle<detail::make_renderbuffer, detail::free_renderbuffer>;
using Program = Handle<detail::make_program, detail::free_program>;

}  // namespace i2m::client::gl
