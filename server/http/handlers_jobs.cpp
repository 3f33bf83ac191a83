// handlers_jobs.cpp - jobs and models.
#include "server/http/handlers_jobs.hpp"

#include <charconv>

#include "server/core/older_shapes.hpp"
#include "server/http/query.hpp"
#include "server/http/respond.hpp"
#include "shared/base/text.hpp"

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

/// The job with the counts under the names that older scripts read, and its files by their ids.
Response job_progress(const Request& request, const JobService& jobs) {
    const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request));
    if (!job) return respond_error(job.error(), request.request_id);
    json::Object files;
    for (const api::FileView& file : job->files) files.emplace_back(file.file_id, json::encode(file));
    json::Value out = json::encode(*job);
    out.set("overall_progress", job->progress);
    out.set("completed_files", job->successful_files);
    out.set("files", std::move(files));
    return respond_json(out);
}

/// The job's text with more members behind its own. The state of a job is asked for often, so no tree of values is made of it.
Response respond_job_with(const api::JobView& job, const json::Object& more) {
    std::string text = json::encode_text(job);
    text.pop_back();
    for (const auto& [name, value] : more) text.append(",\"").append(name).append("\":").append(json::dump(value));
    return respond_json_text(text + "}");
}

Response task_status(const Request& request, const JobService& jobs) {
    const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request));
    if (!job) return respond_error(job.error(), request.request_id);
    json::Object more = {
        {"state", std::string(task_state(job->status))}, {"current", ended_files(*job)}, {"total", job->total_files}};
    if (is_final(job->status)) more.emplace_back("result", result_of(*job));
    return respond_job_with(*job, more);
}

Response upload_status(const Request& request, const JobService& jobs) {
    const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request));
    if (!job) return respond_error(job.error(), request.request_id);
    const std::string asked = to_lower(request.param("id"));
    json::Object more = {{"batch_id", job->job_id},
                         {"processing_status", std::string(name_of(job->status))},
                         {"processed_files", ended_files(*job)},
                         {"completed_files", job->successful_files}};
    for (const api::FileView& file : job->files) {
        if (file.file_id != asked) continue;
        more.emplace_back("file_id", asked);
        more[1].second = std::string(name_of(file.status));
    }
    return respond_job_with(*job, more);
}

/// Here older scripts read counts as the progress.
Response batch_status(const Request& request, const JobService& jobs) {
    const Result<api::JobView> job = jobs.job(request.param("id"), viewer_of(request));
    if (!job) return respond_error(job.error(), request.request_id);
    json::Value out = json::encode(*job);
    out.set("batch_id", job->job_id);
    out.set("overall_progress", job->progress);
    out.set("completed_files", job->successful_files);
    out.set("progress",
            json::Object{
                {"total_files", job->total_files}, {"processed_files", ended_files(*job)}, {"failed_files", job->failed_files}});
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
    router.set(api::Route::UploadStatus, [&jobs](Request& request) { return upload_status(request, jobs); });
    router.set(api::Route::UploadBatchStatus, [&jobs](Request& request) { return batch_status(request, jobs); });
    router.set(api::Route::TaskStatus, [&jobs](Request& request) { return task_status(request, jobs); });
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
}

}  // namespace i2m::http
