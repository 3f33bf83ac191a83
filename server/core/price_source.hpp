// price_source.hpp - seam: a provider's own price list.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace i2m {

/// US dollars for one unit of what the provider counts after a run, by model id.
using UnitPrices = std::map<std::string, double, std::less<>>;

/// Safe from any thread.
class PriceSource {
public:
    virtual ~PriceSource() = default;
    /// The prices of those of the models that the list has; nullopt when it cannot be had now. Free, and may be asked again.
    [[nodiscard]] virtual std::optional<UnitPrices> ask(const std::vector<std::string>& model_ids, std::stop_token stop) = 0;
};

}  // namespace i2m
