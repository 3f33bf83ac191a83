// migrate.hpp - brings a database file to the present schema; forward only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

/// "i2m1": marks a SQLite file as ours (PRAGMA application_id).
inline constexpr std::int64_t kApplicationId = 0x69326D31;

/// One step; the n-th (from 1) leads to PRAGMA user_version n. A step that was released is never changed.
struct Migration {
    const char* name;
    const char* sql;
};
extern const std::span<const Migration> kMigrations;

/// Applies the missing steps, each in its own transaction. Before the first step on a file that holds data a copy is written
/// beside it (<file>.before-<version>). Throws StorageError in words when the file is of another program or of a newer version.
void migrate(Connection& connection, const std::filesystem::path& file, std::span<const Migration> migrations);

/// Throws StorageError in words when the file, which a server uses, does not have the present schema.
void check_is_present(Connection& connection, const std::filesystem::path& file, std::span<const Migration> migrations);

}  // namespace i2m::sqlite
