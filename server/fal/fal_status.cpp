// fal_status.cpp - see fal_status.hpp. An event is one status object; its log lines are those since the event before.
#include "server/fal/fal_status.hpp"

#include "server/fal/fal_errors.hpp"
#include "server/fal/fal_limits.hpp"
#include "server/fal/fal_wire.hpp"
#include "shared/api/sse.hpp"

namespace i2m::fal {
namespace {

/// Far below a lease's time; after it the next step says that the worker lives.
constexpr Millis kWindow{15'000};

/// A cancelled run has no result to ask for; of every other end the result says more than the status.
Outcome<PollAnswer> meaning_of(const StatusAnswer& status) {
    if (status.is_failed) {
        const std::optional<Failure> known = classify_type(status.error_type);
        if (known && known->kind == FailureKind::Cancelled) return *known;
    }
    return status.poll;
}

std::string with_logs(const std::string& url) { return url + (url.find('?') == std::string::npos ? "?logs=1" : "&logs=1"); }

/// "https://.../status" -> "https://.../status/stream", before a query.
std::string stream_url(const std::string& status_url) {
    const std::size_t query = std::min(status_url.find('?'), status_url.size());
    return status_url.substr(0, query) + "/stream" + status_url.substr(query);
}

}  // namespace

Outcome<PollAnswer> ask_status(const FalCalls& calls, const std::string& status_url, std::stop_token stop) {
    HttpRequest request;
    request.url = with_logs(status_url);
    const HttpOutcome outcome = calls.call("status", std::move(request), std::move(stop));
    if (const auto* const broken = std::get_if<HttpFailure>(&outcome)) return classify(*broken, {Step::Status});
    const auto& answer = std::get<HttpAnswer>(outcome);
    if (!answer.is_good()) return classify(answer, {Step::Status});
    const Result<StatusAnswer> status = parse_status(answer.body);
    if (!status) return Failure{FailureKind::Transient, status.error()};
    return meaning_of(*status);
}

std::optional<Outcome<PollAnswer>> follow_status(const FalCalls& calls, const std::string& status_url, PollAnswer::Stage known,
                                                 const PollNews& news, const std::stop_token& stop) {
    HttpRequest request;
    request.url = with_logs(stream_url(status_url));
    request.timeout = kWindow;
    request.stall_timeout = kWindow;
    api::SseParser parser(kJsonLimits.max_bytes);
    std::optional<StatusAnswer> last;
    const HttpSink take = [&](ByteView bytes) {
        for (const api::SseEvent& event : parser.feed(as_text(bytes))) {
            Result<StatusAnswer> status = parse_status(event.data);
            if (!status) continue;  // asking in its place gives the error its words
            last = *std::move(status);
            if (last->poll.stage != known) return false;
            news(last->poll);
        }
        return true;
    };
    const HttpOutcome outcome = calls.listen("stream", std::move(request), take, stop);
    static_cast<void>(outcome);  // however it ended: what was told is true
    if (!last) return std::nullopt;
    return meaning_of(*last);
}

}  // namespace i2m::fal
