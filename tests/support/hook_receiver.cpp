// hook_receiver.cpp - accept, read, remember, answer.
#include "tests/support/hook_receiver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

#include "tests/support/patience.hpp"

namespace i2m::test {
namespace {

bool read_more(int fd, std::string& out) {
    std::array<char, 16'384> piece;
    const ssize_t count = ::recv(fd, piece.data(), piece.size(), 0);
    if (count > 0) out.append(piece.data(), static_cast<std::size_t>(count));
    return count > 0;
}

}  // namespace

std::string HookReceiver::Post::header(std::string_view name) const { return Answer{200, headers, {}}.header(name); }

HookReceiver::HookReceiver(std::vector<int> statuses) : statuses_(std::move(statuses)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, raw, size) != 0 || ::listen(listener_, 64) != 0 || ::getsockname(listener_, raw, &size) != 0)
        throw std::runtime_error("no port to listen on");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

HookReceiver::~HookReceiver() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void HookReceiver::run() {
    while (true) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return;
        take(fd);
        ::close(fd);
    }
}

void HookReceiver::take(int fd) {
    std::string raw;
    while (raw.find("\r\n\r\n") == std::string::npos) {
        if (!read_more(fd, raw)) return;
    }
    const std::size_t head_end = raw.find("\r\n\r\n") + 4;
    const std::size_t target = raw.find(' ') + 1;
    Post post{parse_answer("HTTP/1.1 200 x\r\n" + raw.substr(raw.find("\r\n") + 2)).headers,
              raw.substr(target, raw.find(' ', target) - target),
              {}};
    const std::size_t size = static_cast<std::size_t>(std::atoll(post.header("Content-Length").c_str()));
    while (raw.size() - head_end < size) {
        if (!read_more(fd, raw)) return;
    }
    post.body = raw.substr(head_end);
    const std::scoped_lock lock(mutex_);
    posts_.push_back(std::move(post));
    const int status = statuses_[std::min(posts_.size(), statuses_.size()) - 1];
    const std::string answer = "HTTP/1.1 " + std::to_string(status) + " x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    (void)!::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    came_.notify_all();
}

std::vector<HookReceiver::Post> HookReceiver::wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, kPatience, [&] { return posts_.size() >= count; });
    return posts_;
}

}  // namespace i2m::test
