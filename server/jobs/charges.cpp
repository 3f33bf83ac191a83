// charges.cpp - prices of the registry, and ends of runs as charges.
#include "server/jobs/charges.hpp"

namespace i2m {
namespace {

Charge settled(double units, const models::Model* model) {
    Charge out{ChargeState::Settled, units, std::nullopt};
    const std::optional<double> usd = model == nullptr ? std::nullopt : models::cost_of_units_usd(*model, units);
    if (usd) out.cost = micro_usd(*usd);
    return out;
}

}  // namespace

Charge charge_of(const RunResult& result, const models::Model& model) {
    if (result.units) return settled(*result.units, &model);
    return {ChargeState::Settled, std::nullopt, std::nullopt};
}

std::optional<Charge> charge_after(const Failure& failure, const FileRecord& file) {
    if (!file.is_sent) return std::nullopt;
    if (failure.kind == FailureKind::Ambiguous) return Charge{ChargeState::Maybe, {}, {}};
    if (!file.submission) return Charge{ChargeState::Released, {}, {}};
    if (failure.units) return settled(*failure.units, models::find(file.model));
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
