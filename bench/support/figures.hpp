// figures.hpp - how a benchmark says what it measured: one JSON object a line, read by bench/run.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "shared/json/value.hpp"

namespace i2m::bench {

using Clock = std::chrono::steady_clock;
inline double ms_since(Clock::time_point from) { return std::chrono::duration<double, std::milli>(Clock::now() - from).count(); }

inline double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}
inline double median(const std::vector<double>& values) { return quantile(values, 0.5); }

/// Prints the median of `values` (at least one) with the lowest and the highest. `better` is "lower" or "higher".
inline void report(const std::string& name, const std::vector<double>& values, const std::string& unit,
                   const std::string& better = "lower") {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const json::Value line = json::Object{
        {"name", name}, {"value", median(values)}, {"unit", unit}, {"better", better}, {"spread", json::Array{*low, *high}}};
    std::puts(json::dump(line).c_str());
    std::fflush(stdout);
}

inline void skip(const std::string& name, const std::string& reason) {
    std::puts(json::dump(json::Object{{"skip", name}, {"reason", reason}}).c_str());
}

}  // namespace i2m::bench
