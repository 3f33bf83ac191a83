// handlers_queue.cpp - decode, ask the services, encode; no rule lives here.
#include "server/http/handlers_queue.hpp"

#include "server/http/respond.hpp"
#include "shared/base/text.hpp"

namespace i2m::http {
namespace {

Response pause(const Request& request, QueueService& queue, Audit& audit) {
    api::PauseRequest body;
    if (!request.body.empty()) {
        Result<api::PauseRequest> read = json::decode_text<api::PauseRequest>(request.body);
        if (!read) return respond_error(read.error(), request.request_id);
        body = *std::move(read);
    }
    return respond_noted(request, queue.pause(body.message), audit, "queue.pause", "", {{"message", to_utf8(body.message)}});
}

Response resume(const Request& request, QueueService& queue, Audit& audit) {
    const api::QueueView view = queue.resume();
    audit.note(request.caller, "queue.resume", "");
    return respond_value(view);
}

Response resolve(const Request& request, JobService& jobs, Audit& audit) {
    // A wrong id is told before a wrong body.
    if (const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request)); !job)
        return respond_error(job.error(), request.request_id);
    const Result<api::ResolveRequest> body = json::decode_text<api::ResolveRequest>(request.body);
    if (!body) return respond_error(body.error(), request.request_id);
    return respond_noted(request, jobs.resolve(request.param("id"), *body, viewer_of(request)), audit, "job.resolve",
                         request.param("id"), {{"choice", json::encode(*body)}});
}

Response move(const Request& request, JobService& jobs, Audit& audit) {
    if (const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request)); !job)
        return respond_error(job.error(), request.request_id);
    const Result<api::MoveRequest> body = json::decode_text<api::MoveRequest>(request.body);
    if (!body) return respond_error(body.error(), request.request_id);
    return respond_noted(request, jobs.move(request.param("id"), *body, viewer_of(request)), audit, "job.move",
                         request.param("id"), {{"to", body->to}, {"before", body->before}});
}

}  // namespace

void set_queue_handlers(Router& router, QueueService& queue, JobService& jobs, Audit& audit) {
    const auto show = [&queue](Request&) { return respond_value(queue.view()); };
    router.set(api::Route::QueueGet, show);
    router.set(api::Route::AdminQueue, show);
    router.set(api::Route::AdminQueuePause, [&queue, &audit](Request& request) { return pause(request, queue, audit); });
    router.set(api::Route::AdminQueueResume, [&queue, &audit](Request& request) { return resume(request, queue, audit); });
    router.set(api::Route::AdminProvider, [&queue](Request&) { return respond_value(queue.provider()); });
    router.set(api::Route::JobResolve, [&jobs, &audit](Request& request) { return resolve(request, jobs, audit); });
    router.set(api::Route::JobMove, [&jobs, &audit](Request& request) { return move(request, jobs, audit); });
}

}  // namespace i2m::http
