// messages_models.hpp - the models that can be chosen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shared/json/fields.hpp"
#include "shared/models/price.hpp"

namespace i2m::api {

/// One model that can be chosen.
struct ModelView {
    std::string id;
    std::string name;
    std::string provider;        ///< "draft" or "fal"
    std::string provider_label;  ///< "Built in", "FAL.AI"
    std::string description;
    std::string type = "image_to_3d";
    std::vector<std::string> supported_formats;
    json::Value parameters = json::Object{};     ///< JSON Schema of `options`
    std::optional<double> price_usd;             ///< of a run with defaults; 0: free, absent: not known
    std::vector<models::PriceRule> price_rules;  ///< what options change of it, in order
    std::int64_t typical_ms = 0;
    bool available = true;
    std::optional<std::string> unavailable_reason;
    bool is_default = false;
};

struct ModelListAnswer {
    std::vector<ModelView> models;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::ModelView> {
    using T = api::ModelView;
    static constexpr std::string_view kName = "Model";
    static constexpr auto kList =
        std::tuple{required("id", &T::id),
                   required("name", &T::name),
                   required("provider", &T::provider),
                   optional("provider_label", &T::provider_label),
                   optional("description", &T::description),
                   optional("type", &T::type),
                   optional("supported_formats", &T::supported_formats),
                   optional("parameters", &T::parameters, "JSON Schema of the options"),
                   optional("price_usd", &T::price_usd, "A run with defaults, in US dollars; 0: free, absent: not known"),
                   optional("price_rules", &T::price_rules, "What options change of it, in order"),
                   optional("typical_ms", &T::typical_ms),
                   optional("available", &T::available),
                   optional("unavailable_reason", &T::unavailable_reason),
                   optional("is_default", &T::is_default)};
};
template <>
struct Fields<api::ModelListAnswer> {
    using T = api::ModelListAnswer;
    static constexpr std::string_view kName = "ModelList";
    static constexpr auto kList = std::tuple{required("models", &T::models)};
};

}  // namespace i2m::json
