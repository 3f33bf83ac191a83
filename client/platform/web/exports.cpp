// exports.cpp - what the page calls by name (web/page/page.js). Text ends with NUL and belongs to the caller, bytes too.
#include <GLES3/gl3.h>
#include <emscripten.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "client/platform/web/input_web.hpp"
#include "client/platform/web/program.hpp"
#include "client/platform/web/report_wire.hpp"
#include "client/viewer/gl/texture_decode.hpp"
#include "shared/json/fields.hpp"

namespace {

using namespace i2m;
using namespace i2m::client;
using web::Program;

template <class T>
void push(T message) {
    Program::get().inbox().push(std::move(message));
}

DraftReady draft_from(FileKey key, std::string_view outcome, ByteView glb, std::uint32_t mask_picture,
                      std::uint32_t mesh_picture) {
    DraftReady ready;
    ready.key = key;
    ready.mask_picture = mask_picture;
    ready.mesh_picture = mesh_picture;
    Result<web::DraftWire> wire = json::decode_text<web::DraftWire>(outcome);
    if (!wire) {
        ready.error = "The draft could not be made. Reload the page and try again.";
        return ready;
    }
    ready.error = std::move(wire->error);
    ready.glb.assign(glb.begin(), glb.end());
    if (wire->method <= static_cast<int>(draft::Method::Relief)) ready.method = static_cast<draft::Method>(wire->method);
    for (const std::uint8_t advice : wire->advice) {
        if (advice <= static_cast<int>(draft::Advice::FlatArt)) ready.advice.push_back(static_cast<draft::Advice>(advice));
    }
    ready.fill = wire->fill;
    ready.triangles = wire->triangles;
    ready.took_ms = wire->took_ms;
    ready.left = static_cast<float>(wire->left);
    ready.right = static_cast<float>(wire->right);
    return ready;
}

}  // namespace

