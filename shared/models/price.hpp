// price.hpp - what a run costs by its options, as far as the provider's price list says. The page and the server ask the same
// functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/json/fields.hpp"

namespace i2m::models {

struct Model;

/// Holds when the option has this value (what was chosen, else the parameter's default); with a null `value` when it has any.
struct PriceCondition {
    std::string option;
    json::Value value;
};

/// A change of the price when all conditions hold. Rules apply in order: first `add_usd`, then `times`, to what the ones before
/// left.
struct PriceRule {
    std::vector<PriceCondition> when;
    double add_usd = 0;  ///< may be below 0
    double times = 1;
};

/// US dollars for one run of `model` with `options` (an object that check_options took, or null for none); 0: free; nullopt when
/// the price is not known.
[[nodiscard]] std::optional<double> estimate_usd(const Model& model, const json::Value& options);

/// US dollars for the units that the provider counted; nullopt when the price of one is not known.
[[nodiscard]] std::optional<double> cost_of_units_usd(const Model& model, double units);

/// For parse_registry: rules name options of the model and values that these take, change something, leave the price of a run with
/// defaults as it stands, and never make a price of 0 or less. The error is in words, without the model's name.
[[nodiscard]] std::optional<std::string> trouble_with_price(const Model& model);

}  // namespace i2m::models

namespace i2m::json {

template <>
struct Fields<models::PriceCondition> {
    using T = models::PriceCondition;
    static constexpr std::string_view kName = "PriceCondition";
    static constexpr auto kList =
        std::tuple{required("option", &T::option), optional("value", &T::value, "Left out or null: any value that is set")};
};
template <>
struct Fields<models::PriceRule> {
    using T = models::PriceRule;
    static constexpr std::string_view kName = "PriceRule";
    static constexpr auto kList = std::tuple{required("when", &T::when, "All must hold; options left out have their defaults"),
                                             optional("add_usd", &T::add_usd, "Added to the price first"),
                                             optional("times", &T::times, "Multiplies the price then")};
};

}  // namespace i2m::json
