// handlers_streams.cpp - the head of an event stream; the rest is the hub's.
#include <charconv>
#include <limits>

#include "server/core/job_views.hpp"
#include "server/http/handlers_jobs.hpp"
#include "server/http/respond.hpp"
#include "shared/api/sse.hpp"

namespace i2m::http {
namespace {

constexpr int kReconnectMs = 2'000;
constexpr std::int64_t kMaxTimeoutS = 86'400;
constexpr std::int64_t kDefaultTimeoutS = 3'600;

template <class T>
std::optional<T> whole_number(std::string_view text) {
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return text.empty() || error != std::errc() || end != text.data() + text.size() ? std::nullopt : std::optional<T>(value);
}

/// What the client has seen: Last-Event-ID of a reconnecting browser, else the query. Nonsense counts as nothing seen.
std::optional<std::int64_t> last_seen(const Request& request) {
    const std::string_view header = request.headers.get("Last-Event-ID");
    const auto seen = whole_number<std::int64_t>(header.empty() ? request.query_value("last_event_id").value_or("") : header);
    return seen && *seen >= 0 ? seen : std::nullopt;
}

Result<std::chrono::milliseconds> timeout_of(const Request& request) {
    const auto text = request.query_value("timeout");
    const std::optional<std::int64_t> seconds = text ? whole_number<std::int64_t>(*text) : kDefaultTimeoutS;
    if (!seconds || *seconds < 1 || *seconds > kMaxTimeoutS) {
        return Error{ErrorCode::InvalidRequest, "timeout must be 1 to 86400 seconds (24 hours).", "timeout"};
    }
    return std::chrono::milliseconds(*seconds * 1000);
}

api::EventData snapshot_of(const api::JobView& job) {
    api::EventData out = event_of(job);
    out.total_files = job.total_files;
    out.result = job;
    return out;
}

Response open_stream(const Request& request, EventStreams& streams, StreamRequest wanted) {
    const Result<std::chrono::milliseconds> timeout = timeout_of(request);
    if (!timeout) return respond_error(timeout.error(), request.request_id);
    StreamSlot slot = streams.reserve();
    if (!slot) {
        Response busy =
            respond_error({ErrorCode::Unavailable, "Too many event streams are open. Ask for the state instead, or try again."},
                          request.request_id);
        busy.headers.add("Retry-After", "10");
        return busy;
    }
    wanted.timeout = *timeout;
    Response out;
    out.headers.add("Content-Type", "text/event-stream");
    out.headers.add("Cache-Control", "no-store");
    out.headers.add("X-Accel-Buffering", "no");
    out.take_over = [&streams, wanted = std::move(wanted), slot = std::move(slot)](int fd) { streams.attach(fd, wanted, slot); };
    return out;
}

Response stream_job(const Request& request, const JobService& jobs, EventStreams& streams) {
    const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request));
    if (!job) return respond_error(job.error(), request.request_id);
    const std::optional<std::int64_t> seen = last_seen(request);
    // The snapshot contains everything up to its last event. One that resumes gets what it missed as well, so its snapshot
    // has no id: a connection lost in between must not skip the rest. An ended job's final event is sent in any case.
    const bool is_resuming = seen && *seen > 0 && *seen < job->last_event_id;
    std::int64_t after = is_resuming ? *seen : job->last_event_id;
    if (is_final(job->status)) after = std::min(after, job->last_event_id - 1);
    StreamRequest wanted;
    wanted.job_id = job->job_id;
    wanted.after_id = after;
    wanted.progress = job->progress;
    wanted.told_id = job->last_event_id;
    wanted.opening = api::sse_retry(kReconnectMs) + api::sse_frame(after == job->last_event_id ? after : 0, api::kEventSnapshot,
                                                                   json::encode_text(snapshot_of(*job)));
    return open_stream(request, streams, std::move(wanted));
}

Response stream_all(const Request& request, const JobStore& store, EventStreams& streams) {
    StreamRequest wanted;
    wanted.owner = viewer_of(request).owner();
    wanted.after_id = last_seen(request).value_or(store.last_event_id());
    wanted.opening = api::sse_retry(kReconnectMs);
    return open_stream(request, streams, std::move(wanted));
}

}  // namespace

void set_stream_handlers(Router& router, JobService& jobs, JobStore& store, EventStreams& streams) {
    router.set(api::Route::TaskStream, [&jobs, &streams](Request& request) { return stream_job(request, jobs, streams); });
    router.set(api::Route::AllEvents, [&store, &streams](Request& request) { return stream_all(request, store, streams); });
}

}  // namespace i2m::http
