// socket_io.cpp - deadline-bounded socket reads and writes.
#include "server/http/socket_io.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "server/http/crew.hpp"

namespace i2m::http {
namespace {

constexpr std::uint64_t kLeastBytesPerMs = 1;

bool poll_once(int fd, short events, std::chrono::milliseconds wait) {
    pollfd entry{fd, events, 0};
    const auto bounded = std::clamp<std::int64_t>(wait.count(), 0, 1'000'000);
    int ready = 0;
    do {
        ready = ::poll(&entry, 1, static_cast<int>(bounded));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

}  // namespace

void SocketIo::begin_phase(Millis total, Millis stall, std::uint64_t max_read_bytes) {
    deadline_ = Clock::now() + total;
    stall_ = stall;
    waited_ = {};
    moved_ = 0;
    budget_ = max_read_bytes;
    timed_out_ = false;
}

bool SocketIo::wait_readable(Millis wait) const { return has_buffered() || poll_once(fd_, POLLIN, wait); }

bool SocketIo::wait_for(short events) {
    const auto left = std::chrono::duration_cast<Millis>(deadline_ - Clock::now()) + Millis(1);
    const Clock::time_point begun = Clock::now();
    const Crew::Waiting waiting;
    if (left.count() > 0 && poll_once(fd_, events, std::min(left, stall_))) {
        waited_ += Clock::now() - begun;
        return true;
    }
    timed_out_ = true;
    return false;
}

bool SocketIo::keeps_pace(std::size_t moved) {
    moved_ += moved;
    if (waited_ < stall_) return true;
    const bool is_good = moved_ >= static_cast<std::uint64_t>(stall_.count()) * kLeastBytesPerMs;
    waited_ = {};
    moved_ = 0;
    timed_out_ = timed_out_ || !is_good;
    return is_good;
}

ssize_t SocketIo::read(char* out, std::size_t size) {
    if (budget_ == 0) return -1;
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, budget_));
    if (begin_ == end_) {
        const bool is_large = size >= buffer_.size();
        char* const target = is_large ? out : buffer_.data();
        const std::size_t room = std::min(is_large ? size : buffer_.size(), std::exchange(take_at_most_, SIZE_MAX));
        ssize_t count = 0;
        while ((count = ::recv(fd_, target, room, MSG_DONTWAIT)) < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN || !wait_for(POLLIN)) return -1;
        }
        if (count == 0) return 0;
        if (Clock::now() > deadline_) {  // a trickle never makes poll() wait long enough to notice
            timed_out_ = true;
            return -1;
        }
        if (!keeps_pace(static_cast<std::size_t>(count))) return -1;
        if (is_large) {
            budget_ -= static_cast<std::uint64_t>(count);
            return count;
        }
        begin_ = 0;
        end_ = static_cast<std::size_t>(count);
    }
    const std::size_t count = std::min(size, end_ - begin_);
    std::memcpy(out, buffer_.data() + begin_, count);
    begin_ += count;
    budget_ -= count;
    return static_cast<ssize_t>(count);
}

ssize_t SocketIo::write(const char* data, std::size_t size) {
    while (true) {
        const ssize_t count = ::send(fd_, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count >= 0) {
            if (Clock::now() <= deadline_) return keeps_pace(static_cast<std::size_t>(count)) ? count : -1;
            timed_out_ = true;
            return -1;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN || !wait_for(POLLOUT)) return -1;
    }
}

void swallow_unread(int fd, std::chrono::milliseconds wait) {
    ::shutdown(fd, SHUT_WR);
    const Crew::Waiting waiting;
    const auto deadline = std::chrono::steady_clock::now() + wait;
    std::array<char, 65'536> waste;
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !poll_once(fd, POLLIN, left)) break;
        if (::recv(fd, waste.data(), waste.size(), MSG_DONTWAIT) <= 0) break;
    }
}

}  // namespace i2m::http
