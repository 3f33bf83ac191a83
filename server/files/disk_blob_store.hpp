// disk_blob_store.hpp - blobs as files in a folder, durable against kill -9 and power cuts.
#pragma once

#include <filesystem>
#include <memory>

#include "server/core/blob_store.hpp"

namespace i2m {

/// `folder`/blobs/<sha256> and `folder`/incoming/ for what is being written (same file system: the rename is
/// atomic). The folders are made, mode 0700. One process at a time: the data folder is locked by
/// open_sqlite_job_store.
[[nodiscard]] std::unique_ptr<BlobStore> open_disk_blob_store(const std::filesystem::path& folder);

}  // namespace i2m
