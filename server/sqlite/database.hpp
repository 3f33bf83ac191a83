// database.hpp - one writer behind a mutex, two readers beside it, and the lock that keeps a second server out.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <mutex>
#include <type_traits>

#include "server/core/storage_error.hpp"
#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

/// An exclusive lock on `file`.lock, held until destroyed or the process dies. Throws StorageError in words when another
/// server holds it.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& file);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int fd_ = -1;
};

/// The database file, migrated. Safe from any thread. Everything throws StorageError.
class Database {
public:
    explicit Database(const std::filesystem::path& file);

    /// Runs `work(Connection&)` in one transaction that is durable when this returns; an exception undoes it. Writers wait for
    /// each other here, so keep work short and do nothing else in it.
    template <class Work>
    auto write(Work&& work) {
        const std::scoped_lock lock(writer_mutex_);
        return guarded([&] { return in_transaction(*writer_, "BEGIN IMMEDIATE", work); });
    }

    /// Runs `work(Connection&)` on one unchanging view of the data.
    template <class Work>
    auto read(Work&& work) const {
        Reader& reader = free_reader();
        const std::scoped_lock lock(std::adopt_lock, reader.mutex);
        return guarded([&] { return in_transaction(*reader.connection, "BEGIN", work); });
    }

private:
    struct Reader {
        std::mutex mutex;
        std::unique_ptr<Connection> connection;  ///< guarded by mutex
    };

    /// A reader whose mutex is locked for the caller.
    [[nodiscard]] Reader& free_reader() const;
    [[noreturn]] static void throw_translated(const SQLite::Exception& error);
    static void roll_back(Connection& connection) noexcept;

    template <class Work>
    static auto guarded(Work&& work) -> std::invoke_result_t<Work> {
        try {
            return work();
        } catch (const SQLite::Exception& error) {
            throw_translated(error);
        }
    }

    template <class Work>
    static auto in_transaction(Connection& connection, const char* begin, Work&& work) {
        connection.exec(begin);
        try {
            if constexpr (std::is_void_v<std::invoke_result_t<Work, Connection&>>) {
                work(connection);
                connection.exec("COMMIT");
            } else {
                auto outcome = work(connection);
                connection.exec("COMMIT");
                return outcome;
            }
        } catch (...) {
            roll_back(connection);
            throw;
        }
    }

    FolderLock lock_;
    std::mutex writer_mutex_;
    std::unique_ptr<Connection> writer_;  ///< guarded by writer_mutex_
    mutable std::array<Reader, 2> readers_;
};

}  // namespace i2m::sqlite
