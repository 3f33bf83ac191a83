// health_rules.hpp - from figures to healthy, degraded or unhealthy; pure functions. The thresholds are the reference's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/core/health.hpp"

namespace i2m {

inline constexpr double kDiskDegraded_percent = 85;
inline constexpr double kDiskUnhealthy_percent = 95;
inline constexpr std::uint64_t kDiskLeast_bytes = 1'073'741'824;
inline constexpr Millis kQueueOld{30 * 60'000};
inline constexpr Millis kBeatLate{10'000};
inline constexpr Millis kBeatLost{60'000};

[[nodiscard]] Finding judge_disk(const DiskFigures& disk);

struct WorkerFigures {
    bool is_started = false;
    std::uint32_t threads = 0;
    std::uint32_t busy = 0;
    Millis since_beat{0};  ///< since the pool last gave a sign of life
};
[[nodiscard]] Finding judge_workers(const WorkerFigures& workers);

struct QueueFigures {
    std::uint64_t queued = 0;
    std::uint64_t running = 0;
    std::uint64_t retrying = 0;
    std::uint64_t unknown = 0;
    std::optional<Millis> oldest_waits = {};
    std::string hold = {};  ///< why files wait beyond the ordinary, in words; "": they do not
};
[[nodiscard]] Finding judge_queue(const QueueFigures& queue);

struct ProviderFigures {
    bool is_configured = false;
    std::string breaker = "closed";
    std::string trouble = {};             ///< why nothing is started there, in words; "" when it is
    std::optional<bool> is_reached = {};  ///< absent: nobody has asked yet
    std::optional<TimePoint> heard_at = {};
};
[[nodiscard]] Finding judge_provider(const ProviderFigures& provider);

struct StreamFigures {
    std::size_t clients = 0;
    Millis lag{0};  ///< since news wait for the streams' thread
};
[[nodiscard]] Finding judge_streams(const StreamFigures& streams);

}  // namespace i2m
