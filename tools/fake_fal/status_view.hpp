// status_view.hpp - a job as its status tells it, and the same as a stream of events.
#pragma once

#include <cstdint>
#include <string>

#include "tools/fake_fal/world.hpp"

namespace i2m::fake {

struct StatusView {
    json::Value body;
    std::size_t logs_told = 0;  ///< log lines that the job has written by now
};

/// The status object. `skip_logs` lines were told before (streams tell increments).
[[nodiscard]] StatusView view_status(World& world, const Job& job, TimePoint now, bool with_logs, std::size_t skip_logs);
/// What `queue_position` says.
[[nodiscard]] std::int64_t position_of(World& world, const Job& job, TimePoint now);
/// response_url, status_url and cancel_url.
void add_urls(json::Value& body, const World& world, const Job& job);
/// "Sun, 22 Nov 2026 10:00:01 GMT"
[[nodiscard]] std::string http_date(TimePoint time);

}  // namespace i2m::fake
