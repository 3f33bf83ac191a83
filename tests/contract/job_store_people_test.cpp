// job_store_people_test.cpp - cancel, retry, delete, and what the janitor does.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/contract/job_store_contract.hpp"

namespace i2m::test {

TEST_P(JobStoreContract, CancelEndsWhatWaitsAndWhatRunsHere) {
    const std::string job_id = add_job(3);
    ASSERT_TRUE(complete(claim()).applied);
    const Claim running = claim();
    const Result<CancelOutcome> outcome = store_->cancel(job_id);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->cancelled, 2U);
    EXPECT_EQ(outcome->asked, 0U);
    EXPECT_FALSE(complete(running).applied) << "a cancelled file does not come back";
    EXPECT_EQ(state_of(running.file.id), FileState::Cancelled);
    EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    EXPECT_EQ(event_names(job_id).back(), "task_completed") << "one model was made";
    EXPECT_EQ(last_event(job_id).result->cancelled_files, 2U);
    EXPECT_EQ(outcome->last_event_id, store_->last_event_id());
}

TEST_P(JobStoreContract, CancelOfAJobWithoutAModel) {
    const std::string job_id = add_job(2);
    ASSERT_TRUE(store_->cancel(job_id).ok());
    const std::vector<std::string> names = event_names(job_id);
    EXPECT_EQ(names.back(), "task_cancelled");
    EXPECT_EQ(std::count(names.begin(), names.end(), "task_cancelled"), 1);
    const Result<CancelOutcome> again = store_->cancel(job_id);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().code, ErrorCode::Conflict);
    EXPECT_EQ(store_->cancel(fake_uuid(99)).error().code, ErrorCode::JobNotFound);
}

TEST_P(JobStoreContract, CancelAsksTheProviderFirst) {
    const std::string job_id = add_job(1, false);
    const Claim taken = submitted();
    const Result<CancelOutcome> outcome = store_->cancel(job_id);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->asked, 1U);
    EXPECT_EQ(state_of(taken.file.id), FileState::Waiting);
    EXPECT_EQ(store_->renew(std::span(&taken.lease, 1), kLeaseTime).front(), LeaseState::CancelAsked);
    ASSERT_TRUE(store_->cancel(job_id).ok()) << "asking twice changes nothing";
    ASSERT_TRUE(advance(taken, {FileEvent::CancelConfirmed}).applied);
    EXPECT_EQ(event_names(job_id).back(), "task_cancelled");
    EXPECT_FALSE(store_->file(taken.file.id)->cancel_asked);
}

TEST_P(JobStoreContract, CancelBeforeTheRequestLeavesStopsIt) {
    const std::string job_id = add_job(1, false);
    const Claim taken = claim();
    ASSERT_EQ(store_->cancel(job_id)->cancelled, 1U);
    EXPECT_FALSE(store_->mark_sent(taken.lease).applied) << "so nothing is sent and nothing is charged";
}

TEST_P(JobStoreContract, AModelThatWonTheRaceIsKept) {
    const std::string job_id = add_job(1, false);
    const Claim taken = submitted();
    ASSERT_TRUE(store_->cancel(job_id).ok());
    EXPECT_TRUE(complete(taken).applied) << "it was made and paid for";
    EXPECT_EQ(state_of(taken.file.id), FileState::Succeeded);
}

TEST_P(JobStoreContract, RetryRunsFailedAndCancelledFilesAgain) {
    const std::string job_id = add_job(3);
    ASSERT_TRUE(complete(claim()).applied);
    const Claim failed = claim();
    ASSERT_TRUE(fail(failed).applied);
    ASSERT_TRUE(store_->cancel(job_id).ok());
    const std::int64_t ended = store_->last_event_id();

    const Result<RetryOutcome> outcome = store_->retry({job_id, {}, std::nullopt, "{}", false});
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->queued, 2U);
    EXPECT_FALSE(store_->job(job_id)->job.ended_at);
    const FileRecord file = *store_->file(failed.file.id);
    EXPECT_EQ(file.state, FileState::Queued);
    EXPECT_FALSE(file.error);
    EXPECT_FALSE(file.ended_at);
    EXPECT_EQ(file.percent, 0);
    EXPECT_EQ(event_names(job_id, ended), (std::vector<std::string>{"file_update", "file_update", "task_progress"}));

    const Claim again = claim();
    EXPECT_EQ(again.file.id, failed.file.id);
    EXPECT_EQ(again.file.attempt, 2U);
    EXPECT_EQ(again.file.attempts_before, 1U) << "tries are counted anew";
    ASSERT_TRUE(complete(again, 901).applied);
    ASSERT_TRUE(complete(claim(), 902).applied);
    EXPECT_EQ(last_event(job_id).status, "completed");
    EXPECT_EQ(store_->retry({job_id, {}, std::nullopt, "{}", false}).error().code, ErrorCode::Conflict);
}

