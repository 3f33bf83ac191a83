// iso_time.cpp - ISO 8601 in UTC.
#include "server/core/iso_time.hpp"

#include <cstddef>
#include <cstdint>

namespace i2m {
namespace {

using Days = std::chrono::sys_days;

/// Reads exactly `digits` digits from the front of `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    unsigned value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take_char(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Days> take_date(std::string_view& text) {
    const auto year = take_number(text, 4);
    if (!year || !take_char(text, '-')) return std::nullopt;
    const auto month = take_number(text, 2);
    if (!month || !take_char(text, '-')) return std::nullopt;
    const auto day = take_number(text, 2);
    if (!day || *year < 1970) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return Days{date};
}

/// Hours, minutes, seconds and milliseconds of a day; seconds and fraction may be missing.
std::optional<Millis> take_time(std::string_view& text) {
    const auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take_char(text, ':')) return std::nullopt;
    const auto minute = take_number(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    Millis time = std::chrono::hours{*hour} + std::chrono::minutes{*minute};
    if (!take_char(text, ':')) return time;
    const auto second = take_number(text, 2);
    if (!second || *second > 59) return std::nullopt;
    time += std::chrono::seconds{*second};
    if (!take_char(text, '.')) return time;
    const auto fraction = take_number(text, 3);
    if (!fraction) return std::nullopt;
    return time + Millis{*fraction};
}

/// At least `digits` digits. By hand: a view of a job has several times, and printf took more than all of its numbers.
void put_number(std::string& text, std::int64_t number, std::size_t digits) {
    const std::string plain = std::to_string(number);
    if (plain.size() < digits) text.append(digits - plain.size(), '0');
    text += plain;
}

}  // namespace

std::string iso_utc(TimePoint time) {
    const Days day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss<Millis> clock{time - day};
    std::string text;
    text.reserve(24);
    const auto put = [&text](std::int64_t number, std::size_t digits, char behind) {
        put_number(text, number, digits);
        text += behind;
    };
    put(static_cast<int>(date.year()), 4, '-');
    put(static_cast<unsigned>(date.month()), 2, '-');
    put(static_cast<unsigned>(date.day()), 2, 'T');
    put(clock.hours().count(), 2, ':');
    put(clock.minutes().count(), 2, ':');
    put(clock.seconds().count(), 2, '.');
    put(clock.subseconds().count(), 3, 'Z');
    return text;
}

std::optional<TimePoint> parse_iso_utc(std::string_view text) {
    const auto day = take_date(text);
    if (!day) return std::nullopt;
    if (text.empty()) return TimePoint{*day};
    if (!take_char(text, 'T')) return std::nullopt;
    const auto time = take_time(text);
    if (!time) return std::nullopt;
    take_char(text, 'Z');
    if (!text.empty()) return std::nullopt;
    return TimePoint{*day} + *time;
}

}  // namespace i2m
