// cleanup_test.cpp - what goes by age, by rule and by size; that a dry run tells it beforehand; and when it comes round.
#include "server/jobs/cleanup.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stop_token>

#include "server/core/iso_time.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

class CleanupTest : public ::testing::Test {
protected:
    /// A job of one image with this content, which ends now.
    std::string ended_job(const std::string& content, bool is_good = true) {
        AcceptRequest request;
        request.owner = "somebody";
        request.files.push_back(core_.image(content + ".png", content));
        const std::string id = core_.service.accept(std::move(request))->job_id;
        if (!is_good) {
            core_.draft.fetches = {[](BlobWriter&, std::stop_token) -> Outcome<Fetched> {
                return Failure{FailureKind::Permanent, Error::of(ErrorCode::DraftFailed)};
            }};
        }
        while (const auto step = core_.next_step()) {
            while (step->next({}).kind == StepOutcome::Kind::Again) {
            }
        }
        core_.draft.fetches.clear();
        return id;
    }
    std::string waiting_job() { return core_.service.accept(core_.upload({"waits.png"}))->job_id; }
    bool has(const std::string& id) { return core_.store.job(id).has_value(); }
    Cleanup with(const RetentionRules& rules, const char* schedule = "0 3 * * *") {
        return Cleanup({core_.store, core_.remover, core_.clock, core_.log}, {rules, Schedule::parse(schedule), schedule});
    }

    ServerCore core_;
};

std::vector<std::string> ids_of(const std::vector<api::RemovedJobView>& jobs) {
    std::vector<std::string> ids;
    for (const api::RemovedJobView& job : jobs) ids.push_back(job.job_id);
    return ids;
}

TEST_F(CleanupTest, ADryRunListsExactlyWhatARealRunDeletes) {
    const std::string shared_by_old = ended_job("shared");
    const std::string old = ended_job("alone");
    const std::string also_shared = ended_job("shared");
    core_.clock.advance(25 * kHour);
    const std::string young = ended_job("shared");
    const std::string waiting = waiting_job();
    Cleanup cleanup = with({});

    const Result<api::CleanupAnswer> told = cleanup.by_age({24, true});
    ASSERT_TRUE(told.ok());
    EXPECT_TRUE(told->dry_run);
    const std::size_t blobs = core_.blobs.list().size();
    for (const std::string& id : {shared_by_old, old, also_shared, young, waiting}) EXPECT_TRUE(has(id)) << "nothing is deleted";

    const Result<api::CleanupAnswer> done = cleanup.by_age({24, false});
    ASSERT_TRUE(done.ok());
    EXPECT_FALSE(done->dry_run);
    EXPECT_EQ(json::encode(done->jobs), json::encode(told->jobs));
    EXPECT_EQ(ids_of(done->jobs), (std::vector<std::string>{shared_by_old, old, also_shared}));
    EXPECT_EQ(done->freed_bytes, told->freed_bytes);
    EXPECT_EQ(done->files_removed, told->files_removed);
    EXPECT_EQ(done->directories_removed, 3U);
    EXPECT_TRUE(done->errors.empty());
    EXPECT_EQ(core_.blobs.list().size(), blobs - done->files_removed);
    EXPECT_TRUE(has(young));
    EXPECT_TRUE(has(waiting));
    EXPECT_EQ(cleanup.by_age({24, false})->directories_removed, 0U);
}

