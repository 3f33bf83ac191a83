// store_faults_test.cpp - every write of a job's way fails once, one after the other: nothing is there by half, nothing is sent twice.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "server/jobs/cleanup.hpp"
#include "server/jobs/janitor.hpp"
#include "shared/json/fields.hpp"
#include "tests/support/faulty_stores.hpp"
#include "tests/support/image_builder.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

constexpr int kMostWrites = 60;
constexpr int kMostRounds = 100;

struct Planned {
    FaultPlan plan;
};

/// The server's core over stores that fail once.
struct FaultyCore : Planned, CoreOn<FaultyJobStore, FaultyBlobStore> {
    FaultyCore() : CoreOn(plan) {}

    Janitor janitor{{store, blobs, clock, events, work, remover}, {}};

    /// Uploads one image, as the HTTP layer does.
    Result<api::UploadAnswer> upload(const std::string& model) { return service.accept(CoreOn::upload({"toy.png"}, model)); }

    /// One step as a worker makes it; false when it has to leave the file.
    bool step(JobStep& of) {
        StepOutcome outcome;
        try {
            outcome = of.next({});
        } catch (const StorageError& failure) {
            try {
                outcome = of.recover(Error::of(failure.code()));
            } catch (const StorageError&) {
                return false;
            }
        }
        if (outcome.kind == StepOutcome::Kind::Again) clock.advance(outcome.wait);
        return outcome.kind == StepOutcome::Kind::Again;
    }

    /// Works on `job_id` until it has ended or waits for a person.
    void run(const std::string& job_id) {
        for (int round = 0; round < kMostRounds; ++round) {
            const FileState state = store.job(job_id)->files.at(0).state;
            if (is_final(state) || state == FileState::Unknown) return;
            try {
                if (const std::unique_ptr<JobStep> of = next_step(0.0)) {
                    while (step(*of)) {
                    }
                }
            } catch (const StorageError&) {
                // As in a worker: it breathes and looks again.
            }
            clock.advance(Millis{61'000});  // a lease that was left has run out
            janitor.run_once();
        }
        ADD_FAILURE() << "it never ends";
    }

    /// Contents that no row names, when the janitor has swept.
    std::size_t strays() {
        clock.advance(Millis{11 * 60'000});
        janitor.run_once();
        const std::vector<std::string> names = blobs.list();
        return store.orphans_among(names).size();
    }
};

TEST(StoreFaults, AnUploadFailsWholeAtEachOfItsWrites) {
    int faults = 0;
    for (int write = 0; write < kMostWrites; ++write) {
        SCOPED_TRACE(write);
        FaultyCore core;
        core.plan.fail_after(write);
        try {
            ASSERT_TRUE(core.upload("").ok());
        } catch (const StorageError& failure) {
            EXPECT_EQ(failure.code(), ErrorCode::StorageFull);
            ++faults;
        }
        if (!core.plan.is_spent()) break;
        EXPECT_TRUE(core.store.list({}).empty());
        EXPECT_TRUE(core.store.events_after("", 0, 10).empty()) << "nothing is told of what is not";
        EXPECT_EQ(core.strays(), 0U);
        EXPECT_TRUE(core.upload("").ok());
    }
    EXPECT_EQ(faults, 3) << "the content, its name, the row";
}

TEST(StoreFaults, ARunEndsWellWhicheverOfItsWritesFails) {
    for (const bool is_paid : {false, true}) {
        SCOPED_TRACE(is_paid ? "a provider's" : "the draft's");
        int faults = 0;
        for (int write = 0; write < kMostWrites; ++write) {
            SCOPED_TRACE(write);
            FaultyCore core;
            core.fal.fetches = {[](BlobWriter& out, std::stop_token) -> Outcome<Fetched> {
                out.write(small_glb());
                Fetched fetched;
                fetched.preview = make_png_rgba(48, 48, Bytes(48 * 48 * 4, 200));
                return fetched;
            }};
            const Result<api::UploadAnswer> accepted = core.upload(is_paid ? "fal-ai/trellis" : "");
            ASSERT_TRUE(accepted.ok());
            core.plan.fail_after(write, write % 2 == 0 ? ErrorCode::StorageFull : ErrorCode::Internal);
            core.run(accepted->job_id);
            const bool has_failed = core.plan.is_spent();
            const FileRecord file = core.store.job(accepted->job_id)->files.at(0);
            const std::vector<std::string> calls = core.fal.calls();
            EXPECT_LE(std::count(calls.begin(), calls.end(), "submit"),
                      file.state == FileState::Unknown ? 1 : 1 + (file.attempt > 1))
                << "a request that may have left is not sent again by itself";
            if (file.state == FileState::Unknown) {
                EXPECT_TRUE(is_paid);
                EXPECT_FALSE(file.result);
            } else {
                EXPECT_EQ(file.state, FileState::Succeeded);
                ASSERT_TRUE(file.result);
                EXPECT_TRUE(core.blobs.open(file.result->sha256)) << "a row without its content";
                if (file.preview) {
                    EXPECT_TRUE(core.blobs.open(file.preview->sha256));
                }
            }
            EXPECT_EQ(core.strays(), 0U);
            if (!has_failed) break;
            ++faults;
        }
        EXPECT_GE(faults, is_paid ? 6 : 3);
        EXPECT_LT(faults, kMostWrites);
    }
}

TEST(StoreFaults, ACleanupDeletesWholeJobsWhicheverOfItsWritesFails) {
    int faults = 0;
    for (int write = 0; write < kMostWrites; ++write) {
        SCOPED_TRACE(write);
        FaultyCore core;
        std::set<std::string> jobs;
        for (int i = 0; i < 3; ++i) {
            jobs.insert(core.upload("")->job_id);
            core.run(*jobs.rbegin());
            for (const std::string& id : jobs) core.run(id);
        }
        Cleanup cleanup({core.store, core.remover, core.clock, core.log}, {});
        core.plan.fail_after(write);
        bool is_thrown = false;
        try {
            EXPECT_EQ(cleanup.by_age({0})->directories_removed, 3U);
        } catch (const StorageError&) {
            is_thrown = true;
        }
        if (!core.plan.is_spent()) break;
        ++faults;
        EXPECT_TRUE(is_thrown);
        for (const JobWithFiles& left : core.store.list({})) {
            EXPECT_TRUE(core.blobs.open(left.files.at(0).source_sha256)) << "what is left is whole";
            EXPECT_TRUE(core.blobs.open(left.files.at(0).result->sha256));
        }
        EXPECT_EQ(core.strays(), 0U);
        EXPECT_TRUE(cleanup.by_age({0}).ok());
        EXPECT_TRUE(core.store.list({}).empty());
        EXPECT_TRUE(core.blobs.list().empty());
    }
    EXPECT_GE(faults, 5) << "three rows, two contents";
}

}  // namespace
}  // namespace i2m::test
