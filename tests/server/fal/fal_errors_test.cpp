// fal_errors_test.cpp - each class of failure from its fields, at each step.
#include "server/fal/fal_errors.hpp"

#include <gtest/gtest.h>

namespace i2m::fal {
namespace {

using Kind = FailureKind;

std::string model_error(const std::string& type, const std::string& field = "image_url") {
    return R"({"detail":[{"loc":["body",")" + field + R"("],"msg":"words that change","type":")" + type +
           R"(","ctx":{},"input":"x"}]})";
}
std::string platform_error(const std::string& type) { return R"({"detail":"Some words","error_type":")" + type + "\"}"; }
constexpr const char* kWords = R"({"detail":"User is locked. Reason: Exhausted balance."})";
constexpr const char* kPage = "<html><body>nginx</body></html>";

TEST(FalErrors, AnswersAreSortedByTheirFields) {
    const struct {
        const char* name;
        Step step;
        int status;
        std::string body;
        HttpHeaders headers;
        Kind kind;
        ErrorCode code;
    } kCases[] = {
        {"key", Step::Submit, 401, R"({"detail":"No user found"})", {}, Kind::Permanent, ErrorCode::ProviderKey},
        {"key at a paid request", Step::Status, 401, "", {}, Kind::RateLimited, ErrorCode::ProviderKey},
        {"credit", Step::Submit, 403, kWords, {}, Kind::Permanent, ErrorCode::ProviderCredit},
        {"credit at a paid request", Step::Result, 403, kWords, {}, Kind::RateLimited, ErrorCode::ProviderCredit},
        {"a file that is locked", Step::Media, 403, "", {}, Kind::Transient, ErrorCode::ResultExpired},
        {"no such model",
         Step::Submit,
         404,
         R"({"detail":"Application \"x\" not found"})",
         {},
         Kind::Permanent,
         ErrorCode::ModelGone},
        {"no such request", Step::Status, 404, R"({"status":"NOT_FOUND"})", {}, Kind::Transient, ErrorCode::ResultExpired},
        {"no such file", Step::Media, 404, "", {}, Kind::Transient, ErrorCode::ResultExpired},
        {"wrong path", Step::Submit, 405, "", {}, Kind::Permanent, ErrorCode::ProviderProtocol},
        {"bad request", Step::Submit, 400, platform_error("bad_request"), {}, Kind::Permanent, ErrorCode::ProviderProtocol},
        {"not yet there",
         Step::Result,
         400,
         R"({"detail":"Request is still in progress"})",
         {},
         Kind::Transient,
         ErrorCode::ProviderProtocol},
        {"a slow request", Step::Submit, 408, "", {}, Kind::Transient, ErrorCode::ProviderBusy},
        {"a large body", Step::Submit, 413, "", {}, Kind::Permanent, ErrorCode::ImageRefused},
        {"rate limit", Step::Submit, 429, "", {}, Kind::RateLimited, ErrorCode::ProviderRateLimit},
        {"rate limit by type",
         Step::Submit,
         429,
         platform_error("concurrent_requests_limit"),
         {},
         Kind::RateLimited,
         ErrorCode::ProviderRateLimit},
        {"rate limit as a model error",
         Step::Submit,
         429,
         model_error("concurrent_requests_limit"),
         {},
         Kind::RateLimited,
         ErrorCode::ProviderRateLimit},
        {"image", Step::Result, 422, model_error("image_load_error"), {}, Kind::Permanent, ErrorCode::ImageRefused},
        {"image at the submit", Step::Submit, 422, model_error("image_too_small"), {}, Kind::Permanent, ErrorCode::ImageRefused},
        {"a new type about the image",
         Step::Result,
         422,
         model_error("type_of_the_future"),
         {},
         Kind::Permanent,
         ErrorCode::ImageRefused},
        {"a new type about an option",
         Step::Result,
         422,
         model_error("type_of_the_future", "seed"),
         {},
         Kind::Permanent,
         ErrorCode::OptionsRefused},
        {"an option", Step::Result, 422, model_error("less_than_equal", "steps"), {}, Kind::Permanent, ErrorCode::OptionsRefused},
        {"words only",
         Step::Result,
         422,
         R"({"detail":"The input is not valid."})",
         {},
         Kind::Permanent,
         ErrorCode::OptionsRefused},
        {"content", Step::Result, 422, model_error("content_policy_violation"), {}, Kind::Permanent, ErrorCode::ContentPolicy},
        {"nothing made", Step::Result, 422, model_error("no_media_generated"), {}, Kind::Permanent, ErrorCode::NoModelMade},
        {"run failed",
         Step::Result,
         500,
         model_error("internal_server_error"),
         {{"x-fal-retryable", "true"}},
         Kind::RunFailed,
         ErrorCode::ProviderFailed},
        {"run failed for good",
         Step::Result,
         400,
         model_error("downstream_service_error"),
         {{"x-fal-retryable", "false"}},
         Kind::Permanent,
         ErrorCode::ProviderFailed},
        {"the newer header",
         Step::Result,
         500,
         model_error("internal_server_error"),
         {{"x-fal-needs-retry", "0"}},
         Kind::Permanent,
         ErrorCode::ProviderFailed},
        {"run out of time",
         Step::Result,
         504,
         model_error("generation_timeout"),
         {},
         Kind::RunFailed,
         ErrorCode::ProviderTimeout},
        {"our own deadline",
         Step::Result,
         504,
         platform_error("request_timeout"),
         {{"x-fal-request-timeout-type", "user"}},
         Kind::Permanent,
         ErrorCode::ProviderTimeout},
        {"type in a header",
         Step::Result,
         503,
         "",
         {{"x-fal-error-type", "runner_disconnected"}},
         Kind::RunFailed,
         ErrorCode::ProviderFailed},
        {"the same on a poll is about the poll",
         Step::Status,
         503,
         platform_error("runner_disconnected"),
         {},
         Kind::Transient,
         ErrorCode::ProviderBusy},
        {"cancelled", Step::Result, 499, platform_error("client_cancelled"), {}, Kind::Cancelled, ErrorCode::Cancelled},
        {"somebody hung up on a poll",
         Step::Status,
         499,
         platform_error("client_cancelled"),
         {},
         Kind::Transient,
         ErrorCode::ProviderBusy},
        {"somebody hung up on an upload",
         Step::Upload,
         499,
         platform_error("client_disconnected"),
         {},
         Kind::Transient,
         ErrorCode::ProviderBusy},
        {"a bad request as a run's end",
         Step::Result,
         400,
         platform_error("bad_request"),
         {},
         Kind::Permanent,
         ErrorCode::ProviderProtocol},
        {"a bad request on a poll is about the poll",
         Step::Status,
         400,
         platform_error("bad_request"),
         {},
         Kind::Transient,
         ErrorCode::ProviderProtocol},
        {"and on a download about the download",
         Step::Media,
         400,
         platform_error("bad_request"),
         {},
         Kind::Transient,
         ErrorCode::ProviderProtocol},
        {"a page of a proxy", Step::Result, 502, kPage, {}, Kind::Transient, ErrorCode::ProviderBusy},
        {"an error of the server", Step::Status, 500, kPage, {}, Kind::Transient, ErrorCode::ProviderBusy},
        {"a download that the server fails at", Step::Media, 500, kPage, {}, Kind::Transient, ErrorCode::ProviderBusy},
        {"an upload that the server fails at", Step::Upload, 500, kPage, {}, Kind::Transient, ErrorCode::ProviderBusy},
        {"a result that the server fails at", Step::Result, 500, kPage, {}, Kind::Transient, ErrorCode::ProviderFailed},
        {"a redirect", Step::Status, 302, "", {}, Kind::Transient, ErrorCode::ProviderProtocol},
        {"a teapot", Step::Submit, 418, "", {}, Kind::Permanent, ErrorCode::ProviderProtocol},
        {"words that look like a type",
         Step::Result,
         500,
         R"({"detail":"image_load_error"})",
         {},
         Kind::Transient,
         ErrorCode::ProviderFailed},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Failure failure = classify(HttpAnswer{c.status, c.headers, c.body}, {c.step, "toy.png", "image_url"});
        EXPECT_EQ(static_cast<int>(failure.kind), static_cast<int>(c.kind));
        EXPECT_EQ(error_info(failure.error.code).wire_name, error_info(c.code).wire_name);
        EXPECT_FALSE(failure.error.message.empty());
        EXPECT_EQ(failure.error.message.find("words that change"), std::string::npos) << "the provider's words are not shown";
    }
}

