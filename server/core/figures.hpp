// figures.hpp - numbers as people read them in reports: two places, 1 MB = 1 024 KB.
#pragma once

#include <cmath>
#include <cstdint>

namespace i2m {

[[nodiscard]] inline double rounded(double value) { return std::round(value * 100) / 100; }
[[nodiscard]] inline double megabytes(std::uint64_t bytes) { return rounded(static_cast<double>(bytes) / 1'048'576.0); }
[[nodiscard]] inline double gigabytes(std::uint64_t bytes) { return rounded(static_cast<double>(bytes) / 1'073'741'824.0); }

}  // namespace i2m
