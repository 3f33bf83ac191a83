// model_times.cpp - a shrunk mean and a percentile.
#include "server/core/model_times.hpp"

#include <algorithm>
#include <vector>

namespace i2m {

std::int64_t expected_ms(const std::optional<ModelStats>& stats, std::int64_t registry_ms) {
    if (!stats || stats->runs <= 0) return registry_ms;
    const std::int64_t runs = std::min(stats->runs, static_cast<std::int64_t>(kKeptRuns));
    return (stats->typical_ms * runs + registry_ms * kPriorRuns) / (runs + kPriorRuns);
}

std::int64_t slow_after_ms(const std::optional<ModelStats>& stats, std::int64_t registry_ms) {
    const std::int64_t expected = expected_ms(stats, registry_ms);
    if (!stats || stats->recent_ms.size() < kTellingRuns) return expected * 3;
    std::vector<std::int64_t> sorted = stats->recent_ms;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t rank = (sorted.size() * 95 + 99) / 100;  // nearest rank, from 1
    return std::max(sorted[rank - 1], expected * 5 / 4);
}

std::int64_t left_ms(std::int64_t expected, std::int64_t elapsed, std::optional<double> told_percent) {
    constexpr double kTelling = 5;
    const std::int64_t least = std::max<std::int64_t>(expected / 20, 1);
    if (told_percent && *told_percent > kTelling) {
        const double left = static_cast<double>(elapsed) * (100 - std::min(*told_percent, 99.0)) / *told_percent;
        return std::max(least, static_cast<std::int64_t>(left));
    }
    return std::max(least, expected - elapsed);
}

}  // namespace i2m
