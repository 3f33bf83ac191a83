// health_rules.cpp - thresholds, and words for what is beyond them.
#include "server/observe/health_rules.hpp"

#include "server/core/figures.hpp"
#include "server/core/iso_time.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

HealthStatus by_age(Millis age) {
    return age > kBeatLost ? HealthStatus::Unhealthy : age > kBeatLate ? HealthStatus::Degraded : HealthStatus::Healthy;
}

}  // namespace

Finding judge_disk(const DiskFigures& disk) {
    Finding out;
    const bool is_full = disk.used_percent > kDiskUnhealthy_percent || disk.free_bytes < kDiskLeast_bytes;
    if (is_full) {
        out.status = HealthStatus::Unhealthy;
        out.message = "Only " + format_bytes(disk.free_bytes) + " are free. Delete old jobs, or give the data folder more room.";
    } else if (disk.used_percent > kDiskDegraded_percent) {
        out.status = HealthStatus::Degraded;
        out.message = "The disk is filling up: " + format_bytes(disk.free_bytes) + " are free.";
    }
    out.details = {{"free_gb", gigabytes(disk.free_bytes)},
                   {"total_gb", gigabytes(disk.total_bytes)},
                   {"used_gb", gigabytes(disk.used_bytes)},
                   {"usage_percent", rounded(disk.used_percent)}};
    return out;
}

Finding judge_workers(const WorkerFigures& workers) {
    Finding out;
    if (!workers.is_started) {
        out.status = HealthStatus::Unhealthy;
        out.message = "They are not started yet.";
    } else if (out.status = by_age(workers.since_beat); out.status != HealthStatus::Healthy) {
        out.message = "No sign of life for " + format_duration(workers.since_beat.count()) + ".";
    }
    out.details = {{"active_workers", workers.threads}, {"busy", workers.busy}};
    return out;
}

Finding judge_queue(const QueueFigures& queue) {
    Finding out;
    if (!queue.hold.empty() && queue.queued > 0) {
        out.status = HealthStatus::Degraded;
        out.message = queue.hold;
    } else if (queue.oldest_waits && *queue.oldest_waits > kQueueOld) {
        out.status = HealthStatus::Degraded;
        out.message = "The oldest file waits for " + format_duration(queue.oldest_waits->count()) + ".";
    }
    out.details = {{"queued", queue.queued},
                   {"running", queue.running},
                   {"retrying", queue.retrying},
                   {"unknown", queue.unknown},
                   {"oldest_seconds", queue.oldest_waits.value_or(Millis{0}).count() / 1'000}};
    return out;
}

Finding judge_provider(const ProviderFigures& provider) {
    Finding out;
    if (!provider.is_configured) {
        out.message = "There is no key: the built-in engine makes the models.";
    } else if (!provider.trouble.empty()) {
        out.status = HealthStatus::Degraded;
        out.message = provider.trouble;
    } else if (provider.is_reached == false) {
        out.status = HealthStatus::Degraded;
        out.message = "FAL.AI cannot be reached. Check the network and the addresses of its hosts.";
    } else if (!provider.is_reached) {
        out.message = "Nobody has asked it yet.";
    }
    out.details = {{"configured", provider.is_configured}, {"breaker", provider.breaker}};
    if (provider.is_reached) out.details.emplace_back("api_accessible", *provider.is_reached);
    if (provider.heard_at) out.details.emplace_back("heard_at", iso_utc(*provider.heard_at));
    return out;
}

Finding judge_streams(const StreamFigures& streams) {
    Finding out;
    out.status = by_age(streams.lag);
    if (out.status != HealthStatus::Healthy)
        out.message = "Events have waited for " + format_duration(streams.lag.count()) + " to be sent.";
    out.details = {{"clients", static_cast<std::uint64_t>(streams.clients)}, {"lag_ms", std::int64_t{streams.lag.count()}}};
    return out;
}

}  // namespace i2m
