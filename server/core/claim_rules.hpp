// claim_rules.hpp - what a worker may start now: pause, and how much of each provider runs at once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/models/registry.hpp"

namespace i2m {

/// What may be started of one provider's models. Files of providers without a rule start without a limit.
struct ProviderRule {
    models::Provider provider = models::Provider::Fal;
    bool may_start = true;
    bool is_probe = false;              ///< one file shows whether the provider works again
    std::uint32_t limit = 0;            ///< of its files that run, in whatever state; 0: none
    std::uint32_t limit_per_model = 0;  ///< of them with one model; 0: none
};

/// Looked at in the claim's own transaction. They keep queued files back, never those that run already.
struct ClaimRules {
    bool is_paused = false;  ///< nothing is started
    std::vector<ProviderRule> providers = {};
    bool is_direct_only = false;  ///< only files that need no provider: calls that hang there hold nobody else up
};

/// How many files run, by model.
using RunningByModel = std::map<std::string, std::uint32_t, std::less<>>;

/// The models of which no further file may be started, by id.
[[nodiscard]] std::vector<std::string> barred_models(const ClaimRules& rules, const RunningByModel& running);

/// True when a file of that model would be the probe.
[[nodiscard]] bool is_probe(const ClaimRules& rules, std::string_view model);

}  // namespace i2m