TEST_P(JobStoreContract, RetryTakesNamedFilesAndAnotherModel) {
    const std::string job_id = add_job(2);
    const Claim first = claim();
    const Claim second = claim();
    ASSERT_TRUE(fail(first).applied);
    ASSERT_TRUE(fail(second).applied);
    const Result<RetryOutcome> outcome =
        store_->retry({job_id, {second.file.id, second.file.id}, "fal-ai/trellis", R"({"seed":1})", false});
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->queued, 1U);
    EXPECT_EQ(state_of(first.file.id), FileState::Failed);
    const Claim again = claim();
    EXPECT_EQ(again.file.id, second.file.id);
    EXPECT_EQ(again.file.model, "fal-ai/trellis");
    EXPECT_EQ(again.file.options_json, R"({"seed":1})");
    EXPECT_EQ(again.file.state, FileState::Submitting) << "the other model is not direct";

    EXPECT_EQ(store_->retry({job_id, {fake_uuid(99)}, std::nullopt, "{}", false}).error().code, ErrorCode::FileNotFound);
    EXPECT_EQ(store_->retry({job_id, {second.file.id}, std::nullopt, "{}", false}).error().code, ErrorCode::Conflict);
    EXPECT_EQ(store_->retry({fake_uuid(99), {}, std::nullopt, "{}", false}).error().code, ErrorCode::JobNotFound);
}

TEST_P(JobStoreContract, AnUnknownFileWaitsForAPerson) {
    const std::string job_id = add_job(1, false);
    const Claim taken = claim();
    ASSERT_TRUE(store_->mark_sent(taken.lease).applied);
    store_->release_expired(true);
    EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    EXPECT_NE(store_->retry({job_id, {}, std::nullopt, "{}", false}).error().message.find("resolve"), std::string::npos)
        << "never sent again by the way, and what to do instead is said";
    ASSERT_TRUE(store_->retry({job_id, {taken.file.id}, std::nullopt, "{}", false}).ok());
    EXPECT_EQ(claim().file.attempt, 2U);
}

TEST_P(JobStoreContract, DeleteForgetsEverythingAndNamesTheBlobs) {
    NewJob shared = new_job(2);
    ASSERT_TRUE(store_->create(shared).ok());
    NewJob other = new_job(1);
    other.files[0].source_sha256 = shared.files[0].source_sha256;
    ASSERT_TRUE(store_->create(other).ok());
    const Claim done = claim();
    ASSERT_EQ(done.job_id, shared.id);
    ASSERT_TRUE(complete(done, 900).applied);

    const Result<RemovedJob> removed = store_->remove(shared.id);
    ASSERT_TRUE(removed.ok());
    std::vector<std::string> orphaned = removed->orphaned_sha256;
    std::sort(orphaned.begin(), orphaned.end());
    std::vector<std::string> want = {fake_sha(900), shared.files[1].source_sha256};
    std::sort(want.begin(), want.end());
    EXPECT_EQ(orphaned, want) << "the other job still names the first image";
    EXPECT_FALSE(store_->job(shared.id));
    EXPECT_FALSE(store_->file(shared.files[0].id));
    EXPECT_TRUE(store_->events_after(shared.id, 0, 10).empty());
    EXPECT_EQ(store_->remove(shared.id).error().code, ErrorCode::JobNotFound);
    EXPECT_TRUE(store_->job(other.id));
}

TEST_P(JobStoreContract, ADeletedJobDoesNotComeBack) {
    const std::string job_id = add_job(2);
    const Claim running = claim();
    ASSERT_TRUE(store_->remove(job_id).ok());
    EXPECT_FALSE(complete(running).applied);
    EXPECT_FALSE(store_->release(running.lease).applied);
    EXPECT_EQ(store_->renew(std::span(&running.lease, 1), kLeaseTime).front(), LeaseState::Lost);
    EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    EXPECT_TRUE(store_->list({}).empty());
}

TEST_P(JobStoreContract, EventIdsAreNeverUsedAgain) {
    const std::string first = add_job(1);
    const std::int64_t last = store_->last_event_id();
    ASSERT_TRUE(store_->remove(first).ok());
    reopen();
    add_job(1);
    EXPECT_GT(store_->last_event_id(), last);
}

TEST_P(JobStoreContract, OldEventsGoButTheLastOneStays) {
    const std::string ended = add_job(1);
    ASSERT_TRUE(complete(claim()).applied);
    const std::string waiting = add_job(1);
    clock_.advance(Millis{10'000});
    EXPECT_EQ(store_->trim_events(clock_.now() - Millis{10'000}), 0U) << "not old enough";
    const std::size_t before = event_names(ended).size();
    EXPECT_EQ(store_->trim_events(clock_.now()), before - 1);
    EXPECT_EQ(event_names(ended), std::vector<std::string>{"task_completed"});
    EXPECT_EQ(event_names(waiting).size(), 1U);
    EXPECT_EQ(store_->trim_events(clock_.now()), 0U);
}

TEST_P(JobStoreContract, OrphansAreWhatNoFileNames) {
    NewJob job = new_job(1);
    ASSERT_TRUE(store_->create(job).ok());
    ASSERT_TRUE(complete(claim(), 900).applied);
    const std::vector<std::string> asked = {job.files[0].source_sha256, fake_sha(900), fake_sha(901)};
    EXPECT_EQ(store_->orphans_among(asked), std::vector<std::string>{fake_sha(901)});
}

TEST_P(JobStoreContract, QueueStatsCount) {
    add_job(3);
    const TimePoint first = clock_.now();
    clock_.advance(Millis{1'000});
    add_job(1);
    (void)claim();
    const QueueStats stats = store_->queue_stats();
    EXPECT_EQ(stats.queued, 3U);
    EXPECT_EQ(stats.running, 1U);
    EXPECT_EQ(stats.oldest_queued, first);
}

}  // namespace i2m::test
