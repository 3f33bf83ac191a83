// file_state.hpp - the life of a file, and the only place that says what may follow what.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "shared/json/fields.hpp"

namespace i2m {

enum class FileState : std::uint8_t {
    Queued,      ///< waits for a worker
    Submitting,  ///< a worker holds it; the provider has not yet confirmed
    Waiting,     ///< in the provider's queue
    Generating,  ///< the provider works
    Fetching,    ///< the model is downloaded and checked
    Retrying,    ///< waits for the next attempt's time
    Unknown,     ///< died between request and confirmation: maybe charged, a person decides
    Succeeded,
    Failed,
    Cancelled,
};
inline constexpr int kFileStateCount = 10;

enum class FileEvent : std::uint8_t {
    Claimed,    ///< a worker took it
    Submitted,  ///< the provider confirmed; its request id is stored by then
    Started,    ///< the provider began
    Displaced,  ///< the provider put it back into its queue
    Generated,  ///< the provider is done; the model is not here yet
    Stored,     ///< the model is checked and kept
    Released,   ///< the worker is gone and nothing was sent: back to the queue
    Lost,       ///< the worker is gone between request and confirmation
    RetryScheduled,
    RetryDue,
    Refused,  ///< ended without a model
    CancelConfirmed,
    RetryAsked,  ///< a person wants it again
    Found,       ///< an unknown request was found at the provider
    GivenUp,     ///< a person gives an unknown one up
};

struct Transition {
    FileState from;
    FileEvent event;
    FileState to;
};

inline constexpr Transition kTransitions[] = {
    {FileState::Queued, FileEvent::Claimed, FileState::Submitting},
    {FileState::Queued, FileEvent::CancelConfirmed, FileState::Cancelled},
    {FileState::Queued, FileEvent::Refused, FileState::Failed},  // e.g. its image is gone
    {FileState::Submitting, FileEvent::Submitted, FileState::Waiting},
    {FileState::Submitting, FileEvent::Started, FileState::Generating},  // a provider without a queue
    {FileState::Submitting, FileEvent::Released, FileState::Queued},
    {FileState::Submitting, FileEvent::Lost, FileState::Unknown},
    {FileState::Submitting, FileEvent::RetryScheduled, FileState::Retrying},
    {FileState::Submitting, FileEvent::Refused, FileState::Failed},
    {FileState::Submitting, FileEvent::CancelConfirmed, FileState::Cancelled},
    {FileState::Waiting, FileEvent::Started, FileState::Generating},
    {FileState::Waiting, FileEvent::Generated, FileState::Fetching},
    {FileState::Waiting, FileEvent::Released, FileState::Queued},
    {FileState::Waiting, FileEvent::RetryScheduled, FileState::Retrying},
    {FileState::Waiting, FileEvent::Refused, FileState::Failed},
    {FileState::Waiting, FileEvent::CancelConfirmed, FileState::Cancelled},
    {FileState::Generating, FileEvent::Displaced, FileState::Waiting},
    {FileState::Generating, FileEvent::Generated, FileState::Fetching},
    {FileState::Generating, FileEvent::Released, FileState::Queued},
    {FileState::Generating, FileEvent::RetryScheduled, FileState::Retrying},
    {FileState::Generating, FileEvent::Refused, FileState::Failed},
    {FileState::Generating, FileEvent::CancelConfirmed, FileState::Cancelled},
    {FileState::Fetching, FileEvent::Stored, FileState::Succeeded},
    {FileState::Fetching, FileEvent::Released, FileState::Queued},
    {FileState::Fetching, FileEvent::RetryScheduled, FileState::Retrying},
    {FileState::Fetching, FileEvent::Refused, FileState::Failed},
    {FileState::Fetching, FileEvent::CancelConfirmed, FileState::Cancelled},
    {FileState::Retrying, FileEvent::RetryDue, FileState::Queued},
    {FileState::Retrying, FileEvent::Refused, FileState::Failed},
    {FileState::Retrying, FileEvent::CancelConfirmed, FileState::Cancelled},
    {FileState::Unknown, FileEvent::Found, FileState::Waiting},
    {FileState::Unknown, FileEvent::RetryAsked, FileState::Queued},
    {FileState::Unknown, FileEvent::GivenUp, FileState::Failed},
    {FileState::Unknown, FileEvent::CancelConfirmed, FileState::Cancelled},
    {FileState::Failed, FileEvent::RetryAsked, FileState::Queued},
    {FileState::Cancelled, FileEvent::RetryAsked, FileState::Queued},
};

/// The state after `event`, or nullopt when `event` makes no sense in `from`.
[[nodiscard]] constexpr std::optional<FileState> next(FileState from, FileEvent event) {
    for (const Transition& row : kTransitions) {
        if (row.from == from && row.event == event) return row.to;
    }
    return std::nullopt;
}

/// True when nothing more happens by itself.
[[nodiscard]] constexpr bool is_final(FileState state) {
    return state == FileState::Succeeded || state == FileState::Failed || state == FileState::Cancelled;
}
/// True while a worker's lease belongs to the file.
[[nodiscard]] constexpr bool is_running(FileState state) {
    return state == FileState::Submitting || state == FileState::Waiting || state == FileState::Generating ||
           state == FileState::Fetching;
}

}  // namespace i2m

template <>
struct i2m::json::EnumNames<i2m::FileState> {
    static constexpr std::pair<FileState, std::string_view> kNames[] = {
        {FileState::Queued, "queued"},         {FileState::Submitting, "submitting"}, {FileState::Waiting, "waiting"},
        {FileState::Generating, "generating"}, {FileState::Fetching, "fetching"},     {FileState::Retrying, "retrying"},
        {FileState::Unknown, "unknown"},       {FileState::Succeeded, "succeeded"},   {FileState::Failed, "failed"},
        {FileState::Cancelled, "cancelled"},
    };
};

namespace i2m {
/// "queued", "submitting" ...: on the wire and in the database.
[[nodiscard]] constexpr std::string_view name_of(FileState state) {
    return json::EnumNames<FileState>::kNames[static_cast<int>(state)].second;
}
[[nodiscard]] constexpr std::optional<FileState> file_state_from(std::string_view name) {
    for (const auto& [state, state_name] : json::EnumNames<FileState>::kNames) {
        if (state_name == name) return state;
    }
    return std::nullopt;
}
}  // namespace i2m
