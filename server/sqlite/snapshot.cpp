// snapshot.cpp - SQLite's backup API, in one step: in WAL mode that is one view of the data, and no writer waits for it.
#include "server/sqlite/snapshot.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "server/core/storage_error.hpp"
#include "server/sqlite/migrate.hpp"

namespace i2m::sqlite {
namespace {

constexpr int kCopyTimeoutMs = 60'000;

[[noreturn]] void throw_words(const SQLite::Exception& error, const std::filesystem::path& file) {
    const bool is_full = error.getErrorCode() == SQLITE_FULL;
    throw StorageError(is_full ? ErrorCode::StorageFull : ErrorCode::Internal, file.string() + ": " + error.what());
}

/// SQLite would make the file for everybody to read.
void create_private_copy(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        const bool is_full = errno == ENOSPC || errno == EDQUOT;
        throw StorageError(is_full ? ErrorCode::StorageFull : ErrorCode::Internal,
                           file.string() + " cannot be made (" + std::generic_category().message(errno) + ").");
    }
    ::close(fd);
}

void sync_to_disk(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_synced = fd >= 0 && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!is_synced) throw StorageError(ErrorCode::Internal, file.string() + " could not be brought to the disk.");
}

std::int64_t number(SQLite::Database& db, const char* sql) {
    SQLite::Statement statement(db, sql);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

void check(SQLite::Database& db, const std::filesystem::path& file, std::int64_t schema) {
    if (number(db, "PRAGMA application_id") != kApplicationId)
        throw StorageError(ErrorCode::Internal, file.string() + " is no database of image2model.");
    if (schema > newest_schema()) {
        throw StorageError(ErrorCode::Internal, file.string() + " was written by a newer image2model (schema " +
                                                    std::to_string(schema) + ", this one knows " +
                                                    std::to_string(newest_schema()) + "). Use that version.");
    }
    SQLite::Statement checked(db, "PRAGMA quick_check(1)");
    if (!checked.executeStep() || checked.getColumn(0).getString() != "ok")
        throw StorageError(ErrorCode::Internal, file.string() + " is damaged.");
}

}  // namespace

std::int64_t newest_schema() { return static_cast<std::int64_t>(kMigrations.size()); }

void write_snapshot(const std::filesystem::path& database, const std::filesystem::path& copy) {
    create_private_copy(copy);
    try {
        SQLite::Database from(database.string(), SQLite::OPEN_READWRITE, kCopyTimeoutMs);
        SQLite::Database to(copy.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        SQLite::Backup(to, from).executeStep(-1);
        // A copy travels alone: without the companions of a WAL.
        to.exec("PRAGMA journal_mode = DELETE");
    } catch (const SQLite::Exception& error) {
        throw_words(error, copy);
    }
    sync_to_disk(copy);
}

void publish_file(const std::filesystem::path& part, const std::filesystem::path& name) {
    std::error_code error;
    std::filesystem::rename(part, name, error);
    if (error) throw StorageError(ErrorCode::Internal, "rename " + part.string() + ": " + error.message());
    sync_to_disk(name.has_parent_path() ? name.parent_path() : std::filesystem::path("."));
}

SnapshotFacts read_snapshot(const std::filesystem::path& file, const std::filesystem::path& named) {
    const std::filesystem::path& name = named.empty() ? file : named;
    try {
        SQLite::Database db(file.string(), SQLite::OPEN_READONLY);
        SnapshotFacts out;
        out.schema = number(db, "PRAGMA user_version");
        check(db, name, out.schema);
        out.jobs = static_cast<std::uint64_t>(number(db, "SELECT count(*) FROM jobs"));
        out.files = static_cast<std::uint64_t>(number(db, "SELECT count(*) FROM files"));
        SQLite::Statement rows(db, "SELECT sha256, size_bytes FROM blobs ORDER BY sha256");
        while (rows.executeStep()) {
            out.blobs.push_back({rows.getColumn(0).getString(), static_cast<std::uint64_t>(rows.getColumn(1).getInt64())});
        }
        return out;
    } catch (const SQLite::Exception& error) {
        throw_words(error, name);
    }
}

}  // namespace i2m::sqlite
