// listener.cpp - the accept loop.
#include "tools/fake_fal/listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

namespace i2m::fake {

Result<int> Listener::bind(int port) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(fd_, raw, size) != 0 || ::listen(fd_, 1'024) != 0 || ::getsockname(fd_, raw, &size) != 0) {
        const std::string reason = std::generic_category().message(errno);
        return Error{ErrorCode::Unavailable, "Cannot listen on 127.0.0.1:" + std::to_string(port) + " (" + reason +
                                                 "). Stop what uses it, or choose another with --port."};
    }
    return int{ntohs(address.sin_port)};
}

void Listener::start() {
    thread_ = std::thread([this] { accept_all(); });
}

void Listener::accept_all() {
    while (true) {
        const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            return;  // stop() has shut the socket down
        }
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto connection = std::make_shared<Connection>(fd);
        const std::scoped_lock lock(mutex_);
        if (is_stopping_) return;
        open_.push_back(connection);
        std::thread([this, connection] { run(connection); }).detach();  // stop() waits for open_ to empty
    }
}

void Listener::run(const std::shared_ptr<Connection>& connection) {
    serve_(*connection);
    const std::scoped_lock lock(mutex_);
    open_.remove(connection);
    ended_.notify_all();
}

void Listener::stop() {
    if (fd_ < 0) return;
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    ::shutdown(fd_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    ::close(fd_);
    fd_ = -1;
    std::unique_lock lock(mutex_);
    for (const auto& connection : open_) connection->cut();
    ended_.wait(lock, [this] { return open_.empty(); });
}

}  // namespace i2m::fake
