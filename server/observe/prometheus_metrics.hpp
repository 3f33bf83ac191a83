// prometheus_metrics.hpp - the figures kept by prometheus-cpp, and their text for Prometheus.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "server/core/metrics.hpp"

namespace i2m {

struct PrometheusOptions {
    /// Series of one metric; further label values count as "other". Above what the tables of routes and models can need.
    std::size_t max_series = 2'000;
};

/// Handing a handle out costs a look-up under a lock, using it does not.
class PrometheusMetrics final : public Metrics {
public:
    explicit PrometheusMetrics(const PrometheusOptions& options = {});
    ~PrometheusMetrics() override;
    PrometheusMetrics(const PrometheusMetrics&) = delete;
    PrometheusMetrics& operator=(const PrometheusMetrics&) = delete;

    [[nodiscard]] Counter& counter(Metric metric, LabelValues values = {}) override;
    [[nodiscard]] Gauge& gauge(Metric metric, LabelValues values = {}) override;
    [[nodiscard]] Histogram& histogram(Metric metric, LabelValues values = {}) override;

    /// `sample` sets figures that are looked up rather than counted; called before each text(), by one thread at a time.
    void before_text(std::function<void()> sample);
    /// Everything in the text format 0.0.4.
    [[nodiscard]] std::string text();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace i2m
