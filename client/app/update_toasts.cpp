// update_toasts.cpp - short messages: success leaves by itself, a failure stays and has one deed.
#include <algorithm>

#include "client/app/update_parts.hpp"

namespace i2m::client {
namespace {
constexpr std::size_t kMostToasts = 4;
}

void show_toast(State& state, Effects& effects, Toast toast) {
    toast.id = state.next_toast++;
    toast.leaves_at_ms = toast.kind == ToastKind::Failure ? 0 : state.now_ms + kToastMs;
    effects.push_back(
        effect::Announce{toast.text.empty() ? toast.title : toast.title + ". " + toast.text, toast.kind == ToastKind::Failure});
    state.toasts.push_back(std::move(toast));
    if (state.toasts.size() > kMostToasts) state.toasts.erase(state.toasts.begin());
}

void on(State& state, const ToastDismissed& action, Effects& /*effects*/) {
    const auto is_it = [&](const Toast& toast) { return toast.id == action.id; };
    state.toasts.erase(std::remove_if(state.toasts.begin(), state.toasts.end(), is_it), state.toasts.end());
}

void on(State& state, const ToastActed& action, Effects& effects) {
    const auto it =
        std::find_if(state.toasts.begin(), state.toasts.end(), [&](const Toast& toast) { return toast.id == action.id; });
    if (it == state.toasts.end()) return;
    const Toast toast = *it;
    state.toasts.erase(it);
    switch (toast.deed) {
        case ToastDeed::OpenResults: return go_to(state, effects, {Page::Results, toast.subject, 0}, false);
        case ToastDeed::RetryFiles: return on(state, RetryClicked{}, effects);
        case ToastDeed::RetryUpload: return on(state, GenerateClicked{}, effects);
        case ToastDeed::Browse: return on(state, BrowseClicked{}, effects);
        case ToastDeed::None: return;
    }
}

}  // namespace i2m::client
