// server_log.hpp - the program's log: JSON lines, redacted, on standard output and in files that are closed, packed and thrown away.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "server/core/clock.hpp"
#include "server/core/log.hpp"
#include "server/core/metrics.hpp"
#include "server/core/request_sums.hpp"
#include "server/observe/console.hpp"
#include "server/observe/log_files.hpp"
#include "server/observe/log_writer.hpp"
#include "server/observe/redaction.hpp"

namespace i2m {

struct ServerLogOptions {
    LogLevel lowest = LogLevel::Info;
    LogFileOptions files;
    std::vector<std::string> secrets;  ///< values that must not be seen
    int console_fd = 1;
    Millis period{60'000};  ///< sums of requests are written, files packed and old ones removed this often
};

/// Lines like {"time":"2026-07-12T10:11:12.345Z","level":"info","event":"job claimed","file_id":"..."}. Writing one never waits for
/// a disk or a reader. Requests that only read and succeed are too many for lines of their own: each minute has one line for each
/// endpoint with their sums ("requests").
class ServerLog final : public Log {
public:
    ServerLog(ServerLogOptions options, const Clock& clock);
    ~ServerLog() override;
    ServerLog(const ServerLog&) = delete;
    ServerLog& operator=(const ServerLog&) = delete;

    [[nodiscard]] bool is_on(LogLevel level) const override { return level >= options_.lowest; }
    void write(LogLevel level, std::string_view event, json::Object fields) override;

    /// A further value that must not be seen. Before other threads write.
    void add_secret(std::string secret) { redactor_.add(std::move(secret)); }
    using TakeSums = std::function<std::vector<RequestSums>()>;
    /// Where the sums of requests come from and lines are counted. detach() before either goes.
    void attach(Metrics& metrics, TakeSums take_sums);
    /// Writes the last sums.
    void detach();
    /// Writes the sums, and waits for what was written before to be in its file; false after `patience`.
    bool flush(Millis patience = Millis{1'000});

    [[nodiscard]] LogFiles& files() { return files_; }
    [[nodiscard]] std::uint64_t lost_lines() const { return writer_.lost() + broken_.load(std::memory_order_relaxed); }
    /// Packs and removes now what is due, on the log's own thread.
    void tidy_soon();

private:
    void write_sums();
    void keep();

    const ServerLogOptions options_;
    const Clock& clock_;
    Redactor redactor_;
    LogFiles files_;
    Console console_;
    std::array<std::atomic<Counter*>, 4> lines_{};  ///< by level
    std::atomic<Counter*> lost_{nullptr};
    std::atomic<std::uint64_t> broken_{0};
    std::mutex sums_mutex_;
    TakeSums take_sums_;           ///< guarded by sums_mutex_
    std::uint64_t told_lost_ = 0;  ///< guarded by sums_mutex_
    LogWriter writer_;
    std::mutex keep_mutex_;
    std::condition_variable keep_now_;
    bool is_stopping_ = false;  ///< guarded by keep_mutex_
    std::stop_source stop_;
    bool must_tidy_ = true;  ///< guarded by keep_mutex_
    std::thread keeper_;     ///< last: runs when all the others are there
};

}  // namespace i2m
