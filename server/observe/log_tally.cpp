// log_tally.cpp - one line at a time into bounded maps.
#include "server/observe/log_tally.hpp"

#include <algorithm>
#include <cctype>

#include "server/core/figures.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::size_t kKeptProblems = 1'000;
constexpr std::size_t kKeptEndpoints = 500;
constexpr std::size_t kMaxSlow = 20;
constexpr std::size_t kMaxEvents = 100;
constexpr std::size_t kMaxPatternBytes = 200;
constexpr double kSlow_ms = 1'000;
constexpr std::array<std::string_view, 5> kReportedLevels = {"debug", "info", "warning", "error", "critical"};
constexpr std::string_view kOthers = "(others)";

std::string text_of(const json::Value& line, std::string_view name) {
    const json::Value* value = line.find(name);
    const std::string* text = value == nullptr ? nullptr : value->as_string();
    return text == nullptr ? std::string() : *text;
}

std::uint64_t count_of(const json::Value& line, std::string_view name) {
    const json::Value* value = line.find(name);
    const std::int64_t* number = value == nullptr ? nullptr : value->as_int();
    return number == nullptr || *number < 0 ? 0 : static_cast<std::uint64_t>(*number);
}

/// Words that hold a digit become "#": figures, ids and times differ from line to line, the problem is the same.
std::string pattern_of(std::string_view text) {
    std::string out;
    while (!text.empty() && out.size() < kMaxPatternBytes) {
        const std::size_t size = std::min(text.find_first_of(" \t/:,()=\"'"), text.size());
        const std::string_view word = text.substr(0, size);
        const bool has_digit = word.find_first_of("0123456789") != std::string_view::npos;
        out.append(has_digit ? std::string_view("#") : word);
        if (size < text.size()) out += text[size];
        text.remove_prefix(std::min(size + 1, text.size()));
    }
    if (out.size() > kMaxPatternBytes) out.resize(kMaxPatternBytes);
    return to_utf8(out);
}

bool is_milestone(std::string_view event) {
    return event == "started" || event == "stopping" || event == "health changed" || event == "log lines lost" ||
           event == "log files closed";
}

}  // namespace

