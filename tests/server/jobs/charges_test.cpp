// charges_test.cpp - from units to a cost that is believed.
#include "server/jobs/charges.hpp"

#include <gtest/gtest.h>

namespace i2m::test {
namespace {

TEST(Charges, UnitsBecomeACostThatIsBelieved) {
    const struct {
        const char* name;
        std::optional<double> units;
        std::optional<double> unit_usd;
        MicroUsd estimate;
        bool is_price_known;
        std::optional<MicroUsd> want;
    } kCases[] = {
        {"as estimated", 45, 0.01, 450'000, true, 450'000},
        {"dearer: the provider knows", 45, 0.10, 450'000, true, 4'500'000},
        {"cheaper", 1, 0.1, 500'000, true, 100'000},
        {"a unit that was misunderstood", 1, 0.01, 500'000, true, std::nullopt},
        {"nothing was charged", 0, 0.01, 500'000, true, 0},
        {"far below an assumption is fine", 1, 0.01, 1'000'000, false, 10'000},
        {"a price that is not known", 45, std::nullopt, 450'000, true, std::nullopt},
        {"units that nobody told", std::nullopt, 0.01, 450'000, true, std::nullopt},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        FileRecord file;
        file.model = "tripo3d/p1/image-to-3d";
        file.is_sent = true;
        file.submission = Submission{"r", "{}"};
        file.reserve = c.estimate;
        file.is_price_known = c.is_price_known;
        const CostOfUnits cost_of_units = [&](const models::Model&, double units) -> std::optional<double> {
            if (!c.unit_usd) return std::nullopt;
            return units * *c.unit_usd;
        };
        const Charge charge = charge_of({"{}", c.units}, file, cost_of_units);
        EXPECT_EQ(charge.state, ChargeState::Settled);
        EXPECT_EQ(charge.units, c.units);
        EXPECT_EQ(charge.cost, c.want);
        Failure refused{FailureKind::Permanent, Error::of(ErrorCode::ContentPolicy)};
        refused.units = c.units;
        const std::optional<Charge> of_failure = charge_after(refused, file, cost_of_units);
        ASSERT_TRUE(of_failure);
        EXPECT_EQ(of_failure->state, c.units ? ChargeState::Settled : ChargeState::Maybe);
        EXPECT_EQ(of_failure->cost, c.want);
    }
}

}  // namespace
}  // namespace i2m::test
