// job_store_housekeeping_test.cpp - jobs that wait for their provider to be deleted, what has ended, what is stored.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/contract/job_store_contract.hpp"

namespace i2m::test {
namespace {

std::vector<std::string> ids_of(const std::vector<EndedJob>& jobs) {
    std::vector<std::string> ids;
    for (const EndedJob& job : jobs) ids.push_back(job.id);
    return ids;
}

std::uint32_t jobs_naming(const EndedJob& job, const std::string& sha256) {
    for (const NamedBlob& named : job.blobs) {
        if (named.blob.sha256 == sha256) return named.jobs;
    }
    return 0;
}

}  // namespace

TEST_P(JobStoreContract, AJobAtAProviderIsCancelledFirstAndDoomed) {
    const std::string job_id = add_job(2, false);
    const Claim taken = submitted();
    const Result<RemovedJob> removed = store_->remove(job_id);
    ASSERT_TRUE(removed.ok());
    EXPECT_TRUE(removed->is_pending);
    EXPECT_TRUE(removed->orphaned_sha256.empty());
    EXPECT_EQ(removed->last_event_id, store_->last_event_id());
    EXPECT_TRUE(store_->file(taken.file.id)->cancel_asked);
    EXPECT_EQ(state_of(store_->job(job_id)->files[1].id), FileState::Cancelled) << "what waits ends at once";
    EXPECT_TRUE(store_->housekeeping().doomed_jobs().empty()) << "the provider still holds it";

    const std::int64_t told = store_->last_event_id();
    ASSERT_TRUE(store_->remove(job_id)->is_pending) << "asking again changes nothing";
    EXPECT_EQ(store_->last_event_id(), told);
    EXPECT_EQ(store_->retry({job_id, {}, std::nullopt, "{}", false}).error().code, ErrorCode::Conflict);

    reopen();
    ASSERT_TRUE(advance(taken, {FileEvent::CancelConfirmed}).applied);
    EXPECT_EQ(store_->housekeeping().doomed_jobs(), std::vector<std::string>{job_id});
    EXPECT_TRUE(store_->housekeeping().ended_jobs({clock_.now()}).empty()) << "it is not waiting for its age";
    ASSERT_FALSE(store_->remove(job_id)->is_pending);
    EXPECT_FALSE(store_->job(job_id));
    EXPECT_TRUE(store_->housekeeping().doomed_jobs().empty());
}

TEST_P(JobStoreContract, ADoomedJobGoesAlsoWhenItsModelComesOrItsRequestIsLost) {
    const std::string with_model = add_job(1, false);
    const Claim paid = submitted("request-1");
    ASSERT_TRUE(store_->remove(with_model)->is_pending);
    ASSERT_TRUE(complete(paid).applied);
    EXPECT_EQ(store_->housekeeping().doomed_jobs(), std::vector<std::string>{with_model});
    EXPECT_EQ(store_->remove(with_model)->orphaned_sha256.size(), 2U) << "the image and the model";

    const std::string lost = add_job(1, false);
    const Claim taken = sent();
    ASSERT_TRUE(store_->remove(lost)->is_pending);
    store_->release_expired(true);
    ASSERT_EQ(state_of(taken.file.id), FileState::Unknown);
    EXPECT_EQ(store_->resolve({lost, {}, FileEvent::RetryAsked}).error().code, ErrorCode::Conflict);
    EXPECT_EQ(store_->housekeeping().doomed_jobs(), std::vector<std::string>{lost});
    EXPECT_FALSE(store_->remove(lost)->is_pending);
}

TEST_P(JobStoreContract, RequestsOfADeletedJobBecomeCopiesToDelete) {
    const std::string job_id = add_job(2, false);
    for (const char* request : {"request-1", "request-2"}) {
        ASSERT_TRUE(advance(submitted(request), {FileEvent::CancelConfirmed}).applied);
    }
    EXPECT_TRUE(store_->housekeeping().provider_copies(clock_.now(), 10).empty());
    const TimePoint deleted_at = clock_.now();
    ASSERT_TRUE(store_->remove(job_id).ok());

    const std::vector<ProviderCopy> copies = store_->housekeeping().provider_copies(clock_.now(), 10);
    ASSERT_EQ(copies.size(), 2U);
    EXPECT_EQ(copies[0].deleted_at, deleted_at);
    EXPECT_EQ(copies[0].tries, 0U);
    EXPECT_EQ(store_->housekeeping().provider_copies(clock_.now(), 1).size(), 1U);
    store_->housekeeping().settle_copy("request-1", clock_.now() + Millis{1'000});
    EXPECT_EQ(store_->housekeeping().provider_copies(clock_.now(), 10).size(), 1U);
    clock_.advance(Millis{1'000});
    const std::vector<ProviderCopy> due = store_->housekeeping().provider_copies(clock_.now(), 10);
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].request_id, "request-2") << "the longest due first";
    EXPECT_EQ(due[1].tries, 1U);
    store_->housekeeping().settle_copy("request-1", std::nullopt);
    store_->housekeeping().settle_copy("request-2", std::nullopt);
    EXPECT_TRUE(store_->housekeeping().provider_copies(clock_.now(), 10).empty());
}

TEST_P(JobStoreContract, EndedJobsComeInTheOrderOfTheirEnds) {
    const std::string first = add_job(1);
    const std::string second = add_job(1);
    const std::string waiting = add_job(1);
    const Claim of_first = claim();
    const Claim of_second = claim();
    ASSERT_TRUE(fail(of_second).applied);
    const TimePoint early = clock_.now();
    clock_.advance(Millis{1'000});
    ASSERT_TRUE(complete(of_first, 900).applied);

    const HousekeepingStore& tidy = store_->housekeeping();
    const std::vector<EndedJob> jobs = tidy.ended_jobs({clock_.now()});
    ASSERT_EQ(ids_of(jobs), (std::vector<std::string>{second, first}));
    EXPECT_EQ(jobs[0].status, JobStatus::Failed);
    EXPECT_EQ(jobs[0].ended_at, early);
    EXPECT_EQ(jobs[1].status, JobStatus::Completed);
    EXPECT_EQ(jobs[1].files, 1U);
    EXPECT_EQ(jobs[1].blobs.size(), 2U) << "the image and the model";
    EXPECT_EQ(ids_of(tidy.ended_jobs({early})), std::vector<std::string>{second}) << "ended then or before";
    EXPECT_TRUE(tidy.ended_jobs({early - Millis{1}}).empty());
    EXPECT_EQ(ids_of(tidy.ended_jobs({clock_.now(), {}, 1})), std::vector<std::string>{second});
    EXPECT_EQ(ids_of(tidy.ended_jobs({clock_.now(), EndedPlace{early, jobs[0].sequence}, 10})), std::vector<std::string>{first});
}

TEST_P(JobStoreContract, EndedJobsTellHowManyNameTheirContents) {
    NewJob one = new_job(2);
    const auto same_as = [](NewFile& file, const NewFile& model) {
        file.source_sha256 = model.source_sha256;
        file.source_bytes = model.source_bytes;
    };
    same_as(one.files[1], one.files[0]);
    ASSERT_TRUE(store_->create(one).ok());
    NewJob other = new_job(1);
    same_as(other.files[0], one.files[0]);
    ASSERT_TRUE(store_->create(other).ok());
    ASSERT_TRUE(store_->cancel(one.id).ok());
    const std::vector<EndedJob> jobs = store_->housekeeping().ended_jobs({clock_.now()});
    ASSERT_EQ(jobs.size(), 1U);
    ASSERT_EQ(jobs[0].blobs.size(), 1U) << "one content, though two files have it";
    EXPECT_EQ(jobs_naming(jobs[0], one.files[0].source_sha256), 2U);
    EXPECT_EQ(store_->remove(one.id)->freed_bytes, 0U);
    EXPECT_EQ(store_->remove(other.id)->freed_bytes, other.files[0].source_bytes);
}

TEST_P(JobStoreContract, AJobThatRanAgainSinceIsNotDeletedByItsAge) {
    const std::string job_id = add_job(1);
    ASSERT_TRUE(fail(claim()).applied);
    const EndedJob ended = store_->housekeeping().ended_jobs({clock_.now()}).at(0);
    clock_.advance(Millis{1'000});
    ASSERT_TRUE(store_->retry({job_id, {}, std::nullopt, "{}", false}).ok());
    EXPECT_EQ(store_->housekeeping().remove_ended(job_id, ended.ended_at).error().code, ErrorCode::Conflict);
    ASSERT_TRUE(fail(claim()).applied);
    EXPECT_EQ(store_->housekeeping().remove_ended(job_id, ended.ended_at).error().code, ErrorCode::Conflict);
    EXPECT_EQ(store_->housekeeping().remove_ended(fake_uuid(99), ended.ended_at).error().code, ErrorCode::JobNotFound);
    const Result<RemovedJob> removed = store_->housekeeping().remove_ended(job_id, clock_.now());
    ASSERT_TRUE(removed.ok());
    EXPECT_EQ(removed->orphaned_sha256.size(), 1U);
    EXPECT_FALSE(store_->job(job_id));
}

TEST_P(JobStoreContract, SumsCountEachContentOnce) {
    NewJob one = new_job(2);
    ASSERT_TRUE(store_->create(one).ok());
    NewJob other = new_job(1);
    other.files[0].source_sha256 = one.files[0].source_sha256;
    ASSERT_TRUE(store_->create(other).ok());
    ASSERT_TRUE(complete(claim(), 900).applied);
    const StorageSums sums = store_->housekeeping().storage_sums();
    EXPECT_EQ(sums.jobs, 2U);
    EXPECT_EQ(sums.uploads.blobs, 2U);
    EXPECT_EQ(sums.uploads.bytes, one.files[0].source_bytes + one.files[1].source_bytes);
    EXPECT_EQ(sums.results.blobs, 1U);
    EXPECT_EQ(sums.all.blobs, 3U);
    EXPECT_EQ(sums.all.bytes, sums.uploads.bytes + sums.results.bytes);
}

TEST_P(JobStoreContract, StoredBlobsComeNewestFirstInPages) {
    NewJob old = new_job(2);
    ASSERT_TRUE(store_->create(old).ok());
    clock_.advance(Millis{1'000});
    NewJob young = new_job(1);
    ASSERT_TRUE(store_->create(young).ok());
    NewJob repeated = new_job(1);
    repeated.files[0].source_sha256 = old.files[0].source_sha256;
    ASSERT_TRUE(store_->create(repeated).ok());
    ASSERT_TRUE(complete(claim(), 900).applied);

    const HousekeepingStore& tidy = store_->housekeeping();
    std::vector<std::string> seen;
    std::optional<BlobPlace> place;
    for (;;) {
        const std::vector<StoredBlob> page = tidy.stored_blobs(BlobKind::Upload, place, 2);
        if (page.empty()) break;
        for (const StoredBlob& stored : page) seen.push_back(stored.blob.sha256);
        place = BlobPlace{page.back().created_at, page.back().blob.sha256};
    }
    std::vector<std::string> olds = {old.files[0].source_sha256, old.files[1].source_sha256};
    std::sort(olds.begin(), olds.end());
    EXPECT_EQ(seen, (std::vector<std::string>{young.files[0].source_sha256, olds[0], olds[1]}));

    const std::vector<StoredBlob> all = tidy.stored_blobs(BlobKind::Upload, std::nullopt, 10);
    const auto shared = std::find_if(all.begin(), all.end(),
                                     [&](const StoredBlob& stored) { return stored.blob.sha256 == old.files[0].source_sha256; });
    ASSERT_NE(shared, all.end());
    EXPECT_EQ(shared->jobs, 2U);
    EXPECT_EQ(shared->file_id, old.files[0].id) << "the first file that names it";
    EXPECT_EQ(shared->filename, old.files[0].filename);
    EXPECT_EQ(shared->content_type, old.files[0].content_type);
    EXPECT_EQ(shared->blob.size_bytes, old.files[0].source_bytes);

    const std::vector<StoredBlob> results = tidy.stored_blobs(BlobKind::Result, std::nullopt, 10);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].blob.sha256, fake_sha(900));
    EXPECT_EQ(results[0].content_type, "model/gltf-binary");
}

}  // namespace i2m::test
