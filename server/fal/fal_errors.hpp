// fal_errors.hpp - what a failed call means: from status, error types and headers, never from words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/core/generator.hpp"
#include "server/core/http_client.hpp"

namespace i2m::fal {

/// What was asked for.
enum class Step : std::uint8_t { Upload, Submit, Status, Result, Media };

struct CallContext {
    Step step = Step::Status;
    std::string filename = {};     ///< the image, for messages about it; "" when it is not known
    std::string image_field = {};  ///< where the model takes it
};

/// The failure that an answer other than 2xx means. Sorted by the error's type (`detail[0].type`, `error_type` or the header
/// X-Fal-Error-Type), else by the status; polls and downloads by the status alone. `error_type` is redacted text of the service
/// and goes to the log only.
///
///   class               code                   again?
///   your image          IMAGE_REFUSED          no
///   your parameters     OPTIONS_REFUSED        no
///   content policy      CONTENT_POLICY         no
///   nothing made        NO_MODEL_MADE          no
///   provider busy       PROVIDER_BUSY          yes
///   rate limit          PROVIDER_RATE_LIMIT    yes, slowly
///   run out of time     PROVIDER_TIMEOUT       as a new run (not charged)
///   run failed there    PROVIDER_FAILED        as a new run (not charged), unless the service says that it is no use
///   out of credit       PROVIDER_OUT_OF_CREDIT before the submit no; after it slowly, so that the paid result is not lost
///   key wrong           PROVIDER_KEY_REFUSED   as out of credit
///   model gone          MODEL_GONE             no
///   result expired      RESULT_EXPIRED         a few times, in case it is not there yet
///   network             PROVIDER_UNREACHABLE   yes
///   our bug             PROVIDER_PROTOCOL      no; answers to free questions a few times
///   maybe charged       SUBMIT_UNCONFIRMED     never by itself
[[nodiscard]] Failure classify(const HttpAnswer& answer, const CallContext& context);
/// The same for a run that ended with a platform error told by the status alone; nullopt when the type is not known.
[[nodiscard]] std::optional<Failure> classify_type(std::string_view error_type);
/// The failure that a broken call means. A submit whose last byte left is Ambiguous.
[[nodiscard]] Failure classify(const HttpFailure& failure, const CallContext& context);
/// A submit that may have been taken.
[[nodiscard]] Failure unconfirmed();

/// The header X-Fal-Billable-Units as a number of at most a million; nullopt when it is missing or is none.
[[nodiscard]] std::optional<double> units_of(const HttpAnswer& answer);

/// The type of an error answer, for the log: at most 60 letters, digits, '_' and '-', or "".
[[nodiscard]] std::string error_type_of(const HttpAnswer& answer);

}  // namespace i2m::fal
