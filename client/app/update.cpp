// update.cpp - hands each action to its feature, then settles what follows from any change: title, leave warning.
#include "client/app/update.hpp"

#include "client/app/select.hpp"
#include "client/app/update_parts.hpp"

namespace i2m::client {

Effects update(State& state, const Action& action) {
    Effects effects;
    std::visit([&](const auto& one) { on(state, one, effects); }, action);
    if (std::string title = title_of(state); title != state.title) {
        state.title = std::move(title);
        effects.push_back(effect::SetTitle{state.title});
    }
    const bool warns = state.upload.phase != UploadPhase::Idle;
    if (warns != state.warns_before_leaving) {
        state.warns_before_leaving = warns;
        effects.push_back(effect::WarnBeforeLeaving{warns});
    }
    return effects;
}

}  // namespace i2m::client
