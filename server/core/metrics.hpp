// metrics.hpp - seam: the figures that the program keeps of itself. One table names them all; whoever feeds one keeps its handle.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace i2m {

/// Every figure, in the order of metric_table().
enum class Metric : std::uint8_t {
    HttpRequests,
    HttpRequestDuration,
    ActiveJobs,
    Jobs,
    JobDuration,
    QueueDepth,
    QueueOldest,
    Workers,
    WorkerBusy,
    SseClients,
    ProviderRequests,
    ProviderRequestDuration,
    ProviderBreakerState,
    ProviderCost,
    UploadedBytes,
    ResultBytes,
    LogLines,
    LogLinesLost,
    SystemCpu,
    SystemMemory,
    SystemDisk,
    DiskFreeBytes,
    HealthStatus,
    ProcessCpu,
    ProcessResidentMemory,
    ProcessVirtualMemory,
    ProcessOpenFds,
    ProcessMaxFds,
    ProcessThreads,
    ProcessStartTime,
    BuildInfo,
    SeriesRefused,
};

/// Untyped is a gauge whose name, kept from the reference, ends in _total: as a gauge it would break Prometheus' rules of naming.
enum class MetricKind : std::uint8_t { Counter, Gauge, Histogram, Untyped };

struct MetricInfo {
    Metric metric;
    MetricKind kind;
    std::string_view name;
    std::string_view help;
    std::span<const std::string_view> labels = {};
    std::span<const double> buckets = {};  ///< upper bounds, ascending; of histograms
};
[[nodiscard]] std::span<const MetricInfo> metric_table();
[[nodiscard]] const MetricInfo& metric_info(Metric metric);

/// Upper bounds of http_request_duration_seconds; what is slower counts as one more.
inline constexpr double kRequestBuckets_s[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                               0.25,   0.5,   1,      2.5,   5,    10,    30};

/// Handles: safe from any thread, quick, and good for as long as the Metrics that gave them.
class Counter {
public:
    virtual ~Counter() = default;
    virtual void add(double amount) = 0;  ///< never below 0
};
class Gauge {
public:
    virtual ~Gauge() = default;
    virtual void set(double value) = 0;
};
class Histogram {
public:
    virtual ~Histogram() = default;
    virtual void observe(double value) = 0;
};

/// Gives handles: one look-up each, so ask once and keep it. Label values come from closed sets (route templates, states, model
/// ids), never from what a client sent; a metric that has too many series all the same puts further ones under "other". Asking
/// for another kind than the table's, or with a wrong number of values, is a broken promise (assert). Safe from any thread.
class Metrics {
public:
    using LabelValues = std::initializer_list<std::string_view>;
    virtual ~Metrics() = default;
    [[nodiscard]] virtual Counter& counter(Metric metric, LabelValues values = {}) = 0;
    [[nodiscard]] virtual Gauge& gauge(Metric metric, LabelValues values = {}) = 0;  ///< also of Untyped
    [[nodiscard]] virtual Histogram& histogram(Metric metric, LabelValues values = {}) = 0;
};

/// Counts nothing: for tests and tools.
class NoMetrics final : public Metrics {
public:
    [[nodiscard]] Counter& counter(Metric, LabelValues = {}) override { return counter_; }
    [[nodiscard]] Gauge& gauge(Metric, LabelValues = {}) override { return gauge_; }
    [[nodiscard]] Histogram& histogram(Metric, LabelValues = {}) override { return histogram_; }

private:
    struct NoCounter final : Counter {
        void add(double) override {}
    } counter_;
    struct NoGauge final : Gauge {
        void set(double) override {}
    } gauge_;
    struct NoHistogram final : Histogram {
        void observe(double) override {}
    } histogram_;
};

}  // namespace i2m
