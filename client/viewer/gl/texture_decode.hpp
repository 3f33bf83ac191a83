// texture_decode.hpp - lets the browser decode an encoded image (JPEG, PNG, WebP) straight into a texture.
#pragma once

#include <cstddef>

namespace i2m::client {

/// Copies `bytes`, decodes them off the main thread and fills `gl_texture` (a name from glGenTextures) with SRGB8_ALPHA8
/// (`is_srgb`) or RGBA8 and its mipmaps; rows as stored, alpha and colour values untouched. Returns at once; then calls
/// i2m_texture_decoded exactly once, never from inside this call. A texture deleted meanwhile is reported as failed, and a
/// lost context too. Texture parameters and the 2D binding of the active unit are left as they were. Main thread only.
void decode_texture(unsigned gl_texture, const unsigned char* bytes, std::size_t size, const char* mime, bool is_srgb);

}  // namespace i2m::client

/// Given by the renderer: the picture is in `gl_texture`, `width` x `height` texels; both 0: it could not be decoded.
extern "C" void i2m_texture_decoded(int gl_texture, int width, int height);
