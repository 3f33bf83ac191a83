// readers.hpp - many readers of the stream of all jobs, on one thread.
#pragma once

#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/support/figures.hpp"
#include "bench/support/program.hpp"
#include "bench/support/wire.hpp"
#include "shared/api/messages.hpp"
#include "shared/api/routes.hpp"
#include "shared/api/sse.hpp"

namespace i2m::bench {

/// As many descriptors as the system allows: each reader has one.
inline void raise_file_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

class Readers {
public:
    Readers(int port, std::size_t count) : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        const std::string request = get_request(api::path_of(api::Route::AllEvents));
        readers_.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            readers_.push_back({Socket(port), api::SseParser(), false});
            readers_.back().socket.send(request);
            std::string head;
            while (head.find("retry:") == std::string::npos) {
                if (!readers_.back().socket.read_into(head)) throw std::runtime_error("a stream was refused: " + head);
            }
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, readers_.back().socket.fd(), &event);
        }
    }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;
    ~Readers() { ::close(epoll_); }

    /// Reads until every reader has seen a final event; milliseconds from each event's own time to its arrival.
    std::vector<double> read_to_the_end() {
        std::vector<double> waits_ms;
        std::size_t left = readers_.size();
        for (Reader& reader : readers_) reader.has_ended = false;
        const auto from = Clock::now();
        while (left > 0) {
            if (ms_since(from) > 30'000) throw std::runtime_error(std::to_string(left) + " streams wait for their last event");
            epoll_event events[256];
            const int count = ::epoll_wait(epoll_, events, 256, 1000);
            for (int i = 0; i < count; ++i) left -= take(readers_[events[i].data.u64], waits_ms) ? 1U : 0U;
        }
        return waits_ms;
    }

private:
    struct Reader {
        Socket socket;
        api::SseParser parser;
        bool has_ended = false;
    };

    /// True when this reader's last event came.
    static bool take(Reader& reader, std::vector<double>& waits_ms) {
        std::string piece;
        if (!reader.socket.read_into(piece)) throw std::runtime_error("a stream ended");
        const double now_ms =
            std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
        bool ended = false;
        for (const api::SseEvent& event : reader.parser.feed(piece)) {
            // By hand: 1 000 readers that decode whole jobs would measure the decoder.
            const std::size_t at = event.data.find("\"timestamp\":");
            if (at == std::string::npos) continue;
            waits_ms.push_back(std::max(0.0, now_ms - std::atof(event.data.c_str() + at + 12)));
            ended = ended || api::is_final_event(event.name);
        }
        const bool is_news = ended && !reader.has_ended;
        reader.has_ended = reader.has_ended || ended;
        return is_news;
    }

    int epoll_;
    std::vector<Reader> readers_;
};

}  // namespace i2m::bench
