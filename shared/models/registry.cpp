// registry.cpp - reading the registry and checking options against it.
#include "shared/models/registry.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#include "shared/models/models_json.hpp"
#include "shared/models/parameters.hpp"

namespace i2m::models {
namespace {

constexpr std::size_t kMaxTextBytes = 2000;
constexpr double kMaxExact = 9'007'199'254'740'992;  // 2^53: whole numbers above it are not exact in a double

/// 32 and not 32.0.
json::Value number_value(double number) {
    if (number == std::floor(number) && std::fabs(number) < kMaxExact) return static_cast<std::int64_t>(number);
    return number;
}
std::string number_text(double number) { return json::dump(number_value(number)); }

/// What was sent, short enough for a message.
std::string sent_text(const json::Value& value) {
    constexpr std::size_t kMost = 60;
    if (value.as_array() != nullptr || value.as_object() != nullptr) return std::string(value.kind_words());
    const std::string text = json::dump(value);
    return text.size() <= kMost ? text : text.substr(0, kMost) + "...";
}

std::string range_words(const Parameter& parameter) {
    if (parameter.min && parameter.max) return " from " + number_text(*parameter.min) + " to " + number_text(*parameter.max);
    if (parameter.min) return " of at least " + number_text(*parameter.min);
    if (parameter.max) return " of at most " + number_text(*parameter.max);
    return {};
}

/// "a whole number from 1 to 50": what the parameter takes.
std::string wanted_words(const Parameter& parameter) {
    switch (parameter.kind) {
        case ParameterKind::Boolean: return "true or false";
        case ParameterKind::Integer: return "a whole number" + range_words(parameter);
        case ParameterKind::Number: return "a number" + range_words(parameter);
        case ParameterKind::Text: return "text of at most " + std::to_string(kMaxTextBytes) + " bytes";
        case ParameterKind::Choice: break;
    }
    std::string words = "one of ";
    for (std::size_t i = 0; i < parameter.choices.size(); ++i) {
        if (i > 0) words += i + 1 == parameter.choices.size() ? " or " : ", ";
        words += json::dump(parameter.choices[i]);
    }
    return words;
}

bool in_range(const Parameter& parameter, double number) {
    return !(parameter.min && number < *parameter.min) && !(parameter.max && number > *parameter.max);
}

/// A whole number, also when it was written as 3.0.
std::optional<std::int64_t> whole(const json::Value& value) {
    if (const std::int64_t* number = value.as_int()) return *number;
    const double* fraction = value.as_double();
    if (fraction == nullptr || std::fabs(*fraction) >= kMaxExact || *fraction != std::floor(*fraction)) return std::nullopt;
    return static_cast<std::int64_t>(*fraction);
}

/// The value to store, or nullopt when the parameter does not take it.
std::optional<json::Value> accept(const Parameter& parameter, const json::Value& value) {
    switch (parameter.kind) {
        case ParameterKind::Boolean: return value.as_bool() != nullptr ? std::optional(value) : std::nullopt;
        case ParameterKind::Text: {
            const std::string* text = value.as_string();
            return text != nullptr && text->size() <= kMaxTextBytes ? std::optional(value) : std::nullopt;
        }
        case ParameterKind::Integer: {
            const std::optional<std::int64_t> number = whole(value);
            if (!number || !in_range(parameter, static_cast<double>(*number))) return std::nullopt;
            return json::Value(*number);
        }
        case ParameterKind::Number: {
            const double* fraction = value.as_double();
            const std::int64_t* number = value.as_int();
            if (fraction == nullptr && number == nullptr) return std::nullopt;
            const double sent = fraction != nullptr ? *fraction : static_cast<double>(*number);
            return std::isfinite(sent) && in_range(parameter, sent) ? std::optional(value) : std::nullopt;
        }
        case ParameterKind::Choice: break;
    }
    const auto found = std::find(parameter.choices.begin(), parameter.choices.end(), value);
    return found != parameter.choices.end() ? std::optional(*found) : std::nullopt;
}

Error broken(const Model& model, const std::string& words) {
    return Error{ErrorCode::InvalidRequest, "Model \"" + model.id + "\": " + words, model.id};
}

Result<void> check_parameter(const Model& model, const Parameter& parameter) {
    const bool is_choice = parameter.kind == ParameterKind::Choice;
    const bool is_numeric = parameter.kind == ParameterKind::Integer || parameter.kind == ParameterKind::Number;
    const std::string name = "parameter \"" + parameter.name + "\" ";
    if (parameter.name.empty() || parameter.label.empty()) return broken(model, name + "needs a name and a label.");
    if (is_choice == parameter.choices.empty()) return broken(model, name + "needs choices exactly when it is a choice.");
    if (!is_numeric && (parameter.min || parameter.max)) return broken(model, name + "has a range but is no number.");
    if (parameter.min && parameter.max && *parameter.min > *parameter.max) return broken(model, name + "has an empty range.");
    if (!parameter.default_value.is_null() && !accept(parameter, parameter.default_value)) {
        return broken(model, name + "has a default that it does not take.");
    }
    return {};
}

Result<void> check_model(const Model& model) {
    if (model.id.empty() || model.name.empty()) return broken(model, "id and name are needed.");
    if (model.provider == Provider::Fal && model.image_field.empty()) return broken(model, "image_field is needed.");
    if (model.typical_ms <= 0) return broken(model, "typical_ms must be above 0.");
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        if (auto good = check_parameter(model, model.parameters[i]); !good) return good;
        if (find_parameter(model, model.parameters[i].name) != &model.parameters[i]) {
            return broken(model, "parameter \"" + model.parameters[i].name + "\" stands there twice.");
        }
    }
    if (const std::optional<std::string> trouble = trouble_with_price(model)) return broken(model, *trouble);
    if (model.face_limit_parameter.empty()) return {};
    const Parameter* face_limit = find_parameter(model, model.face_limit_parameter);
    if (face_limit == nullptr || face_limit->kind != ParameterKind::Integer) {
        return broken(model, "face_limit_parameter must name a parameter that is a whole number.");
    }
    return {};
}

}  // namespace

