// file_log_book.cpp - analyses, summaries and exports: questions checked, files read within limits.
#include "server/observe/file_log_book.hpp"

#include <algorithm>

#include "server/core/iso_time.hpp"
#include "server/observe/log_export.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::int64_t kMaxHours = 168;
constexpr std::size_t kMaxProblems = 50;
constexpr std::size_t kMaxEndpoints = 100;
constexpr std::size_t kMaxTopEndpoints = 20;
constexpr Millis kHour{3'600'000};
constexpr Millis kDay{24 * 3'600'000};
constexpr Millis kWeek{7LL * 24 * 3'600'000};

std::vector<LogType> all_types() { return {LogType::Server, LogType::Requests}; }

Error unknown_type(std::string_view name) {
    return {ErrorCode::NotFound, "There is no log \"" + clean_file_name(name) + "\". There are server and requests.", "log_type"};
}

Error too_many_readers() { return {ErrorCode::Unavailable, "Others are reading the logs. Try again in some seconds."}; }

Result<std::vector<LogType>> types_of(std::string_view list) {
    std::vector<LogType> out;
    while (!list.empty()) {
        const std::string_view name = list.substr(0, list.find(','));
        list.remove_prefix(std::min(name.size() + 1, list.size()));
        const std::optional<LogType> type = log_type_from(name);
        if (!type) return unknown_type(name);
        if (std::find(out.begin(), out.end(), *type) == out.end()) out.push_back(*type);
    }
    return out.empty() ? all_types() : out;
}

bool is_date(std::string_view text) { return text.size() == 10; }

std::string note_of(const LogTally& tally, const std::string& cut) {
    std::string out = cut;
    if (tally.unreadable() > 0)
        out += (out.empty() ? "" : " ") + format_count(tally.unreadable()) + " lines could not be read and were left out.";
    return out;
}

}  // namespace

FileLogBook::FileLogBook(ServerLog& log, const Clock& clock, LogBookOptions options)
    : log_(log), clock_(clock), options_(options) {}

std::shared_ptr<void> FileLogBook::take_place() {
    if (readers_->fetch_add(1) >= options_.max_readers) {
        readers_->fetch_sub(1);
        return nullptr;
    }
    return {readers_.get(), [readers = readers_](void*) { readers->fetch_sub(1); }};
}

std::string FileLogBook::read(LogTally& tally, const std::vector<LogType>& types, TimePoint from, TimePoint to,
                              const ScanLimits& limits) {
    LogScan scan(log_.files(), types, from, to, limits);
    while (const std::optional<LogScan::Line> line = scan.next()) tally.add(line->text);
    return scan.cut();
}

Result<api::LogAnalysis> FileLogBook::analyze(std::string_view type, std::int64_t hours) {
    if (hours < 1 || hours > kMaxHours)
        return Error{ErrorCode::InvalidRequest, "hours_back must be 1 to 168 (a week).", "hours_back"};
    const Result<std::vector<LogType>> types = types_of(type);
    if (!types) return types.error();
    const std::shared_ptr<void> place = take_place();
    if (!place) return too_many_readers();
    log_.flush();
    const TimePoint to = clock_.now() + Millis{1};
    const TimePoint from = to - hours * kHour;
    LogTally now;
    const std::string cut = read(now, *types, from, to, options_.now);
    LogTally before;
    const std::string cut_before = read(before, *types, from - kWeek, from, options_.before);

    api::LogAnalysis out;
    out.log_type = type.empty() ? "all" : std::string(name_of(types->front()));
    out.time_range = {iso_utc(from), iso_utc(to), static_cast<std::uint32_t>(hours)};
    out.log_levels = now.levels_view();
    out.top_errors = now.problems_view(kMaxProblems);
    for (const api::LogProblem& problem : out.top_errors) out.error_patterns.set(problem.message, problem.count);
    out.endpoints = now.endpoints_view(kMaxEndpoints);
    for (const api::LogEndpoint& row : out.endpoints) out.request_patterns.set(row.method + " " + row.endpoint, row.count);
    out.performance_metrics = now.performance_view();
    out.lines_analyzed = now.lines();
    out.is_cut = !cut.empty();
    out.note = note_of(now, cut);
    // The week before may be shorter than a week: what it holds is compared by the time that it covers.
    const std::optional<TimePoint> begin = parse_iso_utc(before.first_time());
    if (!begin || from - *begin < kHour || !cut_before.empty()) {
        out.note += std::string(out.note.empty() ? "" : " ") + "Nothing was compared: " +
                    (cut_before.empty() ? "there are no logs of the time before." : "the week before has too many lines.");
    } else {
        const double share = static_cast<double>((to - from).count()) / static_cast<double>((from - *begin).count());
        out.anomalies = compare(now, before, share);
    }
    return out;
}

