// fal_prices.hpp - FAL.AI's price list: what one unit of X-Fal-Billable-Units costs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/price_source.hpp"
#include "server/fal/fal_calls.hpp"

namespace i2m::fal {

/// Asks FAL.AI's platform API at `api_url` ("https://api.fal.ai/v1"), for which any key will do: one call for 50 models at most. When
/// a model among them is not known there, each half is asked for itself. `http` and `log` outlive it.
[[nodiscard]] std::unique_ptr<PriceSource> make_fal_price_source(const std::string& key, const std::string& api_url,
                                                                 HttpClient& http, Log& log);

/// The prices of an answer that are in US dollars, above 0 and below a thousand; nullopt when it is no price list.
[[nodiscard]] std::optional<UnitPrices> parse_prices(std::string_view body);

}  // namespace i2m::fal
