// group_commit.cpp - the first who waits leads: it runs the works of all who wait with it and commits once.
#include "server/sqlite/group_commit.hpp"

namespace i2m::sqlite {

void GroupCommit::run(const Work& work) {
    Ticket ticket{work};
    std::unique_lock lock(mutex_);
    waiting_.push_back(&ticket);
    changed_.wait(lock, [&] { return ticket.is_done || !has_leader_; });
    if (!ticket.is_done) {
        has_leader_ = true;
        const std::vector<Ticket*> group = std::move(waiting_);
        waiting_.clear();
        lock.unlock();
        commit(group);
        lock.lock();
        for (Ticket* const member : group) member->is_done = true;
        has_leader_ = false;
        changed_.notify_all();
    }
    lock.unlock();
    if (ticket.failure) std::rethrow_exception(ticket.failure);
}

std::size_t GroupCommit::waiting() const {
    const std::scoped_lock lock(mutex_);
    return waiting_.size();
}

void GroupCommit::commit(const std::vector<Ticket*>& group) noexcept {
    try {
        writer_.exec("BEGIN IMMEDIATE");
        run_all(group);
        writer_.exec("COMMIT");
    } catch (const SQLite::Exception& error) {
        writer_.roll_back();
        // Each caller gets an exception of its own: several threads take them apart at the same time.
        for (Ticket* const member : group) {
            member->failure = std::make_exception_ptr(SQLite::Exception(error.what(), error.getErrorCode()));
        }
    } catch (...) {
        writer_.roll_back();
        for (Ticket* const member : group) member->failure = std::current_exception();
    }
}

void GroupCommit::run_all(const std::vector<Ticket*>& group) {
    // One that is alone needs no savepoint: the transaction is its own.
    if (group.size() == 1) return group.front()->work(writer_);
    for (Ticket* const member : group) run_one(*member);
}

void GroupCommit::run_one(Ticket& ticket) {
    writer_.exec("SAVEPOINT member");
    try {
        ticket.work(writer_);
    } catch (...) {
        ticket.failure = std::current_exception();
        // Fails where SQLite has given up the whole transaction (a full disk does that): then the group shares the error.
        writer_.exec("ROLLBACK TO member");
    }
    writer_.exec("RELEASE member");
}

}  // namespace i2m::sqlite
