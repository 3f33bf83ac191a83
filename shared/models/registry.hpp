// registry.hpp - every model that can be run, with its own parameters: from assets/models.json, built into
// both programs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/json/fields.hpp"
#include "shared/models/price.hpp"

namespace i2m::models {

enum class Provider : std::uint8_t { Draft, Fal };

enum class ParameterKind : std::uint8_t { Boolean, Integer, Number, Text, Choice };

/// One parameter of a model, as the model names it.
struct Parameter {
    std::string name;
    std::string label;
    std::string help;
    ParameterKind kind = ParameterKind::Text;
    json::Value default_value;  ///< null: the model's own default, not sent
    std::optional<double> min;
    std::optional<double> max;
    std::vector<json::Value> choices;  ///< for Choice: text or whole numbers
};

struct Model {
    std::string id;    ///< the provider's endpoint, e.g. "fal-ai/trellis", or "draft"
    std::string name;  ///< "TRELLIS"
    Provider provider = Provider::Draft;
    std::string description;
    std::string image_field;  ///< where the image goes in the provider's input
    bool image_field_is_list = false;
    std::string face_limit_parameter;  ///< the parameter that a job's face_limit sets, "" for none
    std::vector<Parameter> parameters;
    std::optional<double> price_usd;     ///< of a run with defaults; 0: free, absent: not known
    std::vector<PriceRule> price_rules;  ///< what options change of it
    std::optional<double> unit_usd;      ///< of one unit that the provider counts after a run; absent: not known
    std::int64_t typical_ms = 60'000;    ///< until real runs say better
};

/// All models, in the order they are offered; the draft first. Parsed once, immutable after.
[[nodiscard]] std::span<const Model> all();
/// The model with that id, or nullptr.
[[nodiscard]] const Model* find(std::string_view id);

/// The JSON Schema (2020-12) of a model's options.
[[nodiscard]] json::Value options_schema(const Model& model);

/// Checks `options` (an object, or null for none) against the model: an unknown name, a wrong kind, a value
/// out of range or not among the choices gives InvalidOption that names the option, the model's range and
/// what was sent; `field` is the option's JSON pointer. Returns what to store: known options only, in the
/// model's order, without those that are null (they ask for the model's own default).
[[nodiscard]] Result<json::Value> check_options(const Model& model, const json::Value& options);

/// Parses the registry's file; used by all() on the built-in text and by tests on others. InvalidRequest or
/// InvalidJson that names the model when something is missing, unknown, doubled or contradicts itself (a
/// default out of its range).
[[nodiscard]] Result<std::vector<Model>> parse_registry(std::string_view text);

}  // namespace i2m::models

namespace i2m::json {

template <>
struct EnumNames<models::Provider> {
    static constexpr std::pair<models::Provider, std::string_view> kNames[] = {{models::Provider::Draft, "draft"},
                                                                               {models::Provider::Fal, "fal"}};
};
template <>
struct EnumNames<models::ParameterKind> {
    using K = models::ParameterKind;
    static constexpr std::pair<K, std::string_view> kNames[] = {
        {K::Boolean, "boolean"}, {K::Integer, "integer"}, {K::Number, "number"}, {K::Text, "text"}, {K::Choice, "choice"}};
};
template <>
struct Fields<models::Parameter> {
    using T = models::Parameter;
    static constexpr std::string_view kName = "Parameter";
    static constexpr auto kList =
        std::tuple{required("name", &T::name), required("label", &T::label),           required("help", &T::help),
                   required("kind", &T::kind), optional("default", &T::default_value), optional("min", &T::min),
                   optional("max", &T::max),   optional("choices", &T::choices)};
};
template <>
struct Fields<models::Model> {
    using T = models::Model;
    static constexpr std::string_view kName = "RegistryModel";
    static constexpr auto kList = std::tuple{required("id", &T::id),
                                             required("name", &T::name),
                                             required("provider", &T::provider),
                                             required("description", &T::description),
                                             optional("image_field", &T::image_field),
                                             optional("image_field_is_list", &T::image_field_is_list),
                                             optional("face_limit_parameter", &T::face_limit_parameter),
                                             optional("price_usd", &T::price_usd),
                                             optional("price_rules", &T::price_rules),
                                             optional("unit_usd", &T::unit_usd),
                                             required("typical_ms", &T::typical_ms),
                                             required("parameters", &T::parameters)};
};

}  // namespace i2m::json
