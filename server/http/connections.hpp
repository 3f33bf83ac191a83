// connections.hpp - the register of open connections: caps, who may close a socket, and how all of them end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace i2m::http {

struct Connection {
    int fd = -1;
    std::string address;
};

/// Owns the sockets that are registered. A connection is at rest (parked) or active (one thread works on it).
/// Safe from any thread.
class Connections {
public:
    Connections(std::size_t max_total, std::size_t max_per_address) : max_total_(max_total), max_per_address_(max_per_address) {}
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;
    ~Connections();

    /// Registers a socket, at rest; nullopt when a cap is reached (the caller keeps the socket).
    [[nodiscard]] std::optional<std::uint64_t> open(int fd, const std::string& address);
    /// Marks it active and gives it; nullopt when it is gone.
    [[nodiscard]] std::optional<Connection> activate(std::uint64_t id);
    void rest(std::uint64_t id);
    /// Forgets it and closes its socket, after swallowing unread bytes for `linger`.
    void close(std::uint64_t id, std::chrono::milliseconds linger);
    /// Forgets it without closing: the socket has another owner now.
    void release(std::uint64_t id);
    /// Closes what is at rest, waits `grace` for the active ones, then cuts their sockets so that their threads return.
    void end_all(std::chrono::milliseconds grace);
    [[nodiscard]] std::size_t count() const;

private:
    struct Row {
        Connection connection;
        bool is_active = false;
    };
    std::optional<Row> take(std::uint64_t id);
    void forget_address(const std::string& address);
    [[nodiscard]] std::size_t active_count() const;

    const std::size_t max_total_;
    const std::size_t max_per_address_;
    mutable std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    std::unordered_map<std::uint64_t, Row> rows_;
    std::unordered_map<std::string, std::size_t> per_address_;
    std::uint64_t last_id_ = 0;
    bool is_ending_ = false;
};

}  // namespace i2m::http
