// schedule.cpp - reading the fields, and looking for the next day and minute that they all allow.
#include "server/core/schedule.hpp"

#include <charconv>
#include <vector>

namespace i2m {
namespace {

using std::chrono::sys_days;

/// The 29th of February comes at least once in so many days, 2096 to 2104 included.
constexpr int kLongestWaitDays = 8 * 366 + 1;

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<unsigned> read_number(std::string_view text, unsigned least, unsigned most) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) return std::nullopt;
    return number;
}

/// "*", "5", "1-5", "*/15" or "10-40/10" into the bits of `out`.
template <std::size_t Size>
bool read_item(std::string_view text, unsigned least, unsigned most, std::bitset<Size>& out) {
    unsigned step = 1;
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        const std::optional<unsigned> number = read_number(text.substr(slash + 1), 1, most);
        if (!number) return false;
        step = *number;
        text = text.substr(0, slash);
    }
    unsigned from = least;
    unsigned to = most;
    if (text != "*") {
        const std::size_t dash = text.find('-');
        const std::optional<unsigned> first = read_number(text.substr(0, dash), least, most);
        const std::optional<unsigned> last =
            dash == std::string_view::npos ? first : read_number(text.substr(dash + 1), least, most);
        if (!first || !last || *first > *last) return false;
        from = *first;
        to = *last;
    }
    for (unsigned number = from; number <= to; number += step) out.set(number % Size);
    return true;
}

template <std::size_t Size>
bool read_field(std::string_view text, unsigned least, unsigned most, std::bitset<Size>& out) {
    for (const std::string_view item : split(text, ',')) {
        if (!read_item(item, least, most, out)) return false;
    }
    return true;
}

}  // namespace

std::optional<Schedule> Schedule::parse(std::string_view text) {
    std::vector<std::string_view> fields;
    for (const std::string_view field : split(text, ' ')) {
        if (!field.empty()) fields.push_back(field);
    }
    if (fields.size() != 5) return std::nullopt;
    Schedule out;
    const bool is_read = read_field(fields[0], 0, 59, out.minutes_) && read_field(fields[1], 0, 23, out.hours_) &&
                         read_field(fields[2], 1, 31, out.days_) && read_field(fields[3], 1, 12, out.months_) &&
                         read_field(fields[4], 0, 7, out.weekdays_);
    out.is_any_day_ = fields[2].front() == '*';
    out.is_any_weekday_ = fields[4].front() == '*';
    if (!is_read || !out.find_after(TimePoint{})) return std::nullopt;
    return out;
}

bool Schedule::has_day(sys_days day) const {
    const std::chrono::year_month_day date(day);
    if (!months_[static_cast<unsigned>(date.month())]) return false;
    const bool is_day = days_[static_cast<unsigned>(date.day())];
    const bool is_weekday = weekdays_[std::chrono::weekday(day).c_encoding()];
    return is_any_day_ || is_any_weekday_ ? is_day && is_weekday : is_day || is_weekday;
}

std::optional<TimePoint> Schedule::find_after(TimePoint time) const {
    const auto minute = std::chrono::floor<std::chrono::minutes>(time) + std::chrono::minutes(1);
    const auto first_day = std::chrono::floor<std::chrono::days>(minute);
    for (int i = 0; i <= kLongestWaitDays; ++i) {
        const auto day = first_day + std::chrono::days(i);
        if (!has_day(day)) continue;
        for (int of_day = 0; of_day < 24 * 60; ++of_day) {
            const auto candidate = day + std::chrono::minutes(of_day);
            if (candidate < minute) continue;
            const auto hour = static_cast<std::size_t>(of_day / 60);
            if (hours_[hour] && minutes_[static_cast<std::size_t>(of_day % 60)]) return candidate;
        }
    }
    return std::nullopt;
}

TimePoint Schedule::next_after(TimePoint time) const {
    // parse() has seen that there is one.
    return find_after(time).value_or(TimePoint::max());
}

}  // namespace i2m
