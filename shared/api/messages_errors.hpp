// messages_errors.hpp - the body of every error answer.
#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "shared/base/error.hpp"
#include "shared/json/fields.hpp"

namespace i2m::api {

/// Every error answer.
struct ErrorEnvelope {
    bool error = true;
    std::string error_code;
    std::string message;
    int status_code = 500;
    json::Value details = json::Object{};
    std::string request_id;
};
/// The envelope of `error`; `details` gets `field` when the error names one.
[[nodiscard]] ErrorEnvelope envelope_of(const Error& error, std::string_view request_id);

/// One file that was refused (details.files of FILE_VALIDATION_ERROR).
struct RefusedFile {
    std::string filename;
    std::string code;  ///< image_issue_name
    std::string message;
};

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::ErrorEnvelope> {
    using T = api::ErrorEnvelope;
    static constexpr std::string_view kName = "Error";
    static constexpr auto kList = std::tuple{required("error", &T::error),
                                             required("error_code", &T::error_code, "Stable code"),
                                             required("message", &T::message, "What happened and the next step"),
                                             required("status_code", &T::status_code),
                                             optional("details", &T::details, "Structured details"),
                                             optional("request_id", &T::request_id)};
};
template <>
struct Fields<api::RefusedFile> {
    using T = api::RefusedFile;
    static constexpr std::string_view kName = "RefusedFile";
    static constexpr auto kList =
        std::tuple{required("filename", &T::filename), required("code", &T::code), required("message", &T::message)};
};

}  // namespace i2m::json
