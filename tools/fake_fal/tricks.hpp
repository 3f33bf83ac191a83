// tricks.hpp - doing to a good answer, and to its connection, what a fault asks for.
#pragma once

#include "tools/fake_fal/call.hpp"

namespace i2m::fake {

/// Changes the content of an answer.
void spoil(World& world, const Call& call, Answer& answer);
/// Sends the call's answer, or does with the connection what the fault wants instead.
void deliver(World& world, Call& call, Connection& connection);

}  // namespace i2m::fake