TEST(FalErrors, MessagesNameTheFileOrTheOption) {
    const CallContext context{Step::Result, "toy.png", "image_url"};
    const Failure image = classify(HttpAnswer{422, {}, model_error("image_too_small")}, context);
    EXPECT_EQ(image.error.message, "toy.png: The image is too small for this model. Use a larger one.");
    EXPECT_EQ(image.error.field, "toy.png");
    const Failure option = classify(HttpAnswer{422, {}, model_error("less_than", "face_limit")}, context);
    EXPECT_EQ(option.error.message,
              "The model refused the option \"face_limit\". Run the file again with another value or another model.");
    EXPECT_EQ(option.error.field, "/face_limit");
    const Failure ours = classify(HttpAnswer{422, {}, model_error("missing", "image_url")}, context);
    EXPECT_EQ(ours.error.message, Error::of(ErrorCode::OptionsRefused).message) << "nobody chose where the image goes";
    const Failure perhaps_charged = classify(HttpAnswer{400, {}, model_error("downstream_service_error")}, context);
    EXPECT_EQ(perhaps_charged.error.message.find("does not charge"), std::string::npos) << perhaps_charged.error.message;
    const Failure hostile = classify(HttpAnswer{422, {}, model_error("less_than", "<script>")}, context);
    EXPECT_EQ(hostile.error.message.find('<'), std::string::npos);
}

