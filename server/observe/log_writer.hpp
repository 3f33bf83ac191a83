// log_writer.hpp - lines on their way to the console and the files: a bounded queue, and one thread that may wait for disks.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/core/clock.hpp"
#include "server/observe/log_files.hpp"

namespace i2m {

/// Where lines go in the end; each is called by the writer's thread alone, with whole lines, and says false when they are lost.
struct LogOutlets {
    std::function<bool(std::string_view lines)> console;
    std::function<bool(LogType type, std::string_view lines)> files;
};

/// push() never waits for an outlet: when the queue is full the line is lost and counted. Safe from any thread.
class LogWriter {
public:
    explicit LogWriter(LogOutlets outlets, std::size_t max_queued_bytes = 8U << 20);
    ~LogWriter();  ///< writes what is queued
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    /// `line` without a line end.
    void push(LogType type, std::string line);
    /// Waits until everything pushed before is with the outlets; false after `patience`.
    bool flush(Millis patience);
    /// Lines that did not get into a file.
    [[nodiscard]] std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

private:
    struct Row {
        LogType type;
        std::string line;
    };
    void run();
    void write(const std::vector<Row>& rows);

    const LogOutlets outlets_;
    const std::size_t max_queued_bytes_;
    std::atomic<std::uint64_t> lost_{0};
    std::mutex mutex_;
    std::condition_variable pushed_;
    std::condition_variable written_;
    std::vector<Row> queue_;  ///< guarded by mutex_, as all below
    std::size_t queued_bytes_ = 0;
    std::uint64_t pushed_count_ = 0;
    std::uint64_t written_count_ = 0;
    bool is_stopping_ = false;
    std::thread thread_;  ///< last: runs when all the others are there
};

}  // namespace i2m
