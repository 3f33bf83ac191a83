// error.hpp - every error of the program: its code, wire name, HTTP status and default words, in one table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace i2m {

/// What went wrong. The order is that of the table in error.cpp; the wire name is stable, the order is not.
enum class ErrorCode : std::uint8_t {
    InvalidRequest,
    InvalidJson,
    InvalidId,
    InvalidOption,
    FileValidation,
    TooManyFiles,
    NoFiles,
    Unauthorized,
    Forbidden,
    NotFound,
    JobNotFound,
    FileNotFound,
    MethodNotAllowed,
    Conflict,
    Gone,
    LengthRequired,
    PayloadTooLarge,
    RangeNotSatisfiable,
    HeaderInvalid,
    TooManyRequests,
    RequestTimeout,
    Internal,
    StorageFull,
    Unavailable,
    BudgetTooSmall,
    ImageUndecodable,
    DraftFailed,
    ModelInvalid,
    ProviderUnavailable,
    Cancelled,
    Network,
    // What a provider says, or fails to say.
    ImageRefused,
    OptionsRefused,
    ContentPolicy,
    NoModelMade,
    ProviderBusy,
    ProviderRateLimit,
    ProviderTimeout,
    ProviderFailed,
    ProviderCredit,
    ProviderKey,
    ModelGone,
    ResultExpired,
    ProviderUnreachable,
    ProviderProtocol,
    SubmitUnconfirmed,
    DeadlinePassed,
};

/// One row of the error table.
struct ErrorInfo {
    ErrorCode code;
    std::string_view wire_name;  ///< `error_code` on the wire, e.g. "JOB_NOT_FOUND"
    int http_status;
    std::string_view words;           ///< what a person reads when nothing more exact is known
    std::string_view next_step = {};  ///< what a person can do about a file that failed so; "" when there is nothing to say
    bool is_retryable = false;        ///< the same file, unchanged, may work later
};

/// The row of `code`.
[[nodiscard]] const ErrorInfo& error_info(ErrorCode code);

/// The code whose wire name is `wire_name`, or nullopt.
[[nodiscard]] std::optional<ErrorCode> error_code_from_wire(std::string_view wire_name);

/// An expected failure. `message` is for people; `field` names the input that was wrong (a file name, a JSON pointer,
/// a form field) and may be empty.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string field = {};

    /// An error with the table's own words.
    [[nodiscard]] static Error of(ErrorCode code);

    friend bool operator==(const Error& a, const Error& b) {
        return a.code == b.code && a.message == b.message && a.field == b.field;
    }
};

}  // namespace i2m