TEST(FalErrors, WhatTheProviderAsksForIsPassedOn) {
    HttpAnswer answer{429};
    answer.retry_after = Millis{90'000};
    EXPECT_EQ(classify(answer, {Step::Submit}).retry_after, Millis{90'000});
}

TEST(FalErrors, OnlyASubmitWhoseLastByteLeftIsAmbiguous) {
    const struct {
        Step step;
        HttpTrouble trouble;
        bool is_sent_whole;
        Kind want;
    } kCases[] = {
        {Step::Submit, HttpTrouble::Broken, true, Kind::Ambiguous},
        {Step::Submit, HttpTrouble::Stalled, true, Kind::Ambiguous},
        {Step::Submit, HttpTrouble::TooLarge, true, Kind::Ambiguous},
        {Step::Submit, HttpTrouble::Stopped, true, Kind::Ambiguous},
        {Step::Submit, HttpTrouble::Broken, false, Kind::Transient},
        {Step::Submit, HttpTrouble::Unreachable, false, Kind::Transient},
        {Step::Submit, HttpTrouble::Stopped, false, Kind::Transient},
        {Step::Upload, HttpTrouble::Broken, true, Kind::Transient},
        {Step::Status, HttpTrouble::Stalled, true, Kind::Timeout},
        {Step::Status, HttpTrouble::TooLarge, true, Kind::Transient},
        {Step::Result, HttpTrouble::Broken, true, Kind::Transient},
        {Step::Media, HttpTrouble::TooLarge, true, Kind::Permanent},
        {Step::Media, HttpTrouble::Forbidden, false, Kind::Permanent},
    };
    for (const auto& c : kCases) {
        const Failure failure = classify(HttpFailure{c.trouble, c.is_sent_whole, "It broke."}, {c.step});
        EXPECT_EQ(static_cast<int>(failure.kind), static_cast<int>(c.want))
            << static_cast<int>(c.step) << " " << static_cast<int>(c.trouble);
    }
}

TEST(FalErrors, TheLogsTypeIsShortAndPlain) {
    EXPECT_EQ(error_type_of(HttpAnswer{422, {}, model_error("one_of")}), "one_of");
    EXPECT_EQ(error_type_of(HttpAnswer{422, {}, model_error("data:image/png;base64,AAAA")}), "");
    EXPECT_EQ(error_type_of(HttpAnswer{422, {}, model_error(std::string(500, 'x'))}), "");
}

TEST(FalErrors, WhatIsNotCharged) {
    const struct {
        const char* name;
        Step step;
        int status;
        std::string body;
        bool is_free;
    } kCases[] = {
        {"a run that failed there", Step::Result, 503, platform_error("runner_disconnected"), true},
        {"a run that broke", Step::Result, 500, "", true},
        {"a run that waited too long", Step::Result, 504, platform_error("request_timeout"), true},
        {"a gateway's word", Step::Result, 502, kPage, false},
        {"a poll that broke", Step::Status, 500, "", false},
        {"a bad image: a runner had worked", Step::Result, 422, model_error("image_load_error"), false},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        HttpAnswer answer;
        answer.status = c.status;
        answer.body = c.body;
        EXPECT_EQ(classify(answer, {c.step}).is_free, c.is_free);
    }
}

TEST(FalErrors, UnitsAreNumbersWithinReason) {
    const struct {
        const char* text;
        std::optional<double> want;
    } kCases[] = {{"1", 1.0},
                  {"2.5", 2.5},
                  {"0", 0.0},
                  {"", std::nullopt},
                  {"many", std::nullopt},
                  {"-1", std::nullopt},
                  {"nan", std::nullopt},
                  {"1e300", std::nullopt},
                  {"1 2", std::nullopt},
                  {"1000001", std::nullopt}};
    for (const auto& c : kCases) {
        HttpAnswer answer;
        answer.status = 422;
        answer.headers = {{"x-fal-billable-units", c.text}};
        EXPECT_EQ(units_of(answer), c.want) << c.text;
        EXPECT_EQ(classify(answer, {Step::Result}).units, c.want) << c.text;
    }
}

}  // namespace
}  // namespace i2m::fal
