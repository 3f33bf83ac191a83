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
#include <vector>

#include "server/core/event_sink.hpp"
#include "server/core/event_streams.hpp"
#include "server/core/job_store.hpp"
#include "server/core/log.hpp"
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
    [[nodiscard]] StreamSlot reserve() override;
    void attach(int fd, StreamRequest request, StreamSlot slot) override;
    [[nodiscard]] std::size_t count() const { return count_->load(std::memory_order_acquire); }

private:
    using SteadyTime = std::chrono::steady_clock::time_point;
    struct Stream;
    struct Channel;
    struct Notes;

    void run();
    void wake();
    Notes take_notes();
    void open(int fd, StreamRequest request, StreamSlot slot);
    void handle(std::uint64_t stream_id, std::uint32_t events);
    void follow(Channel& channel);
    void deliver(Channel& channel, const EventRow& row);
    static std::string told_data(Channel& channel, const EventRow& row);
    void send_ticks(SteadyTime now);
    void send_all(Channel& channel, const std::shared_ptr<const std::string>& frame);
    void tend(SteadyTime now);
    void send(Stream& stream, const std::shared_ptr<const std::string>& frame);
    bool flush(Stream& stream);
    void end_after_flush(Stream& stream);
    void close(std::uint64_t stream_id);
    void close_channel(std::string_view job_id);
    Channel& channel_of(const std::string& job_id);
    void sweep_closed();

    const JobStore& store_;
    const Clock& clock_;
    Log& log_;
    const HubOptions options_;
    JobViewOf job_view_;
    int epoll_ = -1;
    int wake_ = -1;
    const std::shared_ptr<std::atomic<std::size_t>> count_;  ///< slots taken; slots may outlive the hub

    std::mutex mutex_;  // guards notes_ and is_stopping_
    std::unique_ptr<Notes> notes_;
    bool is_stopping_ = false;

    // The hub's thread alone.
    std::map<std::string, std::unique_ptr<Channel>, std::less<>> channels_;  ///< by job id, "" for the streams of all
    std::map<std::uint64_t, std::unique_ptr<Stream>> streams_;
    std::vector<std::uint64_t> closed_;  ///< to be removed when nobody walks over them
    std::uint64_t last_stream_id_ = 0;
    SteadyTime next_tend_{};
    std::thread thread_;
};

}  // namespace i2m
