// log_writer.cpp - batches: many lines become one write.
#include "server/observe/log_writer.hpp"

#include <array>
#include <utility>

namespace i2m {

LogWriter::LogWriter(LogOutlets outlets, std::size_t max_queued_bytes)
    : outlets_(std::move(outlets)), max_queued_bytes_(max_queued_bytes), thread_([this] { run(); }) {}

LogWriter::~LogWriter() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
    }
    pushed_.notify_all();
    thread_.join();
}

void LogWriter::push(LogType type, std::string line) {
    bool was_empty = false;
    {
        const std::scoped_lock lock(mutex_);
        if (queued_bytes_ + line.size() > max_queued_bytes_) {
            lost_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        was_empty = queue_.empty();
        queued_bytes_ += line.size();
        ++pushed_count_;
        queue_.push_back({type, std::move(line)});
    }
    if (was_empty) pushed_.notify_one();
}

bool LogWriter::flush(Millis patience) {
    std::unique_lock lock(mutex_);
    const std::uint64_t wanted = pushed_count_;
    return written_.wait_for(lock, patience, [&] { return written_count_ >= wanted; });
}

void LogWriter::run() {
    std::vector<Row> rows;
    while (true) {
        {
            std::unique_lock lock(mutex_);
            pushed_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            rows.swap(queue_);
            queued_bytes_ = 0;
        }
        write(rows);
        {
            const std::scoped_lock lock(mutex_);
            written_count_ += rows.size();
        }
        written_.notify_all();
        rows.clear();
    }
}

void LogWriter::write(const std::vector<Row>& rows) {
    std::string all;
    std::array<std::string, kLogTypes> by_type;
    std::array<std::uint64_t, kLogTypes> counts{};
    for (const Row& row : rows) {
        const auto type = static_cast<std::size_t>(row.type);
        by_type[type].append(row.line).push_back('\n');
        all.append(row.line).push_back('\n');
        ++counts[type];
    }
    for (std::size_t type = 0; type < kLogTypes; ++type) {
        if (counts[type] > 0 && !outlets_.files(static_cast<LogType>(type), by_type[type]))
            lost_.fetch_add(counts[type], std::memory_order_relaxed);
    }
    (void)outlets_.console(all);  // what stands in the files is not lost
}

}  // namespace i2m
