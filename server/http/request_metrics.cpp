// request_metrics.cpp - one cell an endpoint and method, made at its first request.
#include "server/http/request_metrics.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace i2m::http {
namespace {

constexpr std::array<std::string_view, 8> kMethods = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "OTHER"};
constexpr std::array<int, 33> kStatuses = {200, 201, 202, 204, 206, 301, 302, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406,
                                           408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 422, 429, 431, 500, 503, 507};
constexpr std::string_view kPage = "page";
constexpr std::string_view kUnknown = "unknown";

std::size_t method_index(std::string_view method) {
    const auto found = std::find(kMethods.begin(), kMethods.end() - 1, method);
    return static_cast<std::size_t>(found - kMethods.begin());
}

/// The place of a status among kStatuses; the one behind them for others.
std::size_t status_index(int status) {
    const auto* const found = std::lower_bound(kStatuses.begin(), kStatuses.end(), status);
    return found != kStatuses.end() && *found == status ? static_cast<std::size_t>(found - kStatuses.begin()) : kStatuses.size();
}

std::size_t endpoint_index(const Request& request) {
    if (request.match) return static_cast<std::size_t>(request.match->route);
    const bool is_api = request.path.empty() || request.path.starts_with("/api");
    return api::routes().size() + (is_api ? 1 : 0);
}

std::string_view endpoint_name(std::size_t endpoint) {
    if (endpoint < api::routes().size()) return api::routes()[endpoint].path;
    return endpoint == api::routes().size() ? kPage : kUnknown;
}

void raise_to(std::atomic<std::uint64_t>& most, std::uint64_t value) {
    std::uint64_t seen = most.load(std::memory_order_relaxed);
    while (value > seen && !most.compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
    }
}

}  // namespace

/// The sums are read while others count: a request may fall into one taking with its count and into the next with its time.
struct RequestMetrics::Cell {
    Histogram* duration = nullptr;
    std::array<std::atomic<Counter*>, kStatuses.size() + 1> by_status{};
    std::atomic<std::uint64_t> count{0};
    std::atomic<std::uint64_t> client_errors{0};
    std::atomic<std::uint64_t> server_errors{0};
    std::atomic<std::uint64_t> total_us{0};
    std::atomic<std::uint64_t> max_us{0};
    std::array<std::atomic<std::uint64_t>, kRequestBucketCount> buckets{};
};

RequestMetrics::RequestMetrics(Metrics& metrics) : metrics_(metrics), cells_((api::routes().size() + 2) * kMethods.size()) {}
RequestMetrics::~RequestMetrics() = default;

RequestMetrics::Cell& RequestMetrics::cell_of(std::size_t endpoint, std::size_t method) {
    std::atomic<Cell*>& place = cells_[endpoint * kMethods.size() + method];
    if (Cell* const known = place.load(std::memory_order_acquire)) return *known;
    const std::scoped_lock lock(mutex_);
    if (Cell* const known = place.load(std::memory_order_acquire)) return *known;
    Cell& made = *owned_.emplace_back(std::make_unique<Cell>());
    made.duration = &metrics_.histogram(Metric::HttpRequestDuration, {kMethods[method], endpoint_name(endpoint)});
    place.store(&made, std::memory_order_release);
    return made;
}

void RequestMetrics::count(const Request& request, int status, std::chrono::microseconds took) {
    const std::size_t endpoint = endpoint_index(request);
    const std::size_t method = method_index(request.method);
    Cell& cell = cell_of(endpoint, method);
    const std::size_t at = status_index(status);
    Counter* counter = cell.by_status[at].load(std::memory_order_acquire);
    if (counter == nullptr) {
        const std::string code = at < kStatuses.size() ? std::to_string(kStatuses[at]) : "other";
        counter = &metrics_.counter(Metric::HttpRequests, {kMethods[method], endpoint_name(endpoint), code});
        cell.by_status[at].store(counter, std::memory_order_release);
    }
    counter->add(1);
    cell.duration->observe(static_cast<double>(took.count()) * 1e-6);

    const auto took_us = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
    constexpr auto kRelaxed = std::memory_order_relaxed;
    cell.count.fetch_add(1, kRelaxed);
    if (status >= 400) (status >= 500 ? cell.server_errors : cell.client_errors).fetch_add(1, kRelaxed);
    cell.total_us.fetch_add(took_us, kRelaxed);
    raise_to(cell.max_us, took_us);
    cell.buckets[request_bucket_of(took_us)].fetch_add(1, kRelaxed);
}

std::vector<RequestSums> RequestMetrics::take_sums() {
    std::vector<RequestSums> out;
    constexpr auto kRelaxed = std::memory_order_relaxed;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        Cell* const cell = cells_[i].load(std::memory_order_acquire);
        if (cell == nullptr) continue;
        RequestSums sums;
        sums.count = cell->count.exchange(0, kRelaxed);
        if (sums.count == 0) continue;
        sums.method = kMethods[i % kMethods.size()];
        sums.endpoint = endpoint_name(i / kMethods.size());
        sums.client_errors = cell->client_errors.exchange(0, kRelaxed);
        sums.server_errors = cell->server_errors.exchange(0, kRelaxed);
        sums.total_us = cell->total_us.exchange(0, kRelaxed);
        sums.max_us = cell->max_us.exchange(0, kRelaxed);
        for (std::size_t b = 0; b < sums.buckets.size(); ++b) sums.buckets[b] = cell->buckets[b].exchange(0, kRelaxed);
        out.push_back(std::move(sums));
    }
    return out;
}

}  // namespace i2m::http
