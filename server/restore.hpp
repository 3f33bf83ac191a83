// restore.hpp - puts a backup in the place of a data folder's data; killed at any moment, the data are the old ones or the new ones.
#pragma once

#include <filesystem>
#include <string>

#include "server/core/clock.hpp"
#include "server/files/backup_archive.hpp"
#include "shared/base/result.hpp"

namespace i2m {

struct Restored {
    BackupManifest manifest;
    std::filesystem::path restore_point;  ///< where the old data lie now; empty when there were none
};

/// Unpacks and checks the whole backup beside the data, then notes that the change is to be made, makes it, and takes the note away.
/// The old data are moved into a folder of their own and stay there. What is wrong with the backup in words, with nothing changed;
/// throws StorageError in words when the disk fails or a server runs in the folder.
[[nodiscard]] Result<Restored> restore_backup(const std::filesystem::path& data_folder, const std::filesystem::path& archive,
                                              const Clock& clock);

/// Ends a restore that was killed: forward when it had been noted, else back. For every start of the server, before it opens its
/// data. Throws StorageError.
void finish_restore(const std::filesystem::path& data_folder);

}  // namespace i2m
