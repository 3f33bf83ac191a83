// billing.hpp - what a job is charged: units, and the price of one.
#pragma once

#include <optional>

#include "tools/fake_fal/queue.hpp"

namespace i2m::fake {

/// US dollars; nullopt for models that nobody knows the price of.
[[nodiscard]] std::optional<double> unit_price_usd(const Endpoint& endpoint);
/// As the scenario says, else so many that they make the price of this run with its options; 1 where that is not known.
[[nodiscard]] double units_of(const Job& job);

}  // namespace i2m::fake
