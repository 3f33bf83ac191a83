// update_shell.cpp - the program's frame: start, time, addresses, theme.
#include <algorithm>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "client/app/update_parts.hpp"

namespace i2m::client {
namespace {

constexpr std::int64_t kSecondMs = 1000;

bool is_running(const State& state) {
    return state.location.page == Page::Processing && state.job.phase == LoadPhase::Ready && !is_final(state.job.view.status);
}

/// Does what is due at `state.now_ms`.
void run_due(State& state, Effects& effects) {
    const std::int64_t now = state.now_ms;
    const auto is_over = [&](const Toast& toast) { return toast.leaves_at_ms != 0 && toast.leaves_at_ms <= now; };
    state.toasts.erase(std::remove_if(state.toasts.begin(), state.toasts.end(), is_over), state.toasts.end());
    if (state.upload.phase == UploadPhase::WaitingForServer && state.upload.retry_at_ms <= now) send_upload(state, effects);
    if (state.job.stream == StreamPhase::Waiting && state.job.reconnect_at_ms <= now) open_stream(state, effects);
    const bool nothing_else_tries = state.upload.phase == UploadPhase::Idle && state.job.stream != StreamPhase::Waiting &&
                                    state.job.stream != StreamPhase::Opening;
    end_holds(state, effects);
    if (state.server.is_away && nothing_else_tries && state.server.retry_at_ms <= now) ask_models(state, effects);
}

/// The next moment at which run_due has something to do or a shown second changes.
void plan_wake(const State& state, Effects& effects) {
    std::int64_t next = 0;
    const auto at = [&](std::int64_t time_ms) {
        if (time_ms > 0 && (next == 0 || time_ms < next)) next = time_ms;
    };
    for (const Toast& toast : state.toasts) at(toast.leaves_at_ms);
    if (state.upload.phase == UploadPhase::WaitingForServer) at(state.upload.retry_at_ms);
    if (state.job.stream == StreamPhase::Waiting) at(state.job.reconnect_at_ms);
    if (state.server.is_away) at(state.server.retry_at_ms);
    if (is_running(state)) at(state.now_ms + kSecondMs);
    at(next_hold_change_ms(state));
    if (next != 0) effects.push_back(effect::WakeIn{std::max<std::int64_t>(next - state.now_ms, 1)});
}

}  // namespace

void on(State& state, const Started& action, Effects& effects) {
    if (action.theme == "light") state.theme = ThemeChoice::Light;
    if (action.theme == "dark") state.theme = ThemeChoice::Dark;
    state.shows_list = action.layout == "list";
    state.settings.model = action.model;
    ask_models(state, effects);
    ask_money(state, effects);
    enter(state, effects, location_of(action.path, action.query));
}

void on(State& state, const Ticked& action, Effects& effects) {
    state.now_ms = action.now_ms;
    run_due(state, effects);
    plan_wake(state, effects);
}

void go_to(State& state, Effects& effects, const Location& location, bool replaces) {
    if (!(location == state.location) || replaces) effects.push_back(effect::SetUrl{address_of(location), replaces});
    enter(state, effects, location);
}

void enter(State& state, Effects& effects, const Location& location) {
    const bool is_arriving = location.page == Page::Upload && state.location.page != Page::Upload;
    state.location = location;
    state.shows_settings = false;
    state.question = Question::None;
    state.sheet = {};
    if (is_arriving) ask_money(state, effects);
    switch (location.page) {
        case Page::Processing:
        case Page::Results: return open_job(state, effects, location.job);
        case Page::Upload:
        case Page::Error: return;
    }
}

void on(State& state, const NavigateClicked& action, Effects& effects) { go_to(state, effects, action.location, false); }

void on(State& state, const UrlChanged& action, Effects& effects) {
    enter(state, effects, location_of(action.path, action.query));
}

void on(State& state, const ThemeToggled& /*action*/, Effects& effects) {
    state.theme = shows_dark(state) ? ThemeChoice::Light : ThemeChoice::Dark;
    effects.push_back(effect::Store{"theme", state.theme == ThemeChoice::Dark ? "dark" : "light"});
}

void on(State& state, const PreferencesChanged& action, Effects& /*effects*/) { state.preferences = action; }

void on(State& state, const StorageRefused& action, Effects& effects) {
    show_toast(state, effects,
               {0, ToastKind::Info, "Settings last until you close this page", action.reason, ToastDeed::None, "", 0});
}

}  // namespace i2m::client
