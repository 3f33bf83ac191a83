// budget.hpp - the daily budget in words.
#pragma once

#include <optional>
#include <string>

#include "server/core/ledger.hpp"
#include "shared/api/messages_queue.hpp"

namespace i2m {

/// "$4.80"; fractions of a cent are shown where there are any.
[[nodiscard]] std::string dollars(MicroUsd amount);

/// Why queued files of providers wait: the budget leaves too little for the cheapest of those that it holds back. nullopt when it
/// holds none back.
[[nodiscard]] std::optional<api::Hold> budget_hold(const Budget& budget, const Spending& spending, TimePoint now);

}  // namespace i2m
