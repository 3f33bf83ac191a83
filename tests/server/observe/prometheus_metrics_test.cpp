// prometheus_metrics_test.cpp - names, kinds, and that nobody can make a metric grow without bound.
#include "server/observe/prometheus_metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include "server/http/request_metrics.hpp"

namespace i2m {
namespace {

std::size_t series_of(const std::string& text, const std::string& metric) {
    std::istringstream lines(text);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);)
        count += line.starts_with(metric + "{") || line.starts_with(metric + " ") ? 1U : 0U;
    return count;
}

http::Request request_of(const std::string& method, const std::string& path) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.match = api::resolve(api::Method::Get, path).match;
    return request;
}

TEST(MetricTable, NamesAreAsPrometheusWantsThem) {
    std::set<std::string_view> names;
    for (const MetricInfo& row : metric_table()) {
        SCOPED_TRACE(row.name);
        EXPECT_TRUE(names.insert(row.name).second);
        EXPECT_FALSE(row.help.empty());
        EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
        const bool ends_in_total = row.name.ends_with("_total");
        EXPECT_EQ(ends_in_total, row.kind == MetricKind::Counter || row.kind == MetricKind::Untyped);
        EXPECT_EQ(row.buckets.empty(), row.kind != MetricKind::Histogram);
        EXPECT_TRUE(std::is_sorted(row.buckets.begin(), row.buckets.end()));
    }
}

/// Every name before a selector or a range, and every name that ends in an expression.
std::set<std::string> names_in(const std::string& text) {
    static const std::regex kName("([a-z][a-z_]*_[a-z_]+)(\\{|\\[| [=<>/])");
    std::set<std::string> out;
    for (std::sregex_iterator at(text.begin(), text.end(), kName), end; at != end; ++at) {
        std::string name = (*at)[1];
        if (name.ends_with("_bucket")) name.resize(name.size() - 7);
        out.insert(std::move(name));
    }
    return out;
}

TEST(MetricTable, DashboardAndAlertsAskForMetricsThatThereAre) {
    for (const char* file : {"grafana-dashboard.json", "alerts.yml"}) {
        SCOPED_TRACE(file);
        std::ifstream in(std::string(I2M_SOURCE_DIR "/docs/monitoring/") + file);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        const std::set<std::string> names = names_in(text);
        EXPECT_GT(names.size(), 8U);
        for (const std::string& name : names) {
            const auto rows = metric_table();
            EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [&](const MetricInfo& row) { return row.name == name; })) << name;
        }
    }
}