extern "C" {

// --- Start and frames -------------------------------------------------------------------------------------------------
EMSCRIPTEN_KEEPALIVE void i2m_font(const char* name, const std::uint8_t* bytes, std::size_t size) {
    Program::get().take_font(name, {bytes, size});
}
EMSCRIPTEN_KEEPALIVE void i2m_start(const char* path, const char* query) { Program::get().start(path, query); }
EMSCRIPTEN_KEEPALIVE void i2m_resize(float width_px, float height_px, float pixel_ratio) {
    Program::get().resize(width_px, height_px, pixel_ratio);
}
EMSCRIPTEN_KEEPALIVE int i2m_frame(double time_ms, int draws) { return Program::get().frame(time_ms, draws != 0) ? 1 : 0; }
EMSCRIPTEN_KEEPALIVE void i2m_context_lost() { Program::get().context_lost(); }
EMSCRIPTEN_KEEPALIVE void i2m_context_restored() { Program::get().context_restored(); }

// --- Pointer, keys and the mirror ---------------------------------------------------------------------------------------
EMSCRIPTEN_KEEPALIVE void i2m_position(float x, float y, int is_touch) { web::put_position(x, y, is_touch != 0); }
EMSCRIPTEN_KEEPALIVE void i2m_leave() { web::put_leave(); }
EMSCRIPTEN_KEEPALIVE void i2m_button(int button, int is_down) { web::put_button(button, is_down != 0); }
EMSCRIPTEN_KEEPALIVE void i2m_scroll(float dx, float dy) { web::put_scroll(dx, dy); }
EMSCRIPTEN_KEEPALIVE void i2m_pinch(float x, float y, float steps, float dx, float dy) {
    Program::get().pinch({x, y, steps, dx, dy});
}
EMSCRIPTEN_KEEPALIVE void i2m_key(const char* name, int is_down, int has_shift) {
    web::put_key(name, is_down != 0, has_shift != 0);
}
EMSCRIPTEN_KEEPALIVE void i2m_blur() { web::put_blur(); }
EMSCRIPTEN_KEEPALIVE void i2m_activate(std::uint32_t id) { Program::get().app().activate(id); }
EMSCRIPTEN_KEEPALIVE void i2m_focus(std::uint32_t id, int is_visible) { Program::get().app().set_focus(id, is_visible != 0); }
EMSCRIPTEN_KEEPALIVE void i2m_text(std::uint32_t id, const char* text) { Program::get().app().set_text(id, text); }
EMSCRIPTEN_KEEPALIVE void i2m_adjust(std::uint32_t id, int steps) { Program::get().app().adjust(id, steps); }

// --- Answers of the platform ----------------------------------------------------------------------------------------------
EMSCRIPTEN_KEEPALIVE void i2m_file_arrived(FileKey key, const char* name, const char* content_type, double size_bytes) {
    push(FileArrived{key, name, content_type, static_cast<std::uint64_t>(size_bytes)});
}
EMSCRIPTEN_KEEPALIVE void i2m_file_checked(FileKey key, const char* report) { push(FileChecked{key, web::report_from(report)}); }
EMSCRIPTEN_KEEPALIVE void i2m_picture_ready(FileKey key, const char* url, std::uint32_t picture, std::uint32_t width,
                                            std::uint32_t height) {
    push(PictureReady{key, url, picture, width, height});
}
EMSCRIPTEN_KEEPALIVE void i2m_draft_ready(FileKey key, const char* outcome, const std::uint8_t* glb, std::size_t size,
                                          std::uint32_t mask_picture, std::uint32_t mesh_picture) {
    push(draft_from(key, outcome, {glb, size}, mask_picture, mesh_picture));
}
EMSCRIPTEN_KEEPALIVE void i2m_outline_ready(const char* url, std::uint32_t mask_picture, std::uint32_t mesh_picture, float left,
                                            float right) {
    push(OutlineReady{url, mask_picture, mesh_picture, left, right});
}
EMSCRIPTEN_KEEPALIVE void i2m_drag_changed(int is_over, std::uint32_t files) { push(DragChanged{is_over != 0, files}); }
EMSCRIPTEN_KEEPALIVE void i2m_paste_refused(const char* reason) { push(PasteRefused{reason}); }
EMSCRIPTEN_KEEPALIVE void i2m_storage_refused(const char* reason) { push(StorageRefused{reason}); }
EMSCRIPTEN_KEEPALIVE void i2m_url_changed(const char* path, const char* query) { push(UrlChanged{path, query}); }
EMSCRIPTEN_KEEPALIVE void i2m_online_changed(int is_online) { push(OnlineChanged{is_online != 0}); }
EMSCRIPTEN_KEEPALIVE void i2m_preferences_changed(int is_dark, int is_high_contrast, int reduces_motion, double text_scale) {
    push(PreferencesChanged{is_dark != 0, is_high_contrast != 0, reduces_motion != 0, text_scale});
}

// --- Answers of the transport ---------------------------------------------------------------------------------------------
EMSCRIPTEN_KEEPALIVE void i2m_answer(RequestId id, int status, const char* text, const std::uint8_t* bytes, std::size_t size) {
    push(HttpAnswer{id, status, text, Bytes(bytes, bytes + size)});
}
EMSCRIPTEN_KEEPALIVE void i2m_upload_progress(RequestId id, double sent_bytes, double total_bytes) {
    push(UploadProgress{id, static_cast<std::uint64_t>(sent_bytes), static_cast<std::uint64_t>(total_bytes)});
}
EMSCRIPTEN_KEEPALIVE void i2m_stream_opened(RequestId id) { push(StreamOpened{id}); }
EMSCRIPTEN_KEEPALIVE void i2m_stream_piece(RequestId id, const char* bytes, std::size_t size) {
    Program::get().transport().take_piece(id, {bytes, size});
}
EMSCRIPTEN_KEEPALIVE void i2m_stream_closed(RequestId id, int status) { Program::get().transport().take_end(id, status); }

// --- Textures that JavaScript fills -----------------------------------------------------------------------------------------
EMSCRIPTEN_KEEPALIVE unsigned i2m_texture_make() {
    GLuint name = 0;
    glGenTextures(1, &name);
    return name;
}
EMSCRIPTEN_KEEPALIVE void i2m_texture_drop(unsigned name) { glDeleteTextures(1, &name); }
EMSCRIPTEN_KEEPALIVE void i2m_texture_filled(int name, int width, int height) { i2m_texture_decoded(name, width, height); }
}
