// sync_crew.cpp - a queue of batches that callers and threads empty together.
#include "server/files/sync_crew.hpp"

#include <algorithm>

namespace i2m {

SyncCrew::~SyncCrew() {
    {
        const std::scoped_lock lock(mutex_);
        is_over_ = true;
    }
    wanted_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void SyncCrew::run(std::size_t count, const std::function<void(std::size_t)>& work) {
    if (count == 1) return work(0);
    Batch batch{work, count};
    std::unique_lock lock(mutex_);
    if (count > 1) {
        start_threads(count - 1);
        batches_.push_back(&batch);
        for (std::size_t i = 1; i < std::min(count, threads_.size() + 1); ++i) wanted_.notify_one();
    }
    while (batch.next < count) work_on(batch, lock);
    done_.wait(lock, [&] { return batch.done == count; });
    lock.unlock();
    if (batch.failure) std::rethrow_exception(batch.failure);
}

void SyncCrew::start_threads(std::size_t count) {
    while (threads_.size() < std::min(count, most_threads_)) threads_.emplace_back([this] { serve(); });
}

void SyncCrew::serve() {
    std::unique_lock lock(mutex_);
    while (true) {
        wanted_.wait(lock, [&] { return is_over_ || !batches_.empty(); });
        if (batches_.empty()) return;
        work_on(*batches_.front(), lock);
    }
}

void SyncCrew::work_on(Batch& batch, std::unique_lock<std::mutex>& lock) {
    const std::size_t item = batch.next++;
    if (batch.next == batch.count) batches_.erase(std::find(batches_.begin(), batches_.end(), &batch));
    lock.unlock();
    std::exception_ptr failure;
    try {
        batch.work(item);
    } catch (...) {
        failure = std::current_exception();
    }
    lock.lock();
    if (failure) batch.failure = failure;
    // The last word about the batch: its caller may go on as soon as the lock is free.
    if (++batch.done == batch.count) done_.notify_all();
}

}  // namespace i2m
