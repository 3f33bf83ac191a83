// server_core.hpp - the server's core on fakes: stores in memory, time that stands still, providers on a script.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/core/log.hpp"
#include "server/jobs/job_service.hpp"
#include "server/jobs/job_step.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_ids.hpp"
#include "tests/support/memory_blob_store.hpp"
#include "tests/support/memory_job_store.hpp"
#include "tests/support/recording_sink.hpp"
#include "tests/support/scripted_generator.hpp"

namespace i2m::test {

/// `Store` and `Blobs` keep everything in memory.
template <class Store, class Blobs>
struct CoreOn {
    /// `more` is what both take beside the clock.
    template <class... More>
    explicit CoreOn(More&... more) : store(clock, more...), blobs(more...) {}

    FakeClock clock;
    FakeIds ids;
    Store store;
    Blobs blobs;
    RecordingSink events;
    ProgressBoard progress;
    WorkSignal work;
    NoLog log;
    ScriptedGenerator draft{true};
    ScriptedGenerator fal{false};
    Gate gate{clock, {}};
    GeneratorOf generator_of = [this](models::Provider provider) -> Generator* {
        return provider == models::Provider::Draft ? &draft : &fal;
    };
    JobService service{{store, blobs, clock, ids, events, progress, work, generator_of}, {}};

    JobRemover remover{store, blobs, events, progress, work};

    /// A finished file of `content`, as the HTTP layer hands it over.
    [[nodiscard]] AcceptFile image(const std::string& filename, std::string_view content = "pixels") {
        AcceptFile file;
        file.filename = filename;
        file.blob = blobs.begin();
        file.blob->write(as_bytes(content));
        file.blob->finish();
        file.report.format = ImageFormat::Png;
        file.report.width_px = 40;
        file.report.height_px = 30;
        return file;
    }
    /// An upload of these files.
    [[nodiscard]] AcceptRequest upload(const std::vector<std::string>& filenames, const std::string& model = {}) {
        AcceptRequest request;
        request.owner = "somebody";
        request.model = model;
        for (const std::string& name : filenames) request.files.push_back(image(name, "pixels of " + name));
        return request;
    }
    /// The next claimed file as a step of a worker.
    [[nodiscard]] std::unique_ptr<JobStep> next_step(double retry_scale = 1.0, Millis deadline = Millis{0}) {
        std::optional<Claim> claim = store.claim_next(ids.token(), Millis{60'000});
        if (!claim) return nullptr;
        const StepParts parts{store, blobs, clock, events, progress, generator_of, Millis{60'000}, retry_scale, &gate, deadline};
        return std::make_unique<JobStep>(parts, *std::move(claim));
    }
};

using ServerCore = CoreOn<MemoryJobStore, MemoryBlobStore>;

}  // namespace i2m::test
