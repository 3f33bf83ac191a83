// error.cpp - the error table.
#include "shared/base/error.hpp"

#include <array>
#include <cassert>
#include <cstddef>

#include "shared/base/error_table.hpp"

namespace i2m {
namespace {

constexpr std::array kErrors = {
    ErrorInfo{ErrorCode::InvalidRequest, "INVALID_REQUEST", 400,
              "The request could not be read. Check its parts and send it again."},
    ErrorInfo{ErrorCode::InvalidJson, "INVALID_JSON", 400, "The body is not valid JSON. Check it and send it again."},
    ErrorInfo{ErrorCode::InvalidId, "INVALID_ID", 400,
              "This id is malformed. Copy it again; ids look like 7c9f2e04-1b7a-4c1e-9a53-0f6de2b1c8aa."},
    ErrorInfo{ErrorCode::InvalidOption, "INVALID_OPTION", 400, "An option has a value that the model does not take."},
    ErrorInfo{ErrorCode::FileValidation, "FILE_VALIDATION_ERROR", 400, "A file was refused. Nothing was stored."},
    ErrorInfo{ErrorCode::TooManyFiles, "TOO_MANY_FILES", 400, "Too many files. Send at most 25 at a time."},
    ErrorInfo{ErrorCode::NoFiles, "NO_FILES", 400, "No image was sent. Add at least one file in the field \"files\"."},
    ErrorInfo{ErrorCode::Unauthorized, "UNAUTHORIZED", 401, "A key is needed. Send it as X-API-Key or Authorization: Bearer."},
    ErrorInfo{ErrorCode::Forbidden, "FORBIDDEN", 403, "This key may not do that."},
    ErrorInfo{ErrorCode::NotFound, "NOT_FOUND", 404, "There is nothing at this address."},
    ErrorInfo{ErrorCode::JobNotFound, "JOB_NOT_FOUND", 404, "There is no such job. It may have been deleted."},
    ErrorInfo{ErrorCode::FileNotFound, "FILE_NOT_FOUND", 404, "There is no such file. It may have been deleted."},
    ErrorInfo{ErrorCode::MethodNotAllowed, "METHOD_NOT_ALLOWED", 405, "This address does not take that method."},
    ErrorInfo{ErrorCode::Conflict, "CONFLICT", 409, "This cannot be done in the present state."},
    ErrorInfo{ErrorCode::Gone, "GONE", 410, "This is no longer kept."},
    ErrorInfo{ErrorCode::LengthRequired, "LENGTH_REQUIRED", 411, "Send the body with a Content-Length."},
    ErrorInfo{ErrorCode::PayloadTooLarge, "PAYLOAD_TOO_LARGE", 413, "The request is too large. Send fewer or smaller files."},
    ErrorInfo{ErrorCode::RangeNotSatisfiable, "RANGE_NOT_SATISFIABLE", 416, "The asked range lies outside the file."},
    ErrorInfo{ErrorCode::HeaderInvalid, "HEADER_INVALID", 400, "A header holds characters that are not allowed."},
    ErrorInfo{ErrorCode::TooManyRequests, "RATE_LIMIT_EXCEEDED", 429, "Too many requests. Wait and try again.",
              "Wait, then try again.", true},
    ErrorInfo{ErrorCode::RequestTimeout, "REQUEST_TIMEOUT", 408, "The request took too long to arrive. Send it again.",
              "Send it again.", true},
    ErrorInfo{ErrorCode::Internal, "INTERNAL_ERROR", 500,
              "Something went wrong on the server. Try again; the log has the details.",
              "Run the file again. If it fails again, look into the server's log.", true},
    ErrorInfo{ErrorCode::StorageFull, "STORAGE_FULL", 507, "The server's disk is full. Free some space and try again.",
              "Free some space on the server's disk, then run the file again.", true},
    ErrorInfo{ErrorCode::Unavailable, "UNAVAILABLE", 503, "The server cannot do this right now. Try again in a moment.",
              "Wait a moment, then try again.", true},
    ErrorInfo{ErrorCode::BudgetTooSmall, "BUDGET_TOO_SMALL", 409,
              "One run costs more than the whole daily budget. Choose a cheaper model or cheaper options, or raise the budget.",
              "Choose a cheaper model or cheaper options, or raise the budget."},
    ErrorInfo{ErrorCode::ImageUndecodable, "IMAGE_UNDECODABLE", 422,
              "The image could not be decoded. Save it again as PNG or JPEG.", "Save the image again as PNG or JPEG."},
    ErrorInfo{ErrorCode::DraftFailed, "DRAFT_FAILED", 422, "No shape was found in this image. Crop it to one object.",
              "Crop the image to one object, or choose another model."},
    ErrorInfo{ErrorCode::ModelInvalid, "MODEL_INVALID", 502, "The model that came back is damaged. Run the file again.",
              "Run the file again.", true},
    ErrorInfo{ErrorCode::ProviderUnavailable, "PROVIDER_UNAVAILABLE", 503,
              "The provider does not answer. The file is tried again.", "Run the file again, or choose another model.", true},
    ErrorInfo{ErrorCode::Cancelled, "CANCELLED", 409, "This was cancelled.", "Run the file again if you still want it.", true},
    ErrorInfo{ErrorCode::Network, "NETWORK_ERROR", 503, "The server cannot be reached. Check that it runs.",
              "Check that the server runs and can be reached.", true},
    ErrorInfo{ErrorCode::ImageRefused, "IMAGE_REFUSED", 422,
              "The model cannot use this image. Save it again as PNG or JPEG, or choose another image.",
              "Save the image again as PNG or JPEG, or choose another one."},
    ErrorInfo{ErrorCode::OptionsRefused, "OPTIONS_REFUSED", 422,
              "The model refused an option. Run the file again with other options or another model.",
              "Run the file again with other options or another model."},
    ErrorInfo{ErrorCode::ContentPolicy, "CONTENT_POLICY", 422,
              "The provider's content rules refuse this image. Use another image; this run may have been charged.",
              "Use another image."},
    ErrorInfo{ErrorCode::NoModelMade, "NO_MODEL_MADE", 422,
              "The model made nothing of this image. Try a clearer image or another model.",
              "Try a clearer image or another model."},
    ErrorInfo{ErrorCode::ProviderBusy, "PROVIDER_BUSY", 503, "The provider is busy. Wait, or run the file again later.",
              "Wait a few minutes, then run the file again.", true},
    ErrorInfo{ErrorCode::ProviderRateLimit, "PROVIDER_RATE_LIMIT", 503,
              "The provider takes no more requests for now. Wait, or run the file again later.",
              "Wait a few minutes, then run the file again.", true},
    ErrorInfo{ErrorCode::ProviderTimeout, "PROVIDER_TIMEOUT", 504,
              "The provider ran out of time. It does not charge for that; run the file again.",
              "Run the file again; the provider does not charge for what it did not finish.", true},
    ErrorInfo{ErrorCode::ProviderFailed, "PROVIDER_FAILED", 502,
              "The run failed at the provider. It does not charge for that; run the file again.",
              "Run the file again; the provider does not charge for failed runs.", true},
    ErrorInfo{ErrorCode::ProviderCredit, "PROVIDER_OUT_OF_CREDIT", 503,
              "The provider refuses this account, most often because its credit is used up. Top it up, or check that the key may "
              "use this model.",
              "Top up the account at the provider, or check that the key may use this model.", true},
    ErrorInfo{ErrorCode::ProviderKey, "PROVIDER_KEY_REFUSED", 503,
              "The provider does not know the server's key. Check the setting FAL_KEY.",
              "Check the setting FAL_KEY and start the server again.", true},
    ErrorInfo{ErrorCode::ModelGone, "MODEL_GONE", 410, "The provider no longer has this model. Run the file again with another.",
              "Run the file again with another model."},
    ErrorInfo{ErrorCode::ResultExpired, "RESULT_EXPIRED", 410,
              "The provider no longer has this result. Run the file again; that is a new, charged run.",
              "Run the file again; that is a new, charged run.", true},
    ErrorInfo{ErrorCode::ProviderUnreachable, "PROVIDER_UNREACHABLE", 503,
              "The provider cannot be reached. Check the server's network, then run the file again.",
              "Check the server's network, then run the file again.", true},
    ErrorInfo{
        ErrorCode::ProviderProtocol, "PROVIDER_PROTOCOL", 502,
        "The provider gave an answer that this program does not understand. Try another model, and report this with the log.",
        "Try another model, and report this with the log."},
    ErrorInfo{ErrorCode::SubmitUnconfirmed, "SUBMIT_UNCONFIRMED", 409,
              "The request left, and no answer came: it may have been charged. Look at the provider's request list, then send it "
              "again or give it up.",
              "Look at the provider's request list, then send it again or give it up."},
    ErrorInfo{ErrorCode::DeadlinePassed, "DEADLINE_PASSED", 504,
              "The file was not done in the time that the server allows. It was cancelled at the provider.",
              "Run the file again, choose a faster model, or raise the setting file-deadline-s.", true},
};

constexpr bool in_enum_order() {
    for (std::size_t i = 0; i < kErrors.size(); ++i) {
        if (static_cast<std::size_t>(kErrors[i].code) != i) return false;
    }
    return true;
}
static_assert(in_enum_order(), "the table and the enum must have the same order");

}  // namespace

const ErrorInfo& error_info(ErrorCode code) {
    const auto index = static_cast<std::size_t>(code);
    assert(index < kErrors.size());
    return kErrors[index];
}

std::span<const ErrorInfo> error_table() { return kErrors; }

std::optional<ErrorCode> error_code_from_wire(std::string_view wire_name) {
    for (const ErrorInfo& row : kErrors) {
        if (row.wire_name == wire_name) return row.code;
    }
    return std::nullopt;
}

Error Error::of(ErrorCode code) { return Error{code, std::string(error_info(code).words), {}}; }

}  // namespace i2m
