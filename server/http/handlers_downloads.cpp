// handlers_downloads.cpp - models and images, whole or in parts.
#include <utility>

#include "server/core/iso_time.hpp"
#include "server/http/archive_response.hpp"
#include "server/http/file_response.hpp"
#include "server/http/handlers_jobs.hpp"
#include "server/http/model_conversion.hpp"
#include "server/http/query.hpp"
#include "server/http/respond.hpp"
#include "shared/base/text.hpp"

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

/// All models of the job in one archive.
Response archive(const Request& request, const JobService& jobs, const BlobStore& blobs) {
    const Result<api::DownloadListAnswer> found = jobs.downloads(request.param("id"), viewer_of(request));
    if (!found) return respond_error(found.error(), request.request_id);
    if (found->files.empty()) {
        return respond_error({ErrorCode::FileNotFound, "This job has no models yet. Ask again when one is done."},
                             request.request_id);
    }
    std::vector<ArchivedFile> files;
    for (const api::DownloadEntry& entry : found->files)
        files.push_back({entry.filename, entry.sha256, entry.size, static_cast<std::int64_t>(entry.created_time)});
    return respond_archive(request, blobs, files, "models-" + found->job_id.substr(0, 8) + ".zip");
}

/// The list, each file and the archive with a link that works without a key.
Response list(const Request& request, const JobService& jobs, const BlobStore& blobs, const access::SignedLinks& links) {
    const std::string_view format = request.query_value("format").value_or("json");
    if (format == "zip") return archive(request, jobs, blobs);
    if (format != "json") return respond_error(bad_query("format", "json or zip"), request.request_id);
    Result<api::DownloadListAnswer> found = jobs.downloads(request.param("id"), viewer_of(request));
    if (!found) return respond_error(found.error(), request.request_id);
    for (api::DownloadEntry& entry : found->files) {
        access::SignedLinks::Link link = links.sign(entry.download_url);
        entry.signed_url = std::move(link.url);
        entry.expires_at = iso_utc(link.expires_at);
    }
    if (!found->files.empty()) {
        found->archive_url = api::path_of(api::Route::DownloadArchive, {found->job_id});
        found->signed_archive_url = links.sign(*found->archive_url).url;
    }
    return respond_value(*found);
}

/// A model as it is stored, or converted.
Response send_model(const Request& request, const Result<StoredFile>& found, BlobStore& blobs, ModelConverter& converter) {
    const std::string_view format = request.query_value("format").value_or("");
    if (!found) return respond_error(found.error(), request.request_id);
    const std::string own = extension_of(found->filename);
    if (format.empty() || (!own.empty() && format == own.substr(1))) return send(request, found, blobs, true);
    const exporting::FormatInfo* const wanted = exporting::find_format(format);
    if (wanted == nullptr) {
        const bool is_known = format == "glb";
        return respond_error(is_known ? Error{ErrorCode::InvalidRequest,
                                              found->filename + " is no GLB. Leave format out to take it as it is.", "format"}
                                      : bad_query("format", "glb, obj, stl, ply or 3mf"),
                             request.request_id);
    }
    return converter.respond(request, *found, *wanted);
}

/// The model of a job that has one.
Result<StoredFile> only_model(const JobService& jobs, const Request& request) {
    const Viewer viewer = viewer_of(request);
    const Result<api::DownloadListAnswer> list = jobs.downloads(request.param("id"), viewer);
    if (!list) return list.error();
    if (list->files.empty()) return Error{ErrorCode::FileNotFound, "This job has no models yet. Ask again when one is done."};
    if (list->files.size() > 1) {
        return Error{ErrorCode::Conflict, "This job has " + std::to_string(list->files.size()) +
                                              " models. Name one of them, or take all as an archive: both are in the list of "
                                              "downloads."};
    }
    return jobs.find_download(list->job_id, list->files.front().filename, viewer);
}

}  // namespace

void set_download_handlers(Router& router, JobService& jobs, BlobStore& blobs, const access::SignedLinks& links) {
    router.set(api::Route::DownloadList, [&jobs, &blobs, &links](Request& request) { return list(request, jobs, blobs, links); });
    router.set(api::Route::DownloadArchive, [&jobs, &blobs](Request& request) { return archive(request, jobs, blobs); });
    const auto converter = std::make_shared<ModelConverter>(blobs);
    router.set(api::Route::DownloadFile, [&jobs, &blobs, converter](Request& request) {
        return send_model(request, jobs.find_download(request.param("id"), request.param("filename"), viewer_of(request)), blobs,
                          *converter);
    });
    router.set(api::Route::ModelDownload, [&jobs, &blobs, converter](Request& request) {
        return send_model(request, only_model(jobs, request), blobs, *converter);
    });
    router.set(api::Route::FileSource, [&jobs, &blobs](Request& request) {
        return send(request, jobs.source(request.param("id"), viewer_of(request)), blobs, false);
    });
    router.set(api::Route::FilePreview, [&jobs, &blobs](Request& request) {
        return send(request, jobs.preview(request.param("id"), viewer_of(request)), blobs, false);
    });
}

}  // namespace i2m::http
