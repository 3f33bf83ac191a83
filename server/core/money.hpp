// money.hpp - US dollars as whole millionths: sums of prices are exact, and a budget is reached when it is reached.
#pragma once

#include <cmath>
#include <cstdint>

namespace i2m {

using MicroUsd = std::int64_t;
inline constexpr MicroUsd kMostMicroUsd = 1'000'000'000'000'000;  ///< a billion dollars: what is told above it is not believed

/// Rounded; 0 for what is no amount (negative, not a number), kMostMicroUsd at most.
[[nodiscard]] inline MicroUsd micro_usd(double usd) {
    if (!(usd > 0)) return 0;
    return usd >= 1e9 ? kMostMicroUsd : static_cast<MicroUsd>(std::llround(usd * 1e6));
}
[[nodiscard]] constexpr double usd_of(MicroUsd amount) { return static_cast<double>(amount) / 1e6; }

}  // namespace i2m
