// openapi.hpp - the HTTP API as an OpenAPI 3.1 document, printed from the route table, the messages and the error table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/api/routes.hpp"
#include "shared/base/error.hpp"
#include "shared/json/value.hpp"

namespace i2m::api {

/// What a route answers when all goes well.
enum class AnswerKind : std::uint8_t { Json, EventStream, Model, Zip, Image, Text };

/// A query or header parameter of a route.
struct OperationParameter {
    std::string_view name;
    std::string_view where;   ///< "query" or "header"
    std::string_view schema;  ///< JSON Schema as text
    std::string_view words;
};

/// What the document says about a route beyond the route table.
struct Operation {
    Route route;
    std::string_view id;   ///< operationId
    std::string_view tag;  ///< the group it stands in
    std::string_view words;
    json::Value (*request)() = nullptr;  ///< schema of the body; nullptr: none
    AnswerKind answer = AnswerKind::Json;
    json::Value (*schema)() = nullptr;  ///< of the answer, or of one event's data
    std::span<const ErrorCode> errors;  ///< beside those that follow from access, body and path
    std::span<const OperationParameter> parameters;
};

/// One row a route, in the route table's order.
[[nodiscard]] std::span<const Operation> operations();

/// The whole document. Structs with fields become components under their wire names.
[[nodiscard]] json::Value openapi_document(std::string_view version);

}  // namespace i2m::api