TEST(PrometheusMetrics, TellsWhatItIsFed) {
    PrometheusMetrics metrics;
    metrics.counter(Metric::Jobs, {"completed"}).add(2);
    metrics.counter(Metric::Jobs, {"completed"}).add(1);
    metrics.gauge(Metric::SseClients).set(7);
    metrics.gauge(Metric::ActiveJobs).set(3);
    metrics.histogram(Metric::JobDuration, {"draft"}).observe(0.2);
    const std::string text = metrics.text();
    for (const char* line :
         {"jobs_total{status=\"completed\"} 3\n", "sse_clients 7\n", "# TYPE sse_clients gauge\n",
          "# TYPE active_jobs_total untyped\n", "active_jobs_total 3\n",
          "job_duration_seconds_bucket{model=\"draft\",le=\"0.1\"} 0\n",
          "job_duration_seconds_bucket{model=\"draft\",le=\"0.25\"} 1\n", "job_duration_seconds_count{model=\"draft\"} 1\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
}

TEST(PrometheusMetrics, FiguresThatAreLookedUpAreLookedUpForEachText) {
    PrometheusMetrics metrics;
    double value = 0;
    metrics.before_text([&] { metrics.gauge(Metric::QueueOldest).set(++value); });
    EXPECT_NE(metrics.text().find("queue_oldest_seconds 1\n"), std::string::npos);
    EXPECT_NE(metrics.text().find("queue_oldest_seconds 2\n"), std::string::npos);
}

TEST(PrometheusMetrics, TooManySeriesBecomeOne) {
    PrometheusMetrics metrics({3});
    for (int i = 0; i < 100; ++i) metrics.counter(Metric::Jobs, {"state" + std::to_string(i)}).add(1);
    const std::string text = metrics.text();
    EXPECT_EQ(series_of(text, "jobs_total"), 4U);
    EXPECT_NE(text.find("jobs_total{status=\"other\"} 97\n"), std::string::npos) << text;
    EXPECT_NE(text.find("metrics_series_refused_total{metric=\"jobs_total\"} 97\n"), std::string::npos);
}

TEST(RequestMetrics, HostilePathsAndMethodsMakeNoSeriesOfTheirOwn) {
    PrometheusMetrics metrics;
    http::RequestMetrics requests(metrics);
    for (int i = 0; i < 2'000; ++i) {
        const std::string name = "x" + std::to_string(i);
        requests.count(request_of("GET", "/api/v1/jobs/" + name), 404, std::chrono::microseconds(100));
        requests.count(request_of("GET", "/api/v1/" + name), 404, std::chrono::microseconds(100));
        requests.count(request_of("GET", "/" + name + "\"}\n"), 200, std::chrono::microseconds(100));
        requests.count(request_of(name, "/metrics"), 200 + i, std::chrono::microseconds(100));
    }
    const std::string text = metrics.text();
    EXPECT_LT(series_of(text, "http_requests_total"), 50U);
    EXPECT_NE(text.find("http_requests_total{endpoint=\"/api/v1/jobs/{id}\",method=\"GET\",status_code=\"404\"} 2000\n"),
              std::string::npos);
    EXPECT_NE(text.find("http_requests_total{endpoint=\"unknown\",method=\"GET\",status_code=\"404\"} 2000\n"),
              std::string::npos);
    EXPECT_NE(text.find("http_requests_total{endpoint=\"page\",method=\"GET\",status_code=\"200\"} 2000\n"), std::string::npos);
    EXPECT_NE(text.find("method=\"OTHER\",status_code=\"other\"}"), std::string::npos);
    EXPECT_EQ(text.find("x17"), std::string::npos);
}

TEST(RequestMetrics, SumsAreTakenOnce) {
    NoMetrics metrics;
    http::RequestMetrics requests(metrics);
    for (const int ms : {1, 2, 40}) requests.count(request_of("GET", "/livez"), 200, std::chrono::milliseconds(ms));
    requests.count(request_of("GET", "/livez"), 503, std::chrono::seconds(60));
    requests.count(request_of("HEAD", "/livez"), 404, std::chrono::microseconds(7));
    const std::vector<RequestSums> sums = requests.take_sums();
    ASSERT_EQ(sums.size(), 2U);
    EXPECT_EQ(sums[0].endpoint, "/api/v1/health/liveness");
    EXPECT_EQ(sums[0].method, "GET");
    EXPECT_EQ(sums[0].count, 4U);
    EXPECT_EQ(sums[0].server_errors, 1U);
    EXPECT_EQ(sums[0].total_us, 60'043'000U);
    EXPECT_EQ(sums[0].max_us, 60'000'000U);
    EXPECT_EQ(sums[0].buckets.back(), 1U);
    EXPECT_EQ(sums[1].method, "HEAD");
    EXPECT_EQ(sums[1].client_errors, 1U);
    EXPECT_TRUE(requests.take_sums().empty());
}

TEST(RequestMetrics, ManyThreadsLoseNothing) {
    PrometheusMetrics metrics;
    http::RequestMetrics requests(metrics);
    std::uint64_t taken = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 2'000; ++i) requests.count(request_of("GET", "/livez"), 200, std::chrono::microseconds(i));
            });
        }
        for (int i = 0; i < 50; ++i) {
            for (const RequestSums& sums : requests.take_sums()) taken += sums.count;
        }
    }
    for (const RequestSums& sums : requests.take_sums()) taken += sums.count;
    EXPECT_EQ(taken, 8'000U);
    EXPECT_NE(metrics.text().find("status_code=\"200\"} 8000\n"), std::string::npos);
}

}  // namespace
}  // namespace i2m
