// log_tally.hpp - lines of the log counted up: levels, problems, requests, events. Memory is bounded whatever the lines hold.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/core/request_sums.hpp"
#include "shared/api/messages_logs.hpp"

namespace i2m {

/// For one thread.
class LogTally {
public:
    /// Counts a line; one that is no JSON object counts as unreadable.
    void add(std::string_view line);

    struct Problem {
        std::string level;
        std::uint64_t count = 0;
        std::string last_at;
    };
    [[nodiscard]] std::uint64_t lines() const { return lines_; }
    [[nodiscard]] std::uint64_t unreadable() const { return unreadable_; }
    [[nodiscard]] const std::map<std::string, Problem>& problems() const { return problems_; }
    [[nodiscard]] const std::map<std::pair<std::string, std::string>, RequestSums>& endpoints() const { return endpoints_; }
    [[nodiscard]] const std::string& first_time() const { return first_time_; }
    [[nodiscard]] RequestSums all_requests() const;

    [[nodiscard]] json::Value levels_view() const;
    [[nodiscard]] std::vector<api::LogProblem> problems_view(std::size_t most) const;
    [[nodiscard]] std::vector<api::LogEndpoint> endpoints_view(std::size_t most) const;
    [[nodiscard]] api::LogPerformance performance_view() const;
    [[nodiscard]] const std::vector<api::LogEvent>& events() const { return events_; }

private:
    void add_request(const json::Value& line);
    void add_sums(const json::Value& line);
    void add_problem(const std::string& level, const std::string& event, const json::Value& line);
    void add_event(const std::string& event, json::Value line);

    std::uint64_t lines_ = 0;
    std::uint64_t unreadable_ = 0;
    std::array<std::uint64_t, 5> levels_{};
    std::map<std::string, Problem> problems_;
    std::map<std::pair<std::string, std::string>, RequestSums> endpoints_;  ///< by method and endpoint
    std::vector<api::SlowRequest> slow_;                                    ///< slowest first
    std::vector<api::LogEvent> events_;
    std::string first_time_;
};

/// The duration in milliseconds that `percent` of the requests did not exceed, between the bounds of a bucket by proportion.
[[nodiscard]] double percentile_ms(const RequestSums& sums, double percent);
[[nodiscard]] double percent_of(std::uint64_t part, std::uint64_t whole);

/// What differs from the time before, scaled to the same length: `share` is the present time over the time before.
[[nodiscard]] std::vector<api::LogAnomaly> compare(const LogTally& now, const LogTally& before, double share);

}  // namespace i2m
