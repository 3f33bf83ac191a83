// messages.cpp - the envelope around every error, and the reading and writing of the largest messages.
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

namespace i2m::json {

template Result<void> detail::decode_fields(api::FileView&, const Value&, const std::string&);
template void detail::write_fields(std::string&, const api::FileView&);
template Value encode(const api::FileView&);
template Result<void> detail::decode_fields(api::JobView&, const Value&, const std::string&);
template void detail::write_fields(std::string&, const api::JobView&);
template Value encode(const api::JobView&);
template Result<void> detail::decode_fields(api::JobListAnswer&, const Value&, const std::string&);
template void detail::write_fields(std::string&, const api::JobListAnswer&);
template Value encode(const api::JobListAnswer&);
template Result<void> detail::decode_fields(api::EventData&, const Value&, const std::string&);
template void detail::write_fields(std::string&, const api::EventData&);
template Value encode(const api::EventData&);
template Result<void> detail::decode_fields(api::ModelView&, const Value&, const std::string&);
template void detail::write_fields(std::string&, const api::ModelView&);
template Value encode(const api::ModelView&);
template Result<void> detail::decode_fields(api::ModelListAnswer&, const Value&, const std::string&);
template void detail::write_fields(std::string&, const api::ModelListAnswer&);
template Value encode(const api::ModelListAnswer&);

}  // namespace i2m::json
