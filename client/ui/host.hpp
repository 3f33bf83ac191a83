// host.hpp - ImGui's context and one frame of it: what is given to the widgets before, and what they leave behind.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "client/app/action.hpp"
#include "client/app/state.hpp"
#include "client/ui/font_set.hpp"
#include "client/ui/gesture.hpp"
#include "client/ui/mirror.hpp"
#include "client/viewer/viewport.hpp"

struct ImGuiContext;

namespace i2m::client::ui {

struct Ui;
class TextPainter;

/// The canvas and the clock of one frame.
struct FrameSize {
    float width_px = 1280;  ///< CSS pixels
    float height_px = 800;
    float pixel_ratio = 1;
    double time_ms = 0;  ///< monotonic
};

/// Owns the ImGui context and the Ui. Main thread only.
class Host {
public:
    Host();
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    void load_fonts(FontSet fonts);
    /// Who draws scripts that the fonts lack; outlives the host. nullptr: nobody.
    void use_painter(TextPainter* painter);
    /// The graphics context died with all textures.
    void forget_textures();
    /// Draws a frame of `state`; wishes go to `actions`.
    void frame(const FrameSize& size, const State& state, ViewportRenderer& renderer, Actions& actions);
    /// True when something still moves, or ImGui has not settled.
    [[nodiscard]] bool wants_frame() const;
    /// When a spinner or a tooltip wants its next step, in ms from now; negative: never.
    [[nodiscard]] double wake_in_ms() const;

    [[nodiscard]] const MirrorFrame& mirror() const;
    [[nodiscard]] std::uint64_t mirror_hash() const { return mirror_hash_; }
    [[nodiscard]] const Ui& ui() const { return *ui_; }

    void activate(std::uint32_t id);
    void set_focus(std::uint32_t id, bool is_visible);
    void set_text(std::uint32_t id, std::string text);
    void adjust(std::uint32_t id, int steps);
    void pinch(const PinchInput& pinch);

private:
    void begin(const FrameSize& size, const State& state);
    void end(bool has_wishes);

    ImGuiContext* context_ = nullptr;
    std::unique_ptr<Ui> ui_;
    std::uint64_t mirror_hash_ = 0;
    int settle_ = 0;  ///< frames until ImGui knows what is hovered
};

}  // namespace i2m::client::ui
