// handlers_downloads.cpp - models and images, whole or in parts.
#include <utility>

#include "server/core/iso_time.hpp"
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

/// The list, each file with a link that works without a key.
Response list(const Request& request, const JobService& jobs, const access::SignedLinks& links) {
    Result<api::DownloadListAnswer> found = jobs.downloads(request.param("id"), viewer_of(request));
    if (!found) return respond_error(found.error(), request.request_id);
    for (api::DownloadEntry& entry : found->files) {
        access::SignedLinks::Link link = links.sign(entry.download_url);
        entry.signed_url = std::move(link.url);
        entry.expires_at = iso_utc(link.expires_at);
    }
    return respond_value(*found);
}

Response download(const Request& request, const JobService& jobs, BlobStore& blobs) {
    if (const auto format = request.query_value("format"); format && *format != "glb") {
        return respond_error(
            {ErrorCode::InvalidRequest, "Models are kept as glb. Ask for format=glb, or leave it out.", "format"},
            request.request_id);
    }
    return send(request, jobs.find_download(request.param("id"), request.param("filename"), viewer_of(request)), blobs, true);
}

}  // namespace

void set_download_handlers(Router& router, JobService& jobs, BlobStore& blobs, const access::SignedLinks& links) {
    router.set(api::Route::DownloadList, [&jobs, &links](Request& request) { return list(request, jobs, links); });
    router.set(api::Route::DownloadFile, [&jobs, &blobs](Request& request) { return download(request, jobs, blobs); });
    router.set(api::Route::FileSource, [&jobs, &blobs](Request& request) {
        return send(request, jobs.source(request.param("id"), viewer_of(request)), blobs, false);
    });
    router.set(api::Route::FilePreview, [&jobs, &blobs](Request& request) {
        return send(request, jobs.preview(request.param("id"), viewer_of(request)), blobs, false);
    });
}

}  // namespace i2m::http
