// log_files.hpp - the log's files in one folder: written, closed by size and age, packed, and thrown away in the end.
//
// server.log is being written; server.20260101T101112345Z.log was closed at that time, and becomes server.20260101T101112345Z.log.gz.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "server/core/clock.hpp"

namespace i2m {

/// What goes into which file: requests are many and alike, everything else is told in `server`.
enum class LogType : std::uint8_t { Server, Requests };
inline constexpr std::size_t kLogTypes = 2;
[[nodiscard]] constexpr std::string_view name_of(LogType type) { return type == LogType::Server ? "server" : "requests"; }
/// Also the reference's names for its one log.
[[nodiscard]] std::optional<LogType> log_type_from(std::string_view name);

struct LogFileOptions {
    std::filesystem::path folder;
    std::uint64_t rotate_bytes = 10U << 20;
    Millis rotate_age{24 * 3'600'000};
    Millis keep{30LL * 24 * 3'600'000};    ///< packed files
    std::uint64_t max_bytes = 500U << 20;  ///< of all files; the oldest closed ones go first
    Millis pause_after_failure{5'000};     ///< before a file that could not be written is tried again
};

struct LogFile {
    std::filesystem::path path;
    LogType type = LogType::Server;
    std::uint64_t size_bytes = 0;
    TimePoint modified;
    std::optional<TimePoint> closed;  ///< absent: it is being written
    bool is_packed = false;
};

struct RotateOutcome {
    std::vector<std::string> rotated;
    std::vector<std::string> skipped;  ///< empty ones
    std::vector<std::string> errors;
};
struct CleanupOutcome {
    std::vector<std::string> removed;
    std::uint64_t removed_bytes = 0;
    std::vector<std::string> errors;
};

/// Safe from any thread. Never throws for what the disk does: a line that cannot be written is lost, and told by the return.
class LogFiles {
public:
    LogFiles(LogFileOptions options, const Clock& clock);
    ~LogFiles();
    LogFiles(const LogFiles&) = delete;
    LogFiles& operator=(const LogFiles&) = delete;

    /// Appends whole lines; false when they are lost.
    bool write(LogType type, std::string_view lines);
    /// Closes every file that holds something.
    RotateOutcome rotate();
    /// Packs what is closed, and removes what is too old or too much. Slow; ends early when `stop` is asked for.
    void tidy(const std::stop_token& stop = {});
    /// Removes closed files that were closed before `before`; with `is_dry` only says which.
    CleanupOutcome cleanup(TimePoint before, bool is_dry);
    /// All files, oldest first within a type.
    [[nodiscard]] std::vector<LogFile> list() const;
    [[nodiscard]] const LogFileOptions& options() const { return options_; }

private:
    struct Live {
        int fd = -1;
        std::uint64_t size_bytes = 0;
        TimePoint begun;
        std::optional<TimePoint> failed_at;
    };
    [[nodiscard]] std::filesystem::path live_path(LogType type) const;
    // All below: mutex_ is held.
    bool open(LogType type);
    void close(Live& live);
    std::optional<std::string> rotate(LogType type);

    const LogFileOptions options_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::array<Live, kLogTypes> live_;  ///< guarded by mutex_
    std::mutex tidy_mutex_;             ///< held while files are packed or removed
};

}  // namespace i2m
