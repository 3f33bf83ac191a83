// handlers_admin.cpp - decode, ask the services, encode; no rule lives here.
#include "server/http/handlers_admin.hpp"

#include <charconv>
#include <tuple>

#include "server/http/respond.hpp"

namespace i2m::http {
namespace {

Response list_files(const Request& request, const StorageReport& storage) {
    FileListRequest wanted;
    wanted.directory = request.query_value("directory").value_or("");
    wanted.cursor = request.query_value("cursor").value_or("");
    if (const auto text = request.query_value("limit")) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), wanted.limit);
        if (error != std::errc() || end != text->data() + text->size()) wanted.limit = 0;  // told as every other bad limit
    }
    return respond(request, storage.files(wanted));
}

Error not_in_the_query() {
    return {ErrorCode::InvalidRequest, R"(Send hours and dry_run in the body, as {"hours":24,"dry_run":true}.)", "query"};
}

/// The request; one with a member that it does not have is refused: a dry_run that was misspelled would delete.
Result<api::CleanupRequest> read_cleanup(const std::string& text) {
    const Result<json::Value> body = json::parse(text);
    if (!body) return body.error();
    Result<api::CleanupRequest> out = json::decode<api::CleanupRequest>(*body);
    if (!out) return out;
    const auto is_known = [](std::string_view name) {
        return std::apply([name](const auto&... field) { return ((field.name == name) || ...); },
                          json::Fields<api::CleanupRequest>::kList);
    };
    for (const auto& [name, value] : *body->as_object()) {
        if (is_known(name)) continue;
        const std::string shown = name.substr(0, 80);
        return Error{ErrorCode::InvalidRequest,
                     "There is nothing called \"" + shown + "\" here, only hours, dry_run and limit. Nothing was deleted.",
                     "/" + shown};
    }
    return out;
}

Response clean_up(const Request& request, Cleanup& cleanup, Audit& audit) {
    // Whoever writes dry_run there means it, and would lose what was only to be looked at.
    if (!request.query.empty()) return respond_error(not_in_the_query(), request.request_id);
    api::CleanupRequest body;
    if (!request.body.empty()) {
        Result<api::CleanupRequest> read = read_cleanup(request.body);
        if (!read) return respond_error(read.error(), request.request_id);
        body = *std::move(read);
    }
    const Result<api::CleanupAnswer> done = cleanup.by_age(body);
    if (body.dry_run) return respond(request, done);
    return respond_noted(request, done, audit, "jobs.cleanup", "", {{"request", json::encode(body)}});
}

Response clean_up_job(const Request& request, Cleanup& cleanup, Audit& audit) {
    const Result<api::CleanupJobRequest> body = json::decode_text<api::CleanupJobRequest>(request.body);
    if (!body) return respond_error(body.error(), request.request_id);
    return respond_noted(request, cleanup.job(body->job_id), audit, "job.cleanup", body->job_id);
}

}  // namespace

void set_admin_handlers(Router& router, StorageReport& storage, Cleanup& cleanup, JobService& jobs, Audit& audit) {
    router.set(api::Route::AdminDiskUsage, [&storage](Request&) { return respond_value(storage.disk_usage()); });
    router.set(api::Route::AdminSystemHealth, [&storage](Request&) { return respond_value(storage.health()); });
    router.set(api::Route::AdminListFiles, [&storage](Request& request) { return list_files(request, storage); });
    router.set(api::Route::AdminCleanup, [&cleanup, &audit](Request& request) { return clean_up(request, cleanup, audit); });
    router.set(api::Route::AdminCleanupJob,
               [&cleanup, &audit](Request& request) { return clean_up_job(request, cleanup, audit); });
    router.set(api::Route::AdminDeleteJob, [&jobs, &audit](Request& request) {
        return respond_noted(request, jobs.remove(request.param("id")), audit, "job.delete", request.param("id"));
    });
    router.set(api::Route::AdminRetention, [&cleanup](Request&) { return respond_value(cleanup.retention()); });
}

}  // namespace i2m::http
