// model_times_test.cpp - expectations from few and from many runs.
#include "server/core/model_times.hpp"

#include <gtest/gtest.h>

#include "server/core/job_rules.hpp"

namespace i2m {
namespace {

ModelStats runs_of(std::initializer_list<std::int64_t> durations) {
    std::optional<ModelStats> stats;
    for (const std::int64_t ms : durations) stats = after_run(stats, ms);
    return *stats;
}

TEST(ModelTimes, TheRegistryCountsLessWithEachRun) {
    EXPECT_EQ(expected_ms(std::nullopt, 60'000), 60'000);
    EXPECT_EQ(expected_ms(runs_of({20'000}), 60'000), 50'000) << "one run against three that are assumed";
    std::optional<ModelStats> many;
    for (int i = 0; i < 500; ++i) many = after_run(many, 20'000);
    EXPECT_NEAR(static_cast<double>(expected_ms(many, 60'000)), 22'264, 1);
    EXPECT_EQ(many->recent_ms.size(), kKeptRuns);
    EXPECT_EQ(many->runs, 500);
}

TEST(ModelTimes, TheLastRunsAreKeptInOrder) {
    std::optional<ModelStats> stats;
    for (int i = 1; i <= 60; ++i) stats = after_run(stats, i);
    EXPECT_EQ(stats->recent_ms.front(), 11);
    EXPECT_EQ(stats->recent_ms.back(), 60);
}

TEST(ModelTimes, SlowIsBeyondThe95thPercentile) {
    std::optional<ModelStats> stats;
    for (int i = 1; i <= 40; ++i) stats = after_run(stats, i * 1'000);
    EXPECT_EQ(slow_after_ms(stats, 10'000), std::max<std::int64_t>(38'000, expected_ms(stats, 10'000) * 5 / 4));
    EXPECT_EQ(slow_after_ms(std::nullopt, 60'000), 180'000);
    EXPECT_EQ(slow_after_ms(runs_of({60'000, 60'000}), 60'000), 180'000) << "two runs tell little";
    const ModelStats even = runs_of({60'000, 60'000, 60'000, 60'000, 60'000});
    EXPECT_EQ(slow_after_ms(even, 60'000), 75'000) << "a run is not slow for a second more";
}

TEST(ModelTimes, TimeLeftIsNeverNothing) {
    const struct {
        const char* name;
        std::int64_t elapsed;
        std::optional<double> told;
        std::int64_t want;
    } cases[] = {
        {"at the start", 0, {}, 60'000},     {"half way", 30'000, {}, 30'000},          {"overdue", 90'000, {}, 3'000},
        {"told half", 10'000, 50.0, 10'000}, {"told nothing yet", 10'000, 1.0, 50'000}, {"told all", 60'000, 99.0, 3'000},
    };
    for (const auto& c : cases) EXPECT_EQ(left_ms(60'000, c.elapsed, c.told), c.want) << c.name;
}

}  // namespace
}  // namespace i2m
