// examples.hpp - an example for each body of the OpenAPI document: requests that work, answers that fit.
#pragma once

#include <string_view>

#include "shared/json/value.hpp"

namespace i2m::api {

/// The id that stands in every example for a job or a file.
inline constexpr std::string_view kExampleId = "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f";

/// A value that fits the component schema `name` of `components` (their schemas by name): a request as one would send it, or an
/// answer put together from the schema.
[[nodiscard]] json::Value example_of(std::string_view name, const json::Value& components);

}  // namespace i2m::api
