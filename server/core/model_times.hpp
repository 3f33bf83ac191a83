// model_times.hpp - how long a run takes, from the model's past and the registry's word; pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "server/core/job_store.hpp"

namespace i2m {

/// What a run is expected to take: the mean of past runs shrunk towards `registry_ms`, which counts like kPriorRuns of them.
inline constexpr std::int64_t kPriorRuns = 3;
[[nodiscard]] std::int64_t expected_ms(const std::optional<ModelStats>& stats, std::int64_t registry_ms);

/// Beyond this a run is slow: the 95th percentile (nearest rank) of the last runs and not under 1.25 times what is expected; with
/// fewer than kTellingRuns runs three times what is expected.
inline constexpr std::size_t kTellingRuns = 5;
[[nodiscard]] std::int64_t slow_after_ms(const std::optional<ModelStats>& stats, std::int64_t registry_ms);

/// Time left of a run, at least a twentieth of what is expected: what is expected less what has passed, or in proportion when the
/// provider itself told a percentage (`told_percent` above 5).
[[nodiscard]] std::int64_t left_ms(std::int64_t expected, std::int64_t elapsed, std::optional<double> told_percent);

}  // namespace i2m
