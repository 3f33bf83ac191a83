// copy_cleaner_test.cpp - what deleted jobs left at a provider is asked away, again and again, and not for ever.
#include "server/jobs/copy_cleaner.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_ids.hpp"
#include "tests/support/memory_job_store.hpp"

namespace i2m::test {
namespace {

class ScriptedRemover final : public CopyRemover {
public:
    CopyOutcome remove(std::string_view request_id, std::stop_token) override {
        asked.emplace_back(request_id);
        return outcome;
    }
    CopyOutcome outcome = CopyOutcome::Removed;
    std::vector<std::string> asked;
};

class CopyCleanerTest : public ::testing::Test {
protected:
    /// Deletes a job whose run had this request id.
    void delete_job_with(const std::string& request_id) {
        NewJob job;
        job.id = fake_uuid(++next_id_);
        job.model = "fal-ai/trellis";
        job.files = {{fake_uuid(++next_id_), "a.png", "image/png", std::string(64, 'a'), 1, 1, 1}};
        ASSERT_TRUE(store_.create(job).ok());
        const Claim claim = *store_.claim_next("token", Millis{60'000});
        ASSERT_TRUE(store_.mark_sent(claim.lease).applied);
        FilePatch patch;
        patch.submission = Submission{request_id, "{}"};
        const FileEvent submitted[] = {FileEvent::Submitted, FileEvent::CancelConfirmed};
        ASSERT_TRUE(store_.advance(claim.lease, std::span(submitted, 1), patch).applied);
        ASSERT_TRUE(store_.advance(claim.lease, std::span(submitted + 1, 1), {}).applied);
        ASSERT_TRUE(store_.remove(job.id).ok());
    }
    [[nodiscard]] std::size_t left() { return store_.provider_copies(TimePoint::max(), 100).size(); }

    FakeClock clock_;
    NoLog log_;
    MemoryJobStore store_{clock_};
    ScriptedRemover remover_;
    CopyCleaner cleaner_{store_, &remover_, clock_, log_};
    std::uint64_t next_id_ = 0;
};

TEST_F(CopyCleanerTest, DeletesWhatIsDue) {
    EXPECT_GT(*cleaner_.next(), clock_.now());
    delete_job_with("r-1");
    EXPECT_EQ(*cleaner_.next(), clock_.now());
    cleaner_.run({});
    EXPECT_EQ(remover_.asked, std::vector<std::string>{"r-1"});
    EXPECT_EQ(left(), 0U);
}

TEST_F(CopyCleanerTest, AsksAgainWithGrowingWaitsAndGivesUpWhenTheCopyHasExpired) {
    delete_job_with("r-1");
    remover_.outcome = CopyOutcome::TryLater;
    cleaner_.run({});
    EXPECT_EQ(left(), 1U);
    cleaner_.run({});
    EXPECT_EQ(remover_.asked.size(), 1U) << "not at once";
    clock_.advance(Millis{60'000});
    cleaner_.run({});
    EXPECT_EQ(remover_.asked.size(), 2U);
    clock_.advance(Millis{60'000});
    cleaner_.run({});
    EXPECT_EQ(remover_.asked.size(), 2U) << "the wait grows";
    clock_.advance(Millis{9LL * 24 * 3'600'000});
    cleaner_.run({});
    EXPECT_EQ(left(), 0U);
}

TEST_F(CopyCleanerTest, ARefusalIsFinal) {
    delete_job_with("r-1");
    remover_.outcome = CopyOutcome::Refused;
    cleaner_.run({});
    EXPECT_EQ(left(), 0U);
}

TEST_F(CopyCleanerTest, WithoutARemoverCopiesAreForgotten) {
    delete_job_with("r-1");
    CopyCleaner(store_, nullptr, clock_, log_).run({});
    EXPECT_EQ(left(), 0U);
}

TEST_F(CopyCleanerTest, AStopLeavesTheRestDue) {
    delete_job_with("r-1");
    std::stop_source stop;
    stop.request_stop();
    cleaner_.run(stop.get_token());
    EXPECT_TRUE(remover_.asked.empty());
    EXPECT_EQ(*cleaner_.next(), clock_.now());
}

}  // namespace
}  // namespace i2m::test
