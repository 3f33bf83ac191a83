// health.hpp - seam: how the server's parts are, as last seen. Asking never waits for a part.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/clock.hpp"
#include "shared/json/value.hpp"

namespace i2m {

/// Each is worse than the one before. Degraded: it works, somebody should look. Unhealthy: it does not do its work.
enum class HealthStatus : std::uint8_t { Healthy, Degraded, Unhealthy };
[[nodiscard]] constexpr std::string_view name_of(HealthStatus status) {
    constexpr std::array<std::string_view, 3> kNames = {"healthy", "degraded", "unhealthy"};
    return kNames[static_cast<std::size_t>(status)];
}

/// What a check found.
struct Finding {
    HealthStatus status = HealthStatus::Healthy;
    std::string message = {};  ///< in words for people; "" when there is nothing to say
    json::Object details = {};
};

struct ComponentHealth {
    std::string name;
    Finding finding;
    double response_time_ms = 0;  ///< of the check
    TimePoint checked_at;         ///< when the check ended; slow ones are not repeated for each asker
    bool is_needed = false;       ///< without it no work can be taken
};

struct DiskFigures {
    std::uint64_t total_bytes = 0;
    std::uint64_t used_bytes = 0;
    std::uint64_t free_bytes = 0;  ///< what this program can still write
    double used_percent = 0;       ///< used of used and free, as df tells it
};

/// The machine and this process.
struct SystemFigures {
    double cpu_percent = 0;  ///< of all processors, over the last seconds
    double memory_percent = 0;
    std::uint64_t memory_available_bytes = 0;
    std::array<double, 3> load_average{};
    DiskFigures disk;
    double process_cpu_s = 0;
    std::uint64_t process_resident_bytes = 0;
    std::uint64_t process_virtual_bytes = 0;
    std::uint64_t process_threads = 0;
    std::uint64_t process_open_fds = 0;
    std::uint64_t process_max_fds = 0;
};

/// Safe from any thread.
class HealthBoard {
public:
    virtual ~HealthBoard() = default;
    /// The worst of all parts, as it was a few seconds ago at most: one atomic read.
    [[nodiscard]] virtual HealthStatus overall() const = 0;
    /// Every part, in a fixed order. `is_detailed`: somebody looks closely, so what is only asked on demand is asked anew soon.
    [[nodiscard]] virtual std::vector<ComponentHealth> components(bool is_detailed) = 0;
    [[nodiscard]] virtual SystemFigures system() const = 0;
};

}  // namespace i2m
