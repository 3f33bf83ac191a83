// update_paid_test.cpp - money before and after a run: prices, the budget, costs.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/app/select.hpp"
#include "client/app/select_paid.hpp"
#include "tests/client/app/trouble_scene.hpp"

namespace i2m::test {
namespace {

using client::Question;
using client::Role;

/// Six files on the upload page and a paid model.
struct Buying : testing::Test {
    Buying() {
        answer_start(harness);
        drop_six(harness);
        choose(kPaid);
    }
    void choose(const std::string& model) {
        harness.click(Role::ComboBox, "Model");
        harness.click(Role::Option, client::model_name(harness.state(), model) + "*");
    }
    ImGuiHarness harness;
};

TEST_F(Buying, ThePriceIsSaidBeforeTheRunAndFollowsTheOptions) {
    EXPECT_TRUE(harness.says("5 images \xC3\x97 $0.30"));
    EXPECT_TRUE(harness.says("about"));
    EXPECT_TRUE(harness.says("$1.50"));
    const auto choose_texture = [&](const char* texture) {
        harness.click(Role::ComboBox, "Texture");
        harness.click(Role::Option, texture);
    };
    choose_texture("HD");
    EXPECT_TRUE(harness.says("$2.00")) << harness.outline();
    choose_texture("No");
    EXPECT_TRUE(harness.says("$1.00"));
}

TEST_F(Buying, AnUnknownPriceIsSaidSo) {
    api::ModelListAnswer models;
    models.models.push_back({});
    models.models[0].id = "someone/else";
    models.models[0].name = "Else";
    models.models[0].provider = "fal";
    EXPECT_EQ(client::price_words(models.models[0]), "Price unknown");
    client::State state;
    state.models = models.models;
    state.settings.model = "someone/else";
    EXPECT_FALSE(client::total_price(state).has_value());
}

TEST_F(Buying, WhatTheBudgetLeavesIsSaidAndABatchThatFitsIsSentAtOnce) {
    answer_usage(harness, 2.26, 10);
    EXPECT_TRUE(harness.says("$7.74 left of today's budget"));
    EXPECT_TRUE(harness.says("$2.26 of $10.00 today"));
    harness.click(Role::Button, "Generate 5 models*");
    EXPECT_EQ(harness.state().question, Question::None);
    EXPECT_EQ(harness.transport.uploads.size(), 1U);
}

TEST_F(Buying, ABatchThatDoesNotFitSaysSoBeforeItIsSent) {
    answer_usage(harness, 9.2, 10);
    EXPECT_TRUE(harness.says("2 of 5 fit today's budget, $0.80 left"));
    harness.click(Role::Button, "Generate 5 models*");
    EXPECT_TRUE(harness.transport.uploads.empty());
    EXPECT_TRUE(harness.says("Go over today's budget?"));
    EXPECT_TRUE(
        harness.says("5 images cost about $1.50; $0.80 is left today. 2 of them run now, the other 3 wait until the budget "
                     "begins anew, at midnight UTC, in 1 h 46 min."))
        << harness.outline();
    harness.click(Role::Button, "Not now");
    EXPECT_TRUE(harness.transport.uploads.empty());
    harness.click(Role::Button, "Generate 5 models*");
    harness.click(Role::Button, "Generate all 5");
    EXPECT_EQ(harness.transport.uploads.size(), 1U);
}

TEST_F(Buying, WhatCouldNeverRunIsNotSent) {
    answer_usage(harness, 0, 0.2);
    EXPECT_TRUE(harness.says("One costs more than a day's budget of $0.20"));
    const client::MirrorItem* generate = harness.find(Role::Button, "Generate 5 models*");
    ASSERT_NE(generate, nullptr);
    EXPECT_NE(generate->state & client::kMirrorDisabled, 0);
    choose("draft");
    EXPECT_FALSE(harness.says("budget of")) << "what is free needs none";
}

TEST_F(Buying, AHoldOfThePaidProviderDoesNotConcernTheDraft) {
    answer_queue(harness, {{"PROVIDER_OUT_OF_CREDIT", "Top up the account.", std::nullopt, "fal"}});
    EXPECT_TRUE(harness.says("The provider's account is out of credit"));
    choose("draft");
    EXPECT_FALSE(harness.says("out of credit"));
}

TEST(Money, AmountsInWords) {
    const struct {
        const char* name;
        double amount;
        const char* plain;
        const char* about;
    } cases[] = {{"nothing", 0, "$0.00", "about $0.00"},
                 {"a part of a cent", 0.004, "under $0.01", "under $0.01"},
                 {"cents", 0.3, "$0.30", "about $0.30"},
                 {"much", 1234.5, "$1234.50", "about $1234.50"}};
    for (const auto& row : cases) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(client::dollars(row.amount), row.plain);
        EXPECT_EQ(client::about_dollars(row.amount), row.about);
    }
    EXPECT_EQ(client::cost_words(0.3, true), "about $0.30");
    EXPECT_EQ(client::cost_words(0.3, false), "$0.30");
    EXPECT_EQ(client::cost_words(std::nullopt, std::nullopt), "");
}

TEST(Money, HowSureTheSumIs) {
    const struct {
        const char* name;
        std::vector<std::pair<double, bool>> files;  ///< cost, is it estimated
        const char* words;
    } rows[] = {
        {"told", {{0.3, false}, {0.3, false}}, ""},
        {"mixed", {{0.3, false}, {0.3, true}}, "partly estimated"},
        {"estimated", {{0.3, true}, {0.3, true}}, "estimated"},
        {"estimated beside what was free", {{0.3, true}, {0, false}}, "estimated"},
    };
    for (const auto& row : rows) {
        api::JobView view;
        for (const auto& [cost, is_estimated] : row.files) {
            view.files.emplace_back();
            view.files.back().cost_usd = cost;
            view.files.back().is_cost_estimated = is_estimated;
        }
        client::sum_costs(view);
        EXPECT_EQ(client::estimate_words(view), row.words) << row.name;
    }
}

TEST_F(Trouble, AJobThatComesWithACostAsksForTheDaysSum) {
    const auto before = usage_asked();
    api::JobView view = job_in_trouble();
    view.cost_usd = 1.8;
    view.last_event_id = 11;
    send_snapshot(harness, view);
    EXPECT_EQ(usage_asked(), before + 1);
    answer_usage(harness, 1.8, 10);
    EXPECT_TRUE(harness.says("$1.80 of $10.00 today"));
    send_snapshot(harness, view);
    EXPECT_EQ(usage_asked(), before + 1) << "the same cost is no news";
}

TEST_F(Trouble, WhatIsSpentWhileTheSumIsOnItsWayIsAskedForOnceMore) {
    const auto fail = [&](std::size_t i, std::int64_t id) {
        api::FileView failed = file(i);
        failed.status = FileState::Failed;
        failed.cost_usd = 0.1;
        send_event(harness, id, api::kEventFile, event_of(failed));
    };
    const auto before = usage_asked();
    fail(5, 11);
    EXPECT_EQ(usage_asked(), before + 1);
    api::FileView claimed = file(6);
    claimed.status = FileState::Submitting;
    send_event(harness, 12, api::kEventFile, event_of(claimed));
    fail(6, 13);
    EXPECT_EQ(usage_asked(), before + 1) << "the first is not answered yet";
    answer_usage(harness, 1.0, 10);
    EXPECT_EQ(usage_asked(), before + 2) << "its answer may be older than the second cost";
    answer_usage(harness, 1.1, 10);
    EXPECT_EQ(usage_asked(), before + 2);
}

TEST_F(Trouble, CostsStandAtTheJobAndAtEachFile) {
    for (const char* words : {"Spent", "$0.90", "of about $2.40", "46,963 triangles, 2.7 MB, $0.30", "about $0.30", "$0.00"})
        EXPECT_TRUE(harness.says(words)) << words;
    answer_usage(harness, 0.9, 10);
    answer_queue(harness, {});
    api::FileView late = file(6);
    late.status = FileState::Submitting;
    send_event(harness, 11, api::kEventFile, event_of(late));
    late.status = FileState::Failed;
    late.cost_usd = 0.1;
    const auto before = usage_asked();
    send_event(harness, 12, api::kEventFile, event_of(late));
    EXPECT_TRUE(harness.says("$1.00")) << "the sum follows each file";
    EXPECT_EQ(usage_asked(), before + 1) << "and the day's sum is asked for";
}

}  // namespace
}  // namespace i2m::test
