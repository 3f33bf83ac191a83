// program.hpp - the page's program: owns the seams' browser versions, the app, and what a frame is made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/app/app.hpp"
#include "client/app/inbox.hpp"
#include "client/platform/web/gl_context.hpp"
#include "client/platform/web/mirror_web.hpp"
#include "client/platform/web/platform_web.hpp"
#include "client/platform/web/text_painter_web.hpp"
#include "client/platform/web/transport_web.hpp"
#include "client/viewer/gl/gl_renderer.hpp"

namespace i2m::client::web {

/// One per page, made by main() and never destroyed: the browser ends it with the page. Main thread only. exports.cpp is
/// its other face, which the page calls.
class Program {
public:
    /// `canvas` is a CSS selector. Throws std::runtime_error when the canvas gives no WebGL2.
    explicit Program(const char* canvas);

    /// The program that main() made; asserts before that.
    [[nodiscard]] static Program& get();

    void take_font(std::string_view name, ByteView bytes);
    void start(const std::string& path, const std::string& query);
    void resize(float width_px, float height_px, float pixel_ratio);

    /// One frame at `time_ms`; without `draws` (a hidden page) messages are worked off and nothing is drawn. True: another
    /// one at once.
    [[nodiscard]] bool frame(double time_ms, bool draws);

    /// Each finger's move is an event of its own: they are added up until the next frame.
    void pinch(const PinchInput& more);

    void context_lost();
    void context_restored();

    [[nodiscard]] App& app() { return app_; }
    [[nodiscard]] Inbox& inbox() { return inbox_; }
    [[nodiscard]] WebTransport& transport() { return transport_; }
    [[nodiscard]] gl::GlRenderer& renderer() { return renderer_; }

private:
    GlContext context_;
    gl::GlRenderer renderer_;
    Inbox inbox_;
    WebTransport transport_;
    WebPlatform platform_;
    WebTextPainter painter_;
    App app_;
    ImGuiBackend backend_;
    MirrorSender mirror_;
    FontSet fonts_;
    FrameInput input_;
    std::optional<PinchInput> pinch_;
    std::string cursor_;
    bool is_lost_ = false;
};

}  // namespace i2m::client::web
