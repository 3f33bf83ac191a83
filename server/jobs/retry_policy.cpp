// retry_policy.cpp - exponential backoff with a spread.
#include "server/jobs/retry_policy.hpp"

#include <algorithm>
#include <functional>
#include <string>

namespace i2m {
namespace {

struct Rule {
    FailureKind kind;
    Millis first;
    Millis longest;
    std::uint32_t tries;
    std::uint32_t patient_tries;  ///< about an hour
};

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Millis kLongestAsked = minutes{15};  ///< a provider that asks for more is asked again anyway

constexpr Rule kRules[] = {
    {FailureKind::Transient, seconds{2}, seconds{60}, 6, 64},
    {FailureKind::RateLimited, seconds{60}, minutes{15}, 8, 8},
    {FailureKind::Timeout, seconds{30}, minutes{5}, 5, 15},
    {FailureKind::RunFailed, seconds{5}, seconds{60}, 3, 3},
};

/// 0.8 to 1.2, always the same for the same file and try.
double spread(std::string_view salt, std::uint32_t tries) {
    const std::size_t hash = std::hash<std::string>{}(std::string(salt) + "#" + std::to_string(tries));
    return 0.8 + 0.4 * static_cast<double>(hash % 1000) / 999;
}

}  // namespace

std::optional<Millis> retry_delay(FailureKind kind, std::uint32_t tries, std::optional<Millis> retry_after, std::string_view salt,
                                  Patience patience) {
    const auto* const rule = std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& r) { return r.kind == kind; });
    if (rule == std::end(kRules)) return std::nullopt;
    if (tries >= (patience == Patience::ForPaid ? rule->patient_tries : rule->tries)) return std::nullopt;
    const std::uint32_t doublings = std::min(tries > 0 ? tries - 1 : 0, 20U);
    const Millis delay = std::min(rule->first * (std::int64_t{1} << doublings), Millis{rule->longest});
    const Millis spread_delay{static_cast<std::int64_t>(static_cast<double>(delay.count()) * spread(salt, tries))};
    return std::max(spread_delay, std::min(retry_after.value_or(Millis{0}), Millis{kLongestAsked}));
}

}  // namespace i2m
