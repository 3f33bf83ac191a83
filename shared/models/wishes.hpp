// wishes.hpp - quality and texture, said in general, as options of one model.
#pragma once

#include "shared/base/result.hpp"
#include "shared/json/value.hpp"
#include "shared/models/registry.hpp"

namespace i2m::models {

enum class Effort : std::uint8_t { Least, Usual, Most };

/// Options of `model` that come nearest to the wishes. An effort that the model does not let one choose leaves its own defaults.
/// InvalidOption (field "texture_enabled") when no texture is wanted and the model always makes one.
[[nodiscard]] Result<json::Value> options_for(const Model& model, Effort effort, bool is_textured);

}  // namespace i2m::models
