// config_money.cpp - the daily budget, and what a run counts whose price is not known.
#include "server/config_money.hpp"

#include <algorithm>
#include <cstdlib>

namespace i2m {

std::optional<MicroUsd> parse_dollars(const std::string& text) {
    constexpr double kMost = 1e6;
    const bool is_plain = !text.empty() && text.size() <= 20 && text.find_first_not_of("0123456789.") == std::string::npos &&
                          std::count(text.begin(), text.end(), '.') <= 1 && text != ".";
    if (!is_plain) return std::nullopt;
    const double usd = std::strtod(text.c_str(), nullptr);
    return usd <= kMost ? std::optional(micro_usd(usd)) : std::nullopt;
}

Budget budget_of(const Config& config) {
    return {config.daily_budget_usd.empty() ? std::nullopt : parse_dollars(config.daily_budget_usd)};
}

MicroUsd unknown_price_of(const Config& config) { return parse_dollars(config.unknown_price_usd).value_or(0); }

void check_money_settings(const Config& config, std::vector<std::string>& problems) {
    if (!config.daily_budget_usd.empty() && !parse_dollars(config.daily_budget_usd))
        problems.push_back("daily-budget-usd must be an amount like 5 or 2.50, not \"" + config.daily_budget_usd + "\".");
    if (!parse_dollars(config.unknown_price_usd))
        problems.push_back("unknown-price-usd must be an amount like 1 or 0.40, not \"" + config.unknown_price_usd + "\".");
}

}  // namespace i2m
