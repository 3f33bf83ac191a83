// app_observe.cpp - the parts' own figures as what the rules of health judge.
#include "server/app_observe.hpp"

#include <algorithm>

#include "server/config_observe.hpp"
#include "server/core/iso_time.hpp"
#include "server/log.hpp"
#include "shared/json/fields.hpp"

namespace i2m {
namespace {

constexpr Millis kProviderPatience{5'000};
constexpr std::string_view kWriteNote = "health.write";

QueueFigures queue_figures(const Observed& parts) {
    const QueueStats stats = parts.store.queue_stats();
    QueueFigures out;
    out.queued = stats.queued;
    out.running = stats.running;
    out.retrying = stats.retrying;
    out.unknown = stats.unknown;
    if (stats.oldest_queued) out.oldest_waits = std::max(Millis{0}, parts.clock.now() - *stats.oldest_queued);
    const std::vector<api::Hold> holds = parts.queue.holds();
    if (!holds.empty()) out.hold = holds.front().message;
    return out;
}

WorkerFigures worker_figures(const Observed& parts) {
    WorkerFigures out;
    out.threads = static_cast<std::uint32_t>(parts.config.worker_concurrency);
    out.is_started = parts.workers.has_value();
    if (!out.is_started) return out;
    out.busy = parts.workers->busy();
    out.since_beat = parts.workers->since_beat();
    return out;
}

ProviderFigures provider_figures(const Observed& parts) {
    ProviderFigures out;
    out.is_configured = parts.has_provider;
    const Breaker::Snapshot breaker = parts.gate.snapshot(models::Provider::Fal);
    const json::Value state = json::encode(breaker.state);
    out.breaker = *state.as_string();
    for (const api::Hold& hold : parts.gate.holds()) {
        if (hold.provider) out.trouble = hold.message;
    }
    if (const auto evidence = parts.calls.last()) {
        out.is_reached = evidence->is_reached;
        out.heard_at = evidence->at;
    }
    return out;
}

/// Any answer of the host will do; the key is not sent.
void ask_provider(const Observed& parts, const std::stop_token& stop) {
    HttpRequest request;
    request.url = parts.config.fal_rest_url;
    request.reach = HttpReach::Configured;
    request.max_redirects = 0;
    request.connect_timeout = kProviderPatience;
    request.timeout = kProviderPatience;
    const TimePoint begun = parts.clock.now();
    const HttpOutcome outcome = parts.http.send(request, stop);
    if (stop.stop_requested()) return;
    const bool is_reached = std::holds_alternative<HttpAnswer>(outcome);
    parts.calls.called("health", is_reached ? CallEnd::Good : CallEnd::Broken, parts.clock.now() - begun);
}

}  // namespace

HealthSources health_sources(const Observed& parts, const std::string& data_folder) {
    HealthSources out;
    out.write_database = [parts] { parts.store.set_note(kWriteNote, iso_utc(parts.clock.now())); };
    out.read_queue = [parts] { return queue_figures(parts); };
    out.workers = [parts] { return worker_figures(parts); };
    out.streams = [parts] { return StreamFigures{parts.hub.count(), parts.hub.lag()}; };
    out.provider = [parts] { return provider_figures(parts); };
    if (parts.has_provider) out.ask_provider = [parts](const std::stop_token& stop) { ask_provider(parts, stop); };
    out.data_folder = data_folder;
    return out;
}

ServerLogOptions log_options(const Config& config) {
    ServerLogOptions out;
    out.lowest = log_level_from(config.log_level).value_or(LogLevel::Info);
    out.files.folder = std::filesystem::path(config.data_dir) / "logs";
    out.files.rotate_bytes = config.log_rotate_mb << 20;
    out.files.keep = Millis{static_cast<std::int64_t>(config.log_retention_days) * 24 * 3'600'000};
    out.files.max_bytes = config.log_max_mb << 20;
    out.secrets = secrets_of(config);
    return out;
}

Role metrics_role(const Config& config) {
    if (config.metrics_access == "everybody") return Role::Anonymous;
    return config.metrics_access == "admin" ? Role::Admin : Role::User;
}

}  // namespace i2m
