// fal_calls.cpp - the one place where the key is put onto a request.
#include "server/fal/fal_calls.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "server/core/url.hpp"
#include "server/fal/fal_errors.hpp"
#include "server/fal/fal_limits.hpp"

namespace i2m::fal {
namespace {

using std::chrono::steady_clock;

Millis since(steady_clock::time_point begun) { return std::chrono::duration_cast<Millis>(steady_clock::now() - begun); }

HttpFailure not_ours() { return {HttpTrouble::Forbidden, false, "The key is sent to the configured hosts only."}; }

}  // namespace

FalSettings platform_settings(const std::string& key, const std::string& api_url) {
    FalSettings out;
    out.key = key;
    out.queue_url = out.run_url = out.rest_url = api_url;
    return out;
}

FalCalls::FalCalls(FalSettings settings, HttpClient& http, Log& log, CallObserver* observer)
    : settings_(std::move(settings)), http_(http), log_(log), observer_(observer) {}

bool FalCalls::is_api_address(std::string_view url) const {
    const std::optional<Url> asked = parse_url(url);
    if (!asked) return false;
    const std::array bases = {&settings_.queue_url, &settings_.run_url, &settings_.rest_url};
    return std::any_of(bases.begin(), bases.end(), [&](const std::string* base) {
        const std::optional<Url> known = parse_url(*base);
        return known && known->has_same_origin(*asked);
    });
}

bool FalCalls::complete(HttpRequest& request, std::string_view accept) const {
    if (!is_api_address(request.url)) return false;
    request.headers.emplace_back("Authorization", "Key " + settings_.key);
    request.headers.emplace_back("Accept", accept);
    request.headers.emplace_back("Content-Type", "application/json");
    request.reach = HttpReach::Configured;
    request.max_redirects = 0;
    request.max_body_bytes = kJsonLimits.max_bytes;
    request.takes_gzip = true;
    return true;
}

HttpOutcome FalCalls::call(std::string_view what, HttpRequest request, std::stop_token stop) const {
    if (!complete(request, "application/json")) return not_ours();
    const auto begun = steady_clock::now();
    HttpOutcome outcome = http_.send(request, std::move(stop));
    write_down(what, outcome, since(begun));
    return outcome;
}

HttpOutcome FalCalls::listen(std::string_view what, HttpRequest request, const HttpSink& sink, std::stop_token stop) const {
    if (!complete(request, "text/event-stream")) return not_ours();
    const auto begun = steady_clock::now();
    HttpOutcome outcome = http_.send(request, sink, std::move(stop));
    log_.debug("FAL.AI's stream ended", {{"call", what}, {"took_ms", static_cast<std::int64_t>(since(begun).count())}});
    return outcome;
}

HttpOutcome FalCalls::transfer(std::string_view what, const HttpRequest& request, const HttpSink& sink,
                               std::stop_token stop) const {
    const auto begun = steady_clock::now();
    HttpOutcome outcome = http_.send(request, sink, std::move(stop));
    write_down(what, outcome, since(begun));
    return outcome;
}

void FalCalls::tell_observer(std::string_view what, const HttpOutcome& outcome, Millis took) const {
    const auto* const failure = std::get_if<HttpFailure>(&outcome);
    // That the program stops says nothing of the provider, and an address that is not asked neither.
    const bool is_ours =
        failure != nullptr && (failure->trouble == HttpTrouble::Stopped || failure->trouble == HttpTrouble::Forbidden ||
                               failure->trouble == HttpTrouble::SinkEnded);
    if (observer_ == nullptr || is_ours) return;
    const bool is_good = failure == nullptr && std::get<HttpAnswer>(outcome).is_good();
    observer_->called(what, failure != nullptr ? CallEnd::Broken : is_good ? CallEnd::Good : CallEnd::Refused, took);
}

void FalCalls::write_down(std::string_view what, const HttpOutcome& outcome, Millis took) const {
    tell_observer(what, outcome, took);
    json::Object fields{{"call", what}, {"took_ms", static_cast<std::int64_t>(took.count())}};
    const auto* const answer = std::get_if<HttpAnswer>(&outcome);
    if (answer == nullptr) {
        const auto& failure = std::get<HttpFailure>(outcome);
        fields.emplace_back("what", failure.words);
        fields.emplace_back("is_sent_whole", failure.is_sent_whole);
        return log_.warning("a call to FAL.AI broke", std::move(fields));
    }
    fields.emplace_back("status", answer->status);
    if (const std::string_view id = answer->header("x-fal-request-id"); !id.empty()) fields.emplace_back("fal_request_id", id);
    if (const std::string_view units = answer->header("x-fal-billable-units"); !units.empty())
        fields.emplace_back("billable_units", units);
    if (answer->is_good()) return log_.debug("FAL.AI answered", std::move(fields));
    if (std::string type = error_type_of(*answer); !type.empty()) fields.emplace_back("error_type", std::move(type));
    log_.warning("FAL.AI refused", std::move(fields));
}

}  // namespace i2m::fal
