// sync_crew_test.cpp - every item once, however many and however often; failures come to who asked.
#include "server/files/sync_crew.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace i2m::test {
namespace {

TEST(SyncCrew, EveryItemIsWorkedOnOnce) {
    SyncCrew crew(3);
    for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 50U}) {
        SCOPED_TRACE(count);
        std::vector<std::atomic<int>> seen(count);
        crew.run(count, [&](std::size_t i) { ++seen[i]; });
        for (const std::atomic<int>& times : seen) EXPECT_EQ(times, 1);
    }
}

TEST(SyncCrew, ItemsWaitTogether) {
    SyncCrew crew(3);
    std::atomic<int> waiting{0};
    // Ends only when all four are in it at once.
    crew.run(4, [&](std::size_t) {
        ++waiting;
        while (waiting < 4) std::this_thread::yield();
    });
    EXPECT_EQ(waiting, 4);
}

TEST(SyncCrew, AFailureComesToTheCallerWhenAllAreThrough) {
    SyncCrew crew(2);
    std::atomic<int> worked{0};
    const auto fail_at_three = [&](std::size_t i) {
        ++worked;
        if (i == 3) throw std::runtime_error("the disk");
    };
    EXPECT_THROW(crew.run(8, fail_at_three), std::runtime_error);
    EXPECT_EQ(worked, 8);
    EXPECT_NO_THROW(crew.run(2, fail_at_three)) << "the next one is not to blame";
    EXPECT_THROW(crew.run(1, [](std::size_t) { throw std::runtime_error("alone"); }), std::runtime_error);
}

TEST(SyncCrew, ManyCallersShareIt) {
    SyncCrew crew(4);
    std::atomic<int> worked{0};
    std::vector<std::thread> callers;
    for (int c = 0; c < 6; ++c) {
        callers.emplace_back([&] {
            for (int round = 0; round < 20; ++round) crew.run(5, [&](std::size_t) { ++worked; });
        });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(worked, 6 * 20 * 5);
}

}  // namespace
}  // namespace i2m::test