Result<std::vector<Model>> parse_registry(std::string_view text) {
    Result<std::vector<Model>> models = json::decode_text<std::vector<Model>>(text);
    if (!models) return models.error();
    for (auto model = models->begin(); model != models->end(); ++model) {
        if (auto good = check_model(*model); !good) return good.error();
        if (std::any_of(models->begin(), model, [&](const Model& other) { return other.id == model->id; })) {
            return broken(*model, "the id stands there twice.");
        }
    }
    if (models->empty() || models->front().provider != Provider::Draft) {
        return Error{ErrorCode::InvalidRequest, "The first model must be the built-in draft."};
    }
    return models;
}

std::span<const Model> all() {
    static const std::vector<Model> kModels = [] {
        Result<std::vector<Model>> models = parse_registry(kModelsJson);
        assert(models.ok());  // a test parses the same text
        return std::move(*models);
    }();
    return kModels;
}

const Model* find(std::string_view id) {
    for (const Model& model : all()) {
        if (model.id == id) return &model;
    }
    return nullptr;
}

json::Value options_schema(const Model& model) {
    json::Value properties{json::Object{}};
    for (const Parameter& parameter : model.parameters) {
        json::Value row{json::Object{}};
        if (parameter.kind == ParameterKind::Choice) {
            row.set("enum", json::Value(parameter.choices));
        } else {
            static constexpr std::string_view kTypes[] = {"boolean", "integer", "number", "string"};
            row.set("type", kTypes[static_cast<std::size_t>(parameter.kind)]);
        }
        row.set("title", parameter.label);
        if (!parameter.help.empty()) row.set("description", parameter.help);
        if (!parameter.default_value.is_null()) row.set("default", parameter.default_value);
        if (parameter.min) row.set("minimum", number_value(*parameter.min));
        if (parameter.max) row.set("maximum", number_value(*parameter.max));
        if (parameter.kind == ParameterKind::Text) row.set("maxLength", static_cast<std::int64_t>(kMaxTextBytes));
        properties.set(parameter.name, std::move(row));
    }
    json::Value schema{json::Object{}};
    schema.set("type", "object");
    schema.set("properties", std::move(properties));
    schema.set("additionalProperties", false);
    return schema;
}

Result<json::Value> check_options(const Model& model, const json::Value& options) {
    static const json::Object kNone;
    const json::Object* object = options.is_null() ? &kNone : options.as_object();
    if (object == nullptr) {
        return Error{ErrorCode::InvalidOption, "The options must be an object, not " + std::string(options.kind_words()) + "."};
    }
    for (const auto& [name, value] : *object) {
        if (find_parameter(model, name) != nullptr) continue;
        return Error{ErrorCode::InvalidOption, model.name + " has no option \"" + name + "\". Leave it out.", "/" + name};
    }
    json::Value out{json::Object{}};
    for (const Parameter& parameter : model.parameters) {
        const json::Value* value = options.find(parameter.name);
        if (value == nullptr || value->is_null()) continue;
        std::optional<json::Value> accepted = accept(parameter, *value);
        if (!accepted) {
            return Error{ErrorCode::InvalidOption,
                         "\"" + parameter.name + "\" of " + model.name + " must be " + wanted_words(parameter) + ", not " +
                             sent_text(*value) + ".",
                         "/" + parameter.name};
        }
        out.set(parameter.name, std::move(*accepted));
    }
    return out;
}

}  // namespace i2m::models
