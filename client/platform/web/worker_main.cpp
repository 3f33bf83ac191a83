// worker_main.cpp - the worker's WASM module: image checks and drafts over shared/ alone. One question at a time.
#include <emscripten.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "client/platform/web/front_mesh.hpp"
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
    std::vector<float> mesh;
};
Answer& answer() {
    static Answer last;
    return last;
}

/// The triangles that the processing page shows: few enough to be told apart in a tile.
constexpr std::uint32_t kOutlineFaces = 600;

void keep_outline(draft::Mask mask, const glb::Scene& coarse, client::web::DraftWire& wire) {
    const client::web::MaskBox place = client::web::box_of(mask);
    answer().mesh = client::web::front_triangles(coarse, place);
    wire.mesh_triangles = answer().mesh.size() / 6;
    wire.mask_width = mask.width;
    wire.mask_height = mask.height;
    if (place.right > 0) {
        wire.left = static_cast<double>(place.left) / mask.width;
        wire.right = static_cast<double>(place.right) / mask.width;
    }
    answer().mask = std::move(mask.coverage);
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
    answer().glb = std::move(*glb);
    return wire;
}

client::web::DraftWire make_outline(draft::Method method) {
    client::web::DraftWire wire;
    draft::Options options;
    options.method = method;
    options.grid = 64;
    options.texture_px = 128;
    options.face_limit = kOutlineFaces;
    Result<draft::Draft> coarse = draft::make_draft(answer().pixels, options);
    if (coarse) {
        keep_outline(std::move(coarse->mask), coarse->scene, wire);
    } else {
        wire.error = coarse.error().message;
    }
    return wire;
}

draft::Method method_of(int number) {
    return number >= 0 && number <= static_cast<int>(draft::Method::Relief) ? static_cast<draft::Method>(number)
                                                                            : draft::Method::Auto;
}

const char* answer_with(const client::web::DraftWire& wire) {
    answer().text = json::encode_text(wire);
    return answer().text.c_str();
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

/// Makes a draft of the pixels; its JSON is good until the next call, and so is what lies at i2m_glb_at.
EMSCRIPTEN_KEEPALIVE const char* i2m_draft(int method, std::uint32_t grid, std::uint32_t texture_px, std::uint32_t face_limit) {
    draft::Options options;
    options.method = method_of(method);
    options.grid = grid;
    options.texture_px = texture_px;
    options.face_limit = face_limit;
    return answer_with(make_draft(options));
}
/// Cut-out and coarse mesh of the same pixels, to be fetched at i2m_mask_at and i2m_mesh_at; lets go of the pixels.
EMSCRIPTEN_KEEPALIVE const char* i2m_outline(int method) {
    const char* text = answer_with(make_outline(method_of(method)));
    answer().pixels = {};
    return text;
}
EMSCRIPTEN_KEEPALIVE const std::uint8_t* i2m_glb_at() { return answer().glb.data(); }
EMSCRIPTEN_KEEPALIVE const std::uint8_t* i2m_mask_at() { return answer().mask.data(); }
EMSCRIPTEN_KEEPALIVE const float* i2m_mesh_at() { return answer().mesh.data(); }
}
