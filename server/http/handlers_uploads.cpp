// handlers_uploads.cpp - an upload becomes a job.
#include "server/http/handlers_jobs.hpp"
#include "server/http/respond.hpp"

namespace i2m::http {
namespace {

Response refuse_files(const Request& request, const std::vector<api::RefusedFile>& refused) {
    Error error = Error::of(ErrorCode::FileValidation);
    error.message = refused.front().message;
    if (refused.size() > 1) error.message += " (" + std::to_string(refused.size()) + " files were refused; nothing was stored.)";
    return respond_error(error, request.request_id, {{"files", json::encode(refused)}});
}

/// One image's members stand at the top as well: older scripts read them there.
Response respond_image(const api::UploadAnswer& answer) {
    json::Value out = json::encode(answer);
    const json::Value file = json::encode(answer.uploaded_files.at(0));
    for (const char* name : {"file_id", "filename", "file_size", "content_type"}) out.set(name, *file.find(name));
    return respond_json(out);
}

Response upload(Request& request, JobService& jobs, BlobStore& blobs, const UploadLimits& limits) {
    if (limits.refusal) {
        if (const std::optional<Error> refused = limits.refusal()) return respond_error(*refused, request.request_id);
    }
    Result<UploadForm> form = read_upload(request, blobs, limits);
    if (!form) return respond_error(form.error(), request.request_id);
    if (const auto refused = JobService::refusals_of(form->files); !refused.empty()) return refuse_files(request, refused);
    Result<AcceptRequest> wanted = to_accept_request(std::move(*form), request);
    if (!wanted) return respond_error(wanted.error(), request.request_id);
    wanted->request_id = request.request_id;
    const Result<api::UploadAnswer> answer = jobs.accept(std::move(*wanted));
    const bool is_one_image = request.match && request.match->route == api::Route::UploadImage;
    return answer && is_one_image ? respond_image(*answer) : respond(request, answer);
}

}  // namespace

void set_upload_handlers(Router& router, JobService& jobs, BlobStore& blobs, const UploadLimits& limits) {
    UploadLimits one = limits;
    one.max_files = 1;
    router.set(api::Route::UploadBatch,
               [&jobs, &blobs, limits](Request& request) { return upload(request, jobs, blobs, limits); });
    router.set(api::Route::UploadImage, [&jobs, &blobs, one](Request& request) { return upload(request, jobs, blobs, one); });
}

}  // namespace i2m::http
