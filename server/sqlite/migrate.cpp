// migrate.cpp - which steps are missing, and applying them.
#include "server/sqlite/migrate.hpp"

#include <string>

#include "server/core/storage_error.hpp"
#include "server/sqlite/snapshot.hpp"

namespace i2m::sqlite {
namespace {

void check_is_ours(Connection& connection, const std::filesystem::path& file, std::int64_t version) {
    const bool is_empty = connection.pragma("SELECT count(*) FROM sqlite_master") == 0;
    if (is_empty && version == 0) return;
    if (connection.pragma("PRAGMA application_id") == kApplicationId) return;
    throw StorageError(ErrorCode::Internal, file.string() + " is the database of another program. Choose another data folder.");
}

/// The copy gets its name when it is whole and on the disk. One that has the name already is from a try that died after that;
/// this version wrote nothing since.
void keep_copy(const std::filesystem::path& file, std::int64_t version) {
    namespace fs = std::filesystem;
    const fs::path copy = file.string() + ".before-" + std::to_string(version);
    if (fs::exists(copy)) return;
    const fs::path part = copy.string() + ".part";
    try {
        fs::remove(part);
        fs::remove(part.string() + "-journal");
        write_snapshot(file, part);
        publish_file(part, copy);
    } catch (const std::exception& failure) {
        const auto* const broken = dynamic_cast<const StorageError*>(&failure);
        std::error_code ignored;
        fs::remove(part, ignored);
        throw StorageError(broken != nullptr ? broken->code() : ErrorCode::Internal,
                           "The database cannot be copied to " + copy.string() + " before it is brought to a new version (" +
                               failure.what() + "). Make room there and start again; nothing was changed.");
    }
}

void apply(Connection& connection, const Migration& migration, std::size_t version) {
    connection.exec("BEGIN IMMEDIATE");
    try {
        connection.exec(migration.sql);
        connection.exec(("PRAGMA user_version = " + std::to_string(version)).c_str());
        connection.exec(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
        connection.exec("COMMIT");
    } catch (const SQLite::Exception& error) {
        try {
            connection.exec("ROLLBACK");
        } catch (const SQLite::Exception&) {
            // Rolled back already; the first error is the one to tell.
        }
        throw StorageError(ErrorCode::Internal, std::string("migration ") + migration.name + ": " + error.what());
    }
}

}  // namespace

void migrate(Connection& connection, const std::filesystem::path& file, std::span<const Migration> migrations) {
    const std::int64_t version = connection.pragma("PRAGMA user_version");
    check_is_ours(connection, file, version);
    const auto newest = static_cast<std::int64_t>(migrations.size());
    if (version > newest) {
        throw StorageError(ErrorCode::Internal, file.string() + " was written by a newer image2model (schema " +
                                                    std::to_string(version) + ", this one knows " + std::to_string(newest) +
                                                    "). Install that version again.");
    }
    if (version > 0 && version < newest) keep_copy(file, version);
    for (std::int64_t step = version; step < newest; ++step) {
        apply(connection, migrations[static_cast<std::size_t>(step)], static_cast<std::size_t>(step) + 1);
    }
}

void check_is_present(Connection& connection, const std::filesystem::path& file, std::span<const Migration> migrations) {
    const std::int64_t version = connection.pragma("PRAGMA user_version");
    check_is_ours(connection, file, version);
    if (version == static_cast<std::int64_t>(migrations.size())) return;
    throw StorageError(ErrorCode::Internal, "The server that uses " + file.string() +
                                                " is of another version than this program. Use the program of that version, or "
                                                "stop the server first.");
}

}  // namespace i2m::sqlite
