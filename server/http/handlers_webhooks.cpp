// handlers_webhooks.cpp - a genuine notice is a hint; repeated ones change nothing.
#include "server/http/handlers_webhooks.hpp"

#include "server/http/respond.hpp"
#include "shared/api/messages_queue.hpp"

namespace i2m::http {
namespace {

std::string query_text(const Request& request, const char* name) { return std::string(request.query_value(name).value_or("")); }
std::string header_text(const Request& request, std::string_view name) { return std::string(request.headers.get(name)); }

Response hear(const Request& request, JobService& jobs, WebhookJudge* judge) {
    if (judge == nullptr) {
        return respond_error(Error{ErrorCode::Forbidden, "This server hears of no provider."}, request.request_id);
    }
    WebhookCall call;
    call.file_id = query_text(request, "file");
    call.attempt = query_text(request, "attempt");
    call.check = query_text(request, "check");
    call.request_id = header_text(request, "X-Fal-Webhook-Request-Id");
    call.user_id = header_text(request, "X-Fal-Webhook-User-Id");
    call.timestamp = header_text(request, "X-Fal-Webhook-Timestamp");
    call.signature = header_text(request, "X-Fal-Webhook-Signature");
    call.body = request.body;
    const Result<WebhookNotice> notice = judge->judge(call);
    if (!notice) return respond_error(notice.error(), request.request_id);
    const bool is_news = jobs.hear_of_request(notice->file_id, notice->attempt, notice->request_id);
    return respond_value(api::WebhookAnswer{is_news ? "noted" : "ok"});
}

}  // namespace

void set_webhook_handlers(Router& router, JobService& jobs, WebhookJudge* judge) {
    router.set(api::Route::WebhookFal, [&jobs, judge](Request& request) { return hear(request, jobs, judge); });
}

}  // namespace i2m::http
