// app_observe.hpp - what health looks at, from the server's parts.
#pragma once

#include <optional>
#include <string>

#include "server/config.hpp"
#include "server/core/http_client.hpp"
#include "server/core/job_store.hpp"
#include "server/events/hub.hpp"
#include "server/http/message.hpp"
#include "server/jobs/gate.hpp"
#include "server/jobs/queue_service.hpp"
#include "server/jobs/worker_pool.hpp"
#include "server/observe/health_watch.hpp"
#include "server/observe/provider_calls.hpp"
#include "server/observe/server_log.hpp"

namespace i2m {

/// All outlive the sources that are made of them. `workers` is filled before anything is asked.
struct Observed {
    const Config& config;
    const Clock& clock;
    JobStore& store;
    const QueueService& queue;
    const Gate& gate;
    const EventHub& hub;
    const std::optional<WorkerPool>& workers;
    HttpClient& http;
    ProviderCalls& calls;
    bool has_provider = false;  ///< there is one elsewhere, with a key
};
[[nodiscard]] HealthSources health_sources(const Observed& parts, const std::string& data_folder);

/// The log of the data folder, with what must not be seen in it.
[[nodiscard]] ServerLogOptions log_options(const Config& config);

/// Who may read the metrics; the setting was checked.
[[nodiscard]] Role metrics_role(const Config& config);

}  // namespace i2m
