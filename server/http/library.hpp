// library.hpp - our requests and answers in the terms of cpp-httplib. Only these two files and server.cpp know the library.
#pragma once

#define CPPHTTPLIB_LISTEN_BACKLOG 1024
#define CPPHTTPLIB_TCP_NODELAY true
#include <httplib.h>

#include <chrono>
#include <string>

#include "server/http/connections.hpp"
#include "server/http/exchange.hpp"
#include "server/http/message.hpp"
#include "server/http/socket_io.hpp"

namespace i2m::http {

/// The library's view of a connection. It reads heads only.
class SocketStream final : public httplib::Stream {
public:
    SocketStream(SocketIo& io, const Connection& connection) : io_(io), head_(io), connection_(connection) {}
    bool is_readable() const override { return head_.is_readable(); }
    bool wait_readable() const override { return io_.wait_readable(std::chrono::milliseconds(0)); }
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

/// nullptr for a request that the library refused before any handler.
[[nodiscard]] Exchange* exchange_of(const httplib::Request& request);
[[nodiscard]] Request to_request(const httplib::Request& in);
/// Puts the exchange's answer into `to`, its body by a provider where it is not at hand; both outlive the writing.
void give_answer(Exchange& exchange, httplib::Response& to);

}  // namespace i2m::http
