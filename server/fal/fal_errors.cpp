// fal_errors.cpp - the tables of types and statuses.
#include "server/fal/fal_errors.hpp"

#include <algorithm>
#include <cstdlib>

#include "server/fal/fal_limits.hpp"
#include "shared/base/text.hpp"

namespace i2m::fal {
namespace {

using Kind = FailureKind;

struct TypeRow {
    std::string_view type;
    ErrorCode code;
    Kind kind;
    std::string_view words = {};  ///< "": the error table's
};

/// Error types as the service documents them.
constexpr TypeRow kTypes[] = {
    // the image
    {"image_load_error", ErrorCode::ImageRefused, Kind::Permanent,
     "The model cannot read this image. Save it again as PNG or JPEG."},
    {"file_download_error", ErrorCode::ImageRefused, Kind::Permanent, "FAL.AI could not load the image. Run the file again."},
    {"file_too_large", ErrorCode::ImageRefused, Kind::Permanent, "The image is too large for this model. Save it smaller."},
    {"image_too_small", ErrorCode::ImageRefused, Kind::Permanent, "The image is too small for this model. Use a larger one."},
    {"image_too_large", ErrorCode::ImageRefused, Kind::Permanent, "The image has too many pixels for this model. Scale it down."},
    {"unsupported_image_format", ErrorCode::ImageRefused, Kind::Permanent,
     "The model does not take this format. Save the image as PNG or JPEG."},
    {"content_policy_violation", ErrorCode::ContentPolicy, Kind::Permanent},
    {"no_media_generated", ErrorCode::NoModelMade, Kind::Permanent},
    // the parameters
    {"missing", ErrorCode::OptionsRefused, Kind::Permanent},
    {"one_of", ErrorCode::OptionsRefused, Kind::Permanent},
    {"greater_than", ErrorCode::OptionsRefused, Kind::Permanent},
    {"greater_than_equal", ErrorCode::OptionsRefused, Kind::Permanent},
    {"less_than", ErrorCode::OptionsRefused, Kind::Permanent},
    {"less_than_equal", ErrorCode::OptionsRefused, Kind::Permanent},
    {"multiple_of", ErrorCode::OptionsRefused, Kind::Permanent},
    {"sequence_too_short", ErrorCode::OptionsRefused, Kind::Permanent},
    {"sequence_too_long", ErrorCode::OptionsRefused, Kind::Permanent},
    {"feature_not_supported", ErrorCode::OptionsRefused, Kind::Permanent},
    {"value_error", ErrorCode::OptionsRefused, Kind::Permanent},
    // the run
    {"internal_server_error", ErrorCode::ProviderFailed, Kind::RunFailed},
    {"downstream_service_error", ErrorCode::ProviderFailed, Kind::RunFailed},
    {"downstream_service_unavailable", ErrorCode::ProviderBusy, Kind::RunFailed},
    {"generation_timeout", ErrorCode::ProviderTimeout, Kind::RunFailed},
    {"request_timeout", ErrorCode::ProviderTimeout, Kind::RunFailed},
    {"startup_timeout", ErrorCode::ProviderTimeout, Kind::RunFailed},
    {"internal_error", ErrorCode::ProviderFailed, Kind::RunFailed},
    {"runner_server_error", ErrorCode::ProviderFailed, Kind::RunFailed},
    {"runner_incomplete_response", ErrorCode::ProviderFailed, Kind::RunFailed},
    {"runner_scheduling_failure", ErrorCode::ProviderBusy, Kind::RunFailed},
    {"runner_connection_timeout", ErrorCode::ProviderBusy, Kind::RunFailed},
    {"runner_disconnected", ErrorCode::ProviderFailed, Kind::RunFailed},
    {"runner_connection_refused", ErrorCode::ProviderBusy, Kind::RunFailed},
    {"runner_connection_error", ErrorCode::ProviderBusy, Kind::RunFailed},
    // the call
    {"bad_request", ErrorCode::ProviderProtocol, Kind::Permanent},
    {"concurrent_requests_limit", ErrorCode::ProviderRateLimit, Kind::RateLimited},
    {"client_cancelled", ErrorCode::Cancelled, Kind::Cancelled, "It was cancelled at FAL.AI."},
    {"client_disconnected", ErrorCode::ProviderFailed, Kind::RunFailed},
};

const TypeRow* find_type(std::string_view type) {
    const auto* const row = std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeRow& r) { return r.type == type; });
    return row == std::end(kTypes) ? nullptr : row;
}

