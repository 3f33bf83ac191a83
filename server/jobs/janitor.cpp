// janitor.cpp - leases and retries often, orphans and old events seldom.
#include "server/jobs/janitor.hpp"

#include <algorithm>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace i2m {

Janitor::Janitor(const JanitorParts& parts, JanitorOptions options)
    : store_(parts.store),
      blobs_(parts.blobs),
      clock_(parts.clock),
      events_(parts.events),
      work_(parts.work),
      remover_(parts.remover),
      options_(std::move(options)),
      next_sweep_(parts.clock.now() + options_.sweep_period),
      next_give_back_(parts.clock.now() + options_.give_back_period) {}

JanitorReport Janitor::run_at_start() {
    JanitorReport report = tidy_leases(true);
    sweep(report);
    return report;
}

JanitorReport Janitor::run_once() {
    JanitorReport report = tidy_leases(false);
    if (clock_.now() >= next_sweep_) sweep(report);
    if (clock_.now() >= next_give_back_) {
        next_give_back_ = clock_.now() + options_.give_back_period;
        options_.give_back();
    }
    return report;
}

TimePoint Janitor::next_run(TimePoint begun) const {
    const TimePoint regular = begun + options_.period;
    return std::min(regular, store_.next_due().value_or(regular));
}

JanitorReport Janitor::tidy_leases(bool everything) {
    JanitorReport report;
    const std::vector<Touched> released = store_.release_expired(everything);
    const std::vector<Touched> requeued = store_.requeue_due();
    report.released = released.size();
    report.requeued = requeued.size();
    for (const std::vector<Touched>* touched : {&released, &requeued}) {
        for (const Touched& job : *touched) events_.notify(job.job_id, job.last_event_id);
    }
    for (const std::string& id : store_.housekeeping().doomed_jobs()) report.doomed_removed += remover_.remove(id) ? 1U : 0U;
    work_.notify();
    return report;
}

void Janitor::sweep(JanitorReport& report) {
    next_sweep_ = clock_.now() + options_.sweep_period;
    report.unfinished_removed = blobs_.sweep_unfinished();
    constexpr std::size_t kBatch = 500;  // asked at once: readers wait no longer than that
    const std::vector<std::string> blobs = blobs_.list();
    for (std::size_t at = 0; at < blobs.size(); at += kBatch) {
        const std::span<const std::string> batch = std::span(blobs).subspan(at, std::min(kBatch, blobs.size() - at));
        for (const std::string& sha256 : store_.orphans_among(batch)) {
            report.orphans_removed += remover_.remove_orphan(sha256) ? 1U : 0U;
        }
    }
    report.events_trimmed = store_.trim_events(clock_.now() - options_.keep_events);
}

JanitorThread::JanitorThread(Janitor& janitor, const Clock& clock, WorkSignal& work, Log& log)
    : janitor_(janitor), clock_(clock), work_(work), log_(log), thread_([this] { run(); }) {}

JanitorThread::~JanitorThread() {
    is_stopping_ = true;
    work_.notify_due();
    thread_.join();
}

void JanitorThread::run() {
    constexpr Millis kAfterFailure{5'000};
    while (true) {
        // Taken first: what becomes due during a round is not missed.
        const std::uint64_t seen = work_.seen_due();
        if (is_stopping_) return;
        const TimePoint begun = clock_.now();
        TimePoint next = begun + kAfterFailure;
        try {
            janitor_.run_once();
            next = janitor_.next_run(begun);
        } catch (const std::exception& failure) {
            log_.error("tidying up failed", {{"what", failure.what()}});
        }
        work_.wait_due(clock_, seen, next);
    }
}

}  // namespace i2m
