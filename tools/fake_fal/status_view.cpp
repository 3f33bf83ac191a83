// status_view.cpp - positions, log lines, URLs, and the event stream.
#include "tools/fake_fal/status_view.hpp"

#include <algorithm>
#include <ctime>

#include "server/core/iso_time.hpp"
#include "tools/fake_fal/call.hpp"

namespace i2m::fake {
namespace {

Millis share_of(Millis whole, double share) {
    return Millis(static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
}

/// When log line `index` of the present (or last) run is written.
TimePoint log_time(const Job& job, std::size_t index) {
    const Millis run = job.is_ended() ? job.ended - job.started : job.until - job.started;
    return job.started + share_of(run, (*job.settings.logs)[index].at);
}

std::size_t logs_written(const Job& job, TimePoint now) {
    if (!job.was_started) return 0;
    std::size_t count = 0;
    while (count < job.settings.logs->size() && log_time(job, count) <= now) ++count;
    return count;
}

json::Array log_rows(const Job& job, std::size_t first, std::size_t end) {
    json::Array out;
    for (std::size_t i = first; i < end; ++i) {
        const LogLine& line = (*job.settings.logs)[i];
        out.emplace_back(json::Object{
            {"message", line.message}, {"level", line.level}, {"source", line.source}, {"timestamp", iso_utc(log_time(job, i))}});
    }
    return out;
}

/// Which of the scripted positions holds, from 0.
std::size_t position_step(const Job& job, TimePoint now) {
    const auto count = static_cast<std::int64_t>(job.settings.positions->size());
    const std::int64_t whole = std::max<std::int64_t>(1, (job.until - job.since).count());
    return static_cast<std::size_t>(std::clamp<std::int64_t>((now - job.since).count() * count / whole, 0, count - 1));
}

bool has_script(const Job& job) { return job.settings.positions && !job.settings.positions->empty(); }

/// When the status will read differently by itself, as far as the job alone can tell.
std::optional<TimePoint> next_view(const Job& job, TimePoint now) {
    if (job.state == JobState::Queued && has_script(job)) {
        const auto count = static_cast<std::int64_t>(job.settings.positions->size());
        const auto next = static_cast<std::int64_t>(position_step(job, now)) + 1;
        if (next < count) return job.since + Millis(((job.until - job.since).count() * next + count - 1) / count);
    }
    if (job.state != JobState::Running) return std::nullopt;
    const std::size_t told = logs_written(job, now);
    return told < job.settings.logs->size() ? std::optional(log_time(job, told)) : std::nullopt;
}

/// Sends the status each time that it changed, up to the end.
void send_events(World& world, Connection& connection, const std::string& id, bool with_logs) {
    std::string last;
    std::size_t told = 0;
    while (!world.is_stopping()) {
        const TimePoint now = world.now();
        const std::optional<Job> job = world.queue.find(id, now);
        if (!job) return;
        const StatusView view = view_status(world, *job, now, with_logs, told);
        told = std::max(told, view.logs_told);
        const std::string text = json::dump(view.body);
        if (text != last && !connection.send_raw("data: " + text + "\n\n")) return;
        last = text;
        if (job->is_ended()) return;
        const TimePoint change = std::min(world.queue.next_change(now).value_or(now + Millis(60'000)),
                                          next_view(*job, now).value_or(now + Millis(60'000)));
        world.clock.wait_until(change, [&] {
            const std::optional<Job> present = world.queue.find(id, world.now());
            return world.is_stopping() || connection.is_peer_gone() || !present || present->state != job->state;
        });
        if (connection.is_peer_gone()) return;
    }
}

}  // namespace

std::int64_t position_of(World& world, const Job& job, TimePoint now) {
    return has_script(job) ? (*job.settings.positions)[position_step(job, now)] : world.queue.position(job, now);
}

void add_urls(json::Value& body, const World& world, const Job& job) {
    const UrlForm form = world.scenario()->wire.urls;
    const std::string& prefix = form == UrlForm::Full ? job.endpoint->model.id : job.endpoint->base;
    const std::string base = world.base_url() + "/" + prefix + "/requests/" + job.id;
    body.set("response_url", form == UrlForm::Response ? base + "/response" : base);
    body.set("status_url", base + "/status");
    body.set("cancel_url", base + "/cancel");
}

StatusView view_status(World& world, const Job& job, TimePoint now, bool with_logs, std::size_t skip_logs) {
    StatusView out;
    if (job.state == JobState::Queued) {
        out.body = json::Object{{"status", "IN_QUEUE"}, {"request_id", job.id}, {"queue_position", position_of(world, job, now)}};
        add_urls(out.body, world, job);
        return out;
    }
    const bool is_ended = job.is_ended();
    out.logs_told = logs_written(job, now);
    out.body = json::Object{{"status", is_ended ? "COMPLETED" : "IN_PROGRESS"}, {"request_id", job.id}};
    const std::size_t first = std::min(skip_logs, out.logs_told);
    out.body.set("logs", with_logs ? json::Value(log_rows(job, first, out.logs_told)) : json::Value());
    add_urls(out.body, world, job);
    if (!is_ended) return out;
    const double run_s = job.was_started ? static_cast<double>((job.ended - job.started).count()) / 1'000 : 0;
    out.body.set("metrics", json::Object{{"inference_time", value_if(job.was_started, run_s)}});
    if (job.failure && !job.failure->error.empty()) {
        out.body.set("error", job.failure->error);
        out.body.set("error_type", job.failure->error_type);
    }
    return out;
}

std::string http_date(TimePoint time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[40];
    const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return std::string(text, size);
}

Answer status_stream(World& world, Call& call) {
    if (!world.queue.find(call.request_id, world.now())) return json_answer(json::Object{{"status", "NOT_FOUND"}}, 404);
    Answer answer;
    answer.headers.set("Content-Type", "text/event-stream");
    answer.headers.set("Cache-Control", "no-store");
    answer.headers.set("x-fal-request-id", call.request_id);
    const bool with_logs = call.request.query_flag("logs");
    answer.stream = [&world, id = call.request_id, with_logs](Connection& connection) {
        send_events(world, connection, id, with_logs);
    };
    return answer;
}

}  // namespace i2m::fake
