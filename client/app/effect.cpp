// effect.cpp - the machinery of the variant that an effect is.
#include "client/app/effect.hpp"

namespace i2m::client {

Effect::Effect(const Effect& other) = default;
Effect::Effect(Effect&& other) noexcept = default;
Effect& Effect::operator=(const Effect& other) = default;
Effect& Effect::operator=(Effect&& other) noexcept = default;
Effect::~Effect() = default;

}  // namespace i2m::client
