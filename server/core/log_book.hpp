// log_book.hpp - seam: what administrators ask of the log's files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/api/messages_logs.hpp"
#include "shared/base/result.hpp"

namespace i2m {

/// Text that is made while it is taken. For one thread at a time.
class TextStream {
public:
    virtual ~TextStream() = default;
    /// The next piece, a few hundred kilobytes at most; "" at the end.
    [[nodiscard]] virtual std::string next() = 0;
};

/// As asked; "" where nothing was said.
struct LogExportQuery {
    std::string start;   ///< a date or a time; default: a day ago
    std::string end;     ///< the same; a date means to its end; default: now
    std::string types;   ///< separated by commas; default: all
    std::string format;  ///< "json" (lines), "csv" or "txt"
};
struct LogExport {
    std::unique_ptr<TextStream> text;
    std::string content_type;
    std::string filename;
};

/// Safe from any thread. Bad questions are InvalidRequest, an unknown type NotFound, too many readers at once Unavailable.
class LogBook {
public:
    virtual ~LogBook() = default;
    /// The last `hours` (1 to 168) of a type, "" for all of them.
    [[nodiscard]] virtual Result<api::LogAnalysis> analyze(std::string_view type, std::int64_t hours) = 0;
    /// A day (YYYY-MM-DD, UTC); "" for today.
    [[nodiscard]] virtual Result<api::DailySummary> daily(std::string_view date) = 0;
    [[nodiscard]] virtual Result<LogExport> open_export(const LogExportQuery& query) = 0;
    [[nodiscard]] virtual api::LogStatistics statistics() = 0;
    [[nodiscard]] virtual api::LogTypesAnswer types() = 0;
    [[nodiscard]] virtual api::LogRotation rotate() = 0;
    /// Closed files that are older than `days` (1 to 365).
    [[nodiscard]] virtual Result<api::LogCleanup> cleanup(std::int64_t days, bool is_dry) = 0;
    [[nodiscard]] virtual api::LogHealth health() = 0;
};

}  // namespace i2m
