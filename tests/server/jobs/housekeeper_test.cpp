// housekeeper_test.cpp - tasks come at their times, a failing one waits, and the thread stops at once.
#include "server/jobs/housekeeper.hpp"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

#include "tests/support/fake_clock.hpp"
#include "tests/support/patience.hpp"

namespace i2m::test {
namespace {

TEST(Housekeeper, RunsWhatIsDue) {
    FakeClock clock;
    NoLog log;
    int runs = 0;
    TimePoint due = clock.now() + Millis{1'000};
    Housekeeper keeper(clock, log,
                       {{"often", [&] { return std::optional(due); },
                         [&](std::stop_token) {
                             ++runs;
                             due += Millis{1'000};
                         }},
                        {"never", [] { return std::optional<TimePoint>(); }, [&](std::stop_token) { runs += 100; }}});
    EXPECT_EQ(keeper.run_due(), 0U);
    EXPECT_EQ(keeper.next_due(), due);
    clock.advance(Millis{1'000});
    EXPECT_EQ(keeper.run_due(), 1U);
    EXPECT_EQ(keeper.run_due(), 0U);
    EXPECT_EQ(runs, 1);
}

TEST(Housekeeper, AFailureWaitsAndKeepsNoOtherTaskBack) {
    FakeClock clock;
    NoLog log;
    int good = 0;
    int tries = 0;
    const auto always = [&] { return std::optional(clock.now()); };
    Housekeeper keeper(
        clock, log,
        {{"bad", always,
          [&](std::stop_token) {
              ++tries;
              throw std::runtime_error("no disk");
          }},
         {"good", always, [&](std::stop_token) { ++good; }},
         {"unsure", []() -> std::optional<TimePoint> { throw std::runtime_error("no database"); }, [](std::stop_token) {}}});
    EXPECT_EQ(keeper.run_due(), 2U);
    EXPECT_EQ(keeper.run_due(), 1U) << "the failed one waits";
    EXPECT_EQ(tries, 1);
    EXPECT_EQ(good, 2);
    clock.advance(Millis{10 * 60'000});
    keeper.run_due();
    EXPECT_EQ(tries, 2);
}

TEST(Housekeeper, ItsThreadIsWokenAndStopped) {
    FakeClock clock;
    NoLog log;
    std::atomic<bool> is_wanted{false};
    std::promise<void> ran;
    std::promise<void> stopped;
    {
        Housekeeper keeper(clock, log,
                           {{"asked", [&] { return is_wanted ? std::optional(clock.now()) : std::nullopt; },
                             [&](std::stop_token stop) {
                                 is_wanted = false;
                                 ran.set_value();
                                 std::promise<void> told;
                                 const std::stop_callback on_stop(stop, [&] { told.set_value(); });
                                 told.get_future().wait();
                                 stopped.set_value();
                             }}});
        keeper.start();
        is_wanted = true;
        keeper.wake();
        ASSERT_EQ(ran.get_future().wait_for(kPatience), std::future_status::ready);
    }
    EXPECT_EQ(stopped.get_future().wait_for(kPatience), std::future_status::ready) << "a long task is told to stop";
}

}  // namespace
}  // namespace i2m::test
