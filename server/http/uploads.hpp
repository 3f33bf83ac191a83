// uploads.hpp - reads an upload form while it arrives: images into blobs with their size, hash and verdict, fields as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/core/blob_store.hpp"
#include "server/http/message.hpp"
#include "server/http/multipart.hpp"
#include "server/jobs/job_service.hpp"
#include "shared/image/check.hpp"

namespace i2m::http {

struct UploadLimits {
    std::size_t max_files = 25;
    ImageLimits image;
    std::size_t max_field_bytes = 65'536;  ///< of all text fields together
    /// Why no upload is taken now, asked before a byte of the body is read; empty: never refused.
    std::function<std::optional<Error>()> refusal = {};
};

/// What an upload form held. Files that break a rule are here too, with the refusal in their report.
struct UploadForm {
    std::vector<AcceptFile> files;
    std::string face_limit;
    std::string model;
    std::string options;
    std::string idempotency_key;
};

/// Reads the whole form. Memory stays at one piece of the body whatever its size: images go to the disk as they come.
/// TooManyFiles as soon as there is one too many; InvalidRequest for what is no form; what BodyReader says. Throws
/// StorageError.
[[nodiscard]] Result<UploadForm> read_upload(Request& request, BlobStore& blobs, const UploadLimits& limits);

/// The form as the service wants it; InvalidOption names the field that is wrong.
[[nodiscard]] Result<AcceptRequest> to_accept_request(UploadForm form, const Request& request);

}  // namespace i2m::http
