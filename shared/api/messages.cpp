// messages.cpp - the envelope around every error.
#include "shared/api/messages.hpp"

namespace i2m::api {

ErrorEnvelope envelope_of(const Error& error, std::string_view request_id) {
    const ErrorInfo& info = error_info(error.code);
    ErrorEnvelope out;
    out.error_code = std::string(info.wire_name);
    out.message = error.message.empty() ? std::string(info.words) : error.message;
    out.status_code = info.http_status;
    out.request_id = std::string(request_id);
    if (!error.field.empty()) out.details.set("field", error.field);
    return out;
}

}  // namespace i2m::api
