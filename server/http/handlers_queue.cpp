// handlers_queue.cpp - decode, ask the services, encode; no rule lives here.
#include "server/http/handlers_queue.hpp"

#include "server/http/respond.hpp"

namespace i2m::http {
namespace {

Response pause(const Request& request, QueueService& queue) {
    api::PauseRequest body;
    if (!request.body.empty()) {
        Result<api::PauseRequest> read = json::decode_text<api::PauseRequest>(request.body);
        if (!read) return respond_error(read.error(), request.request_id);
        body = *std::move(read);
    }
    return respond(request, queue.pause(body.message));
}

Response resolve(const Request& request, JobService& jobs) {
    // A wrong id is told before a wrong body.
    if (const Result<api::JobView> job = jobs.job(request.param("id")); !job)
        return respond_error(job.error(), request.request_id);
    const Result<api::ResolveRequest> body = json::decode_text<api::ResolveRequest>(request.body);
    if (!body) return respond_error(body.error(), request.request_id);
    return respond(request, jobs.resolve(request.param("id"), *body));
}

Response move(const Request& request, JobService& jobs) {
    if (const Result<api::JobView> job = jobs.job(request.param("id")); !job)
        return respond_error(job.error(), request.request_id);
    const Result<api::MoveRequest> body = json::decode_text<api::MoveRequest>(request.body);
    if (!body) return respond_error(body.error(), request.request_id);
    return respond(request, jobs.move(request.param("id"), *body));
}

}  // namespace

void set_queue_handlers(Router& router, QueueService& queue, JobService& jobs) {
    const auto show = [&queue](Request&) { return respond_value(queue.view()); };
    router.set(api::Route::QueueGet, show);
    router.set(api::Route::AdminQueue, show);
    router.set(api::Route::AdminQueuePause, [&queue](Request& request) { return pause(request, queue); });
    router.set(api::Route::AdminQueueResume, [&queue](Request&) { return respond_value(queue.resume()); });
    router.set(api::Route::AdminProvider, [&queue](Request&) { return respond_value(queue.provider()); });
    router.set(api::Route::JobResolve, [&jobs](Request& request) { return resolve(request, jobs); });
    router.set(api::Route::JobMove, [&jobs](Request& request) { return move(request, jobs); });
}

}  // namespace i2m::http
