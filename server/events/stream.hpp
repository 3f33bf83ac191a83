// stream.hpp - one open event stream: its socket, what waits to be sent, and how far its reader is.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/core/event_streams.hpp"

namespace i2m {

/// Text on its way to any number of streams.
using Frame = std::shared_ptr<const std::string>;

/// What the streams of a hub share.
struct StreamHome {
    int epoll = -1;
    std::size_t max_pending_bytes = 0;       ///< a reader that is further behind is cut off
    std::vector<std::uint64_t> closed = {};  ///< ids of streams that closed, until the hub has swept them
};

/// Watches its socket in the home's epoll under its id, and closes itself when the reader is gone or too slow. For the hub's
/// thread alone.
class EventStream {
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    /// Takes over `fd`.
    EventStream(std::uint64_t id, int fd, StreamSlot slot, StreamHome& home);
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;
    ~EventStream();

    /// False once it is closed or only sends what is left.
    [[nodiscard]] bool is_following() const { return fd_ >= 0 && !ends_when_sent_; }
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }
    [[nodiscard]] bool was_too_slow() const { return was_too_slow_; }

    void send(const Frame& frame);
    /// What epoll says of the socket.
    void handle(std::uint32_t events);
    /// Closes when all is sent.
    void end_after_flush();
    void close();

    std::int64_t cursor = 0;                ///< highest event id sent, or passed over as another owner's
    std::optional<std::string> owner = {};  ///< whose jobs it is told of; nullopt: everybody's
    SteadyTime ends = {};
    SteadyTime last_sign;     ///< when something was last sent
    bool owes_event = false;  ///< the last sign of life was a comment

private:
    void flush();
    void watch(std::uint32_t events);

    const std::uint64_t id_;
    int fd_;
    StreamSlot slot_;
    StreamHome& home_;
    std::deque<Frame> pending_;
    std::size_t pending_bytes_ = 0;
    std::size_t sent_of_first_ = 0;
    bool ends_when_sent_ = false;
    bool waits_for_room_ = false;
    bool was_too_slow_ = false;
};

}  // namespace i2m
