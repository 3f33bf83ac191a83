// backup.hpp - backups of a data folder, and the way back: the database's copy and the contents, in one archive.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "server/core/backups.hpp"
#include "server/core/clock.hpp"
#include "server/files/backup_archive.hpp"

namespace i2m {

/// Makes a backup of a data folder, also while a server uses it. Throws StorageError in words; Unavailable while another backup of
/// the folder is made.
BackupManifest make_backup(const std::filesystem::path& data_folder, const std::filesystem::path& archive, const Clock& clock,
                           const std::stop_token& stop);

/// Backups of `data_folder` in `folder`, which is made when it is not there.
[[nodiscard]] std::unique_ptr<Backups> open_backups(const std::filesystem::path& data_folder, const std::filesystem::path& folder,
                                                    const Clock& clock);

}  // namespace i2m
