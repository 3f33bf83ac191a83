// messages_queue.hpp - the queue and its providers as the API shows them: holds, pause, order, breaker, choices for unknown files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/json/fields.hpp"

namespace i2m::api {

/// Why queued files wait beyond the ordinary.
struct Hold {
    std::string code;     ///< the wire name of an error code, or one of kHold...
    std::string message;  ///< in words, with the next step
    std::optional<std::string> until;
    std::optional<std::string> provider;  ///< "fal"; absent: the whole queue

    friend bool operator==(const Hold& a, const Hold& b) {
        return a.code == b.code && a.message == b.message && a.until == b.until && a.provider == b.provider;
    }
};
inline constexpr std::string_view kHoldPaused = "QUEUE_PAUSED";
inline constexpr std::string_view kHoldBudget = "BUDGET_REACHED";
inline constexpr std::string_view kHoldResting = "PROVIDER_RESTING";

/// The queue of the whole server.
struct QueueView {
    bool is_paused = false;
    std::optional<std::string> pause_message;
    std::uint64_t queued = 0;
    std::uint64_t running = 0;
    std::uint64_t retrying = 0;
    std::uint64_t unknown = 0;  ///< wait for a person
    std::optional<std::string> oldest_queued_at;
    std::vector<Hold> holds;
};

enum class BreakerState : std::uint8_t { Closed, Open, HalfOpen };

/// One provider elsewhere.
struct ProviderView {
    std::string provider;  ///< "fal"
    std::string label;     ///< "FAL.AI"
    bool is_configured = false;
    std::optional<std::string> unavailable_reason;
    BreakerState breaker = BreakerState::Closed;
    std::uint32_t failures_in_row = 0;
    std::optional<std::string> retry_at;  ///< when the next file is tried, while it is not closed
    std::optional<Hold> parked;           ///< out of credit, or the key is refused
    std::uint32_t running = 0;            ///< files that count against `limit`
    std::uint32_t limit = 0;
};

/// What a person decides for files whose request may have been charged.
enum class ResolveChoice : std::uint8_t { LookAgain, SendAgain, GiveUp };

struct ResolveRequest {
    std::vector<std::string> files;  ///< ids; empty: all unknown ones
    ResolveChoice choice = ResolveChoice::LookAgain;
};

/// Where a job's queued files go: exactly one of the two.
struct MoveRequest {
    std::string to;      ///< "front" or "back"
    std::string before;  ///< another job's id
};

struct PauseRequest {
    std::string message;  ///< why, for people; may be empty
};

/// An answer to a webhook.
struct WebhookAnswer {
    std::string status = "ok";
};

/// Told on open streams and never stored: holds, pause or counts changed. Its data has the fields of EventData and QueueView.
inline constexpr std::string_view kEventQueueChanged = "queue_changed";

}  // namespace i2m::api

namespace i2m::json {

template <>
struct EnumNames<api::BreakerState> {
    static constexpr std::pair<api::BreakerState, std::string_view> kNames[] = {
        {api::BreakerState::Closed, "closed"}, {api::BreakerState::Open, "open"}, {api::BreakerState::HalfOpen, "half_open"}};
};
template <>
struct EnumNames<api::ResolveChoice> {
    static constexpr std::pair<api::ResolveChoice, std::string_view> kNames[] = {{api::ResolveChoice::LookAgain, "look_again"},
                                                                                 {api::ResolveChoice::SendAgain, "send_again"},
                                                                                 {api::ResolveChoice::GiveUp, "give_up"}};
};

template <>
struct Fields<api::Hold> {
    using T = api::Hold;
    static constexpr std::string_view kName = "Hold";
    static constexpr auto kList =
        std::tuple{required("code", &T::code, "An error code, or QUEUE_PAUSED, BUDGET_REACHED, PROVIDER_RESTING"),
                   required("message", &T::message, "Why files wait, and the next step"), optional("until", &T::until),
                   optional("provider", &T::provider, "Left out: the whole queue")};
};
template <>
struct Fields<api::QueueView> {
    using T = api::QueueView;
    static constexpr std::string_view kName = "Queue";
    static constexpr auto kList = std::tuple{required("is_paused", &T::is_paused),
                                             optional("pause_message", &T::pause_message),
                                             required("queued", &T::queued),
                                             required("running", &T::running),
                                             required("retrying", &T::retrying),
                                             required("unknown", &T::unknown, "Files that wait for a person's decision"),
                                             optional("oldest_queued_at", &T::oldest_queued_at),
                                             required("holds", &T::holds)};
};
template <>
struct Fields<api::ProviderView> {
    using T = api::ProviderView;
    static constexpr std::string_view kName = "Provider";
    static constexpr auto kList =
        std::tuple{required("provider", &T::provider),
                   required("label", &T::label),
                   required("is_configured", &T::is_configured),
                   optional("unavailable_reason", &T::unavailable_reason),
                   required("breaker", &T::breaker),
                   required("failures_in_row", &T::failures_in_row),
                   optional("retry_at", &T::retry_at, "When the next file is tried, while the breaker is not closed"),
                   optional("parked", &T::parked, "Out of credit, or the key is refused"),
                   required("running", &T::running, "Files that count against the limit"),
                   required("limit", &T::limit)};
};
template <>
struct Fields<api::ResolveRequest> {
    using T = api::ResolveRequest;
    static constexpr std::string_view kName = "Resolve";
    static constexpr auto kList =
        std::tuple{optional("files", &T::files, "Ids; left out: all unknown ones"), required("choice", &T::choice)};
};
template <>
struct Fields<api::MoveRequest> {
    using T = api::MoveRequest;
    static constexpr std::string_view kName = "Move";
    static constexpr auto kList =
        std::tuple{optional("to", &T::to, "\"front\" or \"back\""), optional("before", &T::before, "The id of another job")};
};
template <>
struct Fields<api::PauseRequest> {
    using T = api::PauseRequest;
    static constexpr std::string_view kName = "Pause";
    static constexpr auto kList = std::tuple{optional("message", &T::message, "Why, for people")};
};
template <>
struct Fields<api::WebhookAnswer> {
    using T = api::WebhookAnswer;
    static constexpr std::string_view kName = "WebhookAnswer";
    static constexpr auto kList = std::tuple{required("status", &T::status)};
};

}  // namespace i2m::json
