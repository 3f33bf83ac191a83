// respond.hpp - what a service returns, as an answer.
#pragma once

#include <string_view>
#include <utility>

#include "server/core/audit.hpp"
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

/// The same; when it is done by an administrator it is noted as `action` on `subject`.
template <class T>
[[nodiscard]] Response respond_noted(const Request& request, const Result<T>& result, Audit& audit, std::string_view action,
                                     std::string_view subject, json::Object details = {}) {
    if (result.ok() && request.caller.role == Role::Admin) audit.note(request.caller, action, subject, std::move(details));
    return respond(request, result);
}

}  // namespace i2m::http
