// crew_test.cpp - how many work at once, and who takes the place of one that waits.
#include "server/http/crew.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <vector>

namespace i2m::http {
namespace {

constexpr std::size_t kMany = 1'000;

TEST(Crew, DoesWhatItIsGivenInOrder) {
    std::vector<int> done;
    Crew crew({1, 1, kMany});
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(crew.enqueue([&done, i] { done.push_back(i); }));
    crew.shutdown();
    ASSERT_EQ(done.size(), 100U);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
}

TEST(Crew, NoMoreWorkAtOnceThanThereAreHands) {
    constexpr int kHands = 4;
    std::atomic<int> at_once{0};
    std::atomic<int> most{0};
    std::latch all_hands(kHands);
    Crew crew({kHands, 64, kMany});
    for (int i = 0; i < 200; ++i) {
        EXPECT_TRUE(crew.enqueue([&, i] {
            const int now = ++at_once;
            for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
            }
            if (i < kHands) all_hands.arrive_and_wait();  // as many as there are hands do work at once
            --at_once;
        }));
    }
    crew.shutdown();
    EXPECT_EQ(most, kHands);
}

TEST(Crew, TwoThatComeAtOnceToOneIdleThreadFindTwo) {
    Crew crew({2, 8, kMany});
    for (int round = 0; round < 200; ++round) {
        std::latch is_done(1);
        EXPECT_TRUE(crew.enqueue([&is_done] { is_done.count_down(); }));
        is_done.wait();
        auto meet = std::make_shared<std::latch>(2);
        for (int i = 0; i < 2; ++i) EXPECT_TRUE(crew.enqueue([meet] { meet->arrive_and_wait(); }));
        meet->wait();
    }
}

TEST(Crew, OneThatWaitsForItsClientIsReplaced) {
    std::latch is_here(3);
    Crew crew({1, 8, kMany});
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(crew.enqueue([&is_here] {
            const Crew::Waiting waiting;
            is_here.arrive_and_wait();  // only passes when all three wait at once
        }));
    }
    crew.shutdown();
    EXPECT_TRUE(is_here.try_wait());
}

TEST(Crew, NotBeyondItsThreads) {
    std::latch go(1);
    std::latch are_waiting(2);
    std::atomic<int> begun{0};
    Crew crew({1, 2, kMany});
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(crew.enqueue([&, i] {
            ++begun;
            const Crew::Waiting waiting;
            if (i < 2) are_waiting.count_down();
            go.wait();
        }));
    }
    are_waiting.wait();
    EXPECT_EQ(begun, 2) << "the third has no thread yet";
    go.count_down();
    crew.shutdown();
    EXPECT_EQ(begun, 3);
}

TEST(Crew, TakesOnlySoManyThatWait) {
    std::latch go(1);
    std::latch has_begun(1);
    Crew crew({1, 1, 2});
    EXPECT_TRUE(crew.enqueue([&] {
        has_begun.count_down();
        go.wait();
    }));
    has_begun.wait();
    EXPECT_TRUE(crew.enqueue([] {}));
    EXPECT_TRUE(crew.enqueue([] {}));
    EXPECT_FALSE(crew.enqueue([] {}));
    go.count_down();
    crew.shutdown();
    EXPECT_FALSE(crew.enqueue([] {})) << "it is over";
}

TEST(Crew, WaitingElsewhereIsNothing) {
    const Crew::Waiting waiting;
    Crew crew({1, 1, kMany});
    crew.shutdown();
    crew.shutdown();
}

}  // namespace
}  // namespace i2m::http
