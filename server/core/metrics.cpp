// metrics.cpp - the table of figures: names, words, labels, buckets.
#include "server/core/metrics.hpp"

#include <array>
#include <cstddef>

namespace i2m {
namespace {

using M = Metric;
using K = MetricKind;

constexpr std::string_view kRequestLabels[] = {"method", "endpoint", "status_code"};
constexpr std::string_view kEndpointLabels[] = {"method", "endpoint"};
constexpr std::string_view kStatusLabel[] = {"status"};
constexpr std::string_view kStateLabel[] = {"state"};
constexpr std::string_view kModelLabel[] = {"model"};
constexpr std::string_view kCallLabels[] = {"operation", "status"};
constexpr std::string_view kOperationLabel[] = {"operation"};
constexpr std::string_view kProviderLabel[] = {"provider"};
constexpr std::string_view kLevelLabel[] = {"level"};
constexpr std::string_view kComponentLabel[] = {"component"};
constexpr std::string_view kVersionLabel[] = {"version"};
constexpr std::string_view kMetricLabel[] = {"metric"};

constexpr double kJobBuckets_s[] = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};
constexpr double kCallBuckets_s[] = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120};

constexpr std::array kTable = {
    MetricInfo{M::HttpRequests, K::Counter, "http_requests_total", "Requests answered, by route template", kRequestLabels},
    MetricInfo{M::HttpRequestDuration, K::Histogram, "http_request_duration_seconds",
               "Time from a request's first byte to its answer; of event streams to their head", kEndpointLabels,
               kRequestBuckets_s},
    MetricInfo{M::ActiveJobs, K::Untyped, "active_jobs_total", "Files that are worked on or run at a provider"},
    MetricInfo{M::Jobs, K::Counter, "jobs_total",
               "Steps in the lives of files: accepted, started, completed, failed, cancelled, retried, unknown", kStatusLabel},
    MetricInfo{M::JobDuration, K::Histogram, "job_duration_seconds", "Time from the claim of a file to its model", kModelLabel,
               kJobBuckets_s},
    MetricInfo{M::QueueDepth, K::Gauge, "queue_depth", "Files in the queue, by what they wait for", kStateLabel},
    MetricInfo{M::QueueOldest, K::Gauge, "queue_oldest_seconds", "How long the oldest queued file waits; 0 without one"},
    MetricInfo{M::Workers, K::Gauge, "workers", "Worker threads"},
    MetricInfo{M::WorkerBusy, K::Gauge, "worker_busy", "Worker threads that have a file in hand"},
    MetricInfo{M::SseClients, K::Gauge, "sse_clients", "Open event streams"},
    MetricInfo{M::ProviderRequests, K::Counter, "fal_api_requests_total",
               "Calls to FAL.AI: success, error (it refused) or broken (no answer)", kCallLabels},
    MetricInfo{M::ProviderRequestDuration, K::Histogram, "fal_api_request_duration_seconds", "Duration of calls to FAL.AI",
               kOperationLabel, kCallBuckets_s},
    MetricInfo{M::ProviderBreakerState, K::Gauge, "provider_breaker_state", "0 closed, 1 half open, 2 open", kProviderLabel},
    MetricInfo{M::ProviderCost, K::Counter, "provider_cost_usd_total",
               "US dollars that runs cost; the estimate where the price is not known", kModelLabel},
    MetricInfo{M::UploadedBytes, K::Counter, "uploads_bytes_total", "Bytes of images taken in"},
    MetricInfo{M::ResultBytes, K::Counter, "results_bytes_total", "Bytes of models stored"},
    MetricInfo{M::LogLines, K::Counter, "log_lines_total", "Lines written to the log", kLevelLabel},
    MetricInfo{M::LogLinesLost, K::Counter, "log_lines_lost_total", "Lines that could not be written in time, or at all"},
    MetricInfo{M::SystemCpu, K::Gauge, "system_cpu_usage_percent", "Use of the machine's processors, 0 to 100"},
    MetricInfo{M::SystemMemory, K::Gauge, "system_memory_usage_percent", "Use of the machine's memory, 0 to 100"},
    MetricInfo{M::SystemDisk, K::Gauge, "system_disk_usage_percent", "Use of the data folder's disk, 0 to 100"},
    MetricInfo{M::DiskFreeBytes, K::Gauge, "disk_free_bytes", "Bytes that can still be written to the data folder's disk"},
    MetricInfo{M::HealthStatus, K::Gauge, "health_status", "0 healthy, 1 degraded, 2 unhealthy", kComponentLabel},
    MetricInfo{M::ProcessCpu, K::Counter, "process_cpu_seconds_total", "Processor time spent by the server"},
    MetricInfo{M::ProcessResidentMemory, K::Gauge, "process_resident_memory_bytes", "Memory that the server holds"},
    MetricInfo{M::ProcessVirtualMemory, K::Gauge, "process_virtual_memory_bytes", "Addresses that the server holds"},
    MetricInfo{M::ProcessOpenFds, K::Gauge, "process_open_fds", "Open file descriptors"},
    MetricInfo{M::ProcessMaxFds, K::Gauge, "process_max_fds", "Most file descriptors that may be open"},
    MetricInfo{M::ProcessThreads, K::Gauge, "process_threads", "Threads of the server"},
    MetricInfo{M::ProcessStartTime, K::Gauge, "process_start_time_seconds", "When the server started, in seconds since 1970"},
    MetricInfo{M::BuildInfo, K::Gauge, "build_info", "1, with the program's version", kVersionLabel},
    MetricInfo{M::SeriesRefused, K::Counter, "metrics_series_refused_total",
               "Label values that were counted as other, because a metric had too many", kMetricLabel},
};

constexpr bool in_enum_order() {
    for (std::size_t i = 0; i < kTable.size(); ++i) {
        if (static_cast<std::size_t>(kTable[i].metric) != i) return false;
    }
    return true;
}
static_assert(in_enum_order(), "the table and the enum must have the same order");

}  // namespace

std::span<const MetricInfo> metric_table() { return kTable; }
const MetricInfo& metric_info(Metric metric) { return kTable[static_cast<std::size_t>(metric)]; }

}  // namespace i2m
