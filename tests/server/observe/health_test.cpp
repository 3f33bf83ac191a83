// health_test.cpp - thresholds, and that asking never waits for a check.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "server/observe/cached_check.hpp"
#include "server/observe/health_rules.hpp"
#include "server/observe/health_watch.hpp"
#include "server/observe/prometheus_metrics.hpp"
#include "server/platform/system_clock.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m {
namespace {

constexpr std::uint64_t kGb = 1'073'741'824;

/// Waits until `is_so`, giving up after the last resort.
template <class Condition>
bool comes(Condition is_so) {
    const auto deadline = std::chrono::steady_clock::now() + test::kPatience;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

TEST(HealthRules, DiskByTheReferencesThresholds) {
    const struct {
        const char* name;
        double used_percent;
        std::uint64_t free_bytes;
        HealthStatus want;
    } cases[] = {
        {"plenty", 40, 100 * kGb, HealthStatus::Healthy},        {"just below", 85, 100 * kGb, HealthStatus::Healthy},
        {"above 85 %", 85.1, 100 * kGb, HealthStatus::Degraded}, {"at 95 %", 95, 10 * kGb, HealthStatus::Degraded},
        {"above 95 %", 95.1, 10 * kGb, HealthStatus::Unhealthy}, {"a gigabyte", 10, kGb, HealthStatus::Healthy},
        {"less than one", 10, kGb - 1, HealthStatus::Unhealthy},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Finding found = judge_disk({200 * kGb, 100 * kGb, c.free_bytes, c.used_percent});
        EXPECT_EQ(found.status, c.want);
        EXPECT_EQ(found.message.empty(), c.want == HealthStatus::Healthy);
    }
}

TEST(HealthRules, WorkersByTheirSignOfLife) {
    const struct {
        const char* name;
        WorkerFigures workers;
        HealthStatus want;
    } cases[] = {
        {"not started", {false, 4, 0, Millis{0}}, HealthStatus::Unhealthy},
        {"at work", {true, 4, 4, Millis{500}}, HealthStatus::Healthy},
        {"late", {true, 4, 4, Millis{11'000}}, HealthStatus::Degraded},
        {"lost", {true, 4, 4, Millis{61'000}}, HealthStatus::Unhealthy},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(judge_workers(c.workers).status, c.want);
    }
}

TEST(HealthRules, QueueByAgeAndHold) {
    QueueFigures queue;
    EXPECT_EQ(judge_queue(queue).status, HealthStatus::Healthy);
    queue.hold = "The queue is paused.";
    EXPECT_EQ(judge_queue(queue).status, HealthStatus::Healthy);  // nobody waits
    queue.queued = 2;
    EXPECT_EQ(judge_queue(queue).message, "The queue is paused.");
    EXPECT_EQ(judge_queue(queue).status, HealthStatus::Degraded);
    queue.hold.clear();
    queue.oldest_waits = Millis{30 * 60'000};
    EXPECT_EQ(judge_queue(queue).status, HealthStatus::Healthy);
    queue.oldest_waits = Millis{30 * 60'000 + 1};
    EXPECT_EQ(judge_queue(queue).status, HealthStatus::Degraded);
}

TEST(HealthRules, ProviderByBreakerAndReach) {
    ProviderFigures provider;
    EXPECT_EQ(judge_provider(provider).status, HealthStatus::Healthy);
    provider.is_configured = true;
    EXPECT_EQ(judge_provider(provider).status, HealthStatus::Healthy);  // nobody has asked
    provider.is_reached = true;
    EXPECT_EQ(judge_provider(provider).status, HealthStatus::Healthy);
    provider.is_reached = false;
    EXPECT_EQ(judge_provider(provider).status, HealthStatus::Degraded);
    provider.is_reached = true;
    provider.trouble = "FAL.AI failed 3 times in a row.";
    EXPECT_EQ(judge_provider(provider).message, provider.trouble);
    EXPECT_EQ(judge_provider(provider).status, HealthStatus::Degraded);
}

TEST(CachedCheck, AskersGetTheLastOutcomeWhileACheckHangs) {
    test::FakeClock clock;
    std::mutex mutex;
    std::condition_variable changed;
    bool may_go_on = true;
    std::atomic<int> begun{0};
    CheckOptions options{"disk", true};
    options.patience = Millis{5'000};
    CachedCheck check(
        options,
        [&] {
            ++begun;
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return may_go_on; });
            return Finding{HealthStatus::Healthy, "fine", {}};
        },
        clock);
    EXPECT_EQ(check.last().finding.message, "fine");
    const TimePoint first = check.last().checked_at;
    {
        const std::scoped_lock lock(mutex);
        may_go_on = false;
    }
    clock.advance(Millis{11'000});
    ASSERT_TRUE(comes([&] { return begun == 2; }));
    EXPECT_EQ(check.last().finding.status, HealthStatus::Healthy);  // it may still answer in time
    EXPECT_EQ(check.last().checked_at, first);
    clock.advance(Millis{5'001});
    EXPECT_EQ(check.last().finding.status, HealthStatus::Unhealthy);
    {
        const std::scoped_lock lock(mutex);
        may_go_on = true;
    }
    changed.notify_all();
    EXPECT_TRUE(comes([&] { return check.last().checked_at > first && check.last().finding.status == HealthStatus::Healthy; }));
}

TEST(CachedCheck, AnExceptionIsUnhealthyAndTriedAgainSoon) {
    test::FakeClock clock;
    std::atomic<int> calls{0};
    CachedCheck check(
        {"database", true},
        [&]() -> Finding {
            if (++calls == 1) throw std::runtime_error("secret inside");
            return {};
        },
        clock);
    EXPECT_EQ(check.last().finding.status, HealthStatus::Unhealthy);
    EXPECT_EQ(check.last().finding.message.find("secret"), std::string::npos);
    clock.advance(Millis{2'001});
    EXPECT_TRUE(comes([&] { return check.last().finding.status == HealthStatus::Healthy; }));
}

TEST(CachedCheck, WithoutAPeriodItIsMadeOnlyWhenAskedFor) {
    test::FakeClock clock;
    std::atomic<int> calls{0};
    CheckOptions options{"fal_api"};
    options.period.reset();
    options.least_pause = Millis{60'000};
    CachedCheck check(
        options, [&] { return ++calls, Finding{}; }, clock);
    clock.advance(Millis{3'600'000});
    EXPECT_EQ(calls, 0);
    check.ask();
    // Its outcome is there, not only its call: the pause is counted from then on.
    ASSERT_TRUE(comes([&] { return calls == 1 && check.last().finding.message.empty(); }));
    check.ask();
    clock.advance(Millis{60'001});
    EXPECT_TRUE(comes([&] { return calls == 2; }));
}

TEST(HealthWatch, ADatabaseThatCannotBeWrittenIsSeenAndComesBack) {
    const test::TempFolder folder;
    test::FakeClock clock;
    PrometheusMetrics metrics;
    std::atomic<bool> is_broken{false};
    HealthSources sources;
    sources.write_database = [&] {
        if (is_broken) throw std::runtime_error("read-only");
    };
    sources.read_queue = [] { return QueueFigures{2, 1, 0, 0, Millis{5'000}, ""}; };
    sources.workers = [] { return WorkerFigures{true, 4, 1, Millis{0}}; };
    sources.streams = [] { return StreamFigures{3, Millis{0}}; };
    sources.provider = [] { return ProviderFigures{}; };
    sources.data_folder = folder.path().string();
    NoLog log;
    HealthWatch watch(std::move(sources), clock, metrics, log);
    watch.start();
    const auto database = [&] { return watch.components(false).front(); };
    EXPECT_EQ(database().name, "database");
    EXPECT_EQ(database().finding.status, HealthStatus::Healthy);
    metrics.before_text([&] { watch.sample(); });
    const std::string text = metrics.text();
    EXPECT_NE(text.find("queue_depth{state=\"queued\"} 2\n"), std::string::npos) << text;
    EXPECT_NE(text.find("sse_clients 3\n"), std::string::npos);
    EXPECT_NE(text.find("health_status{component=\"database\"} 0\n"), std::string::npos);
    is_broken = true;
    ASSERT_TRUE(comes([&] {
        clock.advance(Millis{1'000});
        return database().finding.status == HealthStatus::Unhealthy;
    }));
    ASSERT_TRUE(comes([&] {
        clock.advance(Millis{1'000});
        return watch.overall() == HealthStatus::Unhealthy;
    }));
    is_broken = false;
    EXPECT_TRUE(comes([&] {
        clock.advance(Millis{1'000});
        return database().finding.status == HealthStatus::Healthy;
    }));
}

TEST(SystemFigures, AreOfThisMachine) {
    SystemReader reader;
    const SystemFigures figures = reader.read();
    EXPECT_GT(figures.process_resident_bytes, 1'000'000U);
    EXPECT_GE(figures.process_threads, 1U);
    EXPECT_GE(figures.process_open_fds, 3U);
    EXPECT_GT(figures.memory_available_bytes, 0U);
    EXPECT_GE(figures.memory_percent, 0);
    EXPECT_LE(figures.cpu_percent, 100);
    const test::TempFolder folder;
    const auto disk = read_disk(folder.path().string());
    ASSERT_TRUE(disk.has_value());
    EXPECT_GT(disk->total_bytes, 0U);
    EXPECT_LE(disk->used_percent, 100);
    EXPECT_FALSE(read_disk((folder.path() / "not there").string()).has_value());
}

}  // namespace
}  // namespace i2m
