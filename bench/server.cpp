// server.cpp - start, memory, and how many questions a second the server answers over 64 connections.
#include "bench/support/load.hpp"
#include "bench/support/pictures.hpp"
#include "shared/api/messages.hpp"
#include "shared/api/routes.hpp"

namespace {

using namespace i2m;
using namespace i2m::bench;

constexpr int kRuns = 7;
constexpr std::size_t kConnections = 64;
constexpr double kSeconds = 3;

void measure_start() {
    std::vector<double> starts_ms;
    std::vector<double> memory_mb;
    for (int i = 0; i < kRuns; ++i) {
        const auto from = Clock::now();
        const Program server;
        (void)ask(Socket(server.port()), get_request(api::path_of(api::Route::Liveness)));
        starts_ms.push_back(ms_since(from));
        memory_mb.push_back(server.memory_mb("VmRSS"));
    }
    report("server.cold_start", starts_ms, "ms");
    report("server.idle_memory", memory_mb, "MB");
}

void measure_load(const std::string& name, int port, const std::string& path) {
    (void)run_load(port, path, kConnections, 0.5);
    std::vector<double> rates;
    std::vector<double> p99_ms;
    for (int i = 0; i < 3; ++i) {
        const Load load = run_load(port, path, kConnections, kSeconds);
        rates.push_back(load.requests_per_s);
        p99_ms.push_back(load.p99_ms);
    }
    report("server." + name + "_rps", rates, "req/s", "higher");
    report("server." + name + "_p99", p99_ms, "ms");
}

}  // namespace

int main() {
    measure_start();
    const Program server;
    const Socket socket(server.port());
    const auto uploaded = json::decode_text<api::UploadAnswer>(ask(socket, upload_request({disc_png(140, 1)})));
    if (!uploaded) return 1;
    const std::string status = api::path_of(api::Route::TaskStatus, {uploaded->job_id});
    const auto is_done = [&] {
        const auto job = json::decode_text<api::JobView>(ask(socket, get_request(status)));
        return !job || is_final(job->status);
    };
    const auto from = Clock::now();
    while (!is_done() && ms_since(from) < 30'000) ::usleep(20'000);
    measure_load("health", server.port(), api::path_of(api::Route::Health));
    measure_load("status", server.port(), status);
    return 0;
}
