// disk_guard_test.cpp - uploads are refused before the disk is full, and taken again when there is room.
#include "server/jobs/disk_guard.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_disk.hpp"

namespace i2m::test {
namespace {

TEST(DiskGuard, BeginsAtTheLimitAndEndsWellBelowIt) {
    FakeDisk disk;
    NoLog log;
    DiskGuard guard(disk, {95}, log);
    const struct {
        const char* name;
        double used_percent;
        bool is_refused;
    } steps[] = {
        {"room", 50, false},       {"just below", 94.9, false},      {"the limit", 95, true},
        {"above", 99, true},       {"back below", 94, true},         {"not yet enough", 93.2, true},
        {"room again", 93, false}, {"up again, below", 94.9, false}, {"and over", 95.1, true},
    };
    for (const auto& step : steps) {
        disk.use_percent(step.used_percent);
        EXPECT_EQ(guard.refusal().has_value(), step.is_refused) << step.name;
    }
}

TEST(DiskGuard, ALargeDiskWithLittleRoomIsFullToo) {
    FakeDisk disk;
    NoLog log;
    DiskGuard guard(disk, {100, 1'000'000}, log);
    const std::pair<std::uint64_t, bool> steps[] = {
        {1'000'000, false}, {999'999, true}, {1'000'000, true}, {1'999'999, true}, {10'000'000'000, false}};
    for (const auto& [free, is_refused] : steps) {
        disk.leave_bytes(free);
        EXPECT_EQ(guard.refusal().has_value(), is_refused) << free;
    }
}

TEST(DiskGuard, SaysHowFullAndWhatToDo) {
    FakeDisk disk;
    NoLog log;
    DiskGuard guard(disk, {95}, log);
    disk.use_percent(96.7);
    const std::optional<Error> refusal = guard.refusal();
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->code, ErrorCode::StorageFull);
    EXPECT_NE(refusal->message.find("96 % full"), std::string::npos) << refusal->message;
    EXPECT_NE(refusal->message.find("administrator"), std::string::npos);
}

TEST(DiskGuard, ADiskThatDoesNotAnswerRefuses) {
    FakeDisk disk;
    NoLog log;
    DiskGuard guard(disk, {95}, log);
    disk.fail(true);
    ASSERT_TRUE(guard.refusal());
    EXPECT_EQ(guard.refusal()->code, ErrorCode::Unavailable);
    disk.fail(false);
    EXPECT_FALSE(guard.refusal());
}

TEST(DiskSpaceTest, PercentIsOfWhatCanBeUsed) {
    // 100 blocks, 20 free of which 5 are kept for root: df says 80 of 95.
    EXPECT_NEAR((DiskSpace{100, 80, 15}.used_percent()), 84.2, 0.1);
    EXPECT_EQ((DiskSpace{0, 0, 0}.used_percent()), 0);
}

}  // namespace
}  // namespace i2m::test
