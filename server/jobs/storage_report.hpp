// storage_report.hpp - what is stored, and how full the disk is, as administrators see it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/core/clock.hpp"
#include "server/core/disk_gauge.hpp"
#include "server/core/job_store.hpp"
#include "server/jobs/disk_guard.hpp"
#include "shared/api/messages_admin.hpp"

namespace i2m {

/// GET /api/v1/admin/list-files, as sent.
struct FileListRequest {
    std::string directory;      ///< "uploads" or "results"
    std::uint32_t limit = 100;  ///< 1..1000
    std::string cursor;         ///< from the answer before, "" for the first page
};

struct StorageReportParts {
    JobStore& store;
    const Clock& clock;
    const DiskGauge& disk;
    DiskGuard& guard;
    std::string blob_folder;  ///< as shown
};

/// Safe from any thread; throws StorageError.
class StorageReport {
public:
    explicit StorageReport(StorageReportParts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] api::DiskUsageView disk_usage() const;
    [[nodiscard]] api::SystemHealthView health() const;
    /// InvalidRequest for a directory, a limit or a cursor that is none.
    [[nodiscard]] Result<api::FileListAnswer> files(const FileListRequest& request) const;

private:
    StorageReportParts parts_;
};

}  // namespace i2m
