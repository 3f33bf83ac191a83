// breaker_test.cpp - what opens a provider's door, what closes it, and who may look through in between.
#include "server/jobs/breaker.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_clock.hpp"

namespace i2m::test {
namespace {

using State = api::BreakerState;
using Admission = Breaker::Admission;
using Call = ProviderCall;

struct Op {
    enum class What { Fail, Succeed, Park, Ask, Begin, Drop, Leave, Pass, Resume };
    What what;
    Call call = Call::Start;
    std::int64_t ms = 0;  ///< Pass: how long; Fail: what the provider asks for
    std::string file = "a";
};
using What = Op::What;

class BreakerTest : public ::testing::Test {
protected:
    void play(const std::vector<Op>& ops) {
        for (const Op& op : ops) {
            switch (op.what) {
                case What::Fail:
                    breaker_.failed(op.call, op.file, op.ms > 0 ? std::optional(Millis{op.ms}) : std::nullopt);
                    break;
                case What::Succeed: breaker_.succeeded(op.call); break;
                case What::Park: breaker_.park(op.call, Error::of(ErrorCode::ProviderCredit)); break;
                case What::Ask: last_ = breaker_.ask(); break;
                case What::Begin: breaker_.begin_probe(op.file); break;
                case What::Drop: breaker_.drop_probe(); break;
                case What::Leave: breaker_.leave_probe(op.file); break;
                case What::Pass: clock_.advance(Millis{op.ms}); break;
                case What::Resume: breaker_.resume(); break;
            }
        }
    }

