// claim_rules.cpp - limits against what runs.
#include "server/core/claim_rules.hpp"

#include <algorithm>

namespace i2m {
namespace {

std::uint32_t running_of(const RunningByModel& running, const std::string& model) {
    const auto found = running.find(model);
    return found == running.end() ? 0 : found->second;
}

}  // namespace

bool is_probe(const ClaimRules& rules, std::string_view model) {
    const models::Model* const known = models::find(model);
    return known != nullptr && std::any_of(rules.providers.begin(), rules.providers.end(), [&](const ProviderRule& rule) {
               return rule.is_probe && rule.provider == known->provider;
           });
}

std::vector<std::string> barred_models(const ClaimRules& rules, const RunningByModel& running) {
    std::vector<std::string> barred;
    for (const ProviderRule& rule : rules.providers) {
        std::uint32_t of_provider = 0;
        for (const models::Model& model : models::all()) {
            if (model.provider == rule.provider) of_provider += running_of(running, model.id);
        }
        const bool is_full = !rule.may_start || (rule.limit > 0 && of_provider >= rule.limit);
        for (const models::Model& model : models::all()) {
            if (model.provider != rule.provider) continue;
            const bool is_model_full = rule.limit_per_model > 0 && running_of(running, model.id) >= rule.limit_per_model;
            if (is_full || is_model_full) barred.push_back(model.id);
        }
    }
    return barred;
}

}  // namespace i2m
