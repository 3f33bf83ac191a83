// handlers_jobs.cpp - jobs and models.
#include "server/http/handlers_jobs.hpp"

#include <charconv>

#include "server/http/query.hpp"
#include "server/http/respond.hpp"

namespace i2m::http {
namespace {

Result<void> read_status(const Request& request, std::optional<JobStatus>& out) {
    const auto text = request.query_value("status");
    if (!text || text->empty()) return {};
    for (const auto& [status, name] : json::EnumNames<JobStatus>::kNames) {
        if (name == *text) out = status;
    }
    if (!out) return bad_query("status", "queued, processing, completed, partially_completed, failed or cancelled");
    return {};
}

Result<void> read_order(const Request& request, ListRequest& out) {
    const std::string_view sort = request.query_value("sort").value_or("newest");
    if (sort != "newest" && sort != "oldest") return bad_query("sort", "newest or oldest");
    out.order = sort == "oldest" ? JobOrder::OldestFirst : JobOrder::NewestFirst;
    return {};
}

Result<void> read_limit(const Request& request, ListRequest& out) {
    const std::string_view text = request.query_value("limit").value_or("50");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.limit);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return bad_query("limit", "a whole number from 1 to 200");
    return {};
}

Result<ListRequest> to_list_request(const Request& request) {
    ListRequest out;
    out.owner = viewer_of(request).owner().value_or("");
    out.text = request.query_value("q").value_or("");
    out.model = request.query_value("model").value_or("");
    out.cursor = request.query_value("cursor").value_or("");
    if (auto read = read_status(request, out.status); !read) return read.error();
    if (auto read = read_time(request, "from", out.from); !read) return read.error();
    if (auto read = read_time(request, "to", out.to); !read) return read.error();
    if (auto read = read_order(request, out); !read) return read.error();
    if (auto read = read_limit(request, out); !read) return read.error();
    return out;
}

Response list_jobs(const Request& request, const JobService& jobs) {
    const Result<ListRequest> wanted = to_list_request(request);
    if (!wanted) return respond_error(wanted.error(), request.request_id);
    return respond(request, jobs.list(*wanted));
}

/// The job with the counts under the names that the reference uses too.
Response job_progress(const Request& request, const JobService& jobs) {
    const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request));
    if (!job) return respond_error(job.error(), request.request_id);
    json::Value out = json::encode(*job);
    out.set("overall_progress", job->progress);
    out.set("completed_files", job->successful_files);
    return respond_json(out);
}

Response retry_job(const Request& request, JobService& jobs, Audit& audit) {
    api::RetryRequest body;
    if (!request.body.empty()) {
        Result<api::RetryRequest> read = json::decode_text<api::RetryRequest>(request.body);
        if (!read) return respond_error(read.error(), request.request_id);
        body = *std::move(read);
    }
    const RunAgain wanted{body.files, body.model, body.options, body.as_new_job.value_or(false)};
    return respond_noted(request, jobs.run_again(request.param("id"), wanted, viewer_of(request)), audit, "job.retry",
                         request.param("id"));
}

}  // namespace

void set_job_handlers(Router& router, JobService& jobs, Audit& audit) {
    const auto show = [&jobs](Request& request) { return respond(request, jobs.job(request.param("id"), viewer_of(request))); };
    router.set(api::Route::JobGet, show);
    router.set(api::Route::UploadStatus, show);
    router.set(api::Route::TaskStatus, show);
    router.set(api::Route::JobProgress, [&jobs](Request& request) { return job_progress(request, jobs); });
    router.set(api::Route::JobList, [&jobs](Request& request) { return list_jobs(request, jobs); });
    router.set(api::Route::JobCancel, [&jobs, &audit](Request& request) {
        return respond_noted(request, jobs.cancel(request.param("id"), viewer_of(request)), audit, "job.cancel",
                             request.param("id"));
    });
    router.set(api::Route::JobRetry, [&jobs, &audit](Request& request) { return retry_job(request, jobs, audit); });
    router.set(api::Route::JobDelete, [&jobs, &audit](Request& request) {
        return respond_noted(request, jobs.remove(request.param("id"), viewer_of(request)), audit, "job.delete",
                             request.param("id"));
    });
    router.set(api::Route::Models, [&jobs](Request&) { return respond_value(api::ModelListAnswer{jobs.models()}); });
}

}  // namespace i2m::http
