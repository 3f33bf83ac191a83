// job_store_workers_test.cpp - claims, leases, results: nothing lost, nothing done twice.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/contract/job_store_contract.hpp"

namespace i2m::test {

TEST_P(JobStoreContract, AClaimTakesOneFileOnce) {
    const std::string job_id = add_job(2);
    const Claim first = claim();
    const Claim second = claim();
    EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    EXPECT_NE(first.file.id, second.file.id);
    EXPECT_EQ(first.file.state, FileState::Generating) << "a direct file starts at once";
    EXPECT_EQ(first.file.attempt, 1U);
    EXPECT_EQ(first.file.claimed_at, clock_.now());
    EXPECT_EQ(first.job_id, job_id);
    EXPECT_EQ(first.typical_ms, 1'000);
    EXPECT_EQ(state_of(first.file.id), FileState::Generating);
    EXPECT_EQ(event_names(job_id), (std::vector<std::string>{"task_queued", "file_update", "task_progress", "file_update"}));
}

TEST_P(JobStoreContract, AFileOfAProviderIsSubmittingAfterTheClaim) {
    add_job(1, false);
    EXPECT_EQ(claim().file.state, FileState::Submitting);
}

TEST_P(JobStoreContract, JobsTakeTurns) {
    const std::string big = add_job(6);
    std::vector<std::string> order;
    for (int i = 0; i < 2; ++i) order.push_back(claim().job_id);
    const std::string small = add_job(2);
    const std::string other = add_job(1);
    for (int i = 0; i < 7; ++i) order.push_back(claim().job_id);
    EXPECT_EQ(order, (std::vector<std::string>{big, big, big, small, other, big, small, big, big}));
}

TEST_P(JobStoreContract, FilesOfAJobComeInTheirOrder) {
    add_job(4);
    for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(claim().file.position, i);
}

TEST_P(JobStoreContract, ManyWorkersShareTheFilesWithoutOverlap) {
    add_job(25);
    add_job(25);
    std::mutex mutex;
    std::multiset<std::string> taken;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0;; ++i) {
                const auto claim = store_->claim_next("worker-" + std::to_string(t) + "-" + std::to_string(i), kLeaseTime);
                if (!claim) return;
                const Change change = store_->complete(claim->lease, {claim->file.filename, fake_sha(7), 10, 1, 3});
                const std::scoped_lock lock(mutex);
                if (change.applied) taken.insert(claim->file.id);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(taken.size(), 50U);
    EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(), 50U);
    EXPECT_EQ(store_->queue_stats().queued, 0U);
    EXPECT_EQ(store_->queue_stats().running, 0U);
}

TEST_P(JobStoreContract, ACompletedFileHasItsResultAndEndsItsJob) {
    const std::string job_id = add_job(1);
    const Claim taken = claim();
    clock_.advance(Millis{250});
    const Change change = complete(taken);
    ASSERT_TRUE(change.applied);
    EXPECT_EQ(change.state, FileState::Succeeded);
    reopen();

    const std::optional<JobWithFiles> job = store_->job(job_id);
    ASSERT_TRUE(job);
    EXPECT_EQ(job->job.ended_at, clock_.now());
    const FileRecord& file = job->files.front();
    EXPECT_EQ(file.state, FileState::Succeeded);
    EXPECT_EQ(file.percent, 100);
    EXPECT_EQ(file.ended_at, clock_.now());
    ASSERT_TRUE(file.result);
    EXPECT_EQ(file.result->filename, "model.glb");
    EXPECT_EQ(file.result->sha256, fake_sha(900));
    EXPECT_EQ(file.result->size_bytes, 5'000U);
    EXPECT_EQ(file.result->triangles, 12U);
    EXPECT_EQ(file.result->vertices, 24U);
    EXPECT_EQ(file.result->duration_ms, 250);
    EXPECT_EQ(event_names(job_id).back(), "task_completed");
    const api::EventData data = last_event(job_id);
    ASSERT_TRUE(data.result);
    EXPECT_EQ(data.result->status, JobStatus::Completed);
    EXPECT_EQ(data.result->successful_files, 1U);
    EXPECT_EQ(data.progress, 100);
    EXPECT_EQ(data.result->files.front().result_filename, "model.glb");
}

TEST_P(JobStoreContract, ResultsOfAJobHaveDifferentNames) {
    const std::string job_id = add_job(3);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(complete(claim(), 900).applied);
    std::set<std::string> names;
    const std::optional<JobWithFiles> job = store_->job(job_id);
    for (const FileRecord& file : job->files) names.insert(file.result->filename);
    EXPECT_EQ(names, (std::set<std::string>{"model.glb", "model-2.glb", "model-3.glb"}));
}

TEST_P(JobStoreContract, OnlyTheRightTokenMayWrite) {
    add_job(1);
    const Claim taken = claim();
    const Claim stranger{{taken.lease.file_id, "stolen"}, taken.file, taken.job_id, 0, 0};
    const Claim empty{{taken.lease.file_id, ""}, taken.file, taken.job_id, 0, 0};
    for (const Claim* wrong : {&stranger, &empty}) {
        EXPECT_FALSE(complete(*wrong).applied);
        EXPECT_FALSE(advance(*wrong, {FileEvent::Generated}).applied);
        EXPECT_FALSE(store_->mark_sent(wrong->lease).applied);
        EXPECT_FALSE(store_->release(wrong->lease).applied);
        EXPECT_EQ(store_->renew(std::span(&wrong->lease, 1), kLeaseTime).front(), LeaseState::Lost);
    }
    EXPECT_EQ(state_of(taken.file.id), FileState::Generating);
    EXPECT_TRUE(complete(taken).applied);
    EXPECT_FALSE(complete(taken).applied) << "a result is stored once";
}

TEST_P(JobStoreContract, AnEventThatMakesNoSenseChangesNothing) {
    const std::string job_id = add_job(1);
    const Claim taken = claim();
    const std::int64_t last = store_->last_event_id();
    EXPECT_FALSE(advance(taken, {FileEvent::Submitted}).applied);
    EXPECT_FALSE(advance(taken, {FileEvent::Generated, FileEvent::Started}).applied) << "all or nothing";
    EXPECT_EQ(state_of(taken.file.id), FileState::Generating);
    EXPECT_EQ(store_->last_event_id(), last);
    EXPECT_EQ(store_->job(job_id)->last_event_id, last);
}

TEST_P(JobStoreContract, ASubmissionIsKeptWithTheStateThatNeedsIt) {
    add_job(1, false);
    const Claim taken = submitted("request-9");
    reopen();
    const std::optional<FileRecord> file = store_->file(taken.file.id);
    ASSERT_TRUE(file && file->submission);
    EXPECT_EQ(file->submission->request_id, "request-9");
    EXPECT_EQ(file->submission->urls_json, R"({"status":"https://example.test/s"})");
    EXPECT_TRUE(file->is_sent);
    EXPECT_EQ(file->state, FileState::Waiting);
}

TEST_P(JobStoreContract, AFailureIsKeptInWords) {
    const std::string job_id = add_job(1);
    const Claim taken = claim();
    ASSERT_TRUE(fail(taken, "a.png: no shape was found.").applied);
    reopen();
    const FileRecord file = *store_->file(taken.file.id);
    EXPECT_EQ(file.state, FileState::Failed);
    ASSERT_TRUE(file.error);
    EXPECT_EQ(file.error->code, ErrorCode::DraftFailed);
    EXPECT_EQ(file.error->message, "a.png: no shape was found.");
    EXPECT_EQ(file.message, "a.png: no shape was found.");
    EXPECT_EQ(event_names(job_id).back(), "task_failed");
    EXPECT_EQ(last_event(job_id).error_code, "DRAFT_FAILED");
}

TEST_P(JobStoreContract, AJobWithBothEndsPartially) {
    const std::string job_id = add_job(2);
    ASSERT_TRUE(complete(claim()).applied);
    ASSERT_TRUE(fail(claim()).applied);
    EXPECT_EQ(event_names(job_id).back(), "task_completed");
    EXPECT_EQ(last_event(job_id).status, "partially_completed");
}

TEST_P(JobStoreContract, RenewedLeasesHoldAndOthersRunOut) {
    add_job(2);
    const Claim kept = claim();
    const Claim lost = claim();
    clock_.advance(kLeaseTime / 2);
    EXPECT_EQ(store_->renew(std::span(&kept.lease, 1), kLeaseTime).front(), LeaseState::Held);
    clock_.advance(kLeaseTime / 2);
    const std::vector<Touched> touched = store_->release_expired(false);
    ASSERT_EQ(touched.size(), 1U);
    EXPECT_EQ(touched.front().last_event_id, store_->last_event_id());
    EXPECT_EQ(state_of(lost.file.id), FileState::Queued);
    EXPECT_EQ(state_of(kept.file.id), FileState::Generating);
    EXPECT_FALSE(complete(lost).applied) << "somebody else may have it";
    EXPECT_TRUE(complete(kept).applied);

    const Claim again = claim();
    EXPECT_EQ(again.file.id, lost.file.id);
    EXPECT_EQ(again.file.attempt, 2U);
    EXPECT_FALSE(complete(lost).applied) << "the old worker wakes up";
    EXPECT_TRUE(complete(again).applied);
}

TEST_P(JobStoreContract, WhatBecomesOfAFileWhoseWorkerDied) {
    struct Case {
        const char* name;
        bool is_direct;
        bool is_sent;
        bool has_submission;
        FileState want;
    };
    const Case cases[] = {
        {"direct: run again", true, false, false, FileState::Queued},
        {"nothing left yet: run again", false, false, false, FileState::Queued},
        {"left without confirmation: a person decides", false, true, false, FileState::Unknown},
        {"confirmed: goes on where it was", false, true, true, FileState::Waiting},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        add_job(1, c.is_direct);
        const Claim taken = c.has_submission ? submitted() : claim();
        if (c.is_sent && !c.has_submission) {
            ASSERT_TRUE(store_->mark_sent(taken.lease).applied);
        }
        reopen();
        store_->release_expired(true);
        EXPECT_EQ(state_of(taken.file.id), c.want);
        EXPECT_FALSE(complete(taken).applied);
        // Leave nothing to the next row.
        ASSERT_TRUE(store_->cancel(taken.job_id).ok());
        if (c.has_submission) {
            const Claim adopted = claim();
            EXPECT_EQ(adopted.file.id, taken.file.id);
            EXPECT_TRUE(adopted.file.cancel_asked);
            ASSERT_TRUE(adopted.file.submission);
            EXPECT_EQ(adopted.file.submission->request_id, "request-1");
            EXPECT_EQ(adopted.file.attempt, 1U) << "going on is not a new run";
            EXPECT_TRUE(advance(adopted, {FileEvent::CancelConfirmed}).applied);
        }
        EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    }
}

TEST_P(JobStoreContract, AFileThatKillsTheServerAgainAndAgainFails) {
    add_job(1);
    std::string file_id;
    int runs = 0;
    while (const auto taken = store_->claim_next("t" + std::to_string(runs), kLeaseTime)) {
        file_id = taken->file.id;
        store_->release_expired(true);
        ASSERT_LE(++runs, 8);
    }
    EXPECT_EQ(runs, 8);
    EXPECT_EQ(state_of(file_id), FileState::Failed);
}

TEST_P(JobStoreContract, TheFilesThatRanBesideItGetThrough) {
    const std::string job_id = add_job(4);
    const std::string culprit = store_->job(job_id)->files[1].id;
    int crashes = 0;
    while (store_->queue_stats().queued > 0) {
        // Four workers take what they can get; one of them dies with the program as soon as it has the culprit.
        std::vector<Claim> taken;
        while (auto next = store_->claim_next("t" + std::to_string(++next_token_), kLeaseTime)) taken.push_back(*std::move(next));
        const bool is_hit = std::any_of(taken.begin(), taken.end(), [&](const Claim& c) { return c.file.id == culprit; });
        if (is_hit) {
            ASSERT_LE(++crashes, 8);
            store_->release_expired(true);
        } else {
            for (const Claim& claim : taken) ASSERT_TRUE(complete(claim).applied);
        }
    }
    const std::optional<JobWithFiles> job = store_->job(job_id);
    for (const FileRecord& file : job->files) {
        EXPECT_EQ(file.state, file.id == culprit ? FileState::Failed : FileState::Succeeded);
    }
    EXPECT_EQ(crashes, 8);
}

TEST_P(JobStoreContract, GivingALeaseBackIsNotARun) {
    add_job(1);
    for (int i = 0; i < 12; ++i) {
        const Claim taken = claim();
        EXPECT_EQ(taken.file.attempt, 1U);
        ASSERT_TRUE(store_->release(taken.lease).applied);
        EXPECT_EQ(state_of(taken.file.id), FileState::Queued);
    }
}

TEST_P(JobStoreContract, GivingBackASubmittedFileLeavesItAtTheProvider) {
    add_job(1, false);
    const Claim taken = submitted();
    const std::int64_t last = store_->last_event_id();
    ASSERT_TRUE(store_->release(taken.lease).applied);
    EXPECT_EQ(state_of(taken.file.id), FileState::Waiting);
    EXPECT_EQ(store_->last_event_id(), last);
    EXPECT_FALSE(advance(taken, {FileEvent::Started}).applied);
    const Claim adopted = claim();
    EXPECT_EQ(adopted.file.id, taken.file.id);
    EXPECT_TRUE(advance(adopted, {FileEvent::Started}).applied);
}

TEST_P(JobStoreContract, ARetryWaitsForItsTime) {
    const std::string job_id = add_job(1);
    const Claim taken = claim();
    FilePatch patch;
    patch.error = Error{ErrorCode::ProviderUnavailable, "The provider does not answer."};
    patch.retry_at = clock_.now() + Millis{5'000};
    ASSERT_TRUE(advance(taken, {FileEvent::RetryScheduled}, patch).applied);
    EXPECT_EQ(event_names(job_id).back(), "task_progress") << "no file runs any more";
    EXPECT_EQ(store_->next_due(), patch.retry_at);
    EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    EXPECT_TRUE(store_->requeue_due().empty());
    clock_.advance(Millis{5'000});
    reopen();
    ASSERT_EQ(store_->requeue_due().size(), 1U);
    EXPECT_FALSE(store_->next_due());
    EXPECT_EQ(claim().file.attempt, 2U);

    const std::vector<std::string> names = event_names(job_id);
    EXPECT_EQ(std::count(names.begin(), names.end(), "task_retry"), 1);
}

TEST_P(JobStoreContract, ModelsLearnHowLongTheyTake) {
    add_job(2);
    const Claim first = claim();
    const Claim second = claim();
    clock_.advance(Millis{1'000});
    complete(first);
    EXPECT_EQ(store_->model_stats("draft")->runs, 1);
    EXPECT_EQ(store_->model_stats("draft")->typical_ms, 1'000);
    clock_.advance(Millis{1'000});
    complete(second);
    EXPECT_EQ(store_->model_stats("draft")->runs, 2);
    EXPECT_EQ(store_->model_stats("draft")->typical_ms, 1'200);
}

}  // namespace i2m::test
