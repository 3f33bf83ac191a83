// config_money.hpp - the settings that are amounts of money.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/config.hpp"
#include "server/core/ledger.hpp"

namespace i2m {

/// "2.50" as an amount: digits with at most one point, 0 to a million dollars.
[[nodiscard]] std::optional<MicroUsd> parse_dollars(const std::string& text);

/// The budget that the settings give; they were checked.
[[nodiscard]] Budget budget_of(const Config& config);
[[nodiscard]] MicroUsd unknown_price_of(const Config& config);

/// Adds what is wrong with them, in words.
void check_money_settings(const Config& config, std::vector<std::string>& problems);

}  // namespace i2m
