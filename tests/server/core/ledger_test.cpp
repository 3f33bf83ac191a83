// ledger_test.cpp - the ledger's rules, amounts and the budget in words.
#include "server/core/ledger.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "server/core/budget.hpp"
#include "server/core/iso_time.hpp"

namespace i2m {
namespace {

const TimePoint kNow = *parse_iso_utc("2026-11-22T23:59:59.999Z");

FileRecord file(FileState state, bool is_sent, std::uint32_t attempt = 2) {
    FileRecord out;
    out.id = "f";
    out.model = "m";
    out.state = state;
    out.is_sent = is_sent;
    out.attempt = attempt;
    out.reserve = 500;
    return out;
}

TEST(Ledger, RowsFollowTheirFiles) {
    using S = ChargeState;
    const FileRecord running = file(FileState::Generating, true);
    const FileRecord unknown = file(FileState::Unknown, true);
    const struct {
        const char* name;
        std::optional<S> row;
        FileRecord before;
        FileRecord after;
        std::optional<Charge> told;
        S want;
    } kCases[] = {
        {"the note that it may leave",
         std::nullopt,
         file(FileState::Submitting, false),
         file(FileState::Submitting, true),
         {},
         S::Reserved},
        {"it goes on", S::Reserved, running, file(FileState::Fetching, true), {}, S::Reserved},
        {"nobody knows where it is", S::Reserved, file(FileState::Submitting, true), unknown, {}, S::Maybe},
        {"it was found again", S::Maybe, unknown, file(FileState::Waiting, true), {}, S::Reserved},
        {"an unknown one was given up", S::Maybe, unknown, file(FileState::Failed, false), {}, S::Maybe},
        {"ended without a word", S::Reserved, running, file(FileState::Failed, false), {}, S::Maybe},
        {"ended well without a word", S::Reserved, running, file(FileState::Succeeded, false), {}, S::Settled},
        {"ended, not charged", S::Reserved, running, file(FileState::Failed, false), Charge{S::Released, {}, {}}, S::Released},
        {"settled, then its file broke", S::Settled, running, file(FileState::Failed, false), {}, S::Settled},
        {"a number that is used again",
         S::Released,
         file(FileState::Submitting, false),
         file(FileState::Submitting, true),
         {},
         S::Reserved},
        {"from before there was a ledger", std::nullopt, running, file(FileState::Failed, false), {}, S::Maybe},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        ASSERT_TRUE(touches_ledger(c.before, c.after));
        std::optional<LedgerRow> row;
        if (c.row) row = LedgerRow{"f", 2, "m", kNow, *c.row, 500, {}, {}};
        const LedgerRow after = ledger_after(row, c.before, c.after, c.told, kNow);
        EXPECT_EQ(name_of(after.state), name_of(c.want));
        EXPECT_EQ(after.attempt, 2U);
        EXPECT_EQ(after.estimated, 500);
    }
}

TEST(Ledger, WhatTheProviderCountedStays) {
    const LedgerRow row{"f", 2, "m", kNow, ChargeState::Settled, 500, 3.0, 30};
    const LedgerRow after = ledger_after(row, file(FileState::Fetching, true), file(FileState::Failed, false),
                                         Charge{ChargeState::Maybe, {}, {}}, kNow);
    EXPECT_EQ(after.state, ChargeState::Settled);
    EXPECT_EQ(counted(after), 30);
}

TEST(Ledger, FilesThatSendNothingHaveNoRow) {
    EXPECT_FALSE(touches_ledger(file(FileState::Queued, false), file(FileState::Generating, false)));
}

TEST(Ledger, NamesComeBackTheSame) {
    for (const ChargeState state : {ChargeState::Reserved, ChargeState::Settled, ChargeState::Released, ChargeState::Maybe})
        EXPECT_EQ(charge_state_from(name_of(state)), state);
    EXPECT_FALSE(charge_state_from("paid"));
}

TEST(Ledger, DaysEndAtMidnight) {
    EXPECT_EQ(iso_utc(start_of_day(day_of(kNow))), "2026-11-22T00:00:00.000Z");
    EXPECT_EQ(day_of(kNow + Millis{1}), day_of(kNow) + 1);
}

TEST(Ledger, AmountsAreExact) {
    EXPECT_EQ(micro_usd(0.1) + micro_usd(0.2), micro_usd(0.3));
    const struct {
        double usd;
        MicroUsd want;
    } kCases[] = {{0, 0}, {-1, 0}, {std::nan(""), 0}, {0.0000004, 0}, {0.375, 375'000}, {1e300, kMostMicroUsd}};
    for (const auto& c : kCases) EXPECT_EQ(micro_usd(c.usd), c.want) << c.usd;
    EXPECT_EQ(usd_of(375'000), 0.375);
}

TEST(Budget, AmountsAreWrittenAsPeopleDo) {
    const struct {
        MicroUsd amount;
        const char* want;
    } kCases[] = {{0, "$0.00"}, {20'000, "$0.02"}, {375'000, "$0.375"}, {5'000'000, "$5.00"}, {12'300'001, "$12.300001"}};
    for (const auto& c : kCases) EXPECT_EQ(dollars(c.amount), c.want);
}

TEST(Budget, SaysWhyFilesWait) {
    const Budget five{5'000'000};
    EXPECT_FALSE(budget_hold({}, {9'000'000, 0, {}}, kNow)) << "no budget";
    EXPECT_FALSE(budget_hold(five, {5'000'000, 0, {}}, kNow)) << "nothing waits";
    const std::optional<api::Hold> reached = budget_hold(five, {4'500'000, 300'000, 300'000}, kNow);
    ASSERT_TRUE(reached);
    EXPECT_EQ(reached->code, "BUDGET_REACHED");
    EXPECT_EQ(reached->provider, "fal") << "what is free does not wait";
    EXPECT_EQ(reached->message,
              "The daily budget of $5.00 is reached: $4.50 spent, $0.30 reserved. The queue goes on at 00:00 UTC, or when the "
              "budget is raised.");
    EXPECT_EQ(reached->until, "2026-11-23T00:00:00.000Z");
    const std::optional<api::Hold> too_dear = budget_hold(five, {0, 0, 6'000'000}, kNow);
    ASSERT_TRUE(too_dear);
    EXPECT_EQ(too_dear->message,
              "A run counts $6.00, more than the daily budget of $5.00. Raise the budget (--daily-budget-usd), or cancel and "
              "choose a cheaper model.");
    EXPECT_FALSE(too_dear->until) << "no midnight helps";
}

TEST(Budget, LeavesNothingBelowNothing) {
    EXPECT_EQ((Spending{3, 1, {}}).left_of({10}), 6);
    EXPECT_EQ((Spending{9, 5, {}}).left_of({10}), 0);
    EXPECT_FALSE((Spending{9, 5, {}}).left_of({}));
}

}  // namespace
}  // namespace i2m
