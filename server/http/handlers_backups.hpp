// handlers_backups.hpp - backups for administrators.
#pragma once

#include "server/core/audit.hpp"
#include "server/http/router.hpp"
#include "server/jobs/backup_service.hpp"

namespace i2m::http {

/// AdminBackup, AdminBackupList.
void set_backup_handlers(Router& router, BackupService& backups, Audit& audit);

}  // namespace i2m::http
