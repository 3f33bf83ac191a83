// sse.cpp - event streams: how long a change takes to 1 000 readers, what 1 000 cost while nothing happens, and the memory
// of 5 000.
#include "bench/support/figures.hpp"
#include "bench/support/pictures.hpp"
#include "bench/support/readers.hpp"

namespace {

using namespace i2m;
using namespace i2m::bench;

constexpr double kIdleSeconds = 20;

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
