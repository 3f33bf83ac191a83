// retry_policy_test.cpp - how long, how often, and what is never tried again.
#include "server/jobs/retry_policy.hpp"

#include <gtest/gtest.h>

#include <set>

namespace i2m::test {
namespace {

TEST(RetryPolicy, DoublesUpToALongestWait) {
    struct Case {
        const char* name;
        FailureKind kind;
        std::uint32_t tries;
        std::int64_t want_ms;  ///< before the spread; 0: given up
    };
    const Case cases[] = {
        {"transient, first", FailureKind::Transient, 1, 2'000},
        {"transient, third", FailureKind::Transient, 3, 8'000},
        {"transient, fifth", FailureKind::Transient, 5, 32'000},
        {"transient, given up", FailureKind::Transient, 6, 0},
        {"rate limited, first", FailureKind::RateLimited, 1, 60'000},
        {"rate limited, longest", FailureKind::RateLimited, 6, 900'000},
        {"rate limited, given up", FailureKind::RateLimited, 8, 0},
        {"timeout, first", FailureKind::Timeout, 1, 30'000},
        {"timeout, fourth", FailureKind::Timeout, 4, 240'000},
        {"timeout, given up", FailureKind::Timeout, 5, 0},
        {"failed run, second", FailureKind::RunFailed, 2, 10'000},
        {"failed run, given up", FailureKind::RunFailed, 3, 0},
        {"permanent", FailureKind::Permanent, 1, 0},
        {"ambiguous", FailureKind::Ambiguous, 1, 0},
        {"cancelled", FailureKind::Cancelled, 1, 0},
        {"absurd", FailureKind::Transient, 4'000'000'000U, 0},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const auto delay = retry_delay(c.kind, c.tries, std::nullopt, "file");
        ASSERT_EQ(delay.has_value(), c.want_ms > 0);
        if (!delay) continue;
        EXPECT_GE(delay->count(), c.want_ms * 8 / 10);
        EXPECT_LE(delay->count(), c.want_ms * 12 / 10);
    }
}

TEST(RetryPolicy, NeverSoonerThanTheProviderAsks) {
    EXPECT_EQ(retry_delay(FailureKind::RateLimited, 1, Millis{600'000}, "file"), Millis{600'000});
    EXPECT_GT(*retry_delay(FailureKind::RateLimited, 1, Millis{1}, "file"), Millis{40'000});
    EXPECT_EQ(retry_delay(FailureKind::Transient, 1, Millis{86'400'000}, "file"), Millis{900'000}) << "within reason";
}

TEST(RetryPolicy, APaidResultIsAskedForAboutAnHour) {
    for (const FailureKind kind : {FailureKind::Transient, FailureKind::RateLimited, FailureKind::Timeout}) {
        std::int64_t total_ms = 0;
        std::uint32_t tries = 1;
        while (const auto delay = retry_delay(kind, tries, std::nullopt, "file", Patience::ForPaid)) {
            total_ms += delay->count();
            ++tries;
        }
        EXPECT_GT(total_ms, 50 * 60'000);
        EXPECT_LT(total_ms, 110 * 60'000);
    }
}

TEST(RetryPolicy, FilesThatFailedTogetherComeBackApart) {
    std::set<std::int64_t> delays;
    for (int i = 0; i < 25; ++i)
        delays.insert(retry_delay(FailureKind::RateLimited, 1, std::nullopt, "file" + std::to_string(i))->count());
    EXPECT_GT(delays.size(), 15U);
    EXPECT_EQ(retry_delay(FailureKind::Timeout, 2, std::nullopt, "x"), retry_delay(FailureKind::Timeout, 2, std::nullopt, "x"));
}

}  // namespace
}  // namespace i2m::test
