// job_step_bench.hpp - one file of the core on fakes, step by step.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "server/jobs/job_step.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {

class JobStepTest : public ::testing::Test {
protected:
    std::string accept(const std::string& model) {
        const Result<api::UploadAnswer> answer = core_.service.accept(core_.upload({"toy.png"}, model));
        if (!answer) throw std::runtime_error(answer.error().message);
        job_id_ = answer->job_id;
        return answer->uploaded_files[0].file_id;
    }
    [[nodiscard]] FileRecord file() { return core_.store.job(job_id_)->files[0]; }
    /// Runs one claimed file to its end; returns the waits that were asked for.
    std::vector<std::int64_t> run(JobStep& step) {
        std::vector<std::int64_t> waits;
        for (int i = 0; i < 100; ++i) {
            const StepOutcome outcome = step.next({});
            if (outcome.kind != StepOutcome::Kind::Again) return waits;
            waits.push_back(outcome.wait.count());
            core_.clock.advance(outcome.wait);
        }
        ADD_FAILURE() << "it never ends";
        return waits;
    }

    ServerCore core_;
    std::string job_id_;
};

inline Failure failure(FailureKind kind, const std::string& words = "It broke.") {
    return {kind, Error{ErrorCode::ProviderUnavailable, words}};
}

}  // namespace i2m::test
