// platform_test.cpp - the machine's clock and random numbers behind their seams.
#include <gtest/gtest.h>

#include <set>

#include "server/platform/random_ids.hpp"
#include "server/platform/system_clock.hpp"
#include "shared/base/text.hpp"

namespace i2m::test {
namespace {

TEST(RandomIds, AreUuidsOfVersionFourAndDiffer) {
    RandomIds ids;
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        const std::string id = ids.uuid();
        ASSERT_TRUE(is_uuid(id)) << id;
        EXPECT_EQ(id[14], '4');
        EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
        seen.insert(id);
        const std::string token = ids.token();
        EXPECT_EQ(token.size(), 32U);
        seen.insert(token);
    }
    EXPECT_EQ(seen.size(), 2'000U);
}

TEST(SystemClock, WaitsUntilTheDeadlineAndNotForThePast) {
    const SystemClock clock;
    std::mutex mutex;
    std::condition_variable changed;
    std::unique_lock lock(mutex);
    const TimePoint deadline = clock.now() + Millis{20};
    while (clock.now() < deadline) clock.wait_until(changed, lock, deadline);
    EXPECT_GE(clock.now(), deadline);
    clock.wait_until(changed, lock, clock.now() - Millis{60'000});
    EXPECT_LT(clock.now() - deadline, Millis{10'000});
}

}  // namespace
}  // namespace i2m::test
