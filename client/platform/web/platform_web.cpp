// platform_web.cpp - each wish is one call to the page.
#include "client/platform/web/platform_web.hpp"

#include <chrono>

#include "client/platform/web/page_call.hpp"

namespace i2m::client::web {

std::int64_t WebPlatform::now_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}
std::string WebPlatform::make_uuid() { return ask_page("make_uuid", {}).value_or(""); }

void WebPlatform::pick_files() { call_page("pick_files", {}); }
void WebPlatform::paste_files() { call_page("paste_files", {}); }
void WebPlatform::check_file(FileKey key) { call_page("check_file", {key}); }
void WebPlatform::make_picture(FileKey key) { call_page("make_picture", {key}); }
void WebPlatform::load_picture(const std::string& url_path) { call_page("load_picture", {url_path}); }
void WebPlatform::make_outline(const std::string& url_path) { call_page("make_outline", {url_path}); }
void WebPlatform::release_picture(PictureId picture) { call_page("release_picture", {picture}); }
void WebPlatform::release_file(FileKey key) { call_page("release_file", {key}); }

void WebPlatform::make_draft(FileKey key, const draft::Options& options) {
    json::Value wire;
    wire.set("method", static_cast<int>(options.method));
    wire.set("grid", options.grid);
    wire.set("texturePx", options.texture_px);
    wire.set("faceLimit", options.face_limit);
    call_page("make_draft", {key, wire});
}

void WebPlatform::set_url(const std::string& path, bool replaces) { call_page("set_url", {path, replaces}); }
void WebPlatform::set_title(const std::string& title) { call_page("set_title", {title}); }
void WebPlatform::announce(const std::string& words, bool is_urgent) { call_page("announce", {words, is_urgent}); }
void WebPlatform::copy_text(const std::string& text) { call_page("copy_text", {text}); }
void WebPlatform::start_download(const std::string& url_path, const std::string& file_name) {
    call_page("start_download", {url_path, file_name});
}
void WebPlatform::store(const std::string& key, const std::string& value) { call_page("store", {key, value}); }
std::optional<std::string> WebPlatform::load(const std::string& key) { return ask_page("load", {key}); }

void WebPlatform::warn_before_leaving(bool warns) {
    if (warns == warns_) return;
    warns_ = warns;
    call_page("warn_before_leaving", {warns});
}
void WebPlatform::wake_in(std::int64_t delay_ms) { call_page("wake_in", {delay_ms}); }

}  // namespace i2m::client::web
