// exchange.hpp - a connection's requests, one after the other, from the head to the answer.
#pragma once

#include "tools/fake_fal/world.hpp"

namespace i2m::fake {

/// Serves until the connection is over. Safe from several threads, each with its own connection.
void serve(World& world, Connection& connection);

}  // namespace i2m::fake
