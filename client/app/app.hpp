// app.hpp - the whole client behind one door: owns the state, runs one frame, gives out the mirror. Knows no browser.
//
// A frame in the browser: backend NewFrame (ImGui_ImplOpenGL3_NewFrame), App::frame, RenderDrawData(ImGui::GetDrawData()).
// Input goes straight into ImGui::GetIO() (AddMousePosEvent in CSS pixels, AddMouseButtonEvent, AddMouseWheelEvent,
// AddMouseSourceEvent, AddKeyEvent; one wheel unit is 100 px of page scrolling, up is positive); ImGui::GetMouseCursor() says which cursor to show. Text never goes that way: text
// fields are real <input>s of the mirror and answer through set_text. Tab and focus belong to the page: ImGui's own
// keyboard navigation is off, focus comes in by set_focus and goes out as kMirrorFocused.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "client/app/inbox.hpp"
#include "client/app/transport.hpp"
#include "client/platform/platform.hpp"
#include "client/ui/font_set.hpp"
#include "client/ui/gesture.hpp"
#include "client/ui/mirror.hpp"
#include "client/viewer/viewport.hpp"

namespace i2m::client {

struct FrameInput {
    float width_px = 1280;  ///< of the canvas, CSS pixels
    float height_px = 800;
    float pixel_ratio = 1;  ///< device pixels per CSS pixel
    double time_ms = 0;     ///< monotonic, as requestAnimationFrame gives it; drives transitions
};

struct State;
namespace ui {
class TextPainter;
}

/// Main thread only. Creates the ImGui context; the seams must outlive it.
class App {
public:
    App(Transport& transport, Platform& platform, ViewportRenderer& viewport, Inbox& inbox);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Before the first frame; the bytes are kept.
    void load_fonts(FontSet fonts);
    /// Who draws scripts that the fonts lack; outlives the app. Without one they show replacement characters.
    void use_painter(ui::TextPainter* painter);
    /// The graphics context was lost, and with it every texture that the painter made.
    void forget_textures();
    /// Opens the page that the address names and asks the server for what it needs.
    void start(const std::string& path, const std::string& query);

    /// Drains the inbox, updates, draws. True: another frame is wanted at once (a transition runs, something settles);
    /// false: sleep until input, a message or Platform::wake_in.
    [[nodiscard]] bool frame(const FrameInput& input);

    /// What the last frame showed, for the DOM; and a hash of it.
    [[nodiscard]] const MirrorFrame& mirror() const;
    [[nodiscard]] std::uint64_t mirror_hash() const;

    /// What the DOM sends back. Each takes effect in the next frame; unknown ids do nothing.
    void activate(std::uint32_t id);                           ///< a click without a pointer: Enter, Space, a screen reader
    void set_focus(std::uint32_t id, bool is_visible = true);  ///< 0: focus left the canvas; `is_visible` as :focus-visible
    void set_text(std::uint32_t id, std::string_view text);    ///< a text field's content changed
    void adjust(std::uint32_t id, int steps);  ///< arrow keys on sliders, segments and menus: -1, +1; pages: -10, +10
    void pinch(const PinchInput& pinch);

    [[nodiscard]] const State& state() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace i2m::client
