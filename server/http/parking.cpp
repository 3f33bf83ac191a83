// parking.cpp - one epoll thread over the idle connections.
#include "server/http/parking.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace i2m::http {
namespace {

constexpr std::uint64_t kWakeId = 0;  // connections are numbered from 1
constexpr std::chrono::milliseconds kSweepEvery{500};

int checked(int fd, const char* what) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
    return fd;
}

}  // namespace

Parking::Parking(Callback on_ready, Callback on_expired)
    : on_ready_(std::move(on_ready)),
      on_expired_(std::move(on_expired)),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kWakeId;
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event), "epoll_ctl");
    thread_ = std::thread([this] { run(); });
}

Parking::~Parking() {
    stop();
    ::close(wake_);
    ::close(epoll_);
}

bool Parking::park(std::uint64_t id, int fd, Clock::time_point expires) {
    const std::lock_guard lock(mutex_);
    if (is_stopping_) return false;
    spots_[id] = Spot{fd, expires};
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    event.data.u64 = id;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) {
        spots_.erase(id);
        return false;
    }
    if (spots_.size() == 1) wake();
    return true;
}

void Parking::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (is_stopping_) return;
        is_stopping_ = true;
    }
    wake();
    if (thread_.joinable()) thread_.join();
}

void Parking::wake() {
    const std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
}

bool Parking::take(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto spot = spots_.find(id);
    if (spot == spots_.end()) return false;
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, spot->second.fd, nullptr);
    spots_.erase(spot);
    return true;
}

void Parking::expire(Clock::time_point now) {
    std::vector<std::uint64_t> over;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, spot] : spots_) {
            if (spot.expires <= now) over.push_back(id);
        }
    }
    for (const std::uint64_t id : over) {
        if (take(id)) on_expired_(id);
    }
}

void Parking::run() {
    std::array<epoll_event, 256> events;
    Clock::time_point next_sweep = Clock::now() + kSweepEvery;
    while (true) {
        bool is_empty = false;
        {
            const std::lock_guard lock(mutex_);
            if (is_stopping_) return;
            is_empty = spots_.empty();
        }
        const int wait_ms = is_empty ? -1 : static_cast<int>(kSweepEvery.count());  // park() wakes a thread that sleeps
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
        for (int i = 0; i < count; ++i) {
            const std::uint64_t id = events[static_cast<std::size_t>(i)].data.u64;
            if (id == kWakeId) {
                std::uint64_t wakes = 0;
                (void)!::read(wake_, &wakes, sizeof wakes);
            } else if (take(id)) {
                on_ready_(id);
            }
        }
        if (const auto now = Clock::now(); now >= next_sweep) {
            expire(now);
            next_sweep = now + kSweepEvery;
        }
    }
}

}  // namespace i2m::http
