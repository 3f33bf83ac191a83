// respond.hpp - what a service returns, as an answer.
#pragma once

#include <utility>

#include "server/http/message.hpp"
#include "shared/json/fields.hpp"

namespace i2m::http {

/// `value`, a type with Fields, as JSON.
template <class T>
[[nodiscard]] Response respond_value(const T& value) {
    return respond_json_text(json::encode_text(value));
}

/// The value as JSON, or the error in its envelope.
template <class T>
[[nodiscard]] Response respond(const Request& request, const Result<T>& result) {
    if (!result) return respond_error(result.error(), request.request_id);
    return respond_value(*result);
}

}  // namespace i2m::http
