// price.cpp - the price rules of the registry at work.
#include "shared/models/price.hpp"

#include <algorithm>
#include <cmath>

#include "shared/models/parameters.hpp"

namespace i2m::models {
namespace {

/// What is sent for the option; null when the provider's own default counts.
json::Value value_sent(const Model& model, const json::Value& options, const std::string& name) {
    const json::Value* const chosen = options.find(name);
    if (chosen != nullptr && !chosen->is_null()) return *chosen;
    const Parameter* const parameter = find_parameter(model, name);
    return parameter == nullptr ? json::Value() : parameter->default_value;
}

bool holds(const Model& model, const json::Value& options, const PriceCondition& condition) {
    const json::Value sent = value_sent(model, options, condition.option);
    return condition.value.is_null() ? !sent.is_null() : sent == condition.value;
}

bool applies(const Model& model, const json::Value& options, const PriceRule& rule) {
    return std::all_of(rule.when.begin(), rule.when.end(),
                       [&](const PriceCondition& condition) { return holds(model, options, condition); });
}

/// Prices are sums of cents: what lies far below one is rounding.
double rounded(double usd) { return std::round(usd * 1e6) / 1e6; }

std::optional<std::string> trouble_with_rule(const Model& model, const PriceRule& rule) {
    if (rule.when.empty()) return "a price rule needs a condition.";
    if (rule.add_usd == 0 && rule.times == 1) return "a price rule changes nothing.";
    if (!std::isfinite(rule.add_usd) || !std::isfinite(rule.times) || rule.times <= 0) return "a price rule has a wrong number.";
    for (const PriceCondition& condition : rule.when) {
        const Parameter* const parameter = find_parameter(model, condition.option);
        if (parameter == nullptr) return "a price rule names the option \"" + condition.option + "\", which is not there.";
        json::Value probe{json::Object{}};
        probe.set(condition.option, condition.value);
        if (!check_options(model, probe)) {
            return "a price rule names a value that the option \"" + condition.option + "\" does not take.";
        }
    }
    if (applies(model, {}, rule)) return "a price rule holds for a run with defaults. Change price_usd instead.";
    return std::nullopt;
}

/// The least that rules can leave of the price, as if all that lower it applied.
double lowest_usd(const Model& model) {
    double usd = *model.price_usd;
    for (const PriceRule& rule : model.price_rules) usd = (usd + std::min(rule.add_usd, 0.0)) * std::min(rule.times, 1.0);
    return rounded(usd);
}

}  // namespace

std::optional<double> estimate_usd(const Model& model, const json::Value& options) {
    if (!model.price_usd) return std::nullopt;
    double usd = *model.price_usd;
    for (const PriceRule& rule : model.price_rules) {
        if (applies(model, options, rule)) usd = (usd + rule.add_usd) * rule.times;
    }
    return rounded(usd);
}

std::optional<double> cost_of_units_usd(const Model& model, double units) {
    if (!model.unit_usd || !std::isfinite(units) || units < 0) return std::nullopt;
    return rounded(*model.unit_usd * units);
}

std::optional<std::string> trouble_with_price(const Model& model) {
    const auto is_price = [](double usd) { return std::isfinite(usd) && usd >= 0; };
    if (model.price_usd && !is_price(*model.price_usd)) return "price_usd must be 0 or more.";
    if (model.unit_usd && (!is_price(*model.unit_usd) || *model.unit_usd == 0)) return "unit_usd must be above 0.";
    if (model.provider == Provider::Draft && model.price_usd.value_or(0) != 0) return "the draft is free, it takes no price.";
    if (model.price_rules.empty()) return std::nullopt;
    if (!model.price_usd) return "price rules need a price_usd that they change.";
    for (const PriceRule& rule : model.price_rules) {
        if (std::optional<std::string> trouble = trouble_with_rule(model, rule)) return trouble;
    }
    if (lowest_usd(model) <= 0) return "price rules can make the price 0 or less.";
    return std::nullopt;
}

}  // namespace i2m::models
