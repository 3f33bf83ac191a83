// server.cpp - cpp-httplib behind our own request and answer. It parses heads and writes answers; connections, threads,
// deadlines, bodies (exchange.cpp) and byte ranges are ours.
#define CPPHTTPLIB_LISTEN_BACKLOG 1024
#define CPPHTTPLIB_TCP_NODELAY true
#include "server/http/server.hpp"

#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <system_error>
#include <thread>

#include "server/http/connections.hpp"
#include "server/http/exchange.hpp"
#include "server/http/parking.hpp"
#include "server/http/socket_io.hpp"

namespace i2m::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kBaseThreads = 8;
constexpr std::size_t kMaxWaitingTasks = 4'096;
constexpr milliseconds kHotWait{3};  // a busy client's next request comes within this; others are parked
constexpr milliseconds kLinger{3'000};
constexpr std::size_t kSendChunk = 131'072;

/// The library's view of a connection. It reads heads only.
class SocketStream final : public httplib::Stream {
public:
    SocketStream(SocketIo& io, const Connection& connection) : io_(io), head_(io), connection_(connection) {}
    bool is_readable() const override { return head_.is_readable(); }
    bool wait_readable() const override { return io_.wait_readable(milliseconds(0)); }
    bool wait_writable() const override { return true; }  // write() itself waits, up to the phase's deadline
    bool is_peer_alive() const override { return true; }
    ssize_t read(char* out, size_t size) override { return head_.read(out, size); }
    ssize_t write(const char* data, size_t size) override { return io_.write(data, size); }
    void get_remote_ip_and_port(std::string& ip, int& port) const override {
        ip = connection_.address;
        port = 0;
    }
    void get_local_ip_and_port(std::string& ip, int& port) const override {
        ip.clear();
        port = 0;
    }
    socket_t socket() const override { return io_.fd(); }
    time_t duration() const override { return 0; }

private:
    SocketIo& io_;
    SocketHead head_;
    const Connection& connection_;
};

/// How a handler of the library finds its exchange: `response_handler` is a field of its request that only clients use.
struct ExchangeTag {
    Exchange* exchange;
    bool operator()(const httplib::Response&) const { return true; }
};

Exchange* exchange_of(const httplib::Request& request) {
    const auto* tag = request.response_handler.target<ExchangeTag>();
    return tag == nullptr ? nullptr : tag->exchange;
}

Request to_request(const httplib::Request& in) {
    Request out;
    out.method = in.method;
    read_target(out, in.target);
    for (const auto& [name, value] : in.headers) out.headers.add(name == kHiddenRange ? std::string(kRange) : name, value);
    out.remote_address = in.remote_addr;
    out.client_address = in.remote_addr;
    return out;
}

/// The next piece of an answer of unknown length, with a deadline of its own; "" at the end and when it cannot be made.
std::string piece_of(const Response& from, Exchange& exchange) {
    std::string piece;
    try {
        piece = from.next_piece();
    } catch (const std::exception&) {
        exchange.has_failed = true;
        exchange.must_close = true;
    }
    exchange.answer_bytes += piece.size();
    exchange.io.begin_phase(kTransferSlack, exchange.stall_timeout);
    return piece;
}

void give_body(const Response& from, Exchange& exchange, httplib::Response& to) {
    if (from.take_over) {
        exchange.must_close = true;
        to.set_content_provider(std::string(from.headers.get("Content-Type")), [&exchange](size_t, httplib::DataSink& sink) {
            exchange.is_taken = true;
            sink.done();
            return true;
        });
    } else if (from.next_piece) {
        const auto give_piece = [&exchange, &from](size_t, httplib::DataSink& sink) {
            const std::string piece = piece_of(from, exchange);
            if (!piece.empty()) return sink.write(piece.data(), piece.size());
            if (exchange.has_failed) return false;
            sink.done();
            return true;
        };
        const std::string type(from.headers.get("Content-Type"));
        if (exchange.is_http_1_0) {
            exchange.must_close = true;  // its end is the body's
            to.set_content_provider(type, give_piece);
        } else {
            to.set_chunked_content_provider(type, give_piece);
        }
    } else if (from.source && from.source->length > 0) {
        const SourceBody& body = *from.source;
        exchange.answer_bytes = body.length;
        to.set_content_provider(body.length, std::string(from.headers.get("Content-Type")),
                                [&body](size_t at, size_t length, httplib::DataSink& sink) {
                                    std::array<std::uint8_t, kSendChunk> chunk;
                                    const std::size_t count = body.source->read(
                                        body.offset + at, std::span(chunk).first(std::min(length, chunk.size())));
                                    return count > 0 && sink.write(reinterpret_cast<const char*>(chunk.data()), count);
                                });
    } else {
        exchange.answer_bytes = from.body.size();
        to.body = from.body;
    }
}

void give_answer(Exchange& exchange, httplib::Response& to) {
    const Response& from = *exchange.response;
    to.status = from.status;
    to.headers.clear();
    give_body(from, exchange, to);
    to.headers.clear();  // set_content_provider wrote a Content-Type of its own
    for (const auto& [name, value] : from.headers.rows()) to.headers.emplace(name, value);
    if (exchange.has_unread_body()) exchange.must_close = true;
}

}  // namespace

