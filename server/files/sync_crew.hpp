// sync_crew.hpp - threads that wait for the disk, so that many waits are one.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace i2m {

/// Runs the same work for many items at once. fsyncs that wait at the same time share the file system's journal commits, so what
/// counts is how many wait, not how many cores there are. The threads begin when there is work for them and stay:
/// beginning and ending them took a third of the CPU time of an upload. Safe from any thread.
class SyncCrew {
public:
    explicit SyncCrew(std::size_t threads) : most_threads_(threads) {}
    ~SyncCrew();
    SyncCrew(const SyncCrew&) = delete;
    SyncCrew& operator=(const SyncCrew&) = delete;

    /// Calls `work(i)` for each i below `count`, on the crew's threads and the caller's; returns when all are through. When some
    /// throw, the others run all the same and one of the exceptions is thrown here.
    void run(std::size_t count, const std::function<void(std::size_t)>& work);

private:
    /// One call of run(), on the caller's stack. Guarded by mutex_.
    struct Batch {
        const std::function<void(std::size_t)>& work;
        std::size_t count;
        std::size_t next = 0;  ///< the first item that nobody has taken
        std::size_t done = 0;
        std::exception_ptr failure = nullptr;
    };

    void start_threads(std::size_t count);  ///< mutex_ is held
    void serve();
    /// Takes an item of `batch` and works on it without the lock.
    void work_on(Batch& batch, std::unique_lock<std::mutex>& lock);

    const std::size_t most_threads_;
    std::mutex mutex_;
    std::condition_variable wanted_;    ///< there are items, or it is over
    std::condition_variable done_;      ///< a batch is through
    std::vector<Batch*> batches_;       ///< with items that nobody has taken, oldest first; guarded by mutex_
    std::vector<std::thread> threads_;  ///< guarded by mutex_
    bool is_over_ = false;              ///< guarded by mutex_
};

}  // namespace i2m
