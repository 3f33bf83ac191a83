// crew.hpp - the threads that work on requests: few at work at once, more while some of them wait for their clients.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace i2m::http {

/// Runs tasks in the order they come. A thread that waits for a slow client does not count as one at work, so another takes its
/// place; what only computes is not helped by more threads than `hands`, which would make each wait for its turn at the CPU.
/// Safe from any thread.
class Crew {
public:
    struct Limits {
        std::size_t hands;        ///< threads at work at once
        std::size_t max_threads;  ///< in all, those that wait for clients included
        std::size_t max_waiting;  ///< tasks
    };
    using Task = std::function<void()>;

    explicit Crew(const Limits& limits) : limits_(limits) {}
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;
    ~Crew() { shutdown(); }

    /// False when too many wait or after shutdown().
    [[nodiscard]] bool enqueue(Task task);
    /// Takes no more, finishes what waits, and ends the threads.
    void shutdown();

    /// Lives on a thread of a crew while it waits for its client. Elsewhere it does nothing.
    class Waiting {
    public:
        Waiting();
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;
        ~Waiting();

    private:
        Crew* const crew_;
    };

private:
    using Threads = std::list<std::thread>;
    /// A thread's life; `self` is its own entry of threads_.
    void work(Threads::iterator self);
    [[nodiscard]] bool has_work() const { return !tasks_.empty() && at_work_ < limits_.hands; }
    [[nodiscard]] bool is_done() const { return is_over_ && tasks_.empty(); }
    /// Wakes or starts a thread for a task that may be begun. With mutex_ held.
    void call_one();

    const Limits limits_;
    std::mutex mutex_;  // guards all below
    std::condition_variable called_;
    std::list<Task> tasks_;
    Threads threads_;
    Threads gone_;  ///< ended, to be joined
    std::size_t idle_ = 0;
    std::size_t at_work_ = 0;
    bool is_over_ = false;
};

}  // namespace i2m::http
