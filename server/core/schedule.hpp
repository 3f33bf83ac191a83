// schedule.hpp - when something is done again and again: the five fields of crontab(5), in UTC.
#pragma once

#include <bitset>
#include <optional>
#include <string_view>

#include "server/core/clock.hpp"

namespace i2m {

/// "30 3 * * *" and the like: minute, hour, day of the month, month, day of the week (0 and 7: Sunday). Fields hold *, numbers,
/// ranges, lists and steps, no names. Where both kinds of day are restricted, either will do, as cron has it. A plain value.
class Schedule {
public:
    /// nullopt for what is no schedule, or for one that never comes (the 30th of February).
    [[nodiscard]] static std::optional<Schedule> parse(std::string_view text);

    /// The first time after `time`.
    [[nodiscard]] TimePoint next_after(TimePoint time) const;

private:
    [[nodiscard]] std::optional<TimePoint> find_after(TimePoint time) const;
    [[nodiscard]] bool has_day(std::chrono::sys_days day) const;

    std::bitset<60> minutes_;
    std::bitset<24> hours_;
    std::bitset<32> days_;
    std::bitset<13> months_;
    std::bitset<7> weekdays_;
    bool is_any_day_ = false;
    bool is_any_weekday_ = false;
};

}  // namespace i2m
