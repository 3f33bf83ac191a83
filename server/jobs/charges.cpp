// charges.cpp - prices of units, and ends of runs as charges.
#include "server/jobs/charges.hpp"

namespace i2m {
namespace {

constexpr MicroUsd kLeastShare = 5;

Charge settled(double units, const FileRecord& file, const CostOfUnits& cost_of_units) {
    Charge out{ChargeState::Settled, units, std::nullopt};
    const models::Model* const model = models::find(file.model);
    const std::optional<double> usd = model == nullptr ? std::nullopt : cost_of_units(*model, units);
    if (!usd) return out;
    const MicroUsd cost = micro_usd(*usd);
    const bool is_far_below = units > 0 && file.is_price_known && cost < file.reserve / kLeastShare;
    if (!is_far_below) out.cost = cost;
    return out;
}

}  // namespace

Charge charge_of(const RunResult& result, const FileRecord& file, const CostOfUnits& cost_of_units) {
    if (result.units) return settled(*result.units, file, cost_of_units);
    return {ChargeState::Settled, std::nullopt, std::nullopt};
}

std::optional<Charge> charge_after(const Failure& failure, const FileRecord& file, const CostOfUnits& cost_of_units) {
    if (!file.is_sent) return std::nullopt;
    if (failure.kind == FailureKind::Ambiguous) return Charge{ChargeState::Maybe, {}, {}};
    if (!file.submission) return Charge{ChargeState::Released, {}, {}};
    if (failure.units) return settled(*failure.units, file, cost_of_units);
    const bool waited_only = failure.kind == FailureKind::Cancelled && file.state == FileState::Waiting;
    if (failure.is_free || failure.kind == FailureKind::RunFailed || waited_only) return Charge{ChargeState::Released, {}, {}};
    return Charge{ChargeState::Maybe, {}, {}};
}

RunPrice price_of(const models::Model& model, std::string_view options_json, MicroUsd unknown) {
    const Result<json::Value> options = json::parse(options_json);
    const std::optional<double> usd = models::estimate_usd(model, options ? *options : json::Value());
    return usd ? RunPrice{micro_usd(*usd), true} : RunPrice{unknown, false};
}

}  // namespace i2m
