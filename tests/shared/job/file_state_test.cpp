// file_state_test.cpp - every pair of state and event: what may follow, and that nothing else may.
#include "shared/job/file_state.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace i2m {
namespace {

using S = FileState;
using E = FileEvent;

constexpr std::array kEvents = {E::Claimed, E::Submitted,       E::Started,    E::Displaced,      E::Generated,
                                E::Stored,  E::Released,        E::Lost,       E::RetryScheduled, E::RetryDue,
                                E::Refused, E::CancelConfirmed, E::RetryAsked, E::Found,          E::GivenUp};
constexpr std::array kEventWords = {"claimed", "submitted",        "started",     "displaced",       "generated",
                                    "stored",  "released",         "lost",        "retry scheduled", "retry due",
                                    "refused", "cancel confirmed", "retry asked", "found",           "given up"};

// One line a state, one letter an event in the order above: the state that follows, '.' for none.
// Q queued, S submitting, W waiting, G generating, F fetching, R retrying, U unknown, + succeeded, - failed,
// x cancelled.
constexpr std::string_view kLetters = "QSWGFRU+-x";
constexpr struct {
    S from;
    std::string_view follows;
} kWanted[] = {
    {S::Queued, "S.........-x..."},     {S::Submitting, ".WG...QUR.-x..."}, {S::Waiting, "..G.F.Q.R.-x..."},
    {S::Generating, "...WF.Q.R.-x..."}, {S::Fetching, ".....+Q.R.-x..."},   {S::Retrying, ".........Q-x..."},
    {S::Unknown, "...........xQW-"},    {S::Succeeded, "..............."},  {S::Failed, "............Q.."},
    {S::Cancelled, "............Q.."},
};

TEST(FileState, EveryPairOfStateAndEvent) {
    static_assert(std::size(kWanted) == kFileStateCount);
    for (const auto& row : kWanted) {
        ASSERT_EQ(row.follows.size(), kEvents.size());
        for (std::size_t i = 0; i < kEvents.size(); ++i) {
            SCOPED_TRACE(std::string(name_of(row.from)) + ", " + kEventWords[i]);
            const std::optional<S> got = next(row.from, kEvents[i]);
            EXPECT_EQ(got ? kLetters[static_cast<std::size_t>(*got)] : '.', row.follows[i]);
        }
    }
}

TEST(FileState, TheTableHasNoDoubleRow) {
    std::set<std::pair<S, E>> seen;
    for (const Transition& row : kTransitions) EXPECT_TRUE(seen.insert({row.from, row.event}).second) << name_of(row.from);
}

TEST(FileState, EveryStateCanBeReachedAndLeftButSuccess) {
    std::set<S> reached = {S::Queued};
    for (bool grew = true; grew;) {
        grew = false;
        for (const Transition& row : kTransitions) grew |= reached.contains(row.from) && reached.insert(row.to).second;
    }
    EXPECT_EQ(reached.size(), static_cast<std::size_t>(kFileStateCount));
    std::set<S> left;
    for (const Transition& row : kTransitions) left.insert(row.from);
    EXPECT_EQ(left.size(), static_cast<std::size_t>(kFileStateCount - 1));
    EXPECT_FALSE(left.contains(S::Succeeded));
}

TEST(FileState, EveryUnendedStateCanBeCancelled) {
    for (const auto& row : kWanted) {
        EXPECT_EQ(next(row.from, E::CancelConfirmed).has_value(), !is_final(row.from)) << name_of(row.from);
    }
}

TEST(FileState, NamesAndKinds) {
    const struct {
        S state;
        std::string_view name;
        bool is_final;
        bool is_running;
    } kCases[] = {
        {S::Queued, "queued", false, false},    {S::Submitting, "submitting", false, true},
        {S::Waiting, "waiting", false, true},   {S::Generating, "generating", false, true},
        {S::Fetching, "fetching", false, true}, {S::Retrying, "retrying", false, false},
        {S::Unknown, "unknown", false, false},  {S::Succeeded, "succeeded", true, false},
        {S::Failed, "failed", true, false},     {S::Cancelled, "cancelled", true, false},
    };
    for (const auto& c : kCases) {
        EXPECT_EQ(name_of(c.state), c.name);
        EXPECT_EQ(file_state_from(c.name), c.state);
        EXPECT_EQ(is_final(c.state), c.is_final) << c.name;
        EXPECT_EQ(is_running(c.state), c.is_running) << c.name;
    }
    EXPECT_EQ(file_state_from("Queued"), std::nullopt);
    EXPECT_EQ(file_state_from(""), std::nullopt);
}

}  // namespace
}  // namespace i2m
