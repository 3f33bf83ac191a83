// stream.cpp - frames to a socket that may not take them at once.
#include "server/events/stream.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace i2m {
namespace {

constexpr std::uint32_t kQuiet = EPOLLIN | EPOLLRDHUP;

}  // namespace

EventStream::EventStream(std::uint64_t id, int fd, StreamSlot slot, StreamHome& home)
    : last_sign(std::chrono::steady_clock::now()), id_(id), fd_(fd), slot_(std::move(slot)), home_(home) {
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    epoll_event event{};
    event.events = kQuiet;
    event.data.u64 = id_;
    if (::epoll_ctl(home_.epoll, EPOLL_CTL_ADD, fd_, &event) != 0) close();
}

EventStream::~EventStream() {
    if (fd_ >= 0) ::close(fd_);
}

void EventStream::send(const Frame& frame) {
    if (!is_open()) return;
    last_sign = std::chrono::steady_clock::now();
    owes_event = false;
    pending_.push_back(frame);
    pending_bytes_ += frame->size();
    flush();
    if (!is_open() || pending_bytes_ <= home_.max_pending_bytes) return;
    was_too_slow_ = true;
    close();
}

void EventStream::handle(std::uint32_t events) {
    if (!is_open()) return;
    if ((events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0) return close();
    if ((events & EPOLLIN) != 0) {  // a stream's client has nothing to say; what it says is thrown away
        std::array<char, 1'024> waste;
        const ssize_t count = ::recv(fd_, waste.data(), waste.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return close();
    }
    if ((events & EPOLLOUT) != 0) flush();
}

void EventStream::end_after_flush() {
    if (!is_open()) return;
    ends_when_sent_ = true;
    if (pending_.empty()) close();
}

void EventStream::close() {
    if (!is_open()) return;
    ::epoll_ctl(home_.epoll, EPOLL_CTL_DEL, fd_, nullptr);
    ::shutdown(fd_, SHUT_WR);
    ::close(std::exchange(fd_, -1));
    slot_.reset();
    home_.closed.push_back(id_);
}

/// Writes what the socket takes.
void EventStream::flush() {
    while (!pending_.empty()) {
        const std::string_view rest = std::string_view(*pending_.front()).substr(sent_of_first_);
        const ssize_t count = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN) return close();
        if (count < static_cast<ssize_t>(rest.size())) {
            if (count > 0) sent_of_first_ += static_cast<std::size_t>(count);
            if (!std::exchange(waits_for_room_, true)) watch(kQuiet | EPOLLOUT);
            return;
        }
        pending_bytes_ -= pending_.front()->size();
        pending_.pop_front();
        sent_of_first_ = 0;
    }
    if (std::exchange(waits_for_room_, false)) watch(kQuiet);
    if (ends_when_sent_) close();
}

void EventStream::watch(std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id_;
    ::epoll_ctl(home_.epoll, EPOLL_CTL_MOD, fd_, &event);
}

}  // namespace i2m
