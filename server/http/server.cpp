// server.cpp - cpp-httplib behind our own request and answer. It parses heads and writes answers; connections, threads,
// deadlines, bodies (exchange.cpp) and byte ranges are ours.
#include "server/http/server.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <system_error>
#include <thread>

#include "server/http/connections.hpp"
#include "server/http/crew.hpp"
#include "server/http/exchange.hpp"
#include "server/http/library.hpp"
#include "server/http/parking.hpp"
#include "server/http/quick_head.hpp"
#include "server/http/socket_io.hpp"

namespace i2m::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kHandsPerCore = 8;  // some of them wait for the disk
constexpr std::size_t kMaxWaitingTasks = 4'096;
constexpr std::size_t kMaxWaitingQuick = 256;
constexpr std::size_t kMaxQuickHeadBytes = 2'048;
constexpr milliseconds kHotWait{3};  // a busy client's next request comes within this; others are parked
constexpr milliseconds kLinger{3'000};

/// Where requests are worked on. Most share one crew; what is answered from memory has a thread of its own, so that it does not
/// stand in line behind a thousand others.
class Lanes final : public httplib::TaskQueue {
public:
    explicit Lanes(std::size_t max_threads)
        : wide({kHandsPerCore * std::max(std::thread::hardware_concurrency(), 1U), max_threads, kMaxWaitingTasks}),
          quick({1, 1, kMaxWaitingQuick}) {}
    /// A fresh connection is only sorted, which the accepting thread does itself.
    bool enqueue(std::function<void()> sort) override {
        sort();
        return true;
    }
    void shutdown() override {
        wide.shutdown();
        quick.shutdown();
    }

    Crew wide;
    Crew quick;
};

}  // namespace

class Server::Impl final : public httplib::Server {
public:
    Impl(RequestHandler& handler, Log& log, const ServerLimits& limits)
        : handler_(handler),
          log_(log),
          limits_(limits),
          connections_(limits.max_connections, limits.max_connections_per_address),
          parking_([this](std::uint64_t id) { sort(id); },
                   [this](std::uint64_t id) { connections_.close(id, milliseconds(0)); }) {
        // SO_REUSEADDR without SO_REUSEPORT: a second server on the same port must fail, not take half the connections.
        set_socket_options([](socket_t sock) { httplib::set_socket_opt(sock, SOL_SOCKET, SO_REUSEADDR, 1); });
        set_pre_routing_handler([this](const httplib::Request& in, httplib::Response& out) { return answer(in, out); });
        set_expect_100_continue_handler(
            [this](const httplib::Request& in, httplib::Response& out) { return answer_expect(in, out); });
        set_error_handler([this](const httplib::Request& in, httplib::Response& out) { return answer_refused(in, out); });
        set_post_routing_handler([this](const httplib::Request& in, httplib::Response& out) { finish(in, out); });
        new_task_queue = [this]() -> httplib::TaskQueue* {
            auto* const lanes = new Lanes(limits_.max_threads);  // the library owns it
            lanes_ = lanes;
            return lanes;
        };
    }
    ~Impl() override { stop_all(milliseconds(0)); }

    Result<int> bind_to(const std::string& host, int port) {
        errno = 0;
        const int bound = port == 0 ? bind_to_any_port(host) : (bind_to_port(host, port) ? port : -1);
        if (bound > 0) return bound;
        const std::string reason = errno != 0 ? std::generic_category().message(errno) : "the address is unknown";
        return Error{ErrorCode::Unavailable, "Cannot listen on " + host + ":" + std::to_string(port) + " (" + reason +
                                                 "). Stop what uses it, or choose another with --port."};
    }

    void begin() {
        thread_ = std::thread([this] { listen_after_bind(); });
        wait_until_ready();
    }

    void stop_all(milliseconds grace) {
        if (is_stopping_.exchange(true)) return;
        parking_.stop();
        httplib::Server::stop();  // no new ones; its thread waits for the pool
        connections_.end_all(grace);
        if (thread_.joinable()) thread_.join();
    }

private:
    bool process_and_close_socket(socket_t sock) override {
        std::string address;
        int port = 0;
        httplib::detail::get_remote_ip_and_port(sock, address, port);
        const std::optional<std::uint64_t> id = connections_.open(sock, address);
        if (!id) {
            if (!lanes_.load()->wide.enqueue([this, sock] { turn_away(sock); })) ::close(sock);
            return false;
        }
        sort(*id);
        return true;
    }

