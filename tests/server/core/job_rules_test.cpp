// job_rules_test.cpp - the effects of events, for every state there is.
#include "server/core/job_rules.hpp"

#include <gtest/gtest.h>

namespace i2m::test {
namespace {

const TimePoint kNow = from_epoch_ms(1'000'000);

FileRecord file_in(FileState state) {
    FileRecord file;
    file.filename = "toy.png";
    file.state = state;
    file.attempt = 1;
    file.claimed_at = kNow - Millis{500};
    file.is_direct = true;
    return file;
}

TEST(JobRules, AFileWhoseWorkerDiedInTheSubmitSaysWhatIsInDoubt) {
    FileRecord file = file_in(FileState::Submitting);
    file.is_direct = false;
    file.is_sent = true;
    for (const bool is_orderly : {false, true}) {
        const FileRecord after = after_lost_worker(file, is_orderly, kNow);
        EXPECT_EQ(after.state, FileState::Unknown);
        ASSERT_TRUE(after.error);
        EXPECT_EQ(after.error->code, ErrorCode::SubmitUnconfirmed);
    }
}

TEST(JobRules, EventsFollowTheTableAndNothingElse) {
    for (const auto& [from, from_name] : json::EnumNames<FileState>::kNames) {
        for (int e = 0; e <= static_cast<int>(FileEvent::GivenUp); ++e) {
            const auto event = static_cast<FileEvent>(e);
            SCOPED_TRACE(std::string(from_name) + " event " + std::to_string(e));
            const std::optional<FileRecord> after = after_events(file_in(from), std::span(&event, 1), {}, kNow);
            const std::optional<FileState> want = next(from, event);
            ASSERT_EQ(after.has_value(), want.has_value());
            if (!after) continue;
            EXPECT_EQ(after->state, *want);
            EXPECT_EQ(after->ended_at.has_value(), is_final(*want));
            EXPECT_EQ(after->retry_at.has_value(), *want == FileState::Retrying);
            EXPECT_EQ(after->message, words_of(*want));
            EXPECT_FALSE(after->message.empty());
        }
    }
}

TEST(JobRules, ThereIsAWayToStoredFromEveryRunningState) {
    for (const auto& [from, name] : json::EnumNames<FileState>::kNames) {
        SCOPED_TRACE(name);
        const std::vector<FileEvent> events = events_to_stored(from);
        EXPECT_EQ(!events.empty(), is_running(from));
        if (events.empty()) continue;
        const std::optional<FileRecord> after = after_events(file_in(from), events, {}, kNow);
        ASSERT_TRUE(after);
        EXPECT_EQ(after->state, FileState::Succeeded);
        EXPECT_EQ(after->percent, 100);
    }
}

TEST(JobRules, ProgressNeverFallsAndIsNeverFullBeforeTheEnd) {
    FileRecord file = file_in(FileState::Generating);
    for (const auto& [set, want] : {std::pair{20.0, 20.0}, {10.0, 20.0}, {150.0, 99.0}}) {
        FilePatch patch;
        patch.percent = set;
        file = *after_events(file, {}, patch, kNow);
        EXPECT_EQ(file.percent, want);
    }
}

TEST(JobRules, ANewRunStartsClean) {
    FileRecord file = file_in(FileState::Queued);
    file.error = Error::of(ErrorCode::Internal);
    file.submission = Submission{"old", "{}"};
    file.is_sent = true;
    const FileEvent claimed[] = {FileEvent::Claimed};
    const FileRecord after = *after_events(file, claimed, {}, kNow);
    EXPECT_EQ(after.attempt, 2U);
    EXPECT_EQ(after.claimed_at, kNow);
    EXPECT_FALSE(after.error);
    EXPECT_FALSE(after.submission);
    EXPECT_FALSE(after.is_sent);
}

TEST(JobRules, WhatBecomesOfACancelledFile) {
    struct Case {
        const char* name;
        FileState state;
        bool is_direct;
        bool is_sent;
        std::optional<FileState> want;
        bool is_asked;
    };
    const Case cases[] = {
        {"queued", FileState::Queued, true, false, FileState::Cancelled, false},
        {"retrying", FileState::Retrying, false, false, FileState::Cancelled, false},
        {"unknown", FileState::Unknown, false, true, FileState::Cancelled, false},
        {"direct", FileState::Generating, true, false, FileState::Cancelled, false},
        {"not sent yet", FileState::Submitting, false, false, FileState::Cancelled, false},
        {"sent", FileState::Submitting, false, true, FileState::Submitting, true},
        {"at the provider", FileState::Waiting, false, true, FileState::Waiting, true},
        {"succeeded", FileState::Succeeded, true, false, std::nullopt, false},
        {"failed", FileState::Failed, true, false, std::nullopt, false},
        {"cancelled", FileState::Cancelled, true, false, std::nullopt, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        FileRecord file = file_in(c.state);
        file.is_direct = c.is_direct;
        file.is_sent = c.is_sent;
        const std::optional<FileRecord> after = after_cancel(file, kNow);
        ASSERT_EQ(after.has_value(), c.want.has_value());
        if (!after) continue;
        EXPECT_EQ(after->state, *c.want);
        EXPECT_EQ(after->cancel_asked, c.is_asked);
    }
}

TEST(JobRules, ResultNamesAreUniqueInAnyCase) {
    EXPECT_EQ(unique_result_name("toy", {}), "toy.glb");
    const std::vector<std::string> taken = {"TOY.GLB", "toy-2.glb"};
    EXPECT_EQ(unique_result_name("toy", taken), "toy-3.glb");
    EXPECT_EQ(unique_result_name("Toy-2", taken), "Toy-2-2.glb");
}

TEST(JobRules, TypicalTimesFollowSlowly) {
    ModelStats stats = after_run(std::nullopt, 1'000);
    EXPECT_EQ(stats.typical_ms, 1'000);
    stats = after_run(stats, 2'000);
    EXPECT_EQ(stats.runs, 2);
    EXPECT_EQ(stats.typical_ms, 1'200);
}

}  // namespace
}  // namespace i2m::test
