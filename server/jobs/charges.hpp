// charges.hpp - what the end of a run means for its bill; pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/generator.hpp"
#include "server/core/ledger.hpp"

namespace i2m {

/// What a number of units of a model costs in US dollars; nullopt when that is not known.
using CostOfUnits = std::function<std::optional<double>(const models::Model&, double units)>;

/// Of a run of `file` with a result: what its units cost, or the estimate where that is not known. A cost of less than a fifth of the
/// estimate is taken for a unit that was misunderstood: the estimate stays, since a budget errs on the safe side.
[[nodiscard]] Charge charge_of(const RunResult& result, const FileRecord& file, const CostOfUnits& cost_of_units);

/// Of a run of `file` that ended, or a request that was not taken, with `failure`; nullopt for a file that sent nothing and for a
/// direct one. What the provider counted was charged; a request that it refused, a run that it does not charge for and one that was
/// cancelled while it waited there were not; nobody knows of the others.
[[nodiscard]] std::optional<Charge> charge_after(const Failure& failure, const FileRecord& file,
                                                 const CostOfUnits& cost_of_units);

/// What a run counts until its charge is known.
struct RunPrice {
    MicroUsd reserve = 0;
    bool is_known = true;
};
/// By the registry, or `unknown` where that has no price. `options_json` as stored.
[[nodiscard]] RunPrice price_of(const models::Model& model, std::string_view options_json, MicroUsd unknown);

}  // namespace i2m
