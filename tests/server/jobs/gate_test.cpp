// gate_test.cpp - what may be claimed, whose probe it is, and who is told.
#include "server/jobs/gate.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"

namespace i2m::test {
namespace {

constexpr models::Provider kFal = models::Provider::Fal;

Failure busy() { return {FailureKind::Transient, Error::of(ErrorCode::ProviderBusy)}; }

Claim claim_of(FileState state, bool is_direct) {
    Claim claim;
    claim.file.id = "file";
    claim.file.state = state;
    claim.file.is_direct = is_direct;
    return claim;
}

class GateTest : public ::testing::Test {
protected:
    GateTest() {
        gate_.on_change([this] { ++told_; });
    }
    void open() {
        for (int i = 0; i < 3; ++i) EXPECT_FALSE(gate_.failed(kFal, ProviderCall::Start, "file", busy()));
    }
    [[nodiscard]] bool may_start() {
        const ClaimRules rules = gate_.begin_claim();
        gate_.end_claim(rules, nullptr);
        return rules.providers.at(0).may_start;
    }

    FakeClock clock_;
    Gate gate_{clock_, {6, 2, {}}};
    int told_ = 0;
};

TEST_F(GateTest, HandsTheLimitsToTheClaim) {
    const ClaimRules rules = gate_.begin_claim();
    ASSERT_EQ(rules.providers.size(), 1U);
    EXPECT_EQ(rules.providers[0].limit, 6U);
    EXPECT_EQ(rules.providers[0].limit_per_model, 2U);
    EXPECT_TRUE(rules.providers[0].may_start);
    EXPECT_FALSE(rules.providers[0].is_probe);
}

TEST_F(GateTest, AHoldAsksNobodyToRunWhatWaitsByItself) {
    for (const ErrorCode code : {ErrorCode::ProviderCredit, ErrorCode::ProviderKey}) {
        EXPECT_TRUE(gate_.failed(kFal, ProviderCall::Start, "file", {FailureKind::Permanent, Error::of(code)}));
        const std::vector<api::Hold> holds = gate_.holds();
        ASSERT_EQ(holds.size(), 1U);
        EXPECT_EQ(holds[0].message.find("again"), std::string::npos) << holds[0].message;
        EXPECT_NE(holds[0].message.find("Files wait meanwhile"), std::string::npos) << holds[0].message;
    }
}

TEST_F(GateTest, AnOpenDoorIsToldOnceAndOpensByItself) {
    open();
    EXPECT_EQ(told_, 1);
    EXPECT_FALSE(may_start());
    EXPECT_EQ(gate_.next_opening(), clock_.now() + Millis{30'000});
    EXPECT_EQ(gate_.holds().size(), 1U);
    clock_.advance(Millis{30'000});
    EXPECT_TRUE(may_start());
    EXPECT_FALSE(gate_.next_opening()) << "half open: there is nothing to wait for";
}

TEST_F(GateTest, AProbeIsTheFileThatWasStarted) {
    struct Case {
        const char* name;
        std::optional<Claim> claim;
        bool is_taken;
    };
    const Case cases[] = {
        {"nothing to claim", std::nullopt, false},
        {"a draft", claim_of(FileState::Generating, true), false},
        {"one that runs already", claim_of(FileState::Waiting, false), false},
        {"a new one", claim_of(FileState::Submitting, false), true},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        gate_.resume_providers();
        open();
        clock_.advance(Millis{30'000});
        const ClaimRules rules = gate_.begin_claim();
        ASSERT_TRUE(rules.providers[0].is_probe);
        EXPECT_FALSE(may_start()) << "it is promised";
        gate_.end_claim(rules, c.claim ? &*c.claim : nullptr);
        EXPECT_EQ(may_start(), !c.is_taken);
        gate_.leave(kFal, "file");
        EXPECT_TRUE(may_start()) << "it ended without a verdict";
    }
}

TEST_F(GateTest, APausedQueueTakesNoProbeAndWaitsForNothing) {
    open();
    gate_.set_paused(true, "Lunch.");
    clock_.advance(Millis{60'000});
    EXPECT_TRUE(gate_.begin_claim().is_paused);
    EXPECT_FALSE(gate_.begin_claim().providers[0].is_probe);
    EXPECT_FALSE(gate_.next_opening());
    EXPECT_EQ(gate_.holds()[0].message, "The queue is paused: Lunch. Running files go on; resume the queue to start the others.");
    gate_.set_paused(false, {});
    EXPECT_TRUE(may_start());
    EXPECT_EQ(told_, 4) << "opened, paused, resumed, half open";
}

TEST_F(GateTest, OtherProvidersHaveNoDoor) {
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(gate_.failed(models::Provider::Draft, ProviderCall::Start, "file", busy()));
    EXPECT_TRUE(may_start());
    EXPECT_EQ(told_, 0);
}

}  // namespace
}  // namespace i2m::test
