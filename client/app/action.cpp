// action.cpp - the machinery of the variant that an action is.
#include "client/app/action.hpp"

namespace i2m::client {

Action::Action(const Action& other) = default;
Action::Action(Action&& other) noexcept = default;
Action& Action::operator=(const Action& other) = default;
Action& Action::operator=(Action&& other) noexcept = default;
Action::~Action() = default;

}  // namespace i2m::client