    FakeClock clock_;
    Breaker breaker_{clock_, BreakerRules{}};
    Admission last_ = Admission::Any;
};

const Op kFail{What::Fail};
const Op kWatchFail{What::Fail, Call::Watch};
const Op kAsk{What::Ask};
const Op kBegin{What::Begin};
Op run_fail(std::string file) { return {What::Fail, Call::Run, 0, std::move(file)}; }
Op pass(std::int64_t ms) { return {What::Pass, Call::Start, ms}; }
Op ok(Call call) { return {What::Succeed, call}; }

TEST_F(BreakerTest, WhatLeadsToWhichState) {
    struct Case {
        const char* name;
        std::vector<Op> ops;
        State want;
        Admission admission;  ///< of the next question
    };
    const Case cases[] = {
        {"nothing", {}, State::Closed, Admission::Any},
        {"two failures", {kFail, kFail}, State::Closed, Admission::Any},
        {"three failures", {kFail, kFail, kFail}, State::Open, Admission::None},
        {"a success between", {kFail, kFail, ok(Call::Start), kFail, kFail}, State::Closed, Admission::Any},
        {"a poll between proves no start", {kFail, kFail, ok(Call::Watch), kFail}, State::Open, Admission::None},
        {"a start proves polls", {kWatchFail, kWatchFail, ok(Call::Start), kWatchFail}, State::Closed, Admission::Any},
        {"three failed polls", {kWatchFail, kWatchFail, kWatchFail}, State::Open, Admission::None},
        {"a poll that works again", {kWatchFail, kWatchFail, kWatchFail, ok(Call::Watch)}, State::Closed, Admission::Any},
        {"before the wait is over", {kFail, kFail, kFail, pass(29'999)}, State::Open, Admission::None},
        {"after the wait", {kFail, kFail, kFail, pass(30'000)}, State::Open, Admission::Probe},
        {"one probe only", {kFail, kFail, kFail, pass(30'000), kAsk, kBegin}, State::HalfOpen, Admission::None},
        {"a probe that found no file",
         {kFail, kFail, kFail, pass(30'000), kAsk, {What::Drop}},
         State::HalfOpen,
         Admission::Probe},
        {"a probe that was no verdict",
         {kFail, kFail, kFail, pass(30'000), kAsk, kBegin, {What::Leave}},
         State::HalfOpen,
         Admission::Probe},
        {"another file leaves",
         {kFail, kFail, kFail, pass(30'000), kAsk, kBegin, {What::Leave, Call::Start, 0, "b"}},
         State::HalfOpen,
         Admission::None},
        {"the probe works", {kFail, kFail, kFail, pass(30'000), kAsk, kBegin, ok(Call::Start)}, State::Closed, Admission::Any},
        {"the probe fails", {kFail, kFail, kFail, pass(30'000), kAsk, kBegin, kFail}, State::Open, Admission::None},
        {"and waits twice as long",
         {kFail, kFail, kFail, pass(30'000), kAsk, kBegin, kFail, pass(59'999)},
         State::Open,
         Admission::None},
        {"and not longer", {kFail, kFail, kFail, pass(30'000), kAsk, kBegin, kFail, pass(60'000)}, State::Open, Admission::Probe},
        {"the provider asks for more",
         {kFail, kFail, {What::Fail, Call::Start, 90'000}, pass(89'999)},
         State::Open,
         Admission::None},
        {"and gets it", {kFail, kFail, {What::Fail, Call::Start, 90'000}, pass(90'000)}, State::Open, Admission::Probe},
        {"runs of one file", {run_fail("a"), run_fail("a"), run_fail("a"), run_fail("a")}, State::Closed, Admission::Any},
        {"runs of three files", {run_fail("a"), run_fail("b"), run_fail("c")}, State::Open, Admission::None},
        {"a taken request proves no run",
         {run_fail("a"), ok(Call::Start), run_fail("b"), ok(Call::Start), run_fail("c")},
         State::Open,
         Admission::None},
        {"its probe runs still",
         {run_fail("a"), run_fail("b"), run_fail("c"), pass(30'000), kAsk, kBegin, ok(Call::Start), ok(Call::Watch)},
         State::HalfOpen,
         Admission::None},
        {"its probe ends well",
         {run_fail("a"), run_fail("b"), run_fail("c"), pass(30'000), kAsk, kBegin, ok(Call::Start), ok(Call::Run)},
         State::Closed,
         Admission::Any},
        {"parked", {{What::Park}, pass(15 * 60'000 - 1)}, State::Open, Admission::None},
        {"parked, tried slowly", {{What::Park}, pass(15 * 60'000)}, State::Open, Admission::Probe},
        {"parked, a poll works", {{What::Park}, ok(Call::Watch)}, State::Open, Admission::None},
        {"parked by a poll, a poll works", {{What::Park, Call::Watch}, ok(Call::Watch)}, State::Closed, Admission::Any},
        {"parked, a start works",
         {{What::Park}, pass(15 * 60'000), kAsk, kBegin, ok(Call::Start)},
         State::Closed,
         Admission::Any},
        {"parked, resumed", {{What::Park}, {What::Resume}}, State::Closed, Admission::Any},
        {"resumed, failures are forgotten", {kFail, kFail, kFail, {What::Resume}, kFail, kFail}, State::Closed, Admission::Any},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        FakeClock clock;
        Breaker fresh(clock, BreakerRules{});
        breaker_.resume();
        play(c.ops);
        EXPECT_EQ(breaker_.snapshot().state, c.want);
        EXPECT_EQ(breaker_.ask(), c.admission);
        EXPECT_EQ(fresh.ask(), Admission::Any);
    }
}

TEST_F(BreakerTest, WaitsDoubleUpToALongestOne) {
    play({kFail, kFail, kFail});
    std::int64_t want = 30'000;
    for (int round = 0; round < 8; ++round) {
        EXPECT_EQ((*breaker_.snapshot().retry_at - clock_.now()).count(), want) << round;
        play({pass(want), kAsk, kBegin, kFail});
        want = std::min<std::int64_t>(want * 2, 600'000);
    }
    play({{What::Resume}, kFail, kFail, kFail});
    EXPECT_EQ((*breaker_.snapshot().retry_at - clock_.now()).count(), 30'000) << "a new trouble begins anew";
}

TEST_F(BreakerTest, TellsWhyItIsParkedUntilAStartWorks) {
    play({{What::Park}});
    EXPECT_EQ(breaker_.snapshot().parked->code, ErrorCode::ProviderCredit);
    play({pass(15 * 60'000), kAsk, kBegin, kFail});
    EXPECT_TRUE(breaker_.snapshot().parked) << "another failure proves no credit";
    play({pass(15 * 60'000), kAsk, kBegin, ok(Call::Start)});
    EXPECT_FALSE(breaker_.snapshot().parked);
    EXPECT_FALSE(breaker_.snapshot().retry_at);
}

TEST_F(BreakerTest, CountsTheFailuresOfItsWorstKind) {
    play({kFail, kWatchFail, kWatchFail});
    EXPECT_EQ(breaker_.snapshot().failures_in_row, 2U);
}

TEST(BreakerRules, AreScaledButNeverToNothing) {
    const BreakerRules none = scaled(BreakerRules{}, 0);
    EXPECT_GT(none.first_wait.count(), 0);
    EXPECT_GT(none.park_wait, none.first_wait);
    EXPECT_EQ(scaled(BreakerRules{}, 0.5).first_wait, Millis{15'000});
}

}  // namespace
}  // namespace i2m::test
