// probe.cpp - a GET in a few socket calls.
#include "server/http/probe.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace i2m::http {
namespace {

int connect_to(const std::string& host, int port, std::chrono::milliseconds timeout) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return -1;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
        const int fd = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd < 0) continue;
        const auto ms = timeout.count();
        const timeval limit{static_cast<time_t>(ms / 1000), static_cast<suseconds_t>(ms % 1000 * 1000)};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        if (::connect(fd, at->ai_addr, at->ai_addrlen) == 0) return fd;
        ::close(fd);
    }
    return -1;
}

}  // namespace

Result<int> probe(const std::string& host, int port, const std::string& path, std::chrono::milliseconds timeout) {
    // A wildcard address is listened on, not connected to.
    const std::string target = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host;
    const int fd = connect_to(target, port, timeout);
    if (fd < 0) return Error{ErrorCode::Network, "Nothing answers on " + target + ":" + std::to_string(port) + "."};
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    std::string answer;
    if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        std::array<char, 512> piece;
        while (answer.size() < 12) {
            const ssize_t count = ::recv(fd, piece.data(), piece.size(), 0);
            if (count <= 0) break;
            answer.append(piece.data(), static_cast<std::size_t>(count));
        }
    }
    ::close(fd);
    if (answer.size() < 12 || !answer.starts_with("HTTP/1.1 "))
        return Error{ErrorCode::Network, "What answers on " + target + " is no HTTP server."};
    return std::atoi(answer.substr(9, 3).c_str());
}

}  // namespace i2m::http
