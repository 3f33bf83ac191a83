// json_schema.hpp - values held against the schemas of our own OpenAPI document.
#pragma once

#include <string>

#include "shared/json/value.hpp"

namespace i2m::test {

/// What is wrong with `value`, with its place in it; "" when nothing is. References are looked up in `document`. Of JSON Schema
/// 2020-12 it knows what the document uses; a keyword that it does not know is a problem too, so that none is passed over.
[[nodiscard]] std::string schema_problem(const json::Value& value, const json::Value& schema, const json::Value& document,
                                         const std::string& place = {});

/// The schema that a reference stands for, or the schema itself.
[[nodiscard]] const json::Value& resolved(const json::Value& schema, const json::Value& document);

}  // namespace i2m::test
