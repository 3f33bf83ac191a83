// database.cpp - opening, locking, and what SQLite's errors mean.
#include "server/sqlite/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include "server/sqlite/migrate.hpp"

namespace i2m::sqlite {

namespace {

/// The lock file, locked; -1 when another holds it.
int locked_file(const std::filesystem::path& file) {
    const std::string path = file.string() + ".lock";
    const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) throw StorageError(ErrorCode::Internal, "The data folder cannot be written: " + path + ". Check its owner.");
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    ::close(fd);
    return -1;
}

}  // namespace

std::unique_ptr<FolderLock> FolderLock::try_take(const std::filesystem::path& file) {
    const int fd = locked_file(file);
    return fd < 0 ? nullptr : std::unique_ptr<FolderLock>(new FolderLock(fd));
}

FolderLock::FolderLock(const std::filesystem::path& file) : fd_(locked_file(file)) {
    if (fd_ >= 0) return;
    throw StorageError(ErrorCode::Internal, "Another image2model server uses " + file.parent_path().string() +
                                                ". Stop it or choose another data folder.");
}

FolderLock::~FolderLock() { ::close(fd_); }

namespace {

/// SQLite would make the file for everybody to read, and its companions take its mode.
void create_private(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) ::close(fd);
}

}  // namespace

Database::Database(const std::filesystem::path& file, Sharing sharing)
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): it loses sight of an owner that ?: made.
    : lock_(sharing == Sharing::Alone ? std::make_unique<FolderLock>(file) : FolderLock::try_take(file)) {
    create_private(file);
    guarded([&] {
        writer_ = std::make_unique<Connection>(file, Connection::Mode::Write);
        if (lock_) {
            migrate(*writer_, file, kMigrations);
        } else {
            check_is_present(*writer_, file, kMigrations);
        }
        if (sharing == Sharing::BesideServer) lock_.reset();  // a server may start while the command works
        writes_ = std::make_unique<GroupCommit>(*writer_);
        for (Reader& reader : readers_) reader.connection = std::make_unique<Connection>(file, Connection::Mode::Read);
    });
}

Database::Reader& Database::free_reader() const {
    for (Reader& reader : readers_) {
        if (reader.mutex.try_lock()) return reader;
    }
    readers_.front().mutex.lock();
    return readers_.front();
}

void Database::throw_translated(const SQLite::Exception& error) {
    const bool is_full = error.getErrorCode() == SQLITE_FULL;
    throw StorageError(is_full ? ErrorCode::StorageFull : ErrorCode::Internal, std::string("database: ") + error.what());
}

void Database::in_transaction(Connection& connection, const GroupCommit::Work& work) {
    connection.exec("BEGIN");
    try {
        work(connection);
        connection.exec("COMMIT");
    } catch (...) {
        connection.roll_back();
        throw;
    }
}

}  // namespace i2m::sqlite
