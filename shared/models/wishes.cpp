// wishes.cpp - by the names and choices that models have for the same thing.
#include "shared/models/wishes.hpp"

#include <algorithm>
#include <array>

namespace i2m::models {
namespace {

/// Choices of which the largest number is the most effort.
constexpr std::array<std::string_view, 4> kSizes = {"grid", "texture", "texture_size", "resolution"};
constexpr std::array<std::string_view, 4> kMost = {"HD", "extreme", "detailed", "high"};
constexpr std::array<std::string_view, 3> kLeast = {"fast", "extra-low", "low"};
constexpr std::array<std::string_view, 4> kQualities = {"texture", "texture_quality", "geometry_quality", "quality"};
constexpr std::array<std::string_view, 3> kTextures = {"texture", "textured_mesh", "should_texture"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

const json::Value* choice_called(const Parameter& parameter, std::string_view name) {
    for (const json::Value& choice : parameter.choices) {
        if (choice.as_string() != nullptr && *choice.as_string() == name) return &choice;
    }
    return nullptr;
}

/// The value of `parameter` that is the most or the least effort; nullptr when it is about something else.
const json::Value* effort_choice(const Parameter& parameter, Effort effort) {
    if (parameter.choices.empty() || effort == Effort::Usual) return nullptr;
    const auto is_number = [](const json::Value& choice) { return choice.as_int() != nullptr; };
    if (is_one_of(kSizes, parameter.name) && std::all_of(parameter.choices.begin(), parameter.choices.end(), is_number)) {
        const auto [least, most] = std::minmax_element(parameter.choices.begin(), parameter.choices.end(),
                                                       [](const auto& a, const auto& b) { return *a.as_int() < *b.as_int(); });
        return effort == Effort::Most ? &*most : &*least;
    }
    if (!is_one_of(kQualities, parameter.name)) return nullptr;
    const std::span<const std::string_view> names =
        effort == Effort::Most ? std::span<const std::string_view>(kMost) : std::span<const std::string_view>(kLeast);
    for (const std::string_view name : names) {
        if (const json::Value* choice = choice_called(parameter, name)) return choice;
    }
    return nullptr;
}

/// Sets the option that leaves the texture out; false when there is none.
bool leave_texture_out(const Model& model, json::Value& options) {
    for (const Parameter& parameter : model.parameters) {
        if (!is_one_of(kTextures, parameter.name)) continue;
        const json::Value* const no = choice_called(parameter, "no");
        if (parameter.kind != ParameterKind::Boolean && no == nullptr) continue;
        options.set(parameter.name, no != nullptr ? *no : json::Value(false));
        return true;
    }
    return false;
}

}  // namespace

Result<json::Value> options_for(const Model& model, Effort effort, bool is_textured) {
    json::Value options{json::Object{}};
    for (const Parameter& parameter : model.parameters) {
        if (const json::Value* choice = effort_choice(parameter, effort)) options.set(parameter.name, *choice);
    }
    if (!is_textured && !leave_texture_out(model, options)) {
        return Error{ErrorCode::InvalidOption, model.name + " always makes a texture. Leave texture_enabled out.",
                     "texture_enabled"};
    }
    return options;
}

}  // namespace i2m::models
