// group_commit.hpp - several writers, one transaction: whoever waits while a commit is on its way to the disk rides with the next.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "server/sqlite/connection.hpp"

namespace i2m::sqlite {

/// The only writer of a database. A durable commit costs a wait for the disk whatever is in it, so works that arrive during one
/// are committed together. Safe from any thread.
class GroupCommit {
public:
    using Work = std::function<void(Connection&)>;

    /// `writer` outlives it and is used by nobody else.
    explicit GroupCommit(Connection& writer) : writer_(writer) {}
    GroupCommit(const GroupCommit&) = delete;
    GroupCommit& operator=(const GroupCommit&) = delete;

    /// Runs `work` once, alone on the connection and in the order of arrival; what it wrote is durable when this returns. An
    /// exception of `work` undoes its own changes only and comes back to its caller; a failed commit undoes the whole group
    /// and comes back to each of its callers.
    void run(const Work& work);
    /// How many wait for the next commit.
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Ticket {
        const Work& work;
        std::exception_ptr failure = {};
        bool is_done = false;
    };

    void commit(const std::vector<Ticket*>& group) noexcept;
    void run_all(const std::vector<Ticket*>& group);
    void run_one(Ticket& ticket);

    Connection& writer_;  ///< used by the leader of the moment
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Ticket*> waiting_;  ///< guarded by mutex_
    bool has_leader_ = false;       ///< guarded by mutex_
};

}  // namespace i2m::sqlite
