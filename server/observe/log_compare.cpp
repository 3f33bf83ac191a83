// log_compare.cpp - what is unusual: more than a few, and several times what the week before had.
#include <algorithm>

#include "server/core/figures.hpp"
#include "server/observe/log_tally.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr double kTimesMore = 3;
constexpr std::uint64_t kFewestProblems = 5;
constexpr std::uint64_t kFewestRequests = 50;
constexpr double kFewestRate_percent = 5;
constexpr double kTimesSlower = 2;
constexpr double kFewest_ms = 50;
constexpr double kTimesBusier = 5;

std::string count_words(double count) { return format_count(static_cast<std::uint64_t>(std::llround(count))); }

void compare_problems(const LogTally& now, const LogTally& before, double share, std::vector<api::LogAnomaly>& out) {
    for (const auto& [message, problem] : now.problems()) {
        const auto known = before.problems().find(message);
        const double usual = known == before.problems().end() ? 0 : static_cast<double>(known->second.count) * share;
        const auto count = static_cast<double>(problem.count);
        if (problem.count < kFewestProblems || count <= kTimesMore * usual) continue;
        out.push_back({"problem", message, count, rounded(usual),
                       "\"" + message + "\" came " + count_words(count) + " times; in the week before " +
                           (usual == 0 ? "never." : "about " + count_words(usual) + " times in as long a time.")});
    }
}

void compare_rates(const LogTally& now, const LogTally& before, double share, std::vector<api::LogAnomaly>& out) {
    const RequestSums all = now.all_requests();
    const RequestSums past = before.all_requests();
    const double rate = percent_of(all.server_errors, all.count);
    const double past_rate = percent_of(past.server_errors, past.count);
    if (all.count >= kFewestRequests && rate > kFewestRate_percent && rate > 2 * past_rate) {
        out.push_back(
            {"error_rate", "requests", rate, past_rate, "Many requests fail on the server's side. Look at top_errors."});
    }
    const double usual = static_cast<double>(past.count) * share;
    const auto count = static_cast<double>(all.count);
    if (past.count >= kFewestRequests && all.count >= 2 * kFewestRequests && count > kTimesBusier * usual) {
        out.push_back({"traffic", "requests", count, rounded(usual), "There are far more requests than in the week before."});
    }
}

void compare_times(const LogTally& now, const LogTally& before, std::vector<api::LogAnomaly>& out) {
    for (const auto& [key, sums] : now.endpoints()) {
        const auto known = before.endpoints().find(key);
        if (known == before.endpoints().end() || sums.count < kFewestRequests || known->second.count < kFewestRequests) continue;
        const double slow = percentile_ms(sums, 95);
        const double usual = percentile_ms(known->second, 95);
        if (slow < kFewest_ms || slow <= kTimesSlower * usual) continue;
        out.push_back({"response_time", key.first + " " + key.second, slow, usual,
                       "Answers take much longer than in the week before (95 of 100 within the time told)."});
    }
}

}  // namespace

std::vector<api::LogAnomaly> compare(const LogTally& now, const LogTally& before, double share) {
    std::vector<api::LogAnomaly> out;
    compare_problems(now, before, share, out);
    compare_rates(now, before, share, out);
    compare_times(now, before, out);
    return out;
}

}  // namespace i2m
