// endpoints.cpp - merging the two tables, and checking input as the provider's models do.
#include "tools/fake_fal/endpoints.hpp"

#include <fake_fal/endpoints_json.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace i2m::fake {
namespace {

using models::Parameter;
using models::ParameterKind;

Endpoint merged(const OutputRow& row) {
    Endpoint out{{}, row, base_of(row.id)};
    const models::Model* const registered = models::find(row.id);
    if (registered != nullptr) out.model = *registered;
    out.model.id = row.id;
    if (registered == nullptr) {
        out.model.provider = models::Provider::Fal;
        out.model.image_field = row.image_field;
        out.model.price_usd = row.price_usd;
    }
    for (const Parameter& parameter : row.parameters) {
        auto& all = out.model.parameters;
        const auto same =
            std::find_if(all.begin(), all.end(), [&](const Parameter& other) { return other.name == parameter.name; });
        if (same == all.end()) {
            all.push_back(parameter);
        } else {
            *same = parameter;
        }
    }
    return out;
}

std::vector<Endpoint> load() {
    const Result<std::vector<OutputRow>> rows = json::decode_text<std::vector<OutputRow>>(kEndpointsJson);
    if (!rows) throw std::runtime_error("endpoints.json: " + rows.error().message);
    std::vector<Endpoint> out;
    for (const OutputRow& row : *rows) out.push_back(merged(row));
    for (const models::Model& model : models::all()) {
        const bool is_there = std::any_of(out.begin(), out.end(), [&](const Endpoint& one) { return one.model.id == model.id; });
        if (model.provider == models::Provider::Fal && !is_there)
            throw std::runtime_error("endpoints.json does not say what \"" + model.id + "\" gives. Add a row.");
    }
    return out;
}

std::optional<double> number_of(const json::Value& value) {
    if (const std::int64_t* whole = value.as_int()) return static_cast<double>(*whole);
    if (const double* fraction = value.as_double()) return *fraction;
    return std::nullopt;
}

void check_range(const Parameter& parameter, const json::Value& value, json::Array& out) {
    const double number = *number_of(value);
    if (parameter.min && number < *parameter.min)
        out.push_back(detail_row(parameter.name, "greater_than_equal", "Input should be greater than or equal to the limit",
                                 {{"ge", *parameter.min}}, value));
    if (parameter.max && number > *parameter.max)
        out.push_back(detail_row(parameter.name, "less_than_equal", "Input should be less than or equal to the limit",
                                 {{"le", *parameter.max}}, value));
}

void check_parameter(const Parameter& parameter, const json::Value& value, json::Array& out) {
    const auto refuse = [&](std::string_view type, std::string_view words, json::Object ctx = {}) {
        out.push_back(detail_row(parameter.name, type, words, std::move(ctx), value));
    };
    switch (parameter.kind) {
        case ParameterKind::Boolean:
            if (value.as_bool() == nullptr) refuse("bool_type", "Input should be a valid boolean");
            return;
        case ParameterKind::Text:
            if (value.as_string() == nullptr) refuse("string_type", "Input should be a valid string");
            return;
        case ParameterKind::Integer: {
            const std::optional<double> number = number_of(value);
            if (!number || *number != std::floor(*number)) return refuse("int_type", "Input should be a valid integer");
            return check_range(parameter, value, out);
        }
        case ParameterKind::Number:
            if (!number_of(value)) return refuse("float_type", "Input should be a valid number");
            return check_range(parameter, value, out);
        case ParameterKind::Choice: break;
    }
    if (std::find(parameter.choices.begin(), parameter.choices.end(), value) == parameter.choices.end())
        refuse("one_of", "Input should be one of the allowed values", {{"expected", json::Array(parameter.choices)}});
}

void check_image_field(const models::Model& model, const json::Value& input, json::Array& out) {
    const json::Value* const value = input.find(model.image_field);
    if (value == nullptr || value->is_null()) {
        out.push_back(detail_row(model.image_field, "missing", "Field required"));
    } else if (!model.image_field_is_list) {
        if (value->as_string() == nullptr)
            out.push_back(detail_row(model.image_field, "string_type", "Input should be a valid string"));
    } else if (const json::Array* list = value->as_array(); list == nullptr) {
        out.push_back(detail_row(model.image_field, "list_type", "Input should be a valid list"));
    } else if (list->empty()) {
        out.push_back(
            detail_row(model.image_field, "sequence_too_short", "List should have at least 1 item", {{"min_length", 1}}));
    } else if (list->front().as_string() == nullptr) {
        out.push_back(detail_row(model.image_field, "string_type", "Input should be a valid string"));
    }
}

}  // namespace

std::string base_of(std::string_view id) {
    const bool has_namespace = id.starts_with("workflows/") || id.starts_with("comfy/");
    std::size_t end = 0;
    for (int slashes = has_namespace ? 3 : 2; slashes > 0; --slashes) {
        end = id.find('/', end + (end > 0 ? 1 : 0));
        if (end == std::string_view::npos) return slashes == 1 ? std::string(id) : std::string();
    }
    return std::string(id.substr(0, end));
}

std::span<const Endpoint> endpoints() {
    static const std::vector<Endpoint> kEndpoints = load();
    return kEndpoints;
}

const Endpoint* find_endpoint(std::string_view id) {
    for (const Endpoint& endpoint : endpoints()) {
        if (endpoint.model.id == id) return &endpoint;
    }
    return nullptr;
}

json::Value detail_row(std::string_view field, std::string_view type, std::string_view message, json::Object ctx,
                       const json::Value& input) {
    json::Value row{json::Object{}};
    row.set("loc", json::Array{"body", field});
    row.set("msg", message);
    row.set("type", type);
    row.set("url", "https://docs.fal.ai/errors#" + std::string(type));
    if (!ctx.empty()) row.set("ctx", json::Value(std::move(ctx)));
    if (!input.is_null()) row.set("input", input);
    return row;
}

std::vector<std::string> unknown_members(const Endpoint& endpoint, const json::Value& input) {
    std::vector<std::string> out;
    if (input.as_object() == nullptr) return out;
    for (const auto& [name, value] : *input.as_object()) {
        const auto& known = endpoint.model.parameters;
        const bool is_known =
            name == endpoint.model.image_field ||
            std::any_of(known.begin(), known.end(), [&name = name](const Parameter& one) { return one.name == name; });
        if (!is_known) out.push_back(name);
    }
    return out;
}

json::Array check_input(const Endpoint& endpoint, const json::Value& input, bool reject_unknown) {
    json::Array out;
    if (input.as_object() == nullptr) {
        out.push_back(detail_row(endpoint.model.image_field, "missing", "Field required"));
        return out;
    }
    check_image_field(endpoint.model, input, out);
    for (const Parameter& parameter : endpoint.model.parameters) {
        const json::Value* const value = input.find(parameter.name);
        if (value != nullptr && !value->is_null()) check_parameter(parameter, *value, out);
    }
    if (!reject_unknown) return out;
    for (const std::string& name : unknown_members(endpoint, input))
        out.push_back(detail_row(name, "extra_forbidden", "Extra inputs are not permitted"));
    return out;
}

std::string image_url_of(const Endpoint& endpoint, const json::Value& input) {
    const json::Value* value = input.find(endpoint.model.image_field);
    if (value != nullptr && value->as_array() != nullptr && !value->as_array()->empty()) value = &value->as_array()->front();
    return value != nullptr && value->as_string() != nullptr ? *value->as_string() : std::string();
}

}  // namespace i2m::fake
