// stores.hpp - one database file for several stores.
#pragma once

#include <filesystem>
#include <memory>

#include "server/core/access_store.hpp"

namespace i2m {

namespace sqlite {
class Database;
}

/// Opens or creates `file`, applies missing migrations, and takes the lock that keeps a second server out of the folder. Throws
/// StorageError in words when the file is not ours, newer than this program, damaged, or in use by another server.
[[nodiscard]] std::shared_ptr<sqlite::Database> open_database(const std::filesystem::path& file);

/// Keys, sessions and audit log.
[[nodiscard]] std::unique_ptr<AccessStore> make_sqlite_access_store(std::shared_ptr<sqlite::Database> database);

/// The same for a short command, which works beside a server that has the file open, and alone.
[[nodiscard]] std::unique_ptr<AccessStore> open_access_store_for_command(const std::filesystem::path& file);

}  // namespace i2m
