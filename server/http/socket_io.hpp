// socket_io.hpp - a connected socket with a read buffer, a deadline per phase, and a bound on what the head may weigh.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace i2m::http {

/// Reads and writes give up when the phase's deadline passes, the peer does nothing for the phase's stall time, or moves less than
/// 1 KB a second while it is waited for, so that a slow peer can hold a thread no longer than that. Does not own the socket. For one
/// thread at a time.
class SocketIo {
public:
    using Clock = std::chrono::steady_clock;
    using Millis = std::chrono::milliseconds;

    explicit SocketIo(int fd) : fd_(fd) {}

    /// Starts a phase that may last `total` in all and `stall` without a byte, and read at most `max_read_bytes`.
    void begin_phase(Millis total, Millis stall, std::uint64_t max_read_bytes = UINT64_MAX);

    /// The next look into the socket takes at most `bytes` of what waits there, so that what follows them stays in it.
    void take_at_most(std::size_t bytes) { take_at_most_ = bytes; }

    /// Bytes read (at most `size`), 0 when the peer has closed, -1 for an error, a passed deadline or a spent budget.
    ssize_t read(char* out, std::size_t size);
    /// Bytes written, or -1.
    ssize_t write(const char* data, std::size_t size);
    /// Waits for a byte to read until `wait` has passed.
    [[nodiscard]] bool wait_readable(Millis wait) const;
    [[nodiscard]] bool has_buffered() const { return begin_ < end_; }
    [[nodiscard]] bool timed_out() const { return timed_out_; }
    [[nodiscard]] int fd() const { return fd_; }

private:
    [[nodiscard]] bool wait_for(short events);
    /// After each `moved` bytes; false for a peer that lets a drop through now and then.
    [[nodiscard]] bool keeps_pace(std::size_t moved);

    int fd_;
    Clock::time_point deadline_ = Clock::time_point::max();
    Millis stall_{30'000};
    Clock::duration waited_{};  ///< for the peer, since its pace was judged last; our own work does not count
    std::uint64_t moved_ = 0;   ///< bytes since then
    std::uint64_t budget_ = UINT64_MAX;
    bool timed_out_ = false;
    std::size_t take_at_most_ = SIZE_MAX;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::array<char, 16'384> buffer_;  // left uninitialised: written before it is read
};

/// Says the end to a peer that may still be sending and swallows what comes, for at most `wait`; close the socket after it.
/// Without this the kernel answers unread bytes with a reset, and the peer may lose the answer it was given.
void swallow_unread(int fd, std::chrono::milliseconds wait);

}  // namespace i2m::http