double percent_of(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : rounded(100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

double percentile_ms(const RequestSums& sums, double percent) {
    std::uint64_t all = 0;
    for (const std::uint64_t count : sums.buckets) all += count;
    const double wanted = static_cast<double>(all) * percent / 100;
    const double most_ms = static_cast<double>(sums.max_us) / 1'000;
    double below = 0;
    double from_ms = 0;
    for (std::size_t i = 0; i < sums.buckets.size(); ++i) {
        const bool is_last = i + 1 == sums.buckets.size();
        const double to_ms = is_last ? std::max(most_ms, from_ms) : kRequestBuckets_s[i] * 1'000;
        const auto count = static_cast<double>(sums.buckets[i]);
        if (count > 0 && below + count >= wanted)
            return rounded(std::min(from_ms + (to_ms - from_ms) * (wanted - below) / count, most_ms));
        below += count;
        from_ms = to_ms;
    }
    return 0;
}

void LogTally::add(std::string_view text) {
    ++lines_;
    const Result<json::Value> parsed = json::parse(text);
    if (!parsed || parsed->as_object() == nullptr) {
        ++unreadable_;
        return;
    }
    const json::Value& line = *parsed;
    if (first_time_.empty()) first_time_ = text_of(line, "time");
    const std::string level = text_of(line, "level");
    const std::string event = text_of(line, "event");
    for (std::size_t i = 0; i < kReportedLevels.size(); ++i) levels_[i] += kReportedLevels[i] == level ? 1U : 0U;
    if (event == "requests") return add_sums(line);
    if (event == "request") add_request(line);
    if (level == "warning" || level == "error" || level == "critical") add_problem(level, event, line);
    if (is_milestone(event)) add_event(event, line);
}

void LogTally::add_sums(const json::Value& line) {
    RequestSums sums;
    sums.method = text_of(line, "method");
    sums.endpoint = text_of(line, "endpoint");
    std::pair key{sums.method, sums.endpoint};
    if (endpoints_.size() >= kKeptEndpoints && !endpoints_.contains(key)) key = {"", std::string(kOthers)};
    RequestSums& kept = endpoints_[key];
    kept.method = key.first;
    kept.endpoint = key.second;
    kept.count += count_of(line, "count");
    kept.client_errors += count_of(line, "client_errors");
    kept.server_errors += count_of(line, "server_errors");
    kept.total_us += count_of(line, "total_us");
    kept.max_us = std::max(kept.max_us, count_of(line, "max_us"));
    const json::Value* buckets = line.find("buckets");
    const json::Array* list = buckets == nullptr ? nullptr : buckets->as_array();
    for (std::size_t i = 0; list != nullptr && i < std::min(list->size(), kept.buckets.size()); ++i) {
        const std::int64_t* count = (*list)[i].as_int();
        if (count != nullptr && *count > 0) kept.buckets[i] += static_cast<std::uint64_t>(*count);
    }
}

void LogTally::add_request(const json::Value& line) {
    const double took_ms = static_cast<double>(count_of(line, "took_us")) / 1'000;
    if (took_ms < kSlow_ms || (slow_.size() >= kMaxSlow && took_ms <= slow_.back().duration_ms)) return;
    api::SlowRequest slow{text_of(line, "time"), text_of(line, "method"),
                          text_of(line, "path"), static_cast<std::int64_t>(count_of(line, "status")),
                          rounded(took_ms),      text_of(line, "request_id")};
    const auto place = std::find_if(slow_.begin(), slow_.end(), [&](const auto& s) { return s.duration_ms < took_ms; });
    slow_.insert(place, std::move(slow));
    if (slow_.size() > kMaxSlow) slow_.pop_back();
}

void LogTally::add_problem(const std::string& level, const std::string& event, const json::Value& line) {
    std::string words = event;
    for (const char* member : {"what", "reason", "error_type", "message", "endpoint"}) {
        if (const std::string more = text_of(line, member); !more.empty()) {
            words += ": " + more;
            break;
        }
    }
    std::string pattern = pattern_of(words);
    if (problems_.size() >= kKeptProblems && !problems_.contains(pattern)) pattern = kOthers;
    Problem& problem = problems_[pattern];
    problem.level = level;
    ++problem.count;
    problem.last_at = std::max(problem.last_at, text_of(line, "time"));
}

void LogTally::add_event(const std::string& event, json::Value line) {
    if (events_.size() >= kMaxEvents) return;
    api::LogEvent out{text_of(line, "time"), event, json::Object{}};
    for (auto& [name, value] : *line.as_object()) {
        if (name != "time" && name != "level" && name != "event") out.details.set(name, std::move(value));
    }
    events_.push_back(std::move(out));
}

RequestSums LogTally::all_requests() const {
    RequestSums all;
    for (const auto& [key, sums] : endpoints_) {
        all.count += sums.count;
        all.client_errors += sums.client_errors;
        all.server_errors += sums.server_errors;
        all.total_us += sums.total_us;
        all.max_us = std::max(all.max_us, sums.max_us);
        for (std::size_t i = 0; i < all.buckets.size(); ++i) all.buckets[i] += sums.buckets[i];
    }
    return all;
}

json::Value LogTally::levels_view() const {
    json::Object out;
    for (std::size_t i = 0; i < kReportedLevels.size(); ++i) {
        std::string name(kReportedLevels[i]);
        for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        out.emplace_back(std::move(name), levels_[i]);
    }
    return out;
}

std::vector<api::LogProblem> LogTally::problems_view(std::size_t most) const {
    std::vector<api::LogProblem> out;
    for (const auto& [message, problem] : problems_) out.push_back({message, problem.level, problem.count, problem.last_at});
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    if (out.size() > most) out.resize(most);
    return out;
}

std::vector<api::LogEndpoint> LogTally::endpoints_view(std::size_t most) const {
    std::vector<api::LogEndpoint> out;
    for (const auto& [key, sums] : endpoints_) {
        const double average =
            sums.count == 0 ? 0 : rounded(static_cast<double>(sums.total_us) / 1'000 / static_cast<double>(sums.count));
        out.push_back({sums.method, sums.endpoint, sums.count, percent_of(sums.server_errors, sums.count), average,
                       percentile_ms(sums, 50), percentile_ms(sums, 95), percentile_ms(sums, 99),
                       rounded(static_cast<double>(sums.max_us) / 1'000)});
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    if (out.size() > most) out.resize(most);
    return out;
}

api::LogPerformance LogTally::performance_view() const {
    const RequestSums all = all_requests();
    api::LogPerformance out;
    out.total_requests = all.count;
    if (all.count > 0)
        out.avg_response_time = rounded(static_cast<double>(all.total_us) / 1'000 / static_cast<double>(all.count));
    out.p50_ms = percentile_ms(all, 50);
    out.p95_ms = percentile_ms(all, 95);
    out.p99_ms = percentile_ms(all, 99);
    out.error_rate = percent_of(all.server_errors, all.count);
    out.client_error_rate = percent_of(all.client_errors, all.count);
    out.slow_requests = slow_;
    return out;
}

}  // namespace i2m
