// host.cpp - ImGui's context, configured for a page that draws on demand.
#include "client/ui/host.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

#include "client/app/select.hpp"
#include "client/ui/draw.hpp"
#include "client/ui/mirror_hooks.hpp"
#include "client/ui/ui.hpp"

namespace i2m::client::ui {
namespace {

constexpr int kSettleFrames = 3;

ThemeKind theme_of(const State& state) {
    if (state.preferences.is_high_contrast) return ThemeKind::HighContrast;
    return shows_dark(state) ? ThemeKind::Dark : ThemeKind::Light;
}

/// Glyphs share one texture that ImGui lets grow to 8 192 pixels a side. A GPU that takes less refuses it, and then no text
/// is drawn at all; kept within what it takes, letters out of use make room instead.
void limit_atlas() {
    constexpr int kMostPx = 4'096;  // 64 MB
    const ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    int most = kMostPx;
    while (platform.Renderer_TextureMaxWidth > 0 && most > platform.Renderer_TextureMaxWidth) most /= 2;
    atlas.TexMaxWidth = atlas.TexMaxHeight = most;
}

bool is_button_down() {
    const ImGuiIO& io = ImGui::GetIO();
    return io.MouseDown[0] || io.MouseDown[1] || io.MouseDown[2];
}

}  // namespace

Host::Host() : context_(ImGui::CreateContext()), ui_(std::make_unique<Ui>()), settle_(kSettleFrames) {
    ImGui::SetCurrentContext(context_);
    forget_probe();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigInputTextCursorBlink = false;
    io.ConfigFlags = ImGuiConfigFlags_None;
    ImGuiStyle& style = ImGui::GetStyle();
    style.WindowPadding = ImVec2(0, 0);
    style.WindowBorderSize = 0;
    style.ChildBorderSize = 0;
    style.WindowMinSize = ImVec2(1, 1);
    style.CircleTessellationMaxError = 0.1F;
    style.CurveTessellationTol = 0.3F;
}

Host::~Host() { ImGui::DestroyContext(context_); }

void Host::load_fonts(FontSet fonts) { ui_->fonts.load(std::move(fonts)); }

void Host::use_painter(TextPainter* painter) { ui_->fonts.use_painter(painter); }
void Host::forget_textures() { ui_->fonts.forget_textures(); }

void Host::begin(const FrameSize& size, const State& state) {
    Ui& ui = *ui_;
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(size.width_px, size.height_px);
    // ImGui bakes for its own current font too; it is told the exact ratio when the picture is put on the screen.
    const float density = steady_density(io.DisplayFramebufferScale.x, size.pixel_ratio);
    io.DisplayFramebufferScale = ImVec2(density, density);
    io.DeltaTime = static_cast<float>(std::clamp((size.time_ms - ui.time_ms) / 1000, 0.001, 0.1));
    ui.kind = theme_of(state);
    ui.text_scale = static_cast<float>(std::clamp(state.preferences.text_scale, 0.5, 3.0));
    ui.reduces_motion = state.preferences.reduces_motion;
    ui.pixel_ratio = size.pixel_ratio;
    ui.passed_ms = std::clamp(size.time_ms - ui.time_ms, 0.0, 100.0);
    ui.time_ms = size.time_ms;
    ui.now_ms = state.now_ms;
    ui.screen = {0, 0, size.width_px, size.height_px};
    ui.wants_frame = false;
    ui.wake_in_ms = -1;
    ui.action_bar = 0;
    ui.shows_dialog = false;
    ui.wheel_is_taken = false;
    ui.open_menu = ui.open_menu_next;
    ui.hovered_before = std::exchange(ui.hovered, 0);
    ui.fonts.begin(size.pixel_ratio);
    ui.mirror.begin();
    ui.motion.begin(size.time_ms, ui.reduces_motion);
}

void Host::frame(const FrameSize& size, const State& state, ViewportRenderer& renderer, Actions& actions) {
    ImGui::SetCurrentContext(context_);
    limit_atlas();
    begin(size, state);
    ImGui::NewFrame();
    // ImGui smooths edges over one CSS pixel; on dense screens one device pixel is enough and sharper.
    context_->DrawListSharedData.InitialFringeScale = 1 / size.pixel_ratio;
    PageView view{*ui_, state, renderer, actions};
    draw(view);
    ImGui::Render();
    ImGui::GetDrawData()->FramebufferScale = ImVec2(size.pixel_ratio, size.pixel_ratio);
    end(!actions.empty());
}

void Host::end(bool has_wishes) {
    Ui& ui = *ui_;
    ui.dom = {};
    ui.pinch = {};
    ui.focus.has_moved = false;
    if (!ui.shows_dialog && std::exchange(ui.dialog_focus, 0) != 0) {
        ui.focus = {ui.focus_before_dialog.id, ui.focus_before_dialog.is_visible, true};
        ui.wants_frame = true;
    }
    if (!is_button_down()) ui.drag_is_kept = false;
    const std::uint64_t hash = hash_of(ui.mirror.frame());
    const bool has_changed = hash != mirror_hash_ || has_wishes || !context_->InputEventsQueue.empty() ||
                             ui.open_menu_next != ui.open_menu || ui.hovered != ui.hovered_before;
    mirror_hash_ = hash;
    if (has_changed) settle_ = kSettleFrames;
    if (settle_ > 0) --settle_;
}

bool Host::wants_frame() const { return settle_ > 0 || ui_->wants_frame || ui_->motion.is_moving(); }
double Host::wake_in_ms() const { return ui_->wake_in_ms; }
const MirrorFrame& Host::mirror() const { return ui_->mirror.frame(); }

void Host::activate(std::uint32_t id) {
    ui_->dom.activated = id;
    settle_ = kSettleFrames;
}
void Host::set_focus(std::uint32_t id, bool is_visible) {
    ui_->focus = {id, is_visible, id != 0};
    settle_ = kSettleFrames;
}
void Host::set_text(std::uint32_t id, std::string text) {
    ui_->dom.texts.emplace_back(id, std::move(text));
    settle_ = kSettleFrames;
}
void Host::adjust(std::uint32_t id, int steps) {
    ui_->dom.steps.emplace_back(id, steps);
    settle_ = kSettleFrames;
}
void Host::pinch(const PinchInput& pinch) {
    ui_->pinch = pinch;
    settle_ = kSettleFrames;
}

}  // namespace i2m::client::ui
