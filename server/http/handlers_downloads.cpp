// handlers_downloads.cpp - models and images, whole or in parts.
#include "server/http/file_response.hpp"
#include "server/http/handlers_jobs.hpp"
#include "server/http/respond.hpp"

namespace i2m::http {
namespace {

class BlobSource final : public BodySource {
public:
    explicit BlobSource(std::unique_ptr<BlobReader> blob) : blob_(std::move(blob)) {}
    std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const override { return blob_->read(offset, out); }

private:
    std::unique_ptr<BlobReader> blob_;
};

Response send(const Request& request, const Result<StoredFile>& found, BlobStore& blobs, bool is_attachment) {
    if (!found) return respond_error(found.error(), request.request_id);
    std::unique_ptr<BlobReader> blob = blobs.open(found->sha256);
    if (!blob) return respond_error(Error{ErrorCode::Gone, found->filename + " is no longer kept."}, request.request_id);
    const std::uint64_t size = blob->size_bytes();
    return respond_file(request, {std::make_shared<BlobSource>(std::move(blob)), size, found->sha256, found->content_type,
                                  found->filename, is_attachment});
}

Response download(const Request& request, const JobService& jobs, BlobStore& blobs) {
    if (const auto format = request.query_value("format"); format && *format != "glb") {
        return respond_error(
            {ErrorCode::InvalidRequest, "Models are kept as glb. Ask for format=glb, or leave it out.", "format"},
            request.request_id);
    }
    return send(request, jobs.find_download(request.param("id"), request.param("filename")), blobs, true);
}

}  // namespace

void set_download_handlers(Router& router, JobService& jobs, BlobStore& blobs) {
    router.set(api::Route::DownloadList,
               [&jobs](Request& request) { return respond(request, jobs.downloads(request.param("id"))); });
    router.set(api::Route::DownloadFile, [&jobs, &blobs](Request& request) { return download(request, jobs, blobs); });
    router.set(api::Route::FileSource,
               [&jobs, &blobs](Request& request) { return send(request, jobs.source(request.param("id")), blobs, false); });
    router.set(api::Route::FilePreview,
               [&jobs, &blobs](Request& request) { return send(request, jobs.preview(request.param("id")), blobs, false); });
}

}  // namespace i2m::http
