// worker_main.cpp - the worker's WASM module: image checks and drafts over shared/ alone. One question at a time.
#include <emscripten.h>

#include <cstdint>
#include <string>
#include <utility>

#include "client/platform/web/report_wire.hpp"
#include "shared/draft/draft.hpp"
#include "shared/glb/glb.hpp"
#include "shared/image/check.hpp"
#include "shared/image/pixels.hpp"

namespace {

using namespace i2m;

/// What the last call left for the page to fetch; the module's only state.
struct Answer {
    std::string text;
    Pixels pixels;
    Bytes glb;
    Bytes mask;
};
Answer& answer() {
    static Answer last;
    return last;
}

client::web::DraftWire make_draft(const draft::Options& options) {
    client::web::DraftWire wire;
    Result<draft::Draft> made = draft::make_draft(answer().pixels, options);
    if (!made) {
        wire.error = made.error().message;
        return wire;
    }
    Result<Bytes> glb = glb::write_glb(made->scene);
    if (!glb) {
        wire.error = glb.error().message;
        return wire;
    }
    wire.method = static_cast<std::uint8_t>(made->method);
    for (const draft::Advice advice : made->advice) wire.advice.push_back(static_cast<std::uint8_t>(advice));
    wire.fill = made->mask.fill;
    wire.triangles = made->triangles;
    wire.glb_bytes = glb->size();
    wire.mask_width = made->mask.width;
    wire.mask_height = made->mask.height;
    answer().glb = std::move(*glb);
    answer().mask = std::move(made->mask.coverage);
    return wire;
}

}  // namespace

extern "C" {

/// The report on an encoded image as JSON; the text is good until the next call.
EMSCRIPTEN_KEEPALIVE const char* i2m_check(const std::uint8_t* bytes, std::size_t size, const char* name,
                                           const char* content_type) {
    answer().text = client::web::wire_of(check_image({bytes, size}, name, content_type));
    return answer().text.c_str();
}

/// Room for `width` x `height` RGBA pixels, to be filled before i2m_draft.
EMSCRIPTEN_KEEPALIVE std::uint8_t* i2m_pixels(std::uint32_t width, std::uint32_t height) {
    answer().pixels.width_px = width;
    answer().pixels.height_px = height;
    answer().pixels.rgba.resize(std::size_t{4} * width * height);
    return answer().pixels.rgba.data();
}

/// Makes a draft of the pixels; its JSON is good until the next call, as are i2m_glb_at and i2m_mask_at.
EMSCRIPTEN_KEEPALIVE const char* i2m_draft(int method, std::uint32_t grid, std::uint32_t texture_px, std::uint32_t face_limit) {
    draft::Options options;
    if (method >= 0 && method <= static_cast<int>(draft::Method::Relief)) options.method = static_cast<draft::Method>(method);
    options.grid = grid;
    options.texture_px = texture_px;
    options.face_limit = face_limit;
    answer().glb.clear();
    answer().mask.clear();
    answer().text = json::encode_text(make_draft(options));
    answer().pixels = {};
    return answer().text.c_str();
}
EMSCRIPTEN_KEEPALIVE const std::uint8_t* i2m_glb_at() { return answer().glb.data(); }
EMSCRIPTEN_KEEPALIVE const std::uint8_t* i2m_mask_at() { return answer().mask.data(); }
}
