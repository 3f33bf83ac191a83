// job_status_test.cpp - what a job's state, progress and remaining time follow from.
#include "shared/job/job_status.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace i2m {
namespace {

using S = FileState;

TEST(JobStatus, FollowsFromItsFiles) {
    const struct {
        const char* name;
        std::vector<S> files;
        std::string_view status;
    } kCases[] = {
        {"no file", {}, "failed"},
        {"all wait", {S::Queued, S::Queued}, "queued"},
        {"a retry waits too", {S::Retrying, S::Queued}, "queued"},
        {"one is taken", {S::Submitting, S::Queued}, "processing"},
        {"in the provider's queue", {S::Waiting}, "processing"},
        {"at work", {S::Generating}, "processing"},
        {"on its way back", {S::Fetching}, "processing"},
        {"one waits for a person", {S::Unknown}, "processing"},
        {"one done, one waits", {S::Succeeded, S::Queued}, "processing"},
        {"one failed, one waits", {S::Failed, S::Queued}, "processing"},
        {"done and a person is needed", {S::Succeeded, S::Unknown}, "processing"},
        {"all done", {S::Succeeded, S::Succeeded}, "completed"},
        {"one of each end", {S::Succeeded, S::Failed, S::Cancelled}, "partially_completed"},
        {"done and cancelled", {S::Succeeded, S::Cancelled}, "partially_completed"},
        {"all failed", {S::Failed, S::Failed}, "failed"},
        {"failed and cancelled", {S::Failed, S::Cancelled}, "cancelled"},
        {"all cancelled", {S::Cancelled}, "cancelled"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const JobStatus status = job_status(tally(c.files));
        EXPECT_EQ(name_of(status), c.status);
        EXPECT_EQ(is_final(status), c.status != "queued" && c.status != "processing");
    }
}

TEST(JobStatus, EveryStateIsCountedOnce) {
    std::vector<S> files;
    for (int i = 0; i < kFileStateCount; ++i) files.push_back(static_cast<S>(i));
    const JobTally sum = tally(files);
    EXPECT_EQ(sum.total, 10U);
    EXPECT_EQ(sum.queued, 2U);
    EXPECT_EQ(sum.running, 4U);
    EXPECT_EQ(sum.unknown, 1U);
    EXPECT_EQ(sum.succeeded, 1U);
    EXPECT_EQ(sum.failed, 1U);
    EXPECT_EQ(sum.cancelled, 1U);
    EXPECT_EQ(sum.ended(), 3U);
}

TEST(JobProgress, IsTheMeanAndHundredOnlyAtTheEnd) {
    const struct {
        const char* name;
        std::vector<FileProgress> files;
        int percent;
    } kCases[] = {
        {"no file", {}, 0},
        {"nothing yet", {{S::Queued, 0}}, 0},
        {"mean, rounded down", {{S::Generating, 50}, {S::Generating, 51}}, 50},
        {"an ended file counts whole, whatever it last said", {{S::Failed, 10}, {S::Queued, 0}}, 50},
        {"nearly there", {{S::Succeeded, 100}, {S::Fetching, 100}}, 99},
        {"a file that overshoots", {{S::Fetching, 250}}, 99},
        {"a file that undershoots", {{S::Queued, -5}}, 0},
        {"all ended", {{S::Succeeded, 100}, {S::Failed, 3}, {S::Cancelled, 0}}, 100},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(overall_progress(c.files), c.percent);
    }
}

TEST(JobProgress, NeverFallsAndStopsBeforeHundred) {
    Progress progress;
    const struct {
        double told;
        double shown;
    } kSteps[] = {{10, 10}, {5, 10}, {10, 10}, {std::nan(""), 10}, {60.5, 60.5}, {-1, 60.5}, {99, 99}, {100, 99}, {1e9, 99}};
    for (const auto& step : kSteps) {
        EXPECT_EQ(progress.advance(step.told), step.shown);
        EXPECT_EQ(progress.percent(), step.shown);
    }
    Progress ended(100);
    EXPECT_EQ(ended.advance(40), 100) << "what was stored as ended stays";
    EXPECT_EQ(ended.advance(200), 100);
}

TEST(JobProgress, FromTimeRisesTowards95) {
    const struct {
        std::int64_t elapsed_ms;
        std::int64_t typical_ms;
        double percent;
    } kCases[] = {
        {0, 1000, 0},        {-5, 1000, 0},       {1000, 0, 0},          {1000, -1, 0},
        {1000, 1000, 60.05}, {2000, 1000, 82.14}, {10'000, 1000, 94.99}, {1'000'000'000, 1, 95},
    };
    for (const auto& c : kCases) EXPECT_NEAR(progress_from_time(c.elapsed_ms, c.typical_ms), c.percent, 0.01) << c.elapsed_ms;
}

TEST(JobEta, IsWhatIsLeftOverTheWorkers) {
    const std::vector<FileProgress> ten(10, {S::Queued, 0});
    const struct {
        const char* name;
        std::vector<FileProgress> files;
        std::uint32_t parallel;
        std::optional<std::int64_t> want_ms;
    } kCases[] = {
        {"no file", {}, 4, std::nullopt},
        {"all ended", {{S::Succeeded, 100}, {S::Failed, 0}}, 4, std::nullopt},
        {"the rest waits for a person", {{S::Succeeded, 100}, {S::Unknown, 0}}, 4, std::nullopt},
        {"a person's is not counted", {{S::Unknown, 0}, {S::Queued, 0}}, 1, 1000},
        {"one file", {{S::Queued, 0}}, 4, 1000},
        {"half done", {{S::Generating, 50}}, 4, 500},
        {"ten files, four at a time", ten, 4, 2500},
        {"ten files, one at a time", ten, 1, 10'000},
        {"no worker counts as one", ten, 0, 10'000},
        {"never less than the slowest", {{S::Queued, 0}, {S::Generating, 90}}, 4, 1000},
        {"ended ones need nothing", {{S::Succeeded, 100}, {S::Queued, 0}}, 1, 1000},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(eta_ms(c.files, 1000, c.parallel), c.want_ms);
    }
}

}  // namespace
}  // namespace i2m
