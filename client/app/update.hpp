// update.hpp - the only place where the state changes. Pure: no clock, no I/O, no ImGui, no GL.
#pragma once

#include "client/app/action.hpp"
#include "client/app/effect.hpp"
#include "client/app/state.hpp"

namespace i2m::client {

/// Changes `state` as `action` asks and gives what is to be done in the world, in order.
[[nodiscard]] Effects update(State& state, const Action& action);

}  // namespace i2m::client
