// exchange.hpp - one request and its answer on a connection, as they come over the socket; free of any HTTP library.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/message.hpp"
#include "server/http/server.hpp"
#include "server/http/socket_io.hpp"

namespace i2m::http {

/// Under this name a request's Range passes the library, which would refuse a malformed one with 416; it has to be ignored
/// (RFC 9110, section 14.2).
inline constexpr std::string_view kRange = "Range";
inline constexpr std::string_view kHiddenRange = "I2m-Range";

/// What a transfer may take before its rate counts.
inline constexpr std::chrono::milliseconds kTransferSlack{30'000};

/// Hands a request's head over line by line, Range under kHiddenRange. For one thread.
class SocketHead {
public:
    explicit SocketHead(SocketIo& io) : io_(io) {}

    [[nodiscard]] bool is_readable() const { return at_ < line_.size() || io_.has_buffered(); }
    /// Bytes given (at most `size`, never beyond a line); what SocketIo::read() said when nothing came.
    ssize_t read(char* out, std::size_t size);

private:
    ssize_t read_line();

    SocketIo& io_;
    std::string line_;
    std::size_t at_ = 0;
};

/// The rest of a request's body, straight from the socket. `limits` outlive it.
class SocketBody final : public BodyReader {
public:
    SocketBody(SocketIo& io, std::uint64_t size_bytes, const ServerLimits& limits)
        : io_(io), size_(size_bytes), left_(size_bytes), limits_(limits) {}

    [[nodiscard]] std::uint64_t size_bytes() const override { return size_; }
    [[nodiscard]] std::uint64_t left() const { return left_; }
    [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override;

private:
    SocketIo& io_;
    std::uint64_t size_;
    std::uint64_t left_;
    const ServerLimits& limits_;
};

/// One request and its answer while they are worked on.
struct Exchange {
    SocketIo& io;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    Request request = {};
    std::optional<SocketBody> body = {};
    std::optional<Response> response = {};
    std::uint64_t answer_bytes = 0;
    bool must_close = false;
    bool is_taken = false;
    bool is_http_1_0 = false;  ///< knows no pieces
    bool has_failed = false;   ///< a piece could not be made
    std::chrono::milliseconds stall_timeout{20'000};

    /// A chunked body counts: we refuse to read those, and must not take its bytes for the next request.
    [[nodiscard]] bool has_unread_body() const { return (body && body->left() > 0) || request.headers.has("Transfer-Encoding"); }
};

/// Splits a request target into `out.path`, still encoded, and `out.query`, decoded.
void read_target(Request& out, std::string_view target);

}  // namespace i2m::http
