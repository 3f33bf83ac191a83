// model_conversion.hpp - a stored model as another format, made when it is asked for.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "server/core/blob_store.hpp"
#include "server/http/message.hpp"
#include "server/jobs/job_service.hpp"
#include "shared/export/convert.hpp"

namespace i2m::http {

/// Converts a few models at a time, since each may need some hundred MB; others wait, and too many are told to come again.
/// Nothing is kept: the ETag tells a client that its copy is still right before anything is made. Safe from any thread.
class ModelConverter {
public:
    explicit ModelConverter(const BlobStore& blobs) : blobs_(blobs) {}

    /// `file` in that format under its own name with another extension: 200, 206, 304 or 416. InvalidRequest when the file is no
    /// GLB, Gone when it is not kept any more, Unavailable when too many wait, and what convert_glb says.
    [[nodiscard]] Response respond(const Request& request, const StoredFile& file, const exporting::FormatInfo& format);

private:
    class Turn;
    static constexpr std::uint32_t kMostAtOnce = 2;
    static constexpr std::uint32_t kMostWaiting = 8;

    const BlobStore& blobs_;
    std::mutex mutex_;
    std::condition_variable turn_;
    std::uint32_t running_ = 0;  ///< guarded by mutex_
    std::uint32_t waiting_ = 0;  ///< guarded by mutex_
};

}  // namespace i2m::http