Failure failure(Kind kind, ErrorCode code) { return {kind, Error::of(code)}; }

/// The fields of an error body that decide.
struct ErrorFields {
    std::string type;
    std::string option;  ///< the last name of `loc`: the input that is meant
    bool is_retryable = true;
};

std::string name_of(const std::string& text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return text.size() <= 60 && std::all_of(text.begin(), text.end(), is_letter) ? text : std::string();
}

std::string name_in(const json::Value* value) {
    const std::string* const text = value == nullptr ? nullptr : value->as_string();
    return text == nullptr ? std::string() : name_of(*text);
}

ErrorFields fields_of(const HttpAnswer& answer) {
    ErrorFields fields;
    for (const std::string_view header : {"x-fal-retryable", "x-fal-needs-retry"}) {
        const std::string value = to_lower(answer.header(header));
        if (value == "false" || value == "0") fields.is_retryable = false;
    }
    fields.type = name_of(std::string(answer.header("x-fal-error-type")));
    const Result<json::Value> body = json::parse(answer.body, kJsonLimits);
    if (!body) return fields;
    if (std::string type = name_in(body->find("error_type")); !type.empty()) fields.type = std::move(type);
    const json::Value* const detail = body->find("detail");
    if (detail == nullptr || detail->as_array() == nullptr || detail->as_array()->empty()) return fields;
    const json::Value& first = detail->as_array()->front();
    if (std::string type = name_in(first.find("type")); !type.empty()) fields.type = std::move(type);
    const json::Value* const loc = first.find("loc");
    if (loc == nullptr || loc->as_array() == nullptr) return fields;
    for (const json::Value& part : *loc->as_array()) {
        if (std::string name = name_in(&part); !name.empty()) fields.option = std::move(name);
    }
    return fields;
}

/// An error that says which image or option it is about.
Error told(Error error, const ErrorFields& fields, const CallContext& context) {
    const bool is_about_image =
        error.code == ErrorCode::ImageRefused || error.code == ErrorCode::ContentPolicy || error.code == ErrorCode::NoModelMade;
    if (is_about_image && !context.filename.empty()) {
        error.message = context.filename + ": " + error.message;
        error.field = context.filename;
    }
    // Where the image goes is nothing that a person chose.
    const bool names_option = !fields.option.empty() && fields.option != context.image_field;
    if (error.code == ErrorCode::OptionsRefused && names_option) {
        error.message =
            "The model refused the option \"" + fields.option + "\". Run the file again with another value or another model.";
        error.field = "/" + fields.option;
    }
    return error;
}

Failure of_type(const TypeRow& row) {
    Error error = Error::of(row.code);
    if (!row.words.empty()) error.message = std::string(row.words);
    return {row.kind, std::move(error)};
}

/// Asking again costs nothing and may save a paid result.
bool is_free_question(Step step) { return step == Step::Status || step == Step::Result || step == Step::Media; }

Failure of_account(ErrorCode code, Step step) {
    if (step == Step::Media) return failure(Kind::Transient, ErrorCode::ResultExpired);
    return failure(is_free_question(step) ? Kind::RateLimited : Kind::Permanent, code);
}

Failure of_missing(Step step) {
    if (step == Step::Submit) return failure(Kind::Permanent, ErrorCode::ModelGone);
    if (is_free_question(step)) return failure(Kind::Transient, ErrorCode::ResultExpired);
    return failure(Kind::Permanent, ErrorCode::ProviderProtocol);
}

/// A run's end is told by the result alone. The same types on other calls are about the call, which may be made again; on polls and
/// downloads every type is, since what was refused there is not the request.
bool tells_more(const TypeRow& row, Step step) {
    if (step == Step::Result || row.kind == Kind::RateLimited) return true;
    if (step == Step::Status || step == Step::Media) return false;
    return row.kind != Kind::RunFailed && row.kind != Kind::Cancelled;
}