    void turn_away(socket_t sock) {
        const std::string full = full_answer();
        (void)!::send(sock, full.data(), full.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        swallow_unread(sock, milliseconds(20));
        ::close(sock);
    }

    /// What a connection beyond the caps is told; no request of it is read.
    std::string full_answer() {
        Request nobody;
        Response refusal = handler_.refuse(nobody, httplib::StatusCode::ServiceUnavailable_503);
        refusal.headers.set("Retry-After", "5");
        refusal.headers.set("Content-Length", std::to_string(refusal.body.size()));
        refusal.headers.set("Connection", "close");
        std::string out = "HTTP/1.1 503 Service Unavailable\r\n";
        for (const auto& [name, value] : refusal.headers.rows()) out.append(name).append(": ").append(value).append("\r\n");
        return out + "\r\n" + refusal.body;
    }

    /// Gives a connection to the lane for the request that waits there, or parks it where none does. Does not wait for anybody.
    void sort(std::uint64_t id) {
        const std::optional<Connection> connection = connections_.activate(id);
        if (!connection) return;
        std::array<char, kMaxQuickHeadBytes> buffer;
        const ssize_t count = ::recv(connection->fd, buffer.data(), buffer.size(), MSG_PEEK | MSG_DONTWAIT);
        if (count < 0 && errno == EAGAIN) return park(id, *connection);
        if (count > 0) {
            const std::string_view head(buffer.data(), static_cast<std::size_t>(count));
            if (is_quick(head, connection->fd) &&
                lanes_.load()->quick.enqueue([this, id, size = head.size()] { serve_quick(id, size); }))
                return;
        }
        if (!lanes_.load()->wide.enqueue([this, id] { serve(id); })) connections_.close(id, milliseconds(0));
    }

    /// A client that leaves its answers unread until there is no room for another is not.
    bool is_quick(std::string_view head, int fd) const {
        const std::string_view target = get_target(head);
        if (target.empty() || !handler_.is_quick(target) || !is_plain_head(head)) return false;
        pollfd room{fd, POLLOUT, 0};
        return ::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0;
    }

    void park(std::uint64_t id, const Connection& connection) {
        connections_.rest(id);
        if (!parking_.park(id, connection.fd, Parking::Clock::now() + limits_.idle_timeout))
            connections_.close(id, milliseconds(0));
    }

    /// Works on a connection until it is idle (then it is parked), taken over or over.
    void serve(std::uint64_t id) {
        const std::optional<Connection> connection = connections_.activate(id);
        if (!connection) return;
        SocketIo io(connection->fd);
        while (true) {
            if (is_stopping_) return connections_.close(id, milliseconds(0));
            if (!io.has_buffered() && !io.wait_readable(kHotWait)) return park(id, *connection);
            if (!serve_next(id, *connection, io)) return;
        }
    }

    /// Answers the one request that was seen to wait. What comes after it is sorted again.
    void serve_quick(std::uint64_t id, std::size_t head_bytes) {
        const std::optional<Connection> connection = connections_.activate(id);
        if (!connection) return;
        if (is_stopping_) return connections_.close(id, milliseconds(0));
        SocketIo io(connection->fd);
        io.take_at_most(head_bytes);
        if (serve_next(id, *connection, io)) park(id, *connection);
    }

    /// False when the connection has another owner now or is over.
    bool serve_next(std::uint64_t id, const Connection& connection, SocketIo& io) {
        Exchange exchange{io};
        exchange.stall_timeout = limits_.stall_timeout;
        const bool is_alive = serve_one(connection, exchange);
        if (exchange.is_taken) {
            connections_.release(id);
            exchange.response->take_over(connection.fd);
            return false;
        }
        if (!is_alive) {
            const bool must_linger = exchange.response && exchange.has_unread_body() && !is_stopping_;
            connections_.close(id, must_linger ? kLinger : milliseconds(0));
        }
        return is_alive;
    }

    bool serve_one(const Connection& connection, Exchange& exchange) {
        exchange.io.begin_phase(limits_.header_timeout, limits_.header_timeout, limits_.max_head_bytes);
        SocketStream stream(exchange.io, connection);
        bool is_closed = false;
        const bool is_written =
            process_request(stream, connection.address, 0, {}, 0, false, is_closed, [&](httplib::Request& in) {
                in.body_consumed_ = true;  // the body is ours to read
                in.response_handler = ExchangeTag{&exchange};
                exchange.must_close = is_closed;
            });
        if (!is_written && exchange.response) {
            log_.debug("answer broke off", {{"request_id", exchange.request.request_id}, {"timed_out", exchange.io.timed_out()}});
        }
        return is_written && exchange.response && !is_closed && !exchange.must_close;
    }

    /// The request of the library as ours, with what the head allows decided. An answer is a refusal.
    std::optional<Response> admit(const httplib::Request& in, Exchange& exchange) {
        exchange.request = to_request(in);
        exchange.request.content_length = in.get_header_value_u64("Content-Length");
        exchange.body.emplace(exchange.io, exchange.request.content_length, limits_);
        exchange.request.body_reader = &*exchange.body;
        return handler_.admit(exchange.request);
    }

    HandlerResponse answer(const httplib::Request& in, httplib::Response& out) {
        Exchange& exchange = *exchange_of(in);
        if (!exchange.body) {
            exchange.response = admit(in, exchange);
            // Where a body ends is not to be guessed from a head that was refused.
            if (exchange.response && !exchange.request.is_reading()) exchange.must_close = true;
        }
        if (!exchange.response) exchange.response = handler_.handle(exchange.request);
        exchange.is_http_1_0 = in.version == "HTTP/1.0";
        give_answer(exchange, out);
        return HandlerResponse::Handled;
    }

    int answer_expect(const httplib::Request& in, httplib::Response& out) {
        Exchange& exchange = *exchange_of(in);
        exchange.response = admit(in, exchange);
        if (!exchange.response) return httplib::StatusCode::Continue_100;
        exchange.must_close = true;
        give_answer(exchange, out);
        return exchange.response->status;
    }

    /// The library's own refusals get our envelope. "Handled" also makes it write a Content-Length.
    HandlerResponse answer_refused(const httplib::Request& in, httplib::Response& out) {
        Exchange* const exchange = exchange_of(in);
        if (exchange != nullptr && exchange->response) return HandlerResponse::Handled;
        Request request = to_request(in);
        const Response refusal = handler_.refuse(request, out.status);
        out.status = refusal.status;
        out.headers.clear();
        for (const auto& [name, value] : refusal.headers.rows()) out.headers.emplace(name, value);
        out.body = refusal.body;
        handler_.finished(request, refusal.status, refusal.body.size(), std::chrono::microseconds(0));
        return HandlerResponse::Handled;
    }

    /// The last look at an answer's head.
    void finish(const httplib::Request& in, httplib::Response& out) {
        Exchange* const exchange = exchange_of(in);
        const bool is_closing = exchange == nullptr || !exchange->response || exchange->must_close || is_stopping_;
        out.headers.erase("Connection");
        out.headers.erase("Keep-Alive");
        if (is_closing) {
            out.set_header("Connection", "close");
        } else {
            if (in.version == "HTTP/1.0") out.set_header("Connection", "keep-alive");
            out.set_header("Keep-Alive", keep_alive_);
        }
        if (out.status == httplib::StatusCode::NotModified_304 || out.status == httplib::StatusCode::NoContent_204)
            out.headers.erase("Content-Length");
        if (exchange == nullptr || !exchange->response) return;
        if (!exchange->response->headers.has("Accept-Ranges")) out.headers.erase("Accept-Ranges");
        if (is_closing) exchange->must_close = true;
        exchange->io.begin_phase(kTransferSlack + milliseconds(exchange->answer_bytes * 1000 / limits_.min_bytes_per_s),
                                 limits_.stall_timeout);
        const auto took = std::chrono::steady_clock::now() - exchange->begun;
        handler_.finished(exchange->request, out.status, exchange->answer_bytes,
                          std::chrono::duration_cast<std::chrono::microseconds>(took));
    }

    RequestHandler& handler_;
    Log& log_;
    const ServerLimits limits_;
    /// Whoever knows it sends nothing into a connection that is about to be closed (RFC 2068, 19.7.1.1).
    const std::string keep_alive_ = "timeout=" + std::to_string(limits_.idle_timeout / std::chrono::seconds(1));
    Connections connections_;
    std::atomic<Lanes*> lanes_{nullptr};  // from the first connection on
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;
    Parking parking_;
};

Server::Server(RequestHandler& handler, Log& log, const ServerLimits& limits)
    : impl_(std::make_unique<Impl>(handler, log, limits)) {}
Server::~Server() = default;
Result<int> Server::bind(const std::string& host, int port) { return impl_->bind_to(host, port); }
void Server::start() { impl_->begin(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop_all(grace); }

}  // namespace i2m::http
