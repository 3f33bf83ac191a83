// sse.cpp - event streams: how long a change takes to 1 000 readers, what 1 000 cost while nothing happens, and the memory
// of 5 000.
#include <sys/epoll.h>
#include <sys/resource.h>

#include "bench/support/figures.hpp"
#include "bench/support/pictures.hpp"
#include "bench/support/program.hpp"
#include "bench/support/wire.hpp"
#include "shared/api/messages.hpp"
#include "shared/api/routes.hpp"
#include "shared/api/sse.hpp"

namespace {

using namespace i2m;
using namespace i2m::bench;

constexpr double kIdleSeconds = 20;

void raise_file_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Readers of the stream of all jobs, on one thread.
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

void measure_thousand() {
    const Program server;
    Readers readers(server.port(), 1000);
    std::vector<double> p50_ms;
    std::vector<double> p99_ms;
    for (std::uint32_t run = 0; run < 5; ++run) {
        (void)ask(Socket(server.port()), upload_request({disc_png(140, run)}));
        const std::vector<double> waits_ms = readers.read_to_the_end();
        p50_ms.push_back(median(waits_ms));
        p99_ms.push_back(quantile(waits_ms, 0.99));
    }
    report("sse.1000_p50", p50_ms, "ms");
    report("sse.1000_p99", p99_ms, "ms");
    const double before_s = server.cpu_s();
    ::usleep(static_cast<useconds_t>(kIdleSeconds * 1e6));
    report("sse.1000_idle_cpu", {100 * (server.cpu_s() - before_s) / kIdleSeconds}, "%");
}

void measure_five_thousand() {
    const Program server;
    const Readers readers(server.port(), 5000);
    report("sse.5000_memory", {server.memory_mb("VmRSS")}, "MB");
}

}  // namespace

int main() {
    raise_file_limit();
    measure_thousand();
    measure_five_thousand();
    return 0;
}
