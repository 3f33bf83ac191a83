// parking.hpp - idle connections wait here on one thread, so that none of them holds a thread of the pool.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace i2m::http {

/// `on_ready(id)` is called on the parking thread when a byte (or the end) has come, `on_expired(id)` when the time is up;
/// each parked id gets exactly one of the two, or neither after stop(). Safe from any thread.
class Parking {
public:
    using Clock = std::chrono::steady_clock;
    using Callback = std::function<void(std::uint64_t id)>;

    Parking(Callback on_ready, Callback on_expired);
    Parking(const Parking&) = delete;
    Parking& operator=(const Parking&) = delete;
    ~Parking();

    /// Watches `fd` for `id` until `expires`. False when parking has stopped: the caller keeps the connection.
    [[nodiscard]] bool park(std::uint64_t id, int fd, Clock::time_point expires);
    /// Ends the thread. What is still parked stays with its owner.
    void stop();

private:
    struct Spot {
        int fd;
        Clock::time_point expires;
    };
    void run();
    void wake();
    void expire(Clock::time_point now);
    bool take(std::uint64_t id);

    Callback on_ready_;
    Callback on_expired_;
    int epoll_ = -1;
    int wake_ = -1;
    std::mutex mutex_;  // guards spots_ and is_stopping_
    std::unordered_map<std::uint64_t, Spot> spots_;
    bool is_stopping_ = false;
    std::thread thread_;
};

}  // namespace i2m::http
