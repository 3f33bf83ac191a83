// database.hpp - one writer for groups of changes, two readers beside it, and the lock that keeps a second server out.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>

#include "server/core/storage_error.hpp"
#include "server/sqlite/connection.hpp"
#include "server/sqlite/group_commit.hpp"

namespace i2m::sqlite {

/// An exclusive lock on `file`.lock, held until destroyed or the process dies. Throws StorageError in words when another
/// server holds it.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& file);
    /// nullptr when another server holds it.
    [[nodiscard]] static std::unique_ptr<FolderLock> try_take(const std::filesystem::path& file);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    explicit FolderLock(int fd) : fd_(fd) {}
    int fd_ = -1;
};

/// Who else may have the database open: nobody, or a server that runs (short commands work beside it).
enum class Sharing : std::uint8_t { Alone, BesideServer };

/// The database file, migrated. Safe from any thread. Everything throws StorageError.
class Database {
public:
    /// Beside a server nothing is migrated, and a schema of another version is refused.
    explicit Database(const std::filesystem::path& file, Sharing sharing = Sharing::Alone);

    /// Runs `work(Connection&)`, all or nothing; it is durable when this returns, and an exception undoes it. Writers wait for each
    /// other here, so keep work short and do nothing else in it. Those that wait are committed together (GroupCommit).
    template <class Work>
    auto write(Work&& work) {
        return guarded([&] { return outcome_of(work, [&](const GroupCommit::Work& run) { writes_->run(run); }); });
    }

    /// Runs `work(Connection&)` on one unchanging view of the data.
    template <class Work>
    auto read(Work&& work) const {
        Reader& reader = free_reader();
        const std::scoped_lock lock(std::adopt_lock, reader.mutex);
        return guarded(
            [&] { return outcome_of(work, [&](const GroupCommit::Work& run) { in_transaction(*reader.connection, run); }); });
    }

private:
    struct Reader {
        std::mutex mutex;
        std::unique_ptr<Connection> connection;  ///< guarded by mutex
    };

    /// A reader whose mutex is locked for the caller.
    [[nodiscard]] Reader& free_reader() const;
    [[noreturn]] static void throw_translated(const SQLite::Exception& error);

    template <class Work>
    static auto guarded(Work&& work) -> std::invoke_result_t<Work> {
        try {
            return work();
        } catch (const SQLite::Exception& error) {
            throw_translated(error);
        }
    }

    /// What `work` gives when `runner` runs it.
    template <class Work, class Runner>
    static auto outcome_of(Work& work, Runner&& runner) {
        using Outcome = std::invoke_result_t<Work&, Connection&>;
        if constexpr (std::is_void_v<Outcome>) {
            runner(work);
        } else {
            std::optional<Outcome> outcome;
            runner([&](Connection& connection) { outcome.emplace(work(connection)); });
            return *std::move(outcome);
        }
    }

    static void in_transaction(Connection& connection, const GroupCommit::Work& work);

    std::unique_ptr<FolderLock> lock_;    ///< nullptr beside a server
    std::unique_ptr<Connection> writer_;  ///< used through writes_ only
    std::unique_ptr<GroupCommit> writes_;
    mutable std::array<Reader, 2> readers_;
};

}  // namespace i2m::sqlite
