// archive_response.hpp - stored files as one ZIP, made while it is sent.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/core/blob_store.hpp"
#include "server/http/message.hpp"

namespace i2m::http {

struct ArchivedFile {
    std::string name;  ///< as people know it; made portable and unique here
    std::string sha256;
    std::uint64_t size_bytes = 0;
    std::int64_t modified_s = 0;  ///< epoch seconds
};

/// 200, 206, 304 or 416 as for any stored file: the archive's size and bytes follow from its files, so a download that broke off
/// goes on where it ended. One file is open at a time and nothing of it is kept. Gone when one of them is not there any more; one
/// that goes while it is sent cuts the connection. `blobs` outlives the answer.
[[nodiscard]] Response respond_archive(const Request& request, const BlobStore& blobs, const std::vector<ArchivedFile>& files,
                                       const std::string& archive_name);

}  // namespace i2m::http
