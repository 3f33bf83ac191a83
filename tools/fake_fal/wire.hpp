// wire.hpp - HTTP/1.1 on one connected socket, down to the resets and half answers that faults need.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/http/message.hpp"

namespace i2m::fake {

inline constexpr std::size_t kMaxHeadBytes = 65'536;
inline constexpr std::uint64_t kMaxBodyBytes = 512ULL << 20;

struct Request {
    std::string method;
    std::string path;  ///< percent-decoded, without the query
    std::vector<std::pair<std::string, std::string>> query;
    http::Headers headers;
    std::string body;

    /// The first query value of `name`, or "".
    [[nodiscard]] std::string_view query_value(std::string_view name) const;
    /// True for "1" and "true": both official clients' way to say it.
    [[nodiscard]] bool query_flag(std::string_view name) const;
};

class Connection;

struct Answer {
    int status = 200;
    http::Headers headers;
    std::string body;
    /// Instead of a body: called after the head (sent without a length) and writes until it returns; then the connection ends.
    std::function<void(Connection&)> stream;
};

/// A connected socket. Owns it. For one thread, but `cut` may come from another.
class Connection {
public:
    explicit Connection(int fd) : fd_(fd) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Waits for a request and reads its head; nullopt at the end of the connection or when the head is no HTTP.
    [[nodiscard]] std::optional<Request> read_head();
    /// Reads what Content-Length or chunks announce into `request.body`. False when the peer broke off or sent too much.
    [[nodiscard]] bool read_body(Request& request);

    /// Head and body. `declared_bytes` replaces the Content-Length that the body would have.
    bool send(const Answer& answer, bool is_head_only, std::optional<std::uint64_t> declared_bytes = {});
    bool send_raw(std::string_view bytes);

    /// Ends it with a TCP reset as soon as this object is gone: the peer sees "connection reset".
    void reset();
    /// Ends it in order, after the present answer.
    void close_after() { is_over_ = true; }
    /// Sends and receives nothing more; a blocked call returns. Safe from any thread.
    void cut() const;
    /// Blocks until the peer has closed or cut() was called.
    void wait_for_end() const;
    [[nodiscard]] bool is_peer_gone() const;
    /// True when no further request is to be read from it.
    [[nodiscard]] bool is_over() const { return is_over_; }

private:
    bool fill();
    bool read_chunked(std::string& body);
    [[nodiscard]] std::optional<std::string> read_line();

    const int fd_;
    std::string buffer_;
    bool is_over_ = false;
    bool expects_continue_ = false;
};

[[nodiscard]] std::string_view reason_of(int status);

}  // namespace i2m::fake
