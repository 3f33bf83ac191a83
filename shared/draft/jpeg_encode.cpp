// jpeg_encode.cpp - JPEG by stb_image_write; the only file that sees it.
#include "shared/draft/texture.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>
#pragma GCC diagnostic pop

namespace i2m::draft {
namespace {

/// What stb hands out, nearly all of it byte by byte: inserting ranges costs more than the coding itself.
void append(void* context, void* data, int size) {
    auto& bytes = *static_cast<Bytes*>(context);
    const auto* from = static_cast<const std::uint8_t*>(data);
    if (size == 1) {
        bytes.push_back(*from);
    } else {
        bytes.insert(bytes.end(), from, from + size);
    }
}

}  // namespace

Bytes encode_jpeg(const Picture& picture, int quality) {
    Bytes out;
    out.reserve(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) / 4);
    stbi_write_jpg_to_func(append, &out, picture.width, picture.height, 3, picture.rgb.data(), quality);
    return out;
}

}  // namespace i2m::draft
