// handlers_backups.cpp - ask for one, list them.
#include "server/http/handlers_backups.hpp"

#include "server/http/respond.hpp"

namespace i2m::http {

void set_backup_handlers(Router& router, BackupService& backups, Audit& audit) {
    router.set(api::Route::AdminBackup,
               [&backups, &audit](Request& request) { return respond_noted(request, backups.ask(), audit, "backup.ask", ""); });
    router.set(api::Route::AdminBackupList, [&backups](Request&) { return respond_value(backups.list()); });
}

}  // namespace i2m::http