TEST_F(CleanupTest, AgesAndLimitsOutOfRangeAreRefused) {
    const std::string id = ended_job("a");
    Cleanup cleanup = with({});
    for (const api::CleanupRequest& bad : {api::CleanupRequest{-1}, api::CleanupRequest{-5, true}, api::CleanupRequest{876'001},
                                           api::CleanupRequest{24, false, 0}, api::CleanupRequest{24, false, 10'001}}) {
        const Result<api::CleanupAnswer> refused = cleanup.by_age(bad);
        ASSERT_FALSE(refused.ok()) << bad.hours << ", " << bad.limit;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidRequest);
    }
    EXPECT_TRUE(has(id));
    EXPECT_EQ(cleanup.by_age({0})->directories_removed, 1U) << "0 is every job that has ended";
}

TEST_F(CleanupTest, ALimitLeavesTheRestForTheNextCall) {
    for (const char* content : {"a", "b", "c"}) ended_job(content);
    Cleanup cleanup = with({});
    const Result<api::CleanupAnswer> first = cleanup.by_age({0, false, 2});
    EXPECT_EQ(first->directories_removed, 2U);
    EXPECT_TRUE(first->has_more);
    const Result<api::CleanupAnswer> second = cleanup.by_age({0, false, 2});
    EXPECT_EQ(second->directories_removed, 1U);
    EXPECT_FALSE(second->has_more);
}

TEST_F(CleanupTest, OneJobGoesWhateverItsAge) {
    const std::string id = ended_job("a");
    Cleanup cleanup = with({});
    const Result<api::CleanupJobAnswer> done = cleanup.job(id);
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(done->status, "deleted");
    EXPECT_EQ(done->files_removed, 2U) << "the image and the model";
    EXPECT_TRUE(core_.blobs.list().empty());
    EXPECT_EQ(cleanup.job(id)->status, "unknown");
    for (const char* bad : {"", "../outside", "not-an-id", "..%2f"})
        EXPECT_EQ(cleanup.job(bad).error().code, ErrorCode::InvalidId);
    EXPECT_EQ(cleanup.job(waiting_job())->status, "deleted") << "what waits is cancelled by it";
    EXPECT_EQ(core_.next_step(), nullptr);
}

TEST_F(CleanupTest, RulesKnowHowAJobEnded) {
    RetentionRules rules;
    rules.keep[JobStatus::Failed] = 2 * kDay;
    const std::string failed = ended_job("bad", false);
    const std::string good = ended_job("good");
    Cleanup cleanup = with(rules);
    core_.clock.advance(2 * kDay - Millis{1});
    EXPECT_TRUE(cleanup.retention().preview.jobs.empty());
    core_.clock.advance(Millis{1});
    EXPECT_EQ(ids_of(cleanup.retention().preview.jobs), std::vector<std::string>{failed});
    EXPECT_EQ(cleanup.run_retention({}).jobs_removed, 1U);
    EXPECT_FALSE(has(failed));
    EXPECT_TRUE(has(good)) << "kept for ever by default";
}

TEST_F(CleanupTest, TheSizeLimitTakesWhatEndedFirst) {
    const std::string first = ended_job("one");
    core_.clock.advance(kHour);
    const std::string second = ended_job("two");
    core_.clock.advance(kHour);
    const std::string third = ended_job("three");
    const std::string waiting = waiting_job();
    RetentionRules rules;
    const std::uint64_t stored = core_.store.storage_sums().all.bytes;
    rules.max_bytes = stored;
    EXPECT_TRUE(with(rules).retention().preview.jobs.empty()) << "the limit itself fits";
    rules.max_bytes = stored - 1;
    EXPECT_EQ(ids_of(with(rules).retention().preview.jobs), std::vector<std::string>{first}) << "no more than is needed";
    rules.max_bytes = 0;
    EXPECT_EQ(with(rules).run_retention({}).jobs_removed, 3U);
    EXPECT_TRUE(has(waiting)) << "what has not ended is never touched";
}

TEST_F(CleanupTest, AgeAndSizeTogetherTakeNoJobTwice) {
    RetentionRules rules;
    rules.keep[JobStatus::Failed] = Millis{0};
    rules.max_bytes = 0;
    const std::string good = ended_job("good");
    const std::string bad = ended_job("bad", false);
    EXPECT_EQ(ids_of(with(rules).retention().preview.jobs), (std::vector<std::string>{bad, good}));
}

TEST_F(CleanupTest, TheScheduleComesOnceADayAndCatchesUpWithWhatItMissed) {
    RetentionRules rules;
    rules.keep[JobStatus::Completed] = Millis{0};
    EXPECT_FALSE(with({}).next_retention()) << "without a rule nothing is ever due";
    Cleanup cleanup = with(rules);
    const TimePoint first = *cleanup.next_retention();
    EXPECT_EQ(iso_utc(first), "2026-01-01T03:00:00.000Z");
    core_.clock.advance(first - core_.clock.now());
    cleanup.run_retention({});
    EXPECT_EQ(iso_utc(*cleanup.next_retention()), "2026-01-02T03:00:00.000Z");
    core_.clock.advance(3 * kDay);
    EXPECT_LT(*with(rules).next_retention(), core_.clock.now()) << "also after a restart: the last run is remembered";
    EXPECT_EQ(with(rules).retention().last_run->at, iso_utc(first));
}

TEST_F(CleanupTest, ARunThatIsStoppedIsStillDue) {
    RetentionRules rules;
    rules.keep[JobStatus::Completed] = Millis{0};
    const std::string id = ended_job("a");
    Cleanup cleanup = with(rules);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(cleanup.run_retention(stop.get_token()).jobs_removed, 0U);
    EXPECT_TRUE(has(id));
    EXPECT_FALSE(cleanup.retention().last_run);
}

}  // namespace
}  // namespace i2m::test
