// hub.hpp - every open event stream on one epoll thread: replay from the event rows, live events, signs of life.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "server/core/event_sink.hpp"
#include "server/core/event_streams.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"
#include "server/events/channel.hpp"
#include "server/events/stream.hpp"
#include "shared/api/messages.hpp"

namespace i2m {

struct HubOptions {
    std::size_t max_streams = 8'000;
    std::chrono::milliseconds heartbeat{15'000};   ///< a comment after this much silence, a heartbeat event after twice
    std::chrono::milliseconds tick_interval{250};  ///< a job's progress ticks are sent at most this often
    std::size_t max_pending_bytes = 262'144;       ///< a reader that is further behind is cut off; it may reconnect
};

/// The job as it is now, for progress ticks; nullopt when it is gone.
using JobViewOf = std::function<std::optional<api::JobView>(std::string_view job_id)>;

/// Streams see exactly what the rows hold, in order: a notification is only a reason to look. Reads of the store happen on
/// the hub's thread; notify(), removed() and publish_progress() only leave a note. Safe from any thread.
class EventHub final : public EventSink, public EventStreams {
public:
    EventHub(const JobStore& store, const Clock& clock, Log& log, const HubOptions& options);
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;
    ~EventHub() override;  ///< stops

    /// Before start(); without it progress ticks are not sent.
    void set_job_view(JobViewOf job_view);
    void start();
    /// Closes all streams and ends the thread.
    void stop();

    void notify(std::string_view job_id, std::int64_t last_event_id) override;
    void removed(std::string_view job_id) override;
    void publish_progress(const ProgressTick& tick) override;
    void queue_changed(const api::QueueView& queue) override;
    [[nodiscard]] StreamSlot reserve() override;
    void attach(int fd, StreamRequest request, StreamSlot slot) override;
    /// How long news have been waiting for the hub's thread; 0 when none do.
    [[nodiscard]] std::chrono::milliseconds lag() const;
    [[nodiscard]] std::size_t count() const { return count_->load(std::memory_order_acquire); }

private:
    using SteadyTime = EventStream::SteadyTime;
    /// A stream beside the channel that it listens to.
    struct Member {
        std::unique_ptr<EventStream> stream;
        EventChannel* channel;
    };
    struct Notes;

    void run();
    void wake();
    void await_events();
    void take_notes();
    void open(int fd, const StreamRequest& request, StreamSlot slot);
    void mark_dirty(std::string_view key);
    void follow(EventChannel& channel);
    void send_ticks(EventChannel& channel, SteadyTime now);
    void tend(SteadyTime now);
    void tend(Member& member, SteadyTime now);
    void sweep_closed();

    const JobStore& store_;
    const Clock& clock_;
    Log& log_;
    const HubOptions options_;
    JobViewOf job_view_;
    int wake_ = -1;
    const std::shared_ptr<std::atomic<std::size_t>> count_;  ///< slots taken; slots may outlive the hub

    std::mutex mutex_;  // guards notes_
    std::unique_ptr<Notes> notes_;
    std::atomic<bool> is_stopping_{false};
    std::atomic<std::int64_t> woken_ms_{0};  ///< of the steady clock, since when there are notes; 0: there are none

    // The hub's thread alone.
    StreamHome home_;
    std::map<std::string, std::unique_ptr<EventChannel>, std::less<>> channels_;  ///< by job id, "" for the streams of all
    std::map<std::uint64_t, Member> streams_;
    std::uint64_t last_stream_id_ = 0;
    SteadyTime next_tend_{};
    std::thread thread_;
};

}  // namespace i2m