Failure of_status(int status, const CallContext& context, const ErrorFields& fields) {
    switch (status) {
        case 401: return of_account(ErrorCode::ProviderKey, context.step);
        // The service tells a locked balance and a missing right by their words alone, so both are one class.
        case 402:
        case 403: return of_account(ErrorCode::ProviderCredit, context.step);
        case 404:
        case 410: return of_missing(context.step);
        case 408:
        case 409:
        case 425: return failure(Kind::Transient, ErrorCode::ProviderBusy);
        case 413:
            if (is_free_question(context.step)) break;
            return {Kind::Permanent, {ErrorCode::ImageRefused, "The image is too large for FAL.AI. Save it smaller."}};
        case 422:
            if (!context.image_field.empty() && fields.option == context.image_field)
                return failure(Kind::Permanent, ErrorCode::ImageRefused);
            return failure(Kind::Permanent, ErrorCode::OptionsRefused);
        case 429: return failure(Kind::RateLimited, ErrorCode::ProviderRateLimit);
        case 499:
            if (context.step == Step::Result) return failure(Kind::Cancelled, ErrorCode::Cancelled);
            return failure(Kind::Transient, ErrorCode::ProviderBusy);
        // Only the result tells how a run ended; elsewhere the call failed, and a paid run is asked for on and on.
        case 500:
            return failure(Kind::Transient, context.step == Step::Result ? ErrorCode::ProviderFailed : ErrorCode::ProviderBusy);
        default: break;
    }
    if (status > 500) return failure(Kind::Transient, ErrorCode::ProviderBusy);
    return failure(is_free_question(context.step) ? Kind::Transient : Kind::Permanent, ErrorCode::ProviderProtocol);
}

}  // namespace

std::optional<Failure> classify_type(std::string_view error_type) {
    const TypeRow* const row = find_type(error_type);
    return row == nullptr ? std::nullopt : std::optional(of_type(*row));
}

Failure classify(const HttpAnswer& answer, const CallContext& context) {
    const ErrorFields fields = fields_of(answer);
    const TypeRow* const row = find_type(fields.type);
    Failure out = row != nullptr && tells_more(*row, context.step) ? of_type(*row) : of_status(answer.status, context, fields);
    if (out.kind == Kind::RunFailed && answer.header("x-fal-request-timeout-type") == "user") {
        out = {Kind::Permanent, {ErrorCode::ProviderTimeout, "The provider's queue was too long. Run the file again later."}};
    }
    if (out.kind == Kind::RunFailed && !fields.is_retryable) out.kind = Kind::Permanent;
    // The service charges nothing for runs that end with 500 and above; what a gateway says with 502 to 504 is not about the run.
    const bool is_run_end = row != nullptr && row->kind == Kind::RunFailed;
    out.is_free = context.step == Step::Result && answer.status >= 500 && (is_run_end || answer.status == 500);
    if (out.error.code == ErrorCode::ProviderFailed && answer.status < 500)
        out.error.message = "The run failed at the provider, and it does not say whether that is charged. Try another model.";
    out.error = told(std::move(out.error), fields, context);
    out.retry_after = answer.retry_after;
    out.units = units_of(answer);
    return out;
}

Failure unconfirmed() { return failure(Kind::Ambiguous, ErrorCode::SubmitUnconfirmed); }

Failure classify(const HttpFailure& broken, const CallContext& context) {
    if (context.step == Step::Submit && broken.is_sent_whole) return unconfirmed();
    switch (broken.trouble) {
        case HttpTrouble::Stalled: return failure(Kind::Timeout, ErrorCode::ProviderUnreachable);
        case HttpTrouble::TooLarge:
            if (context.step != Step::Media) return failure(Kind::Transient, ErrorCode::ProviderProtocol);
            return {Kind::Permanent,
                    {ErrorCode::ModelInvalid, "The model that came back is larger than " + format_bytes(kMaxModelBytes) +
                                                  ". Run the file again with fewer triangles or a smaller texture."}};
        case HttpTrouble::Forbidden:
            return {Kind::Permanent,
                    {ErrorCode::ProviderProtocol,
                     "FAL.AI's answer leads to an address that this server does not ask. Report this with the log."}};
        default: return failure(Kind::Transient, ErrorCode::ProviderUnreachable);
    }
}

std::optional<double> units_of(const HttpAnswer& answer) {
    constexpr double kMostUnits = 1e6;
    const std::string text(answer.header("x-fal-billable-units"));
    char* end = nullptr;
    const double units = std::strtod(text.c_str(), &end);
    const bool is_number = !text.empty() && text.size() <= 32 && *end == '\0';
    if (!is_number || !(units >= 0 && units <= kMostUnits)) return std::nullopt;
    return units;
}

std::string error_type_of(const HttpAnswer& answer) { return fields_of(answer).type; }

}  // namespace i2m::fal
