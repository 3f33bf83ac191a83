// update_http.cpp - which feature reads an answer, and what silence means.
#include <algorithm>

#include "client/app/update_parts.hpp"

namespace i2m::client {
namespace {

constexpr std::int64_t kFirstBackoffMs = 500;
constexpr std::int64_t kLongestBackoffMs = 30'000;

void limits_answered(State& state, const HttpAnswer& answer) {
    if (auto limits = json::decode_text<api::LimitsView>(answer.text)) state.limits = std::move(*limits);
}

}  // namespace

std::int64_t backoff_ms(int attempt) {
    const int doublings = std::clamp(attempt - 1, 0, 10);
    return std::min(kFirstBackoffMs << doublings, kLongestBackoffMs);
}

void send(State& state, Effects& effects, Purpose purpose, std::string subject, HttpRequest request) {
    const RequestId id = state.next_request++;
    state.requests.push_back({id, purpose, std::move(subject)});
    effects.push_back(effect::Send{id, std::move(request)});
}

bool is_pending(const State& state, Purpose purpose, std::string_view subject) {
    return std::any_of(state.requests.begin(), state.requests.end(),
                       [&](const PendingRequest& request) { return request.purpose == purpose && request.subject == subject; });
}

std::string words_of(const HttpAnswer& answer) {
    if (answer.status == 0) return error_info(ErrorCode::Network).words.data();
    if (auto envelope = json::decode_text<api::ErrorEnvelope>(answer.text)) return envelope->message;
    return "The server answered with status " + std::to_string(answer.status) + ". Try again.";
}

void server_answered(State& state, Effects& effects) {
    const bool was_away = state.server.is_away;
    state.server = {};
    if (!was_away) return;
    effects.push_back(effect::Announce{"The server is back.", false});
    if (state.models_phase != LoadPhase::Ready) ask_models(state, effects);
}

void server_was_silent(State& state) {
    state.server.is_away = true;
    state.server.is_trying = false;
    state.server.retry_at_ms = state.now_ms + backoff_ms(++state.server.attempts);
}

void on(State& state, const HttpAnswer& action, Effects& effects) {
    const auto it =
        std::find_if(state.requests.begin(), state.requests.end(), [&](const PendingRequest& r) { return r.id == action.id; });
    if (it == state.requests.end()) return;
    const PendingRequest request = *it;
    state.requests.erase(it);
    if (action.status == 0) {
        server_was_silent(state);
    } else {
        server_answered(state, effects);
    }
    const bool is_good = action.status >= 200 && action.status < 300;
    switch (request.purpose) {
        case Purpose::Models:
            if (is_good) models_answered(state, action);
            if (state.models_phase != LoadPhase::Ready) state.models_phase = LoadPhase::Failed;
            return;
        case Purpose::Limits:
            if (is_good) limits_answered(state, action);
            return;
        case Purpose::Usage:
            if (is_good) usage_answered(state, action, effects);
            return;
        case Purpose::Queue:
            if (is_good) queue_answered(state, action);
            return;
        case Purpose::Upload: return upload_answered(state, action, effects);
        case Purpose::Model: return model_answered(state, action, request.subject, effects);
        case Purpose::Job:
        case Purpose::Cancel:
        case Purpose::Retry:
        case Purpose::Resolve:
        case Purpose::Move:
            if (request.subject == state.job.id) job_answered(state, action, request.purpose, effects);
            return;
    }
}

void on(State& state, const ReconnectClicked& /*action*/, Effects& effects) {
    state.server.is_trying = true;
    if (state.upload.phase == UploadPhase::WaitingForServer) return send_upload(state, effects);
    if (state.job.stream == StreamPhase::Waiting) return open_stream(state, effects);
    ask_models(state, effects);
}

void on(State& state, const OnlineChanged& action, Effects& effects) {
    const bool is_news = action.is_online != state.is_online;
    state.is_online = action.is_online;
    if (!is_news) return;
    if (action.is_online && state.server.is_away) return on(state, ReconnectClicked{}, effects);
    // An open stream may not notice for long, and a server on this machine needs no network: only asking it tells.
    if (!action.is_online && !state.server.is_away) ask_models(state, effects);
}

}  // namespace i2m::client
