// worker_pool.hpp - the threads that carry files from the queue to their models.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "server/core/blob_store.hpp"
#include "server/core/clock.hpp"
#include "server/core/event_sink.hpp"
#include "server/core/generator.hpp"
#include "server/core/ids.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"
#include "server/jobs/charges.hpp"
#include "server/jobs/gate.hpp"
#include "server/jobs/job_meter.hpp"
#include "server/jobs/job_origins.hpp"
#include "server/jobs/progress_board.hpp"
#include "server/jobs/work_signal.hpp"

namespace i2m {

/// What a worker works with; all outlive the pool.
struct WorkerParts {
    JobStore& store;
    BlobStore& blobs;
    Clock& clock;
    Ids& ids;
    EventSink& events;
    ProgressBoard& progress;
    WorkSignal& work;
    GeneratorOf generator_of;
    Log& log;
    Gate* gate = nullptr;                  ///< says what may start; nullptr: everything
    std::function<void()> when_idle = {};  ///< called by a worker that found nothing to do, before it waits; may be empty
    JobMeter* meter = nullptr;             ///< told what becomes of files; nullptr: nobody is
    const JobOrigins* origins = nullptr;   ///< which request made a job, for the log; nullptr: nobody knows
    CostOfUnits cost_of_units = models::cost_of_units_usd;
};

struct WorkerOptions {
    std::uint32_t threads = 4;
    Millis lease_time{60'000};
    Millis heartbeat{15'000};  ///< leases are renewed this often
    Millis tick{500};          ///< running files tell their progress this often
    double retry_scale = 1.0;  ///< multiplies every wait before a retry (0 in tests)
    Millis deadline{0};        ///< of a run at a provider; 0: none
    /// So many of the threads never call a provider: one that hangs in each call holds no draft up.
    std::uint32_t direct_threads = 0;
    std::function<void()> on_begin = {};  ///< each worker's first act; may be empty
};

/// Starts `threads` workers and one heartbeat thread. A file whose request runs at a provider leaves its worker between two polls
/// and is taken up by any of them when it is due, so a few workers watch many requests. The destructor asks them to stop, waits, and gives
/// their leases back.
class WorkerPool {
public:
    WorkerPool(WorkerParts parts, WorkerOptions options);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// How many workers have a file in hand.
    [[nodiscard]] std::uint32_t busy() const;
    /// How long ago the pool gave a sign of life; it does so every tick.
    [[nodiscard]] Millis since_beat() const;
    /// Asks all to stop without waiting; the destructor waits.
    void request_stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace i2m
