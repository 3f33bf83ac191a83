// crew.cpp - a pool that counts who works, not who is there.
#include "server/http/crew.hpp"

#include <chrono>
#include <system_error>
#include <utility>

namespace i2m::http {
namespace {

constexpr std::chrono::seconds kIdleLife{10};

thread_local Crew* crew_of_this_thread = nullptr;

}  // namespace

bool Crew::enqueue(Task task) {
    Threads ended;
    {
        const std::lock_guard lock(mutex_);
        if (is_over_ || tasks_.size() >= limits_.max_waiting) return false;
        tasks_.push_back(std::move(task));
        call_one();
        ended.swap(gone_);
    }
    for (std::thread& thread : ended) thread.join();
    return true;
}

void Crew::call_one() {
    if (!has_work()) return;
    if (idle_ > 0) return called_.notify_one();
    if (threads_.size() >= limits_.max_threads) return;
    threads_.emplace_front();
    try {
        threads_.front() = std::thread([this, self = threads_.begin()] { work(self); });
    } catch (const std::system_error&) {  // the machine gives no more: the task waits for one that is there
        threads_.pop_front();
    }
}

void Crew::work(Threads::iterator self) {
    crew_of_this_thread = this;
    std::unique_lock lock(mutex_);
    while (true) {
        ++idle_;
        const bool is_called = called_.wait_for(lock, kIdleLife, [this] { return has_work() || is_done(); });
        --idle_;
        if (has_work()) {
            {
                const Task task = std::exchange(tasks_.front(), nullptr);
                tasks_.pop_front();
                if (is_done()) called_.notify_all();
                ++at_work_;
                call_one();  // who was called before may be this one
                lock.unlock();
                task();
            }
            lock.lock();
            --at_work_;
        } else if (is_done()) {
            return;
        } else if (!is_called && !is_over_) {
            gone_.splice(gone_.begin(), threads_, self);
            return;
        }
    }
}

void Crew::shutdown() {
    Threads last;
    do {  // one that waits for its client may still call another to its place
        last.clear();
        {
            const std::lock_guard lock(mutex_);
            is_over_ = true;
            last.splice(last.begin(), gone_);
            last.splice(last.begin(), threads_);
        }
        called_.notify_all();
        for (std::thread& thread : last) thread.join();
    } while (!last.empty());
}

Crew::Waiting::Waiting() : crew_(crew_of_this_thread) {
    if (crew_ == nullptr) return;
    const std::lock_guard lock(crew_->mutex_);
    --crew_->at_work_;
    crew_->call_one();
}

Crew::Waiting::~Waiting() {
    if (crew_ == nullptr) return;
    const std::lock_guard lock(crew_->mutex_);
    ++crew_->at_work_;
}

}  // namespace i2m::http
