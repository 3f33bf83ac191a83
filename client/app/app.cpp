// app.cpp - one frame: inbox, update, effects, drawing. Only constructs and hands over.
#include "client/app/app.hpp"

#include <utility>

#include "client/app/action.hpp"
#include "client/app/effects.hpp"
#include "client/app/state.hpp"
#include "client/app/update.hpp"
#include "client/ui/host.hpp"

namespace i2m::client {

struct App::Impl {
    Impl(Transport& transport, Platform& platform_in, ViewportRenderer& viewport_in, Inbox& inbox_in)
        : platform(platform_in), viewport(viewport_in), inbox(inbox_in), runner(transport, platform_in, viewport_in) {}

    /// Runs an action and all that its effects answer at once.
    void apply(const Action& first) {
        Actions todo;
        todo.push(first);
        while (!todo.empty()) {
            for (const Action& action : todo.take()) {
                for (const Effect& effect : update(state, action)) runner.run(effect, todo);
            }
        }
    }

    void take_messages() {
        for (Message& message : inbox.drain()) {
            std::visit([&](auto& one) { apply(Action(std::move(one))); }, message);
        }
    }

    Platform& platform;
    ViewportRenderer& viewport;
    Inbox& inbox;
    EffectRunner runner;
    State state;
    Actions actions;
    ui::Host host;
};

App::App(Transport& transport, Platform& platform, ViewportRenderer& viewport, Inbox& inbox)
    : impl_(std::make_unique<Impl>(transport, platform, viewport, inbox)) {}
App::~App() = default;

void App::load_fonts(FontSet fonts) { impl_->host.load_fonts(std::move(fonts)); }

void App::use_painter(ui::TextPainter* painter) { impl_->host.use_painter(painter); }
void App::forget_textures() { impl_->host.forget_textures(); }

void App::start(const std::string& path, const std::string& query) {
    const auto stored = [&](const char* key) { return impl_->platform.load(key).value_or(""); };
    impl_->apply(Ticked{impl_->platform.now_ms()});
    impl_->apply(Started{path, query, stored("theme"), stored("job_layout"), stored("model")});
}

bool App::frame(const FrameInput& input) {
    impl_->apply(Ticked{impl_->platform.now_ms()});
    impl_->take_messages();
    impl_->host.frame({input.width_px, input.height_px, input.pixel_ratio, input.time_ms}, impl_->state, impl_->viewport,
                      impl_->actions);
    for (const Action& action : impl_->actions.take()) impl_->apply(action);
    if (const double wake = impl_->host.wake_in_ms(); wake >= 0) impl_->platform.wake_in(static_cast<std::int64_t>(wake) + 1);
    return impl_->host.wants_frame() || !impl_->inbox.empty() || impl_->viewport.wants_frame();
}

const MirrorFrame& App::mirror() const { return impl_->host.mirror(); }
std::uint64_t App::mirror_hash() const { return impl_->host.mirror_hash(); }

void App::activate(std::uint32_t id) { impl_->host.activate(id); }
void App::set_focus(std::uint32_t id, bool is_visible) { impl_->host.set_focus(id, is_visible); }
void App::set_text(std::uint32_t id, std::string_view text) { impl_->host.set_text(id, std::string(text)); }
void App::adjust(std::uint32_t id, int steps) { impl_->host.adjust(id, steps); }
void App::pinch(const PinchInput& pinch) { impl_->host.pinch(pinch); }

const State& App::state() const { return impl_->state; }

}  // namespace i2m::client
