// respond.hpp - what a service returns, as an answer.
#pragma once

#include <utility>

#include "server/http/message.hpp"
#include "shared/json/fields.hpp"

namespace i2m::http {

/// The value as JSON, or the error in its envelope.
template <class T>
[[nodiscard]] Response respond(const Request& request, const Result<T>& result) {
    if (!result) return respond_error(result.error(), request.request_id);
    return respond_json(json::encode(*result));
}

}  // namespace i2m::http
