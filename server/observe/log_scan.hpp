// log_scan.hpp - the lines of a time range, from all files that may hold some, in the order of their times.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/core/clock.hpp"
#include "server/observe/gzip_file.hpp"
#include "server/observe/log_files.hpp"

namespace i2m {

/// What a scan may take; memory is one line and one buffer a type.
struct ScanLimits {
    std::uint64_t max_bytes = 1ULL << 30;  ///< read, unpacked
    std::chrono::milliseconds max_time{8'000};
};

/// The file that is being written is opened at once, so that closing it meanwhile loses nothing. For one thread.
class LogScan {
public:
    LogScan(const LogFiles& files, const std::vector<LogType>& types, TimePoint from, TimePoint to,
            const ScanLimits& limits = {});

    struct Line {
        std::string time;  ///< as it stands in the line
        std::string text;
    };
    /// nullopt at the end, and when a limit is reached.
    [[nodiscard]] std::optional<Line> next();
    /// What was left out, in words; "" for nothing.
    [[nodiscard]] const std::string& cut() const { return cut_; }

private:
    struct Cursor {
        std::deque<LogFile> files;
        std::unique_ptr<LineFile> live;  ///< of the last of `files`
        std::unique_ptr<LineFile> open;
        std::uint64_t counted_bytes = 0;
        std::optional<Line> ahead;
    };
    void advance(Cursor& cursor);
    bool open_next(Cursor& cursor);
    bool is_over_limit(Cursor& cursor);

    const std::string from_;
    const std::string to_;
    const ScanLimits limits_;
    const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::vector<Cursor> cursors_;
    std::uint64_t read_bytes_ = 0;
    std::string cut_;
    std::string last_time_;
};

}  // namespace i2m
