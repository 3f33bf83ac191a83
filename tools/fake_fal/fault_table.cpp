// fault_table.cpp - the rows: statuses and types as the provider documents them, words composed here.
#include "tools/fake_fal/fault_table.hpp"

#include <algorithm>
#include <iterator>

namespace i2m::fake {
namespace {

using S = Step;

constexpr Steps kQueue = {S::Submit, S::Run, S::Status, S::Stream, S::Result, S::Cancel};
constexpr Steps kApi = {
    S::Submit, S::Run,      S::Status,    S::Stream, S::Result, S::Cancel,  S::Initiate, S::Token, S::InitiateMultipart,
    S::Part,   S::Complete, S::CdnUpload, S::Upload, S::Media,  S::Platform};
constexpr Steps kApiAndOutcome = {S::Submit,  S::Run,      S::Status,    S::Stream, S::Result,
                                  S::Cancel,  S::Outcome,  S::Initiate,  S::Token,  S::InitiateMultipart,
                                  S::Part,    S::Complete, S::CdnUpload, S::Upload, S::Media,
                                  S::Platform};
constexpr Steps kAnswers = {S::Submit, S::Run,  S::Status,    S::Result,  S::Cancel, S::Initiate, S::InitiateMultipart,
                            S::Token,  S::Part, S::CdnUpload, S::Platform};
constexpr Steps kBodies = {S::Submit, S::Run,  S::Status,    S::Result,   S::Cancel, S::Initiate, S::InitiateMultipart,
                           S::Token,  S::Part, S::CdnUpload, S::Platform, S::Media};
constexpr Steps kModel = {S::Submit, S::Run, S::Result, S::Outcome};
constexpr Steps kMedia = {S::Media};
constexpr Steps kSubmit = {S::Submit};
constexpr Steps kStates = {S::Status, S::Stream};
constexpr Steps kResults = {S::Result, S::Run};
constexpr Steps kWebhook = {S::Webhook};

constexpr std::string_view kRetryable = "X-Fal-Retryable: true\nX-Fal-Needs-Retry: 1";
constexpr std::string_view kNotRetryable = "X-Fal-Retryable: false";
constexpr auto kNone = Trick::None;

// The columns: name, steps, trick, shape, status, type, words, headers, ctx.
constexpr FaultRow kTable[] = {
    // Connections.
    {"reset_before_body", kApi, Trick::ResetBeforeBody},
    {"reset_after_body", kApi, Trick::ResetAfterBody},
    {"reset_in_answer", kApi, Trick::ResetInAnswer},
    {"cut_in_answer", kApi, Trick::CutInAnswer},
    {"stall_before_answer", kApi, Trick::StallBeforeAnswer},
    {"stall_in_answer", kApi, Trick::StallInAnswer},
    {"trickle", kBodies, Trick::Trickle},
    // Good work under a bad answer.
    {"empty_body", kAnswers, Trick::EmptyBody},
    {"html_body", kAnswers, Trick::HtmlBody},
    {"wrong_content_type", kApi, Trick::WrongType},
    {"octet_stream", kMedia, Trick::OctetStream},
    {"broken_json", kAnswers, Trick::BrokenJson},
    {"deep_json", kAnswers, Trick::DeepJson},
    {"huge_json", kAnswers, Trick::HugeJson},
    {"no_request_id", kSubmit, Trick::NoRequestId},
    {"no_urls", kSubmit, Trick::NoUrls},
    {"foreign_urls", kSubmit, Trick::ForeignUrls},
    {"unknown_state", kStates, Trick::UnknownState},
    {"no_mesh", kResults, Trick::NoMesh},
    {"private_urls", kResults, Trick::PrivateUrls},
    // Accounts and routes.
    {"key_unknown", kApi, kNone, Shape::Detail, 401, "", "No user found for Key ID and Secret"},
    {"key_malformed", kApi, kNone, Shape::Detail, 401, "",
     "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."},
    {"balance_locked", kApi, kNone, Shape::Detail, 403, "",
     "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."},
    {"forbidden", kApi, kNone, Shape::Detail, 403, "", "The key may not use this resource."},
    {"app_not_found", kQueue, kNone, Shape::Detail, 404, "", "Application \"{app}\" not found"},
    {"not_found", kApiAndOutcome, kNone, Shape::Status, 404, "", "NOT_FOUND"},
    {"still_in_progress", kResults, kNone, Shape::Detail, 400, "", "Request is still in progress"},
    {"method_not_allowed", kApi, kNone, Shape::Detail, 405, "", "Method Not Allowed"},
    {"http_408", kApi, kNone, Shape::Detail, 408, "", "Request Timeout"},
    {"http_409", kApi, kNone, Shape::Detail, 409, "", "Conflict"},
    {"http_413", kApi, kNone, Shape::Detail, 413, "", "Request body is too large"},
    {"http_415", kApi, kNone, Shape::Detail, 415, "", "Unsupported media type"},
    // Limits. Where the type stands in the body of a 429 is not known, so there is one row for each place.
    {"rate_limited", kApi, kNone, Shape::Platform, 429, "concurrent_requests_limit", "Too many requests", "X-Fal-Needs-Retry: 1"},
    {"rate_limited_seconds", kApi, kNone, Shape::Platform, 429, "concurrent_requests_limit", "Too many requests",
     "X-Fal-Needs-Retry: 1\nRetry-After: {seconds}"},
    {"rate_limited_date", kApi, kNone, Shape::Platform, 429, "concurrent_requests_limit", "Too many requests",
     "X-Fal-Needs-Retry: 1\nRetry-After: {date}"},
    {"rate_limited_model_shape", kApi, kNone, Shape::Model, 429, "concurrent_requests_limit", "Too many requests",
     "X-Fal-Needs-Retry: 1"},
    // The platform.
    {"bad_request", kApiAndOutcome, kNone, Shape::Platform, 400, "bad_request", "Bad request"},
    {"client_disconnected", kApiAndOutcome, kNone, Shape::Platform, 499, "client_disconnected", "Client disconnected"},
    {"client_cancelled", kApiAndOutcome, kNone, Shape::Platform, 499, "client_cancelled", "Request was cancelled"},
    {"internal_error", kApiAndOutcome, kNone, Shape::Platform, 500, "internal_error", "Internal error"},
    {"runner_server_error", kApiAndOutcome, kNone, Shape::Platform, 500, "runner_server_error", "Runner error"},
    {"runner_incomplete_response", kApiAndOutcome, kNone, Shape::Platform, 502, "runner_incomplete_response",
     "Runner sent an incomplete response"},
    {"runner_scheduling_failure", kApiAndOutcome, kNone, Shape::Platform, 503, "runner_scheduling_failure",
     "No runner available"},
    {"runner_connection_timeout", kApiAndOutcome, kNone, Shape::Platform, 503, "runner_connection_timeout",
     "Connection to the runner timed out"},
    {"runner_disconnected", kApiAndOutcome, kNone, Shape::Platform, 503, "runner_disconnected", "Runner disconnected"},
    {"runner_connection_refused", kApiAndOutcome, kNone, Shape::Platform, 503, "runner_connection_refused",
     "Runner refused the connection"},
    {"runner_connection_error", kApiAndOutcome, kNone, Shape::Platform, 503, "runner_connection_error",
     "Connection to the runner failed"},
    {"request_timeout", kApiAndOutcome, kNone, Shape::Platform, 504, "request_timeout", "Request timed out"},
    {"startup_timeout", kApiAndOutcome, kNone, Shape::Platform, 504, "startup_timeout", "Runner startup timed out"},
    {"user_timeout", kApiAndOutcome, kNone, Shape::Platform, 504, "request_timeout", "Request timed out",
     "X-Fal-Request-Timeout-Type: user"},
    // A proxy in front.
    {"page_500", kApi, kNone, Shape::Page, 500, "", "500 Internal Server Error"},
    {"page_502", kApi, kNone, Shape::Page, 502, "", "502 Bad Gateway"},
    {"page_503", kApi, kNone, Shape::Page, 503, "", "503 Service Temporarily Unavailable"},
    {"page_504", kApi, kNone, Shape::Page, 504, "", "504 Gateway Time-out"},
    // The model: the picture.
    {"image_load_error", kModel, kNone, Shape::Model, 422, "image_load_error", "Failed to load the image.", kNotRetryable},
    {"file_download_error", kModel, kNone, Shape::Model, 422, "file_download_error", "Failed to download the file.",
     kNotRetryable},
    {"file_too_large", kModel, kNone, Shape::Model, 422, "file_too_large", "File size exceeds the maximum.", kNotRetryable,
     R"({"max_size":10485760})"},
    {"image_too_small", kModel, kNone, Shape::Model, 422, "image_too_small", "The image is too small.", kNotRetryable,
     R"({"min_width":128,"min_height":128})"},
    {"image_too_large", kModel, kNone, Shape::Model, 422, "image_too_large", "The image is too large.", kNotRetryable,
     R"({"max_width":5000,"max_height":5000})"},
    {"unsupported_image_format", kModel, kNone, Shape::Model, 422, "unsupported_image_format", "Unsupported image format.",
     kNotRetryable, R"({"supported_formats":["jpeg","png","webp"]})"},
    {"content_policy_violation", kModel, kNone, Shape::Model, 422, "content_policy_violation",
     "The content was flagged by a content checker.", kNotRetryable},
    {"no_media_generated", kModel, kNone, Shape::Model, 422, "no_media_generated", "No media was generated.", kNotRetryable},
    // The model: the parameters.
    {"missing", kModel, kNone, Shape::Model, 422, "missing", "Field required", kNotRetryable},
    {"one_of", kModel, kNone, Shape::Model, 422, "one_of", "Value is not one of the allowed ones.", kNotRetryable,
     R"({"expected":["a","b"]})"},
    {"greater_than", kModel, kNone, Shape::Model, 422, "greater_than", "Must be greater than the limit.", kNotRetryable,
     R"({"gt":0})"},
    {"greater_than_equal", kModel, kNone, Shape::Model, 422, "greater_than_equal", "Must be at least the limit.", kNotRetryable,
     R"({"ge":1})"},
    {"less_than", kModel, kNone, Shape::Model, 422, "less_than", "Must be less than the limit.", kNotRetryable, R"({"lt":10})"},
    {"less_than_equal", kModel, kNone, Shape::Model, 422, "less_than_equal", "Must be at most the limit.", kNotRetryable,
     R"({"le":50})"},
    {"multiple_of", kModel, kNone, Shape::Model, 422, "multiple_of", "Must be a multiple of the step.", kNotRetryable,
     R"({"multiple_of":8})"},
    {"sequence_too_short", kModel, kNone, Shape::Model, 422, "sequence_too_short", "Too few items.", kNotRetryable,
     R"({"min_length":1})"},
    {"sequence_too_long", kModel, kNone, Shape::Model, 422, "sequence_too_long", "Too many items.", kNotRetryable,
     R"({"max_length":5})"},
    {"feature_not_supported", kModel, kNone, Shape::Model, 422, "feature_not_supported", "This combination is not supported.",
     kNotRetryable},
    {"value_error", kModel, kNone, Shape::Model, 422, "value_error", "Value error", kNotRetryable},
    {"unheard_of_type", kModel, kNone, Shape::Model, 422, "type_of_the_future", "A type that no list names.", kNotRetryable},
    {"detail_as_text", kModel, kNone, Shape::Detail, 422, "", "The input is not valid.", kNotRetryable},
    // The model: what runs it.
    {"internal_server_error", kModel, kNone, Shape::Model, 500, "internal_server_error", "Internal server error", kRetryable},
    {"downstream_service_error", kModel, kNone, Shape::Model, 500, "downstream_service_error", "Downstream service error",
     kRetryable},
    {"downstream_service_error_400", kModel, kNone, Shape::Model, 400, "downstream_service_error", "Downstream service error",
     kNotRetryable},
    {"downstream_service_unavailable", kModel, kNone, Shape::Model, 500, "downstream_service_unavailable",
     "Downstream service unavailable", kRetryable},
    {"generation_timeout", kModel, kNone, Shape::Model, 504, "generation_timeout", "Generation timed out", kRetryable},
    // Files.
    {"media_truncated", kMedia, Trick::Truncate},
    {"media_corrupt", kMedia, Trick::Corrupt},
    {"media_not_the_file", kMedia, Trick::NotTheFile},
    {"media_oversized", kMedia, Trick::Oversize},
    {"media_oversized_undeclared", kMedia, Trick::OversizeUndeclared},
    {"media_empty", kMedia, Trick::EmptyBody},
    {"media_html", kMedia, Trick::HtmlBody},
    {"redirect_private",
     {S::Media, S::Result, S::Status},
     kNone,
     Shape::Redirect,
     302,
     "",
     "http://169.254.169.254/latest/meta-data/"},
    {"redirect_lan", {S::Media, S::Result, S::Status}, kNone, Shape::Redirect, 302, "", "http://10.0.0.1/model.glb"},
    {"redirect_ipv6", {S::Media, S::Result, S::Status}, kNone, Shape::Redirect, 302, "", "http://[::1]:1/model.glb"},
    {"redirect_file", {S::Media, S::Result, S::Status}, kNone, Shape::Redirect, 302, "", "file:///etc/passwd"},
    {"redirect_loop", {S::Media, S::Result, S::Status}, kNone, Shape::Redirect, 302, "", "{self}"},
    // Webhooks.
    {"webhook_lost", kWebhook, Trick::Lost},
    {"webhook_twice", kWebhook, Trick::Twice},
    {"webhook_bad_signature", kWebhook, Trick::BadSignature},
    {"webhook_stale", kWebhook, Trick::StaleTime},
    {"webhook_unknown_id", kWebhook, Trick::UnknownId},
    // Anything else: status, headers and body of the rule.
    {"custom", kApiAndOutcome, kNone, Shape::Raw, 500},
};

}  // namespace

std::span<const FaultRow> fault_table() { return kTable; }

const FaultRow* find_fault(std::string_view name) {
    const auto* const found =
        std::find_if(std::begin(kTable), std::end(kTable), [&](const FaultRow& row) { return row.name == name; });
    return found == std::end(kTable) ? nullptr : found;
}

std::string_view step_name(Step step) {
    for (const auto& [known, name] : kStepNames) {
        if (known == step) return name;
    }
    return "";
}

std::optional<Step> find_step(std::string_view name) {
    for (const auto& [step, known] : kStepNames) {
        if (known == name) return step;
    }
    return std::nullopt;
}

}  // namespace i2m::fake
