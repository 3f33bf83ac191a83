// prometheus_metrics.cpp - one family a row of the table, one handle a series, and the text of all.
#include "server/observe/prometheus_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cassert>
#include <cstdint>
#include <map>
#include <mutex>
#include <sstream>
#include <utility>
#include <vector>

namespace i2m {
namespace {

constexpr std::string_view kOther = "other";

class CounterHandle final : public Counter {
public:
    explicit CounterHandle(prometheus::Counter& kept) : kept_(kept) {}
    void add(double amount) override { kept_.Increment(amount); }

private:
    prometheus::Counter& kept_;
};

class GaugeHandle final : public Gauge {
public:
    explicit GaugeHandle(prometheus::Gauge& kept) : kept_(kept) {}
    void set(double value) override { kept_.Set(value); }

private:
    prometheus::Gauge& kept_;
};

class HistogramHandle final : public Histogram {
public:
    explicit HistogramHandle(prometheus::Histogram& kept) : kept_(kept) {}
    void observe(double value) override { kept_.Observe(value); }

private:
    prometheus::Histogram& kept_;
};

using Key = std::vector<std::string>;

prometheus::Labels labels_of(const MetricInfo& info, const Key& values) {
    prometheus::Labels out;
    for (std::size_t i = 0; i < values.size(); ++i) out.emplace(std::string(info.labels[i]), values[i]);
    return out;
}

/// What prometheus-cpp keeps as a gauge is told as untyped.
void make_untyped(prometheus::MetricFamily& family) {
    family.type = prometheus::MetricType::Untyped;
    for (prometheus::ClientMetric& metric : family.metric) metric.untyped.value = metric.gauge.value;
}

bool is_untyped(const std::string& name) {
    for (const MetricInfo& row : metric_table()) {
        if (row.name == name) return row.kind == MetricKind::Untyped;
    }
    return false;
}

}  // namespace

class PrometheusMetrics::Impl {
public:
    explicit Impl(const PrometheusOptions& options) : options_(options), families_(metric_table().size()) {
        for (const MetricInfo& row : metric_table()) {
            Family& family = families_[static_cast<std::size_t>(row.metric)];
            const std::string name(row.name);
            const std::string help(row.help);
            switch (row.kind) {
                case MetricKind::Counter:
                    family.counters = &prometheus::BuildCounter().Name(name).Help(help).Register(registry_);
                    break;
                case MetricKind::Gauge:
                case MetricKind::Untyped:
                    family.gauges = &prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
                    break;
                case MetricKind::Histogram:
                    family.histograms = &prometheus::BuildHistogram().Name(name).Help(help).Register(registry_);
                    break;
            }
        }
    }

    Counter& counter(Metric metric, LabelValues values) {
        const std::scoped_lock lock(mutex_);
        return counter_of(metric, key_of(metric, values, family_of(metric).counter_handles));
    }

    Gauge& gauge(Metric metric, LabelValues values) {
        const std::scoped_lock lock(mutex_);
        Family& family = family_of(metric);
        assert(family.gauges != nullptr);
        const Key key = key_of(metric, values, family.gauge_handles);
        std::unique_ptr<Gauge>& handle = family.gauge_handles[key];
        if (!handle) handle = std::make_unique<GaugeHandle>(family.gauges->Add(labels_of(metric_info(metric), key)));
        return *handle;
    }

    Histogram& histogram(Metric metric, LabelValues values) {
        const std::scoped_lock lock(mutex_);
        Family& family = family_of(metric);
        assert(family.histograms != nullptr);
        const Key key = key_of(metric, values, family.histogram_handles);
        const MetricInfo& info = metric_info(metric);
        std::unique_ptr<Histogram>& handle = family.histogram_handles[key];
        if (!handle) {
            const prometheus::Histogram::BucketBoundaries bounds(info.buckets.begin(), info.buckets.end());
            handle = std::make_unique<HistogramHandle>(family.histograms->Add(labels_of(info, key), bounds));
        }
        return *handle;
    }

    void before_text(std::function<void()> sample) {
        const std::scoped_lock lock(text_mutex_);
        samples_.push_back(std::move(sample));
    }

    std::string text() {
        const std::scoped_lock lock(text_mutex_);
        for (const std::function<void()>& sample : samples_) sample();
        std::vector<prometheus::MetricFamily> families = registry_.Collect();
        for (prometheus::MetricFamily& family : families) {
            if (is_untyped(family.name)) make_untyped(family);
        }
        std::ostringstream out;
        prometheus::TextSerializer().Serialize(out, families);
        return std::move(out).str();
    }

private:
    /// One of the three is there, by the kind of the metric.
    struct Family {
        prometheus::Family<prometheus::Counter>* counters = nullptr;
        prometheus::Family<prometheus::Gauge>* gauges = nullptr;
        prometheus::Family<prometheus::Histogram>* histograms = nullptr;
        std::map<Key, std::unique_ptr<Counter>> counter_handles;
        std::map<Key, std::unique_ptr<Gauge>> gauge_handles;
        std::map<Key, std::unique_ptr<Histogram>> histogram_handles;
    };

    // All below: mutex_ is held.
    Family& family_of(Metric metric) { return families_[static_cast<std::size_t>(metric)]; }

    Counter& counter_of(Metric metric, const Key& key) {
        Family& family = family_of(metric);
        assert(family.counters != nullptr);
        std::unique_ptr<Counter>& handle = family.counter_handles[key];
        if (!handle) handle = std::make_unique<CounterHandle>(family.counters->Add(labels_of(metric_info(metric), key)));
        return *handle;
    }

    /// The series that `values` belong to: their own, or the one for all others when there are too many.
    template <class Handles>
    Key key_of(Metric metric, LabelValues values, const Handles& known) {
        assert(values.size() == metric_info(metric).labels.size());
        Key key(values.begin(), values.end());
        if (known.size() < options_.max_series || known.contains(key) || key.empty()) return key;
        counter_of(Metric::SeriesRefused, {std::string(metric_info(metric).name)}).add(1);
        return Key(values.size(), std::string(kOther));
    }

    const PrometheusOptions options_;
    prometheus::Registry registry_;
    std::mutex mutex_;
    std::vector<Family> families_;  ///< by Metric; guarded by mutex_
    std::mutex text_mutex_;
    std::vector<std::function<void()>> samples_;  ///< guarded by text_mutex_
};

PrometheusMetrics::PrometheusMetrics(const PrometheusOptions& options) : impl_(std::make_unique<Impl>(options)) {}
PrometheusMetrics::~PrometheusMetrics() = default;
Counter& PrometheusMetrics::counter(Metric metric, LabelValues values) { return impl_->counter(metric, values); }
Gauge& PrometheusMetrics::gauge(Metric metric, LabelValues values) { return impl_->gauge(metric, values); }
Histogram& PrometheusMetrics::histogram(Metric metric, LabelValues values) { return impl_->histogram(metric, values); }
void PrometheusMetrics::before_text(std::function<void()> sample) { impl_->before_text(std::move(sample)); }
std::string PrometheusMetrics::text() { return impl_->text(); }

}  // namespace i2m
