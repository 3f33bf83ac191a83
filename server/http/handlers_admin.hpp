// handlers_admin.hpp - storage for administrators: what is used, listed, cleaned up and kept.
#pragma once

#include "server/core/audit.hpp"
#include "server/http/router.hpp"
#include "server/jobs/cleanup.hpp"
#include "server/jobs/job_service.hpp"
#include "server/jobs/storage_report.hpp"

namespace i2m::http {

/// AdminDiskUsage, AdminSystemHealth, AdminListFiles, AdminCleanup, AdminCleanupJob, AdminDeleteJob, AdminRetention.
void set_admin_handlers(Router& router, StorageReport& storage, Cleanup& cleanup, JobService& jobs, Audit& audit);

}  // namespace i2m::http
