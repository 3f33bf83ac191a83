// fal_generator.cpp - the seam's calls in FAL.AI's terms.
#include "server/fal/fal_generator.hpp"

#include "server/fal/fal_errors.hpp"
#include "server/fal/fal_media.hpp"
#include "server/fal/fal_status.hpp"
#include "server/fal/fal_storage.hpp"
#include "server/fal/fal_webhook.hpp"
#include "server/fal/fal_wire.hpp"
#include "shared/api/routes.hpp"

namespace i2m::fal {
namespace {

constexpr std::string_view kOutputLifecycle = R"({"expiration_duration_seconds":604800})";
constexpr std::string_view kStartDeadlineSeconds = "3600";
constexpr Millis kSubmitTimeout{120'000};
constexpr Millis kSubmitGrace{5'000};  ///< a stop waits so long for the answer: an unconfirmed submit costs a person's time
constexpr Millis kCancelTimeout{10'000};

Failure permanent(Error error) { return {FailureKind::Permanent, std::move(error)}; }

class FalGenerator final : public Generator {
public:
    FalGenerator(FalSettings settings, HttpClient& http, Log& log, CallObserver* observer)
        : calls_(std::move(settings), http, log, observer) {}

    [[nodiscard]] models::Provider provider() const override { return models::Provider::Fal; }
    [[nodiscard]] bool is_direct() const override { return false; }
    [[nodiscard]] std::optional<std::string> unavailable_reason() const override {
        const std::string& key = calls_.settings().key;
        if (key.empty()) return "FAL.AI's models need a key. Set FAL_KEY (or --fal-key) and start the server again.";
        return std::nullopt;
    }

    [[nodiscard]] Outcome<std::string> prepare(const GenerateInput& input, std::stop_token stop) override {
        // A wrong option is found before the image leaves.
        const Result<std::string> body = submit_body(input.model, input.options, "");
        if (!body) return permanent(body.error());
        return bring_image(calls_, input, std::move(stop));
    }

    [[nodiscard]] Outcome<Submission> submit(const GenerateInput& input, std::stop_token stop) override {
        const Result<std::string> body = submit_body(input.model, input.options, input.prepared);
        if (!body) return permanent(body.error());
        HttpRequest request;
        request.method = "POST";
        request.url = submit_url(calls_.settings().queue_url, input.model.id);
        const std::string notice = webhook_url(calls_.settings(), input.file_id, input.attempt);
        if (!notice.empty()) request.url += "?fal_webhook=" + api::percent_encode(notice);
        request.headers = {{"X-Fal-Queue-Priority", "normal"},
                           {"X-Fal-Request-Timeout", std::string(kStartDeadlineSeconds)},
                           {"X-Fal-Object-Lifecycle-Preference", std::string(kOutputLifecycle)},
                           {"X-App-Fal-Disable-Fallback", "true"}};
        request.body = *body;
        request.is_once = true;
        request.timeout = kSubmitTimeout;
        request.stall_timeout = kSubmitTimeout;
        request.stop_grace = kSubmitGrace;
        const HttpOutcome outcome = calls_.call("submit", std::move(request), stop);
        const CallContext context{Step::Submit, input.filename, input.model.image_field};
        if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) return classify(*broken, context);
        const auto& answer = std::get<HttpAnswer>(outcome);
        if (answer.is_good()) {
            Result<Submission> submission = parse_submit(calls_.settings().queue_url, input.model.id, answer.body);
            if (submission) return *std::move(submission);
            return look_up(answer, input.model.id, stop);
        }
        // 503 without a request id is a door that did not open. Of the others nobody knows how far the request came.
        const bool has_id = !answer.header("x-fal-request-id").empty();
        if (answer.status >= 500 && (answer.status != 503 || has_id)) return look_up(answer, input.model.id, stop);
        return classify(answer, context);
    }

    [[nodiscard]] Outcome<PollAnswer> poll(const Submission& submission, std::stop_token stop) override {
        const Result<RequestUrls> urls = kept_urls(calls_.settings().queue_url, submission);
        if (!urls) return permanent(urls.error());
        return ask_status(calls_, urls->status, std::move(stop));
    }

    [[nodiscard]] Outcome<PollAnswer> watch(const Submission& submission, PollAnswer::Stage known, const PollNews& news,
                                            std::stop_token stop) override {
        const Result<RequestUrls> urls = kept_urls(calls_.settings().queue_url, submission);
        if (!urls) return permanent(urls.error());
        if (calls_.settings().status_way == StatusWay::Stream) {
            if (std::optional<Outcome<PollAnswer>> told = follow_status(calls_, urls->status, known, news, stop))
                return *std::move(told);
        }
        return ask_status(calls_, urls->status, std::move(stop));
    }

    [[nodiscard]] Outcome<RunResult> result(const GenerateInput& input, const Submission& submission,
                                            std::stop_token stop) override {
        const Result<RequestUrls> urls = kept_urls(calls_.settings().queue_url, submission);
        if (!urls) return permanent(urls.error());
        const CallContext context{Step::Result, input.filename, input.model.image_field};
        HttpRequest request;
        request.url = urls->result;
        const HttpOutcome outcome = calls_.call("result", std::move(request), std::move(stop));
        if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) return classify(*broken, context);
        const auto& answer = std::get<HttpAnswer>(outcome);
        if (!answer.is_good()) return classify(answer, context);
        const Result<ResultFiles> files = parse_result(answer.body);
        if (!files) return Failure{FailureKind::Transient, files.error()};
        calls_.log().info("FAL.AI's result is there", {{"request_id", submission.request_id},
                                                       {"model", input.model.id},
                                                       {"billable_units", answer.header("x-fal-billable-units")},
                                                       {"meshes", static_cast<std::int64_t>(files->meshes.size())},
                                                       {"has_preview", !files->preview.empty()}});
        return RunResult{answer.body, units_of(answer)};
    }

    [[nodiscard]] Outcome<Fetched> fetch(const GenerateInput& input, const Submission*, BlobWriter& out,
                                         std::stop_token stop) override {
        const Result<ResultFiles> files = parse_result(input.result_json);
        if (!files) return permanent(files.error());
        if (files->meshes.empty()) return permanent(Error::of(ErrorCode::NoModelMade));
        const CallContext context{Step::Media, input.filename, input.model.image_field};
        Outcome<Fetched> outcome = download_model(calls_, files->meshes, context, out, stop);
        auto* const fetched = std::get_if<Fetched>(&outcome);
        if (fetched != nullptr && !files->preview.empty())
            fetched->preview = download_preview(calls_, files->preview, std::move(stop));
        return outcome;
    }

    [[nodiscard]] CancelAnswer cancel(const Submission& submission, std::stop_token stop) override {
        const Result<RequestUrls> urls = kept_urls(calls_.settings().queue_url, submission);
        if (!urls) return CancelAnswer::TooLate;
        HttpRequest request;
        request.method = "PUT";
        request.url = urls->cancel;
        request.timeout = kCancelTimeout;
        const HttpOutcome outcome = calls_.call("cancel", std::move(request), std::move(stop));
        const auto* const answer = std::get_if<HttpAnswer>(&outcome);
        if (answer == nullptr) return CancelAnswer::NotReached;
        // A run that was already going may still end well: only its own end says so.
        if (answer->is_good()) return CancelAnswer::KeepPolling;
        if (answer->status == 404) return CancelAnswer::Cancelled;
        return is_too_late(answer->body) ? CancelAnswer::TooLate : CancelAnswer::NotReached;
    }

    [[nodiscard]] std::optional<Submission> submission_of(const models::Model& model,
                                                          std::string_view request_id) const override {
        if (!is_request_id(request_id)) return std::nullopt;
        const std::string id(request_id);
        return Submission{id, keep_urls(urls_of(calls_.settings().queue_url, model.id, id, {}))};
    }

private:
    /// After an answer that does not confirm the submit: where it tells a request id, the queue knows whether it was taken.
    [[nodiscard]] Outcome<Submission> look_up(const HttpAnswer& answer, const std::string& endpoint,
                                              const std::stop_token& stop) {
        const std::string id(answer.header("x-fal-request-id"));
        if (!is_request_id(id)) return unconfirmed();
        Submission found{id, keep_urls(urls_of(calls_.settings().queue_url, endpoint, id, {}))};
        const Outcome<PollAnswer> polled = poll(found, stop);
        if (std::holds_alternative<PollAnswer>(polled)) return found;
        Failure failure = unconfirmed();
        failure.trace = std::move(found);
        return failure;
    }

    FalCalls calls_;
};

}  // namespace

std::unique_ptr<Generator> make_fal_generator(FalSettings settings, HttpClient& http, Log& log, CallObserver* observer) {
    return std::make_unique<FalGenerator>(std::move(settings), http, log, observer);
}

}  // namespace i2m::fal
