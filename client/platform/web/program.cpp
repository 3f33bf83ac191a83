// program.cpp - puts the parts together and runs a frame.
#include "client/platform/web/program.hpp"

#include <cassert>
#include <utility>

#include "client/platform/web/input_web.hpp"
#include "client/platform/web/page_call.hpp"

namespace i2m::client::web {
namespace {

Program* g_program = nullptr;  // the exported C functions have no other way to it

}  // namespace

Program::Program(const char* canvas) : context_(canvas), transport_(inbox_), app_(transport_, platform_, renderer_, inbox_) {
    g_program = this;
    app_.use_painter(&painter_);
}

Program& Program::get() {
    assert(g_program != nullptr);
    return *g_program;
}

void Program::take_font(std::string_view name, ByteView bytes) {
    const std::pair<std::string_view, Bytes FontSet::*> places[] = {{"inter-400", &FontSet::inter_400},
                                                                    {"inter-500", &FontSet::inter_500},
                                                                    {"inter-600", &FontSet::inter_600},
                                                                    {"mono-400", &FontSet::mono_400},
                                                                    {"icons", &FontSet::icons}};
    for (const auto& [known, place] : places) {
        if (known == name) (fonts_.*place).assign(bytes.begin(), bytes.end());
    }
}

void Program::start(const std::string& path, const std::string& query) {
    app_.load_fonts(std::exchange(fonts_, {}));
    app_.start(path, query);
}

void Program::resize(float width_px, float height_px, float pixel_ratio) {
    input_.width_px = width_px;
    input_.height_px = height_px;
    input_.pixel_ratio = pixel_ratio;
}

void Program::pinch(const PinchInput& more) {
    PinchInput sum = pinch_.value_or(PinchInput{});
    sum.x = more.x;
    sum.y = more.y;
    sum.zoom_steps += more.zoom_steps;
    sum.pan_x += more.pan_x;
    sum.pan_y += more.pan_y;
    pinch_ = sum;
}

bool Program::frame(double time_ms, bool draws) {
    input_.time_ms = time_ms;
    const bool is_seen = draws && !is_lost_;
    if (is_seen) backend_.begin_frame();
    if (pinch_) app_.pinch(*std::exchange(pinch_, std::nullopt));
    const bool wants_another = app_.frame(input_);
    if (!is_seen) return wants_another;
    backend_.draw();
    mirror_.send(app_.mirror(), app_.mirror_hash());
    if (const char* cursor = cursor_name(); cursor_ != cursor) {
        cursor_ = cursor;
        call_page("set_cursor", {cursor_});
    }
    return wants_another || renderer_.wants_frame();
}

void Program::context_lost() {
    if (is_lost_) return;
    is_lost_ = true;
    app_.forget_textures();
    renderer_.context_lost();
    backend_.forget();
}

void Program::context_restored() {
    if (!is_lost_) return;
    is_lost_ = false;
    backend_.restore();
    renderer_.context_restored();
}

}  // namespace i2m::client::web
