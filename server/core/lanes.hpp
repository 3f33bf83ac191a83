// lanes.hpp - how many files run side by side, for the time left that people are told.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace i2m {

/// A file of the built-in provider has a worker for as long as it runs. One that runs at a provider has none between two polls:
/// the provider's limit bounds those.
class Lanes {
public:
    /// `at_provider`, `of_model`: how many files run there at once, and how many of one model; 0: no limit.
    Lanes(std::uint32_t workers = 4, std::uint32_t at_provider = 0, std::uint32_t of_model = 0)
        : direct_(workers), elsewhere_(std::min(limit_of(at_provider), limit_of(of_model))) {}

    [[nodiscard]] std::uint32_t of(bool is_direct) const { return is_direct ? direct_ : elsewhere_; }

private:
    static std::uint32_t limit_of(std::uint32_t count) { return count == 0 ? std::numeric_limits<std::uint32_t>::max() : count; }

    std::uint32_t direct_;
    std::uint32_t elsewhere_;
};

}  // namespace i2m
