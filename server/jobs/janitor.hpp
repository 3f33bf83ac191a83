// janitor.hpp - puts right what crashes left behind, and throws away what nobody needs.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>

#include "server/core/blob_store.hpp"
#include "server/core/clock.hpp"
#include "server/core/event_sink.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"
#include "server/jobs/job_remover.hpp"
#include "server/jobs/work_signal.hpp"

namespace i2m {

struct JanitorOptions {
    Millis period{5'000};                    ///< leases and due retries
    Millis sweep_period{10 * 60'000};        ///< orphaned blobs, old events
    Millis keep_events{7 * 24 * 3'600'000};  ///< events of ended jobs
    Millis give_back_period{10'000};
    std::function<void()> give_back = [] {};  ///< returns unused memory to the system
};

/// What it works with; all outlive it.
struct JanitorParts {
    JobStore& store;
    BlobStore& blobs;
    const Clock& clock;
    EventSink& events;
    WorkSignal& work;
    JobRemover& remover;
};

struct JanitorReport {
    std::size_t released = 0;
    std::size_t requeued = 0;
    std::size_t doomed_removed = 0;
    std::size_t unfinished_removed = 0;
    std::size_t orphans_removed = 0;
    std::size_t events_trimmed = 0;
};

/// One round of tidying; the caller decides when. Not safe from several threads at once.
class Janitor {
public:
    Janitor(const JanitorParts& parts, JanitorOptions options);

    /// Before the workers start: every lease belongs to a dead process; unfinished uploads and orphans are
    /// swept.
    JanitorReport run_at_start();
    /// Leases and retries that are due; jobs whose provider has let go of them; orphans, old events and unused memory when their
    /// period has passed.
    JanitorReport run_once();
    /// When the round after the one begun at `begun` has something to do at the latest. The begin counts: time that passes
    /// while a round runs belongs to the wait.
    [[nodiscard]] TimePoint next_run(TimePoint begun) const;

private:
    JanitorReport tidy_leases(bool everything);
    void sweep(JanitorReport& report);

    JobStore& store_;
    BlobStore& blobs_;
    const Clock& clock_;
    EventSink& events_;
    WorkSignal& work_;
    JobRemover& remover_;
    JanitorOptions options_;
    TimePoint next_sweep_;
    TimePoint next_give_back_;
};

/// Runs a janitor on its own thread until destroyed: at its times, and when `work` says that something is due. A failing round is
/// logged and tried again next time.
class JanitorThread {
public:
    JanitorThread(Janitor& janitor, const Clock& clock, WorkSignal& work, Log& log);
    ~JanitorThread();
    JanitorThread(const JanitorThread&) = delete;
    JanitorThread& operator=(const JanitorThread&) = delete;

private:
    void run();

    Janitor& janitor_;
    const Clock& clock_;
    WorkSignal& work_;
    Log& log_;
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;  ///< last: runs when all the others are there
};

}  // namespace i2m
