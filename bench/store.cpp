// store.cpp - what durability costs: store cycles a second, a blob commit, and an upload's way through the core to "completed".
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/support/figures.hpp"
#include "server/core/direct_generator.hpp"
#include "server/core/log.hpp"
#include "server/files/disk_blob_store.hpp"
#include "server/jobs/job_service.hpp"
#include "server/jobs/worker_pool.hpp"
#include "server/platform/random_ids.hpp"
#include "server/platform/system_clock.hpp"
#include "server/sqlite/sqlite_job_store.hpp"
#include "shared/base/sha256.hpp"
#include "shared/glb/glb.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::bench {
namespace {

/// A direct provider that costs nothing: what is measured is everything around it.
class InstantGenerator final : public DirectGenerator {
public:
    [[nodiscard]] models::Provider provider() const override { return models::Provider::Draft; }
    [[nodiscard]] Outcome<Fetched> fetch(const GenerateInput& input, const Submission*, BlobWriter& out,
                                         std::stop_token) override {
        // Each result differs, as real ones do: the same content would be stored once.
        glb::Scene scene = scene_;
        scene.generator = input.source_sha256;
        out.write(glb::write_glb(scene));
        return Fetched{};
    }

private:
    static glb::Scene one_triangle() {
        glb::Primitive triangle;
        triangle.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
        triangle.normals = {{0, 0, 1}, {0, 0, 1}, {0, 0, 1}};
        triangle.indices = {0, 1, 2};
        glb::Scene scene;
        scene.meshes.push_back({"triangle", {triangle}});
        scene.instances.push_back({0});
        return scene;
    }
    const glb::Scene scene_ = one_triangle();
};

/// Waits for the final event of a job.
class FinalSink final : public EventSink {
public:
    explicit FinalSink(JobStore& store) : store_(store) {}
    void notify(std::string_view job_id, std::int64_t last_event_id) override {
        const std::vector<EventRow> events = store_.events_after(job_id, last_event_id - 1, 1);
        if (events.empty() || !api::is_final_event(events.front().name)) return;
        const std::scoped_lock lock(mutex_);
        ended_ = std::string(job_id);
        changed_.notify_all();
    }
    void removed(std::string_view) override {}
    void publish_progress(const ProgressTick&) override {}
    void wait_for(const std::string& job_id) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ended_ == job_id; });
    }

private:
    JobStore& store_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string ended_;
};

/// What one durable write costs on this disk at this moment: every other figure here holds several of them.
void bench_disk(const std::filesystem::path& folder) {
    const int fd = ::open((folder / "sync").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error("no file can be made in " + folder.string());
    std::vector<double> times;
    for (int round = 0; round < 101; ++round) {
        const std::string page(8'192, static_cast<char>(round));
        if (::pwrite(fd, page.data(), page.size(), 0) < 0) throw std::runtime_error("the disk takes nothing");
        const auto start = Clock::now();
        ::fdatasync(fd);
        times.push_back(ms_since(start));
    }
    ::close(fd);
    report("server.disk_sync", times, "ms");
}

void bench_cycles(const std::filesystem::path& folder) {
    const SystemClock clock;
    RandomIds ids;
    const auto store = open_sqlite_job_store(folder / "cycles.db", clock, 4);
    std::vector<double> rates;
    std::vector<double> worst;
    std::uint64_t number = 0;
    for (int round = 0; round < 5; ++round) {
        constexpr int kCycles = 400;
        double longest = 0;
        const auto start = Clock::now();
        for (int i = 0; i < kCycles; ++i) {
            const auto cycle = Clock::now();
            const std::string sha = sha256_hex(as_bytes(std::to_string(++number)));
            NewJob job;
            job.id = ids.uuid();
            job.model = "draft";
            job.is_direct = true;
            job.typical_ms = 100;
            job.files.push_back({ids.uuid(), "toy.png", "image/png", sha, 1'000, 100, 100});
            (void)store->create(job);
            const std::optional<Claim> claim = store->claim_next(ids.token(), Millis{60'000});
            (void)store->complete(claim->lease, {"toy", sha256_hex(as_bytes(sha)), 2'000, 1, 3});
            longest = std::max(longest, ms_since(cycle));
        }
        rates.push_back(kCycles * 1'000.0 / ms_since(start));
        worst.push_back(longest);
    }
    report("server.store_cycle", rates, "1/s", "higher");
    report("server.store_cycle_worst", worst, "ms");
}

void bench_blobs(const std::filesystem::path& folder) {
    const auto blobs = open_disk_blob_store(folder);
    std::vector<double> times;
    for (int round = 0; round < 20; ++round) {
        std::vector<std::unique_ptr<BlobWriter>> writers;
        std::vector<BlobWriter*> raw;
        for (int i = 0; i < 25; ++i) {
            Bytes content(20'000, static_cast<std::uint8_t>(round));
            content[0] = static_cast<std::uint8_t>(i);
            writers.push_back(blobs->begin());
            writers.back()->write(content);
            writers.back()->finish();
            raw.push_back(writers.back().get());
        }
        const auto start = Clock::now();
        blobs->commit(raw);
        times.push_back(ms_since(start));
    }
    report("server.blob_commit_25", times, "ms");
}

void bench_to_completed(const std::filesystem::path& folder, std::size_t files, const char* name) {
    SystemClock clock;
    RandomIds ids;
    const auto store = open_sqlite_job_store(folder / (std::string(name) + ".db"), clock, 4);
    const auto blobs = open_disk_blob_store(folder);
    InstantGenerator generator;
    FinalSink sink(*store);
    ProgressBoard progress;
    WorkSignal work;
    NoLog log;
    const GeneratorOf generator_of = [&](models::Provider) -> Generator* { return &generator; };
    JobService service({*store, *blobs, clock, ids, sink, progress, work, generator_of}, {});
    const WorkerPool pool({*store, *blobs, clock, ids, sink, progress, work, generator_of, log}, {});
    std::vector<double> times;
    for (int round = 0; round < 20; ++round) {
        AcceptRequest request;
        for (std::size_t i = 0; i < files; ++i) {
            AcceptFile file;
            file.filename = "toy.png";
            file.report.format = ImageFormat::Png;
            file.blob = blobs->begin();
            file.blob->write(as_bytes(name + std::to_string(round) + "." + std::to_string(i)));
            request.files.push_back(std::move(file));
        }
        const auto start = Clock::now();
        const Result<api::UploadAnswer> answer = service.accept(std::move(request));
        sink.wait_for(answer->job_id);
        times.push_back(ms_since(start));
    }
    report(name, times, "ms");
}

}  // namespace
}  // namespace i2m::bench

int main() {
    const i2m::test::TempFolder folder;
    i2m::bench::bench_disk(folder.path());
    i2m::bench::bench_cycles(folder.path());
    i2m::bench::bench_blobs(folder.path());
    i2m::bench::bench_to_completed(folder.path(), 1, "server.accept_to_completed_1");
    i2m::bench::bench_to_completed(folder.path(), 25, "server.accept_to_completed_25");
}
