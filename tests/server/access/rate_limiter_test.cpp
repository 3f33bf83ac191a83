// rate_limiter_test.cpp - buckets against a clock that a test moves.
#include "server/access/rate_limiter.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_clock.hpp"

namespace i2m::access {
namespace {

using Names = std::vector<std::string>;

class RateLimiterTest : public testing::Test {
protected:
    /// How many of `count` requests are allowed.
    int allowed(RateLimiter& limiter, int count, const Names& names = {"key a", "address 1"}) {
        int out = 0;
        for (int i = 0; i < count; ++i) out += limiter.take(names).is_allowed ? 1 : 0;
        return out;
    }
    test::FakeClock clock_;
};

TEST_F(RateLimiterTest, ABucketIsEmptiedAtOnceAndFilledEvenly) {
    RateLimiter limiter({60, 1'000}, clock_);
    const RateVerdict first = limiter.take(Names{"key a", "address 1"});
    EXPECT_TRUE(first.is_limited);
    EXPECT_EQ(first.limit, 60U);
    EXPECT_EQ(first.remaining, 59U);
    EXPECT_EQ(first.reset_s, 1);
    EXPECT_EQ(allowed(limiter, 100), 59);
    const RateVerdict refused = limiter.take(Names{"key a", "address 1"});
    EXPECT_FALSE(refused.is_allowed);
    EXPECT_EQ(refused.remaining, 0U);
    EXPECT_EQ(refused.retry_after_s, 1);
    EXPECT_EQ(refused.reset_s, 60);
    clock_.advance(Millis{999});
    EXPECT_EQ(allowed(limiter, 5), 0);
    clock_.advance(Millis{1});
    EXPECT_EQ(allowed(limiter, 5), 1);
    clock_.advance(Millis{10'000});
    EXPECT_EQ(allowed(limiter, 50), 10);
    clock_.advance(Millis{600'000});
    EXPECT_EQ(allowed(limiter, 100), 60) << "never more than a minute's worth";
}

TEST_F(RateLimiterTest, TheHourCountsToo) {
    RateLimiter limiter({60, 100}, clock_);
    EXPECT_EQ(allowed(limiter, 60), 60);
    clock_.advance(Millis{60'000});
    EXPECT_EQ(allowed(limiter, 60), 41) << "40 were left of the hour's, and a minute gave one and two thirds";
    const RateVerdict refused = limiter.take(Names{"key a", "address 1"});
    EXPECT_EQ(refused.limit, 100U);
    EXPECT_EQ(refused.retry_after_s, 12) << "an hour's bucket of 100 gets one each 36 s; two thirds are there";
    clock_.advance(Millis{std::int64_t{refused.retry_after_s} * 1'000});
    EXPECT_EQ(allowed(limiter, 60), 1);
}

TEST_F(RateLimiterTest, KeyAndAddressBothPayOrNeither) {
    RateLimiter limiter({3, 0}, clock_);
    EXPECT_EQ(allowed(limiter, 3, {"key a", "address 1"}), 3);
    EXPECT_EQ(allowed(limiter, 9, {"key a", "address 2"}), 0) << "the key's is empty";
    EXPECT_EQ(allowed(limiter, 9, {"key b", "address 1"}), 0) << "the address's is empty";
    EXPECT_EQ(allowed(limiter, 9, {"key b", "address 2"}), 3) << "refusals took nothing of theirs";
}

TEST_F(RateLimiterTest, LimitsCanBeOff) {
    const struct {
        const char* name;
        RateLimits limits;
        int allowed;
        const char* policy;
    } cases[] = {
        {"both", {5, 7}, 5, "5;w=60, 7;w=3600"},
        {"only the minute's", {5, 0}, 5, "5;w=60"},
        {"only the hour's", {0, 7}, 7, "7;w=3600"},
        {"none", {0, 0}, 1'000, ""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        RateLimiter limiter(c.limits, clock_);
        EXPECT_EQ(limiter.policy(), c.policy);
        EXPECT_EQ(allowed(limiter, 1'000), c.allowed);
        EXPECT_EQ(limiter.take(Names{"key a"}).is_limited, c.limits.per_minute + c.limits.per_hour > 0);
    }
}

TEST_F(RateLimiterTest, AClockThatIsSetBackGivesAndTakesNothing) {
    RateLimiter limiter({2, 0}, clock_);
    EXPECT_EQ(allowed(limiter, 5), 2);
    clock_.advance(Millis{-3'600'000});
    EXPECT_EQ(allowed(limiter, 5), 0);
    clock_.advance(Millis{30'000});
    EXPECT_EQ(allowed(limiter, 5), 1);
}

TEST_F(RateLimiterTest, MemoryIsBoundedAndWhoAsksOftenIsRemembered) {
    RateLimits limits{2, 0};
    limits.max_kept = 100;
    RateLimiter limiter(limits, clock_);
    EXPECT_EQ(allowed(limiter, 2, {"address busy"}), 2);
    for (int i = 0; i < 1'000; ++i) {
        (void)limiter.take(Names{"address " + std::to_string(i)});
        EXPECT_FALSE(limiter.take(Names{"address busy"}).is_allowed);
    }
    EXPECT_EQ(limiter.kept(), 100U);
}

}  // namespace
}  // namespace i2m::access