Result<api::DailySummary> FileLogBook::daily(std::string_view date) {
    const std::string day = date.empty() ? iso_utc(clock_.now()).substr(0, 10) : std::string(date);
    const std::optional<TimePoint> from = is_date(day) ? parse_iso_utc(day) : std::nullopt;
    if (!from) return Error{ErrorCode::InvalidRequest, "date must be a day like 2026-11-23.", "date"};
    const std::shared_ptr<void> place = take_place();
    if (!place) return too_many_readers();
    log_.flush();
    LogTally tally;
    const std::string cut = read(tally, all_types(), *from, *from + kDay, options_.now);
    api::DailySummary out;
    out.date = day;
    out.total_log_entries = tally.lines();
    out.log_levels = tally.levels_view();
    out.top_errors = tally.problems_view(kMaxProblems);
    out.top_endpoints = tally.endpoints_view(kMaxTopEndpoints);
    out.performance_summary = tally.performance_view();
    out.system_events = tally.events();
    out.is_cut = !cut.empty();
    out.note = note_of(tally, cut);
    return out;
}

Result<LogExport> FileLogBook::open_export(const LogExportQuery& query) {
    const Result<std::vector<LogType>> types = types_of(query.types);
    if (!types) return types.error();
    const std::optional<LogFormat> format = log_format_from(query.format);
    if (!format) return Error{ErrorCode::InvalidRequest, "format must be json, csv or txt.", "format"};
    std::optional<TimePoint> to = query.end.empty() ? clock_.now() + Millis{1} : parse_iso_utc(query.end);
    if (!to) return Error{ErrorCode::InvalidRequest, "end_date must be a date or a time like 2026-11-23T10:00Z.", "end_date"};
    if (is_date(query.end)) *to += kDay;  // to its end
    const std::optional<TimePoint> from = query.start.empty() ? *to - kDay : parse_iso_utc(query.start);
    if (!from)
        return Error{ErrorCode::InvalidRequest, "start_date must be a date or a time like 2026-11-23T10:00Z.", "start_date"};
    if (*from >= *to) return Error{ErrorCode::InvalidRequest, "start_date must lie before end_date.", "start_date"};
    std::shared_ptr<void> place = take_place();
    if (!place) return too_many_readers();
    log_.flush();
    constexpr std::pair<const char*, const char*> kKinds[] = {
        {"application/x-ndjson", "jsonl"}, {"text/csv; charset=utf-8", "csv"}, {"text/plain; charset=utf-8", "txt"}};
    const auto& [content_type, extension] = kKinds[static_cast<std::size_t>(*format)];
    LogExport out;
    out.text =
        make_log_export(std::make_unique<LogScan>(log_.files(), *types, *from, *to, options_.whole), *format, std::move(place));
    out.content_type = content_type;
    out.filename = "logs_" + iso_utc(*from).substr(0, 10) + "_" + iso_utc(*to - Millis{1}).substr(0, 10) + "." + extension;
    return out;
}

}  // namespace i2m
