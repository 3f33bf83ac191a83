// load.hpp - many connections that ask the same thing again and again, driven by one thread.
#pragma once

#include <sys/epoll.h>

#include <vector>

#include "bench/support/figures.hpp"
#include "bench/support/program.hpp"
#include "bench/support/wire.hpp"

namespace i2m::bench {

struct Load {
    double requests_per_s = 0;
    double p50_ms = 0;
    double p99_ms = 0;
};

/// Keeps `connections` busy with GET `path` for `seconds`; each asks again when its answer is whole.
inline Load run_load(int port, const std::string& path, std::size_t connections, double seconds) {
    struct Caller {
        Socket socket;
        std::string answer;
        Clock::time_point asked;
    };
    const std::string request = get_request(path);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<Caller> callers;
    for (std::size_t i = 0; i < connections; ++i) callers.push_back({Socket(port), {}, Clock::now()});
    for (std::size_t i = 0; i < connections; ++i) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, callers[i].socket.fd(), &event);
        callers[i].asked = Clock::now();
        callers[i].socket.send(request);
    }
    std::vector<double> times_ms;
    const auto from = Clock::now();
    while (ms_since(from) < seconds * 1000) {
        epoll_event events[64];
        const int count = ::epoll_wait(epoll, events, 64, 1000);
        for (int i = 0; i < count; ++i) {
            Caller& caller = callers[events[i].data.u64];
            if (!caller.socket.read_into(caller.answer)) throw std::runtime_error("the server closed a connection");
            if (answer_size(caller.answer) == 0) continue;
            if (!caller.answer.starts_with("HTTP/1.1 200")) throw std::runtime_error("the server answered: " + caller.answer);
            times_ms.push_back(ms_since(caller.asked));
            caller.answer.clear();
            caller.asked = Clock::now();
            caller.socket.send(request);
        }
    }
    const double took_s = ms_since(from) / 1000;
    ::close(epoll);
    return {static_cast<double>(times_ms.size()) / took_s, median(times_ms), quantile(times_ms, 0.99)};
}

}  // namespace i2m::bench