class Server::Impl final : public httplib::Server {
public:
    Impl(RequestHandler& handler, Log& log, const ServerLimits& limits)
        : handler_(handler),
          log_(log),
          limits_(limits),
          connections_(limits.max_connections, limits.max_connections_per_address),
          parking_([this](std::uint64_t id) { resume(id); },
                   [this](std::uint64_t id) { connections_.close(id, milliseconds(0)); }) {
        // SO_REUSEADDR without SO_REUSEPORT: a second server on the same port must fail, not take half the connections.
        set_socket_options([](socket_t sock) { httplib::set_socket_opt(sock, SOL_SOCKET, SO_REUSEADDR, 1); });
        set_pre_routing_handler([this](const httplib::Request& in, httplib::Response& out) { return answer(in, out); });
        set_expect_100_continue_handler(
            [this](const httplib::Request& in, httplib::Response& out) { return answer_expect(in, out); });
        set_error_handler([this](const httplib::Request& in, httplib::Response& out) { return answer_refused(in, out); });
        set_post_routing_handler([this](const httplib::Request& in, httplib::Response& out) { finish(in, out); });
        new_task_queue = [this]() -> httplib::TaskQueue* {
            auto* const pool =
                new httplib::ThreadPool(kBaseThreads, limits_.max_threads, kMaxWaitingTasks);  // the library owns it
            pool_ = pool;
            return pool;
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
            const std::string full = full_answer();
            (void)!::send(sock, full.data(), full.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            swallow_unread(sock, milliseconds(20));
            ::close(sock);
            return false;
        }
        serve(*id);
        return true;
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

    void resume(std::uint64_t id) {
        if (!pool_.load()->enqueue([this, id] { serve(id); })) connections_.close(id, milliseconds(0));
    }

    /// Works on a connection until it is idle (then it is parked), taken over or over.
    void serve(std::uint64_t id) {
        const std::optional<Connection> connection = connections_.activate(id);
        if (!connection) return;
        SocketIo io(connection->fd);
        while (true) {
            if (is_stopping_) return connections_.close(id, milliseconds(0));
            if (!io.has_buffered() && !io.wait_readable(kHotWait)) {
                connections_.rest(id);
                if (!parking_.park(id, connection->fd, Parking::Clock::now() + limits_.idle_timeout))
                    connections_.close(id, milliseconds(0));
                return;
            }
            Exchange exchange{io};
            exchange.stall_timeout = limits_.stall_timeout;
            const bool is_alive = serve_one(*connection, exchange);
            if (exchange.is_taken) {
                connections_.release(id);
                return exchange.response->take_over(connection->fd);
            }
            if (!is_alive) {
                const bool must_linger = exchange.response && exchange.has_unread_body() && !is_stopping_;
                return connections_.close(id, must_linger ? kLinger : milliseconds(0));
            }
        }
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
        } else if (in.version == "HTTP/1.0") {
            out.set_header("Connection", "keep-alive");
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
    Connections connections_;
    std::atomic<httplib::TaskQueue*> pool_{nullptr};
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
