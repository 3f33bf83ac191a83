// fal_prices.cpp - GET .../models/pricing?endpoint_id=...
#include "server/fal/fal_prices.hpp"

#include <algorithm>
#include <iterator>

#include "server/fal/fal_limits.hpp"
#include "server/fal/fal_wire.hpp"
#include "shared/api/routes.hpp"

namespace i2m::fal {
namespace {

constexpr std::size_t kMostModelsAtOnce = 50;  ///< models in one question, as the service allows

double amount_of(const json::Value& row, std::string_view name) {
    const json::Value* const value = row.find(name);
    if (value == nullptr) return 0;
    if (const std::int64_t* whole = value->as_int()) return static_cast<double>(*whole);
    return value->as_double() == nullptr ? 0 : *value->as_double();
}

class FalPriceSource final : public PriceSource {
public:
    FalPriceSource(const std::string& key, const std::string& api_url, HttpClient& http, Log& log)
        : api_url_(api_url), calls_(platform_settings(key, api_url), http, log) {}

    [[nodiscard]] std::optional<UnitPrices> ask(const std::vector<std::string>& model_ids, std::stop_token stop) override {
        if (model_ids.empty()) return UnitPrices{};
        if (model_ids.size() > kMostModelsAtOnce) return ask_in_halves(model_ids, stop);
        HttpRequest request;
        request.url = api_url_ + "/models/pricing";
        for (const std::string& id : model_ids)
            request.url += (&id == &model_ids.front() ? "?" : "&") + ("endpoint_id=" + api::percent_encode(id));
        const HttpOutcome outcome = calls_.call("prices", std::move(request), stop);
        const auto* const answer = std::get_if<HttpAnswer>(&outcome);
        if (answer == nullptr) return std::nullopt;
        if (answer->is_good()) return parse_prices(answer->body);
        // One model that is gone there must not cost the others their prices.
        const bool is_about_a_model = answer->status == 404 || answer->status == 422;
        if (!is_about_a_model) return std::nullopt;
        return model_ids.size() == 1 ? UnitPrices{} : ask_in_halves(model_ids, stop);
    }

private:
    [[nodiscard]] std::optional<UnitPrices> ask_in_halves(const std::vector<std::string>& model_ids,
                                                          const std::stop_token& stop) {
        const auto middle = std::next(model_ids.begin(), static_cast<std::ptrdiff_t>(model_ids.size() / 2));
        std::optional<UnitPrices> prices = ask({model_ids.begin(), middle}, stop);
        if (!prices) return std::nullopt;
        std::optional<UnitPrices> others = ask({middle, model_ids.end()}, stop);
        if (!others) return std::nullopt;
        prices->merge(*others);
        return prices;
    }

    const std::string api_url_;
    const FalCalls calls_;
};

}  // namespace

std::optional<UnitPrices> parse_prices(std::string_view body) {
    constexpr double kMostUsd = 1'000;
    const Result<json::Value> answer = json::parse(body, kJsonLimits);
    const json::Value* const list = answer ? answer->find("prices") : nullptr;
    if (list == nullptr || list->as_array() == nullptr) return std::nullopt;
    UnitPrices prices;
    for (const json::Value& row : *list->as_array()) {
        std::string id = text_of(row, "endpoint_id");
        const double usd = amount_of(row, "unit_price");
        if (!id.empty() && text_of(row, "currency") == "USD" && usd > 0 && usd < kMostUsd) prices.emplace(std::move(id), usd);
    }
    return prices;
}

std::unique_ptr<PriceSource> make_fal_price_source(const std::string& key, const std::string& api_url, HttpClient& http,
                                                   Log& log) {
    return std::make_unique<FalPriceSource>(key, api_url, http, log);
}

}  // namespace i2m::fal
