// iso_time_test.cpp - ISO 8601 both ways.
#include "server/core/iso_time.hpp"

#include <gtest/gtest.h>

namespace i2m::test {
namespace {

TEST(IsoTime, WritesMilliseconds) {
    EXPECT_EQ(iso_utc(from_epoch_ms(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(iso_utc(from_epoch_ms(1'709'209'445'007)), "2024-02-29T12:24:05.007Z");
}

TEST(IsoTime, ReadsWhatItWritesAndShorterForms) {
    struct Case {
        const char* text;
        std::int64_t want_ms;  ///< -1: refused
    };
    const Case cases[] = {
        {"1970-01-01", 0},
        {"2024-02-29T12:24:05.007Z", 1'709'209'445'007},
        {"2024-02-29T12:24:05Z", 1'709'209'445'000},
        {"2024-02-29T12:24:05", 1'709'209'445'000},
        {"2024-02-29T12:24Z", 1'709'209'440'000},
        {"2023-02-29", -1},
        {"2024-13-01", -1},
        {"2024-02-29T24:00:00Z", -1},
        {"2024-02-29T12:60Z", -1},
        {"2024-02-29T12:24:05.07Z", -1},
        {"2024-02-29T12:24:05+01:00", -1},
        {"2024-02-29 12:24", -1},
        {"1969-12-31", -1},
        {"24-02-29", -1},
        {"2024-02-29T", -1},
        {"2024-02-29Zx", -1},
        {"", -1},
        {"now", -1},
    };
    for (const Case& c : cases) {
        const std::optional<TimePoint> time = parse_iso_utc(c.text);
        EXPECT_EQ(time ? epoch_ms(*time) : -1, c.want_ms) << c.text;
    }
}

}  // namespace
}  // namespace i2m::test
