// messages_events.hpp - what the event streams carry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "shared/api/messages_jobs.hpp"
#include "shared/json/fields.hpp"

namespace i2m::api {

/// Data of every job event; fields that do not belong to the event are left out.
struct EventData {
    std::string job_id;
    std::string task_id;
    std::string status;
    int progress = 0;
    std::string message;
    std::int64_t timestamp = 0;
    std::optional<std::string> file_id;
    std::optional<std::string> filename;
    std::optional<std::string> error;
    std::optional<std::string> error_code;
    std::optional<std::uint32_t> current;
    std::optional<std::uint32_t> total;
    std::optional<std::uint32_t> total_files;
    std::optional<std::int64_t> eta_seconds;
    std::optional<std::int64_t> estimated_completion;  ///< epoch ms
    std::optional<std::uint32_t> attempt;
    std::optional<std::string> retry_at;
    std::optional<std::string> reason;
    std::optional<std::uint32_t> queue_position;
    std::optional<FileView> file;   ///< file_update: the file as it is now
    std::optional<JobView> result;  ///< final events and the snapshot
};

/// Names of events on the wire.
inline constexpr std::string_view kEventSnapshot = "snapshot";
inline constexpr std::string_view kEventQueued = "task_queued";
inline constexpr std::string_view kEventProgress = "task_progress";
inline constexpr std::string_view kEventFile = "file_update";
inline constexpr std::string_view kEventRetry = "task_retry";
inline constexpr std::string_view kEventCompleted = "task_completed";
inline constexpr std::string_view kEventFailed = "task_failed";
inline constexpr std::string_view kEventCancelled = "task_cancelled";
inline constexpr std::string_view kEventHeartbeat = "heartbeat";
inline constexpr std::string_view kEventTimeout = "connection_timeout";
/// True when a job's stream ends after this event.
[[nodiscard]] constexpr bool is_final_event(std::string_view name) {
    return name == kEventCompleted || name == kEventFailed || name == kEventCancelled;
}

}  // namespace i2m::api

namespace i2m::json {

template <>
struct Fields<api::EventData> {
    using T = api::EventData;
    static constexpr std::string_view kName = "Event";
    static constexpr auto kList = std::tuple{required("job_id", &T::job_id),
                                             required("task_id", &T::task_id),
                                             required("status", &T::status),
                                             required("progress", &T::progress),
                                             required("message", &T::message),
                                             required("timestamp", &T::timestamp),
                                             optional("file_id", &T::file_id),
                                             optional("filename", &T::filename),
                                             optional("error", &T::error),
                                             optional("error_code", &T::error_code),
                                             optional("current", &T::current),
                                             optional("total", &T::total),
                                             optional("total_files", &T::total_files),
                                             optional("eta_seconds", &T::eta_seconds),
                                             optional("estimated_completion", &T::estimated_completion, "Epoch milliseconds"),
                                             optional("attempt", &T::attempt),
                                             optional("retry_at", &T::retry_at),
                                             optional("reason", &T::reason),
                                             optional("queue_position", &T::queue_position),
                                             optional("file", &T::file),
                                             optional("result", &T::result)};
};

}  // namespace i2m::json
