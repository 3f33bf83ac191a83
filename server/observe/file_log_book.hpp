// file_log_book.hpp - what administrators ask of the log, answered from its files.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "server/core/log_book.hpp"
#include "server/observe/log_scan.hpp"
#include "server/observe/log_tally.hpp"
#include "server/observe/server_log.hpp"

namespace i2m {

struct LogBookOptions {
    ScanLimits now{512ULL << 20, std::chrono::milliseconds{6'000}};     ///< of an analysis
    ScanLimits before{512ULL << 20, std::chrono::milliseconds{4'000}};  ///< of the week before it
    ScanLimits whole{4ULL << 30, std::chrono::minutes{10}};             ///< of an export
    int max_readers = 2;                                                ///< at once: each reads as fast as it can
};

/// Reads with bounds on time and memory; at most two at once, so that reading never takes all of the server.
class FileLogBook final : public LogBook {
public:
    FileLogBook(ServerLog& log, const Clock& clock, LogBookOptions options = {});

    [[nodiscard]] Result<api::LogAnalysis> analyze(std::string_view type, std::int64_t hours) override;
    [[nodiscard]] Result<api::DailySummary> daily(std::string_view date) override;
    [[nodiscard]] Result<LogExport> open_export(const LogExportQuery& query) override;
    [[nodiscard]] api::LogStatistics statistics() override;
    [[nodiscard]] api::LogTypesAnswer types() override;
    [[nodiscard]] api::LogRotation rotate() override;
    [[nodiscard]] Result<api::LogCleanup> cleanup(std::int64_t days, bool is_dry) override;
    [[nodiscard]] api::LogHealth health() override;

private:
    /// A place among the readers, given back when the last copy is gone; nullptr when all are taken.
    [[nodiscard]] std::shared_ptr<void> take_place();
    /// What cut the reading off, in words.
    std::string read(LogTally& tally, const std::vector<LogType>& types, TimePoint from, TimePoint to, const ScanLimits& limits);

    ServerLog& log_;
    const Clock& clock_;
    const LogBookOptions options_;
    const std::shared_ptr<std::atomic<int>> readers_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace i2m
