// fal_webhook.cpp - proof, time, signature, in this order: what costs nothing is asked first.
#include "server/fal/fal_webhook.hpp"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "server/fal/fal_limits.hpp"
#include "server/fal/fal_wire.hpp"
#include "shared/api/routes.hpp"
#include "shared/base/sha256.hpp"

namespace i2m::fal {
namespace {

constexpr std::int64_t kMaxSkewSeconds = 300;
constexpr Millis kKeepKeys{24 * 3'600'000};
constexpr Millis kAskAgain{60'000};
constexpr std::size_t kMaxKeys = 32;

/// A hash with the key inside and outside, cut to 128 bits.
std::string proof_of(const std::string& key, std::string_view file_id, std::string_view attempt) {
    const std::string secret = "image2model webhook " + key;
    const std::string inner = sha256_hex(as_bytes(secret + "\n" + std::string(file_id) + "\n" + std::string(attempt)));
    return sha256_hex(as_bytes(secret + "\n" + inner)).substr(0, 32);
}

/// Takes as long for a wrong text as for the right one.
bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= a[i] == b[i] ? 0U : 1U;
    return difference == 0;
}

template <class T>
std::optional<T> number_in(std::string_view text) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0 || text.size() > 1'024) return std::nullopt;
    Bytes out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned byte = 0;
        const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (error != std::errc() || end != text.data() + i + 2) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(byte));
    }
    return out;
}

/// RFC 4648, section 5, without padding.
std::optional<Bytes> from_base64url(std::string_view text) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    Bytes out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=') break;
        const std::size_t value = kLetters.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out.push_back(static_cast<std::uint8_t>(bits >> count & 0xFF));
    }
    return out;
}

std::vector<Bytes> keys_in(std::string_view body) {
    std::vector<Bytes> keys;
    const Result<json::Value> set = json::parse(body, kJsonLimits);
    const json::Value* const list = set ? set->find("keys") : nullptr;
    if (list == nullptr || list->as_array() == nullptr) return keys;
    for (const json::Value& entry : *list->as_array()) {
        const json::Value* const x = entry.find("x");
        const std::string* const text = x == nullptr ? nullptr : x->as_string();
        std::optional<Bytes> key = text == nullptr ? std::nullopt : from_base64url(*text);
        if (key && key->size() == 32 && keys.size() < kMaxKeys) keys.push_back(*std::move(key));
    }
    return keys;
}

Error not_genuine() { return {ErrorCode::Forbidden, "This notice does not come from FAL.AI."}; }

class FalWebhookJudge final : public WebhookJudge {
public:
    FalWebhookJudge(FalSettings settings, HttpClient& http, const Clock& clock, Log& log, VerifyEd25519 verify)
        : settings_(std::move(settings)), http_(http), clock_(clock), log_(log), verify_(std::move(verify)) {}

    [[nodiscard]] Result<WebhookNotice> judge(const WebhookCall& call) override {
        const std::optional<std::uint32_t> attempt = number_in<std::uint32_t>(call.attempt);
        const bool is_ours = !settings_.key.empty() && !settings_.public_url.empty() && attempt &&
                             is_same(call.check, proof_of(settings_.key, call.file_id, call.attempt));
        if (!is_ours) return not_genuine();
        const std::optional<std::int64_t> sent = number_in<std::int64_t>(call.timestamp);
        const std::int64_t now = epoch_ms(clock_.now()) / 1'000;
        if (!sent || *sent < now - kMaxSkewSeconds || *sent > now + kMaxSkewSeconds) return not_genuine();
        const std::optional<Bytes> signature = from_hex(call.signature);
        if (!signature) return not_genuine();
        const std::string message =
            call.request_id + "\n" + call.user_id + "\n" + call.timestamp + "\n" + sha256_hex(as_bytes(call.body));
        if (const std::optional<Error> problem = check_signature(*signature, message)) return *problem;
        // Only what is signed counts: the body's own id, since the header names one delivery.
        const Result<json::Value> body = json::parse(call.body, kJsonLimits);
        const json::Value* const id = body ? body->find("request_id") : nullptr;
        if (id == nullptr || id->as_string() == nullptr || !is_request_id(*id->as_string())) {
            return Error{ErrorCode::InvalidRequest, "The notice names no request.", "/request_id"};
        }
        return WebhookNotice{call.file_id, *attempt, *id->as_string()};
    }

private:
    std::optional<Error> check_signature(const Bytes& signature, const std::string& message) {
        const std::scoped_lock lock(mutex_);
        const TimePoint now = clock_.now();
        const auto is_signed = [&] {
            return std::any_of(keys_.begin(), keys_.end(),
                               [&](const Bytes& key) { return verify_(key, signature, as_bytes(message)); });
        };
        const bool is_fresh = asked_ && now < *asked_ + kKeepKeys && !keys_.empty();
        if (is_fresh && is_signed()) return std::nullopt;
        if (asked_ && now < *asked_ + kAskAgain) {
            if (keys_.empty()) return Error{ErrorCode::Unavailable, "FAL.AI's keys cannot be had now. Send the notice again."};
            return not_genuine();
        }
        asked_ = now;
        if (!fetch_keys()) return Error{ErrorCode::Unavailable, "FAL.AI's keys cannot be had now. Send the notice again."};
        if (is_signed()) return std::nullopt;
        return not_genuine();
    }

    bool fetch_keys() {
        HttpRequest request;
        request.url = settings_.rest_url + "/.well-known/jwks.json";
        request.reach = HttpReach::Configured;
        request.max_body_bytes = kJsonLimits.max_bytes;
        const HttpOutcome outcome = http_.send(request, {});
        const auto* const answer = std::get_if<HttpAnswer>(&outcome);
        if (answer == nullptr || !answer->is_good()) {
            log_.warning("FAL.AI's webhook keys could not be had", {{"status", answer == nullptr ? 0 : answer->status}});
            return false;
        }
        keys_ = keys_in(answer->body);
        return !keys_.empty();
    }

    const FalSettings settings_;
    HttpClient& http_;
    const Clock& clock_;
    Log& log_;
    const VerifyEd25519 verify_;
    std::mutex mutex_;
    std::optional<TimePoint> asked_;  ///< guarded by mutex_
    std::vector<Bytes> keys_;         ///< guarded by mutex_
};

}  // namespace

std::string webhook_url(const FalSettings& settings, std::string_view file_id, std::uint32_t attempt) {
    if (settings.public_url.empty()) return {};
    const std::string number = std::to_string(attempt);
    return settings.public_url + api::path_of(api::Route::WebhookFal) + "?file=" + std::string(file_id) + "&attempt=" + number +
           "&check=" + proof_of(settings.key, file_id, number);
}

std::unique_ptr<WebhookJudge> make_webhook_judge(FalSettings settings, HttpClient& http, const Clock& clock, Log& log,
                                                 VerifyEd25519 verify) {
    return std::make_unique<FalWebhookJudge>(std::move(settings), http, clock, log, std::move(verify));
}

}  // namespace i2m::fal
