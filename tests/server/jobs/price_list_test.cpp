// price_list_test.cpp - the provider's prices: asked for once a day, kept over restarts, never waited for.
#include "server/jobs/price_list.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_job_store.hpp"

namespace i2m::test {
namespace {

class ScriptedPrices final : public PriceSource {
public:
    std::optional<UnitPrices> ask(const std::vector<std::string>& model_ids, std::stop_token) override {
        asked.push_back(model_ids);
        return prices;
    }
    std::optional<UnitPrices> prices = UnitPrices{{"fal-ai/trellis", 0.03}, {"fal-ai/hunyuan3d/v2/turbo", 0.1}};
    std::vector<std::vector<std::string>> asked;
};

class PriceListTest : public ::testing::Test {
protected:
    [[nodiscard]] static std::optional<double> cost(const PriceList& list, const char* model, double units) {
        return list.cost_usd(*models::find(model), units);
    }

    FakeClock clock_;
    NoLog log_;
    MemoryJobStore store_{clock_};
    ScriptedPrices source_;
};

TEST_F(PriceListTest, TheProvidersPriceBeforeTheRegistrys) {
    PriceList list(store_, &source_, clock_, log_);
    EXPECT_EQ(cost(list, "fal-ai/trellis", 2), 0.04) << "the registry's, as long as nobody has asked";
    EXPECT_EQ(cost(list, "fal-ai/hunyuan3d/v2/turbo", 2), std::nullopt);
    ASSERT_EQ(list.next(), clock_.now());
    list.run({});
    EXPECT_EQ(cost(list, "fal-ai/trellis", 2), 0.06);
    EXPECT_EQ(cost(list, "fal-ai/hunyuan3d/v2/turbo", 2), 0.2);
    EXPECT_EQ(cost(list, "tripo3d/p1/image-to-3d", 45), 0.45) << "what the list has not, the registry may";
    EXPECT_EQ(cost(list, "fal-ai/meshy/v6/image-to-3d", 1), std::nullopt);
    ASSERT_EQ(source_.asked.size(), 1U);
    EXPECT_EQ(source_.asked[0].size(), models::all().size() - 1) << "all but the draft";
}

TEST_F(PriceListTest, OnceADayAlsoOverRestarts) {
    {
        PriceList list(store_, &source_, clock_, log_);
        list.run({});
    }
    clock_.advance(kHour);
    PriceList again(store_, &source_, clock_, log_);
    EXPECT_EQ(cost(again, "fal-ai/trellis", 1), 0.03) << "kept with its date";
    EXPECT_EQ(again.next(), clock_.now() + 23 * kHour);
    const PriceList without(store_, nullptr, clock_, log_);
    EXPECT_EQ(cost(without, "fal-ai/trellis", 1), 0.02) << "where nobody may ask any more, the registry counts";
    EXPECT_FALSE(without.next());
    clock_.advance(-5 * kHour);
    EXPECT_EQ(again.next(), clock_.now()) << "a clock that was set back";
}

TEST_F(PriceListTest, AFailureLeavesTheLastListForAWeek) {
    PriceList list(store_, &source_, clock_, log_);
    list.run({});
    source_.prices.reset();
    clock_.advance(24 * kHour);
    list.run({});
    EXPECT_EQ(list.next(), clock_.now() + kHour);
    EXPECT_EQ(cost(list, "fal-ai/trellis", 1), 0.03);
    clock_.advance(6 * 24 * kHour);
    EXPECT_EQ(cost(list, "fal-ai/trellis", 1), 0.02) << "too old";
    source_.prices = UnitPrices{{"fal-ai/trellis", 0.05}};
    list.run({});
    EXPECT_EQ(cost(list, "fal-ai/trellis", 1), 0.05);
    EXPECT_EQ(list.next(), clock_.now() + 24 * kHour);
}

TEST_F(PriceListTest, ADamagedNoteIsNoList) {
    for (const char* note :
         {"", "{", "null", "[]", R"({"asked_at":1})", R"({"asked_at":"x","prices":{}})", R"({"asked_at":1,"prices":[]})"}) {
        store_.set_note("provider_prices", note);
        const PriceList list(store_, &source_, clock_, log_);
        EXPECT_EQ(cost(list, "fal-ai/trellis", 1), 0.02) << note;
        EXPECT_EQ(list.next(), clock_.now()) << note;
    }
}

}  // namespace
}  // namespace i2m::test
