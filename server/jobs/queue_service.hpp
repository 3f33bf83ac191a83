// queue_service.hpp - what people do with the whole queue: look at it, pause it, resume it, look at the provider.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/core/clock.hpp"
#include "server/core/event_sink.hpp"
#include "server/core/generator.hpp"
#include "server/core/job_store.hpp"
#include "server/jobs/gate.hpp"
#include "server/jobs/work_signal.hpp"
#include "shared/api/messages_queue.hpp"

namespace i2m {

/// What the service works with; all outlive it.
struct QueueParts {
    JobStore& store;
    EventSink& events;
    WorkSignal& work;
    Gate& gate;
    GeneratorOf generator_of;
    /// Further reasons why files wait, beside pause and provider; may be empty.
    std::function<std::vector<api::Hold>()> other_holds = {};
};

/// The pause is a note in the store, so it outlives a restart. Safe from any thread; throws StorageError.
class QueueService {
public:
    /// Takes the pause over from the store, and tells open streams from now on when the gate changes.
    explicit QueueService(QueueParts parts);

    [[nodiscard]] api::QueueView view() const;
    /// Nothing is started any more; what runs goes on. InvalidRequest when the message is longer than 500 bytes.
    Result<api::QueueView> pause(const std::string& message);
    /// Files start again; a provider that rests or is parked is tried at once.
    api::QueueView resume();
    /// The provider elsewhere.
    [[nodiscard]] api::ProviderView provider() const;
    [[nodiscard]] std::vector<api::Hold> holds() const;
    /// Why files of this job wait beyond the ordinary; nullopt when they do not, or none waits.
    [[nodiscard]] std::optional<api::Hold> hold_of(const JobWithFiles& job) const;
    /// Tells open streams how the queue is, and wakes the workers.
    void tell_changed();
    /// Tells open streams when another of the further reasons has come or gone since the last call. Cheap while there are none.
    void look_at_other_holds();

private:
    QueueParts parts_;
    std::mutex mutex_;
    std::vector<std::string> told_codes_;  ///< of further reasons; guarded by mutex_
};

}  // namespace i2m
