// log_scan.cpp - one cursor a type, merged by time.
#include "server/observe/log_scan.hpp"

#include <algorithm>
#include <string_view>

#include "server/core/iso_time.hpp"
#include "shared/base/text.hpp"

namespace i2m {
namespace {

constexpr std::string_view kHead = "{\"time\":\"";
constexpr std::size_t kTimeBytes = 24;  // 2026-01-01T00:00:00.000Z

/// The time at the front of a line; "" when it is none of ours.
std::string_view time_of(std::string_view line) {
    const bool is_ours =
        line.size() > kHead.size() + kTimeBytes && line.starts_with(kHead) && line[kHead.size() + kTimeBytes] == '"';
    return is_ours ? line.substr(kHead.size(), kTimeBytes) : std::string_view();
}

}  // namespace

LogScan::LogScan(const LogFiles& files, const std::vector<LogType>& types, TimePoint from, TimePoint to, const ScanLimits& limits)
    : from_(iso_utc(from)), to_(iso_utc(to)), limits_(limits) {
    const std::vector<LogFile> all = files.list();
    for (const LogType type : types) {
        Cursor cursor;
        for (const LogFile& file : all) {
            if (file.type != type || (file.closed && *file.closed < from)) continue;
            // A kill between packing and removing leaves the same lines twice.
            const bool is_twin = file.closed && !cursor.files.empty() && cursor.files.back().closed == file.closed;
            if (is_twin) continue;
            cursor.files.push_back(file);
            if (!file.closed) cursor.live = LineFile::open(file.path);
        }
        cursors_.push_back(std::move(cursor));
    }
    for (Cursor& cursor : cursors_) advance(cursor);
}

std::optional<LogScan::Line> LogScan::next() {
    Cursor* first = nullptr;
    for (Cursor& cursor : cursors_) {
        if (cursor.ahead && (first == nullptr || cursor.ahead->time < first->ahead->time)) first = &cursor;
    }
    if (first == nullptr) return std::nullopt;
    Line out = *std::move(first->ahead);
    first->ahead.reset();
    last_time_ = out.time;
    advance(*first);
    return out;
}

bool LogScan::open_next(Cursor& cursor) {
    while (!cursor.files.empty()) {
        const LogFile file = std::move(cursor.files.front());
        cursor.files.pop_front();
        cursor.counted_bytes = 0;
        cursor.open = file.closed ? LineFile::open(file.path) : std::move(cursor.live);
        // Packed since it was listed.
        if (!cursor.open && file.closed && !file.is_packed) cursor.open = LineFile::open(file.path.string() + ".gz");
        if (cursor.open) return true;
    }
    return false;
}

void LogScan::advance(Cursor& cursor) {
    while (cut_.empty()) {
        if (!cursor.open && !open_next(cursor)) return;
        std::optional<std::string> line = cursor.open->next();
        if (is_over_limit(cursor)) return;
        if (!line) {
            cursor.open.reset();
            continue;
        }
        const std::string_view time = time_of(*line);
        if (time.empty() || time < from_) continue;
        if (time >= to_) {  // the rest is later still
            cursor.open.reset();
            cursor.files.clear();
            return;
        }
        cursor.ahead = Line{std::string(time), *std::move(line)};
        return;
    }
}

bool LogScan::is_over_limit(Cursor& cursor) {
    read_bytes_ += cursor.open->read_bytes() - cursor.counted_bytes;
    cursor.counted_bytes = cursor.open->read_bytes();
    const bool is_much = read_bytes_ > limits_.max_bytes;
    const bool is_late = std::chrono::steady_clock::now() - begun_ > limits_.max_time;
    if (!is_much && !is_late) return false;
    cut_ = "Only lines up to " + (last_time_.empty() ? from_ : last_time_) + " were read, because there are more than " +
           (is_much ? format_bytes(limits_.max_bytes) : format_duration(limits_.max_time.count()) + " of reading") +
           ". Ask for a shorter time.";
    return true;
}

}  // namespace i2m
