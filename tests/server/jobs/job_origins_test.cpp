// job_origins_test.cpp - a worker's lines carry the id of the request that made the job.
#include "server/jobs/job_origins.hpp"

#include <gtest/gtest.h>

#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

/// Asks for a job's request as a worker would that claims it the moment it is there.
class QuickStore : public MemoryJobStore {
public:
    using MemoryJobStore::MemoryJobStore;

    Result<Created> create(const NewJob& job) override {
        Result<Created> created = MemoryJobStore::create(job);
        seen = origins->request_of(job.id);
        return created;
    }

    const JobOrigins* origins = nullptr;
    std::string seen;
};

TEST(JobOrigins, AWorkerThatClaimsAtOnceKnowsTheRequest) {
    CoreOn<QuickStore, MemoryBlobStore> core;
    JobOrigins origins(core.log);
    core.store.origins = &origins;
    JobService service({core.store,
                        core.blobs,
                        core.clock,
                        core.ids,
                        core.events,
                        core.progress,
                        core.work,
                        core.generator_of,
                        {},
                        nullptr,
                        &origins},
                       {});
    AcceptRequest request = core.upload({"toy.png"});
    request.request_id = "from-the-edge";
    ASSERT_TRUE(service.accept(std::move(request)).ok());
    EXPECT_EQ(core.store.seen, "from-the-edge");
}

TEST(JobOrigins, WhoAskedForNothingIsNotRemembered) {
    NoLog log;
    JobOrigins origins(log);
    origins.remember("job", "");
    EXPECT_EQ(origins.request_of("job"), "");
}

}  // namespace
}  // namespace i2m::test
