// server_log.cpp - a line's way from its fields to the queue, and the thread that tidies up.
#include "server/observe/server_log.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <exception>
#include <utility>

#include "server/core/iso_time.hpp"
#include "server/core/log_scope.hpp"

namespace i2m {
namespace {

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
constexpr std::string_view kSums = "requests";

bool is_of_requests(std::string_view event) { return event == "request" || event == kSums; }

json::Object line_of(const RequestSums& sums) {
    json::Array buckets;
    for (const std::uint64_t count : sums.buckets) buckets.emplace_back(count);
    return {{"method", sums.method},
            {"endpoint", sums.endpoint},
            {"count", sums.count},
            {"client_errors", sums.client_errors},
            {"server_errors", sums.server_errors},
            {"total_us", sums.total_us},
            {"max_us", sums.max_us},
            {"buckets", std::move(buckets)}};
}

}  // namespace

ServerLog::ServerLog(ServerLogOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      redactor_(options_.secrets),
      files_(options_.files, clock),
      console_(options_.console_fd),
      writer_({[this](std::string_view lines) { return console_.write(lines); },
               [this](LogType type, std::string_view lines) { return files_.write(type, lines); }}),
      keeper_([this] { keep(); }) {}

ServerLog::~ServerLog() {
    {
        const std::scoped_lock lock(keep_mutex_);
        is_stopping_ = true;
    }
    stop_.request_stop();
    keep_now_.notify_all();
    keeper_.join();
}

void ServerLog::write(LogLevel level, std::string_view event, json::Object fields) {
    if (!is_on(level)) return;
    try {
        json::Object line;
        line.reserve(fields.size() + 5);
        for (auto& field : fields) line.push_back(std::move(field));
        if (event != kSums) LogScope::add_to(line);  // sums are of all requests, whoever has them written
        redactor_.fields(line);
        const auto at = static_cast<std::size_t>(level);
        json::Object head{{"time", iso_utc(clock_.now())}, {"level", kLevels[at]}, {"event", event}};
        line.insert(line.begin(), std::make_move_iterator(head.begin()), std::make_move_iterator(head.end()));
        writer_.push(is_of_requests(event) ? LogType::Requests : LogType::Server, json::dump(json::Value(std::move(line))));
        if (Counter* const counter = lines_[at].load(std::memory_order_acquire)) counter->add(1);
    } catch (const std::exception&) {  // no memory: the line is lost, the program goes on
        broken_.fetch_add(1, std::memory_order_relaxed);
    }
}

void ServerLog::attach(Metrics& metrics, TakeSums take_sums) {
    for (std::size_t i = 0; i < kLevels.size(); ++i) lines_[i].store(&metrics.counter(Metric::LogLines, {kLevels[i]}));
    lost_.store(&metrics.counter(Metric::LogLinesLost));
    const std::scoped_lock lock(sums_mutex_);
    take_sums_ = std::move(take_sums);
}

void ServerLog::detach() {
    write_sums();
    for (std::atomic<Counter*>& counter : lines_) counter.store(nullptr);
    lost_.store(nullptr);
    const std::scoped_lock lock(sums_mutex_);
    take_sums_ = nullptr;
}

bool ServerLog::flush(Millis patience) {
    write_sums();
    return writer_.flush(patience);
}

void ServerLog::write_sums() {
    const std::scoped_lock lock(sums_mutex_);
    if (take_sums_ && is_on(LogLevel::Info)) {
        for (const RequestSums& sums : take_sums_()) write(LogLevel::Info, kSums, line_of(sums));
    }
    const std::uint64_t lost = lost_lines();
    if (lost == told_lost_) return;
    write(LogLevel::Warning, "log lines lost", {{"count", lost - told_lost_}});
    if (Counter* const counter = lost_.load(std::memory_order_acquire)) counter->add(static_cast<double>(lost - told_lost_));
    told_lost_ = lost;
}

void ServerLog::tidy_soon() {
    {
        const std::scoped_lock lock(keep_mutex_);
        must_tidy_ = true;
    }
    keep_now_.notify_all();
}

void ServerLog::keep() {
    // Packing is the only heavy work here, and nobody waits for it.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 10);
    while (true) {
        {
            std::unique_lock lock(keep_mutex_);
            const TimePoint next = clock_.now() + options_.period;
            while (!is_stopping_ && !must_tidy_ && clock_.now() < next) clock_.wait_until(keep_now_, lock, next);
            if (is_stopping_) return;
            must_tidy_ = false;
        }
        write_sums();
        files_.tidy(stop_.get_token());
    }
}

}  // namespace i2m
