// event_sink.hpp - who is told that something happened to a job.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/api/messages_queue.hpp"

namespace i2m {

/// A tick of a running file that is shown but not stored.
struct ProgressTick {
    std::string_view job_id;
    std::string_view file_id;
    double percent = 0;  ///< of the file, 0..99, never falling
    std::string_view message;
};

/// Told after the fact; must return at once (no I/O, no waiting). Safe from any thread.
class EventSink {
public:
    virtual ~EventSink() = default;
    /// Event rows up to `last_event_id` are stored and can be read with JobStore::events_after.
    virtual void notify(std::string_view job_id, std::int64_t last_event_id) = 0;
    /// The job and its events are gone; streams of it end.
    virtual void removed(std::string_view job_id) = 0;
    virtual void publish_progress(const ProgressTick& tick) = 0;
    /// Holds or the pause of the queue changed; shown but not stored.
    virtual void queue_changed(const api::QueueView& queue) { static_cast<void>(queue); }
};

/// Tells nobody.
class NullEventSink final : public EventSink {
public:
    void notify(std::string_view, std::int64_t) override {}
    void removed(std::string_view) override {}
    void publish_progress(const ProgressTick&) override {}
};

}  // namespace i2m
