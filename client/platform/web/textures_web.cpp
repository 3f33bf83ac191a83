// textures_web.cpp - the browser as decoder of the renderer's textures, and JavaScript's way to the GL names.
#include <emscripten.h>

#include "client/viewer/gl/texture_decode.hpp"

// clang-format off
EM_JS(void, i2m_js_take_gl, (), {
    Module["page"]["take_gl"](GLctx, GL.textures);
})
EM_JS(void, i2m_js_decode_texture, (unsigned texture, const unsigned char* bytes, int size, const char* mime, int is_srgb), {
    Module["page"]["decode_texture"](texture, bytes, size, UTF8ToString(mime), is_srgb !== 0);
})
// clang-format on

namespace i2m::client {

void decode_texture(unsigned gl_texture, const unsigned char* bytes, std::size_t size, const char* mime, bool is_srgb) {
    i2m_js_decode_texture(gl_texture, bytes, static_cast<int>(size), mime, is_srgb ? 1 : 0);
}

}  // namespace i2m::client

extern "C" EMSCRIPTEN_KEEPALIVE void i2m_take_gl() { i2m_js_take_gl(); }
