// liveness.cpp - how long "are you alive?" waits while a thousand connections ask without a pause, and while five thousand streams
// are told what happens.
#include <atomic>
#include <thread>

#include "bench/support/load.hpp"
#include "bench/support/pictures.hpp"
#include "bench/support/readers.hpp"

namespace {

using namespace i2m;
using namespace i2m::bench;

constexpr double kSeconds = 5;
constexpr int kPauseUs = 10'000;

/// Asks on a new connection each time, as a probe does, until `is_over`; milliseconds from connect to answer.
std::vector<double> ask_liveness(int port, const std::atomic<bool>& is_over) {
    const std::string request = get_request(api::path_of(api::Route::Liveness));
    std::vector<double> times_ms;
    while (!is_over) {
        const auto from = Clock::now();
        (void)ask(Socket(port), request);
        times_ms.push_back(ms_since(from));
        ::usleep(kPauseUs);
    }
    return times_ms;
}

void report_waits(const std::string& name, const std::vector<double>& times_ms) {
    report(name + "_p50", {median(times_ms)}, "ms");
    report(name + "_p99", {quantile(times_ms, 0.99)}, "ms");
}

void measure_connections() {
    const Program server;
    std::atomic<bool> is_over{false};
    std::thread others([&] {
        (void)run_load(server.port(), api::path_of(api::Route::JobList), 1'000, kSeconds);
        is_over = true;
    });
    const std::vector<double> times_ms = ask_liveness(server.port(), is_over);
    others.join();
    report_waits("liveness.1000_connections", times_ms);
}

void measure_streams() {
    const Program server;
    Readers readers(server.port(), 5'000);
    std::atomic<bool> is_over{false};
    std::thread others([&] {
        const auto from = Clock::now();
        for (std::uint32_t run = 0; ms_since(from) < kSeconds * 1'000; ++run) {
            (void)ask(Socket(server.port()), upload_request({disc_png(140, run)}));
            (void)readers.read_to_the_end();
        }
        is_over = true;
    });
    const std::vector<double> times_ms = ask_liveness(server.port(), is_over);
    others.join();
    report_waits("liveness.5000_streams", times_ms);
}

}  // namespace

int main() {
    raise_file_limit();
    measure_connections();
    measure_streams();
    return 0;
}
