// raw_socket.cpp - plain sockets for tests.
#include "tests/support/raw_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace i2m::test {

RawSocket::RawSocket(int port, std::chrono::milliseconds patience) : deadline_(std::chrono::steady_clock::now() + patience) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(fd_);
        fd_ = -1;
    }
}

RawSocket::~RawSocket() {
    if (fd_ >= 0) ::close(fd_);
}

bool RawSocket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void RawSocket::end_sending() { ::shutdown(fd_, SHUT_WR); }

long RawSocket::read_some(std::string& out) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    pollfd entry{fd_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&entry, 1, static_cast<int>(left.count())) <= 0) return -1;
    std::array<char, 65'536> piece;
    const ssize_t count = ::recv(fd_, piece.data(), piece.size(), 0);
    if (count > 0) out.append(piece.data(), static_cast<std::size_t>(count));
    was_reset_ = count < 0 && (errno == ECONNRESET || errno == EPIPE);
    return count;
}

std::string RawSocket::read_all() {
    std::string out;
    while (read_some(out) > 0) {
    }
    return out;
}

std::string RawSocket::read_until(std::string_view end) {
    std::string out;
    while (out.find(end) == std::string::npos && read_some(out) > 0) {
    }
    return out;
}

bool RawSocket::is_closed_by_peer() {
    std::string waste;
    long count = 0;
    while ((count = read_some(waste)) > 0) waste.clear();
    return count == 0 || was_reset_;
}

void RawSocket::rest(std::chrono::milliseconds pause) const {
    pollfd entry{fd_, 0, 0};
    (void)::poll(&entry, 1, static_cast<int>(pause.count()));
}

void RawSocket::shrink_receive_buffer() {
    const int size = 4'096;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

}  // namespace i2m::test
