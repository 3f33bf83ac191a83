// upload.cpp - uploads with full validation, hashes and durable commits: time and memory; and the way to a finished job.
#include <unistd.h>

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

std::vector<std::string> pictures(std::size_t count, std::uint32_t side_px, std::uint32_t seed) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(disc_png(side_px, seed + static_cast<std::uint32_t>(i)));
    return out;
}

std::string send_job(const Program& server, const std::string& request) {
    const auto answer = json::decode_text<api::UploadAnswer>(ask(Socket(server.port()), request));
    if (!answer) throw std::runtime_error(answer.error().message);
    return answer->job_id;
}

/// Follows the job's events to the final one; its result.
api::JobView follow(const Program& server, const std::string& job_id) {
    const Socket stream(server.port());
    stream.send(get_request(api::path_of(api::Route::TaskStream, {job_id})));
    api::SseParser parser;
    std::string text;
    bool is_head = true;
    while (stream.read_into(text)) {
        if (is_head) {
            const std::size_t end = text.find("\r\n\r\n");
            if (end == std::string::npos) continue;
            text.erase(0, end + 4);
            is_head = false;
        }
        for (const api::SseEvent& event : parser.feed(text)) {
            if (!api::is_final_event(event.name)) continue;
            const auto data = json::decode_text<api::EventData>(event.data);
            if (data && data->result) return *data->result;
        }
        text.clear();
    }
    throw std::runtime_error("the stream ended before the job");
}

void measure_small() {
    const Program server;
    std::vector<double> times_ms;
    for (std::uint32_t run = 0; run < 9; ++run) {
        const std::string request = upload_request(pictures(25, 140, run * 25));
        const auto from = Clock::now();
        const std::string job = send_job(server, request);
        times_ms.push_back(ms_since(from));
        (void)follow(server, job);  // the next round meets an idle server
    }
    report("upload.25x20kb", times_ms, "ms");
}

void measure_large() {
    const Program server;
    const std::string request = upload_request(pictures(25, 3200, 1));
    std::vector<double> times_ms;
    std::vector<double> memory_mb;
    for (int run = 0; run < 3; ++run) {
        const double before_mb = server.memory_mb("VmRSS");
        server.reset_peak();
        const auto from = Clock::now();
        const std::string job = send_job(server, request);
        times_ms.push_back(ms_since(from));
        memory_mb.push_back(server.memory_mb("VmHWM") - before_mb);
        (void)follow(server, job);
    }
    report("upload.25x10mb", times_ms, "ms");
    report("upload.25x10mb_memory", memory_mb, "MB");
}

/// From the first byte sent to the final event read; what the files' own work took (claim to stored) is given apart, since
/// the mark is that of a provider that answers at once.
void measure_way(std::size_t files, const std::string& name) {
    const Program server;
    std::vector<double> whole_ms;
    std::vector<double> rest_ms;
    for (std::uint32_t run = 0; run < 9; ++run) {
        const std::string request = upload_request(pictures(files, 140, run * 25));
        const auto from = Clock::now();
        const api::JobView job = follow(server, send_job(server, request));
        whole_ms.push_back(ms_since(from));
        if (job.status != JobStatus::Completed) throw std::runtime_error("a job did not succeed: " + job.message);
        if (files == 1)
            rest_ms.push_back(std::max(0.0, whole_ms.back() - static_cast<double>(job.files.front().duration_ms.value_or(0))));
    }
    report(name + "_with_draft", whole_ms, "ms");
    if (files == 1) report(name, rest_ms, "ms");
}

}  // namespace

int main() {
    ::sync();  // what other benchmarks left to be written is not waited for here
    measure_small();
    measure_way(1, "upload.to_completed_1");
    measure_way(25, "upload.to_completed_25");
    measure_large();
    return 0;
}
