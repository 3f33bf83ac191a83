// parameters.hpp - a model's parameters by name.
#pragma once

#include <algorithm>
#include <string_view>

#include "shared/models/registry.hpp"

namespace i2m::models {

/// nullptr when the model has no parameter of that name. Lives as long as `model`.
[[nodiscard]] inline const Parameter* find_parameter(const Model& model, std::string_view name) {
    const auto found = std::find_if(model.parameters.begin(), model.parameters.end(),
                                    [&](const Parameter& parameter) { return parameter.name == name; });
    return found == model.parameters.end() ? nullptr : &*found;
}

}  // namespace i2m::models
