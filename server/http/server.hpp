// server.hpp - listens, reads requests and writes answers. server.cpp and library.* alone know the HTTP library.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/core/log.hpp"
#include "server/http/message.hpp"

namespace i2m::http {

/// What a client may take of the server's time and threads.
struct ServerLimits {
    std::chrono::milliseconds header_timeout{10'000};  ///< for the whole head, from its first byte
    std::chrono::milliseconds stall_timeout{20'000};  ///< without a byte, or with less than 1 KB a second, in a body or an answer
    std::chrono::milliseconds idle_timeout{30'000};   ///< between two requests of a connection
    std::uint64_t min_bytes_per_s = 16'384;           ///< bodies and answers may take 30 s and their size over this
    std::size_t max_head_bytes = 65'536;
    std::size_t max_threads = 256;
    std::size_t max_connections = 10'000;
    std::size_t max_connections_per_address = 512;  ///< loopback is exempt: a proxy speaks from there
};

/// What the server asks about each request; the pipeline answers. Called from many threads at once.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    /// Whether GET `path` is answered from memory at once: it need not stand in line behind other requests.
    virtual bool is_quick(std::string_view path) const = 0;
    /// Everything that is decided from the head alone. An answer refuses the request: its body is not read.
    virtual std::optional<Response> admit(Request& request) = 0;
    /// The answer to an admitted request. Does not throw.
    virtual Response handle(Request& request) = 0;
    /// The answer to a request whose head could not be read; `request` may be empty.
    virtual Response refuse(Request& request, int status) = 0;
    /// The answer is on its way.
    virtual void finished(const Request& request, int status, std::uint64_t body_bytes, std::chrono::microseconds took) = 0;
};

/// Listens on one address. A connection holds a thread only while a request of it is worked on; event streams hold none.
class Server {
public:
    Server(RequestHandler& handler, Log& log, const ServerLimits& limits);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();  ///< stops

    /// Binds `host`:`port` (0: any free port) and gives the port. Unavailable, in words, when that cannot be had.
    [[nodiscard]] Result<int> bind(const std::string& host, int port);
    /// Begins to accept, on a thread of its own. After bind().
    void start();
    /// Ends accepting, lets requests in work finish for `grace`, cuts the rest off, and waits until all threads are done.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(300));

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace i2m::http
