// schedule_test.cpp - when a schedule comes next, and what is none.
#include "server/core/schedule.hpp"

#include <gtest/gtest.h>

#include "server/core/iso_time.hpp"

namespace i2m {
namespace {

TEST(Schedule, FindsTheNextTime) {
    const struct {
        const char* name;
        const char* text;
        const char* after;
        const char* want;
    } cases[] = {
        {"every day at two", "0 2 * * *", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z"},
        {"strictly after", "0 2 * * *", "2026-01-01T02:00:00Z", "2026-01-02T02:00:00Z"},
        {"seconds do not hide it", "0 2 * * *", "2026-01-01T01:59:59Z", "2026-01-01T02:00:00Z"},
        {"every minute", "* * * * *", "2026-01-01T00:00:30Z", "2026-01-01T00:01:00Z"},
        {"steps", "*/15 * * * *", "2026-01-01T00:16:00Z", "2026-01-01T00:30:00Z"},
        {"a range with steps", "10-40/10 5 * * *", "2026-01-01T05:20:00Z", "2026-01-01T05:30:00Z"},
        {"a list", "0 6,18 * * *", "2026-01-01T07:00:00Z", "2026-01-01T18:00:00Z"},
        {"over the end of a year", "0 0 1 1 *", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
        {"Sunday as 0", "0 3 * * 0", "2026-01-01T00:00:00Z", "2026-01-04T03:00:00Z"},
        {"Sunday as 7", "0 3 * * 7", "2026-01-01T00:00:00Z", "2026-01-04T03:00:00Z"},
        {"working days", "0 3 * * 1-5", "2026-01-02T04:00:00Z", "2026-01-05T03:00:00Z"},
        {"either kind of day", "0 0 15 * 1", "2026-01-06T00:00:00Z", "2026-01-12T00:00:00Z"},
        {"either kind of day, the other one", "0 0 8 * 1", "2026-01-06T00:00:00Z", "2026-01-08T00:00:00Z"},
        {"the 29th of February", "0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"},
        {"more spaces", "  0   2 * *  * ", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const std::optional<Schedule> schedule = Schedule::parse(c.text);
        ASSERT_TRUE(schedule);
        EXPECT_EQ(schedule->next_after(*parse_iso_utc(c.after)), *parse_iso_utc(c.want))
            << iso_utc(schedule->next_after(*parse_iso_utc(c.after)));
    }
}

TEST(Schedule, RefusesWhatIsNone) {
    for (const char* text :
         {"",           "0",          "0 2 * *",    "0 2 * * * *", "60 2 * * *",  "0 24 * * *",  "0 2 0 * *",    "0 2 32 * *",
          "0 2 * 13 *", "0 2 * * 8",  "a 2 * * *",  "-1 2 * * *",  "5-1 2 * * *", "*/0 2 * * *", "1,,2 2 * * *", "0 2 * jan *",
          "@daily",     "0 0 30 2 *", "1- 2 * * *", "/5 2 * * *"}) {
        EXPECT_FALSE(Schedule::parse(text)) << text;
    }
}

}  // namespace
}  // namespace i2m
