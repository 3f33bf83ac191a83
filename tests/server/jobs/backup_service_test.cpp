// backup_service_test.cpp - when backups come, which go, and what a failure leaves.
#include "server/jobs/backup_service.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "server/core/iso_time.hpp"
#include "server/core/storage_error.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_job_store.hpp"

namespace i2m::test {
namespace {

/// Backups that are names only.
class FakeBackups final : public Backups {
public:
    explicit FakeBackups(const Clock& clock) : clock_(clock) {}
    BackupInfo make(std::stop_token) override {
        if (is_broken) throw StorageError(ErrorCode::StorageFull, "The disk is full.");
        made.insert(made.begin(), {"backup-" + std::to_string(++count_), 100, clock_.now()});
        return made.front();
    }
    [[nodiscard]] std::vector<BackupInfo> list() const override { return made; }
    void remove(const std::string& name) override {
        std::erase_if(made, [&](const BackupInfo& backup) { return backup.name == name; });
    }
    [[nodiscard]] std::string folder() const override { return "/backups"; }

    std::vector<BackupInfo> made;  ///< newest first
    bool is_broken = false;

private:
    const Clock& clock_;
    int count_ = 0;
};

class BackupServiceTest : public ::testing::Test {
protected:
    BackupService with(const BackupSettings& settings) {
        return BackupService({backups_, store_, clock_, log_, [this] { ++wakes_; }}, settings);
    }
    static BackupSettings nightly(std::uint64_t keep = 7, std::uint64_t keep_days = 30) {
        return {Schedule::parse("0 2 * * *"), "0 2 * * *", keep, keep_days};
    }

    FakeClock clock_;
    NoLog log_;
    MemoryJobStore store_{clock_};
    FakeBackups backups_{clock_};
    int wakes_ = 0;
};

TEST_F(BackupServiceTest, SurplusIsWhatIsBeyondTheNumberOrTheAge) {
    std::vector<BackupInfo> backups;
    for (int day = 0; day < 6; ++day) backups.push_back({std::to_string(day), 1, clock_.now() - day * kDay});
    const struct {
        const char* name;
        std::uint64_t keep;
        std::uint64_t days;
        std::vector<std::string> want;
    } cases[] = {
        {"all", 0, 0, {}},
        {"by number", 4, 0, {"4", "5"}},
        {"by age", 0, 2, {"3", "4", "5"}},
        {"whichever is less", 5, 3, {"4", "5"}},
        {"more than there are", 10, 100, {}},
        {"one", 1, 0, {"1", "2", "3", "4", "5"}},
    };
    for (const auto& c : cases) EXPECT_EQ(surplus_backups(backups, {{}, "", c.keep, c.days}, clock_.now()), c.want) << c.name;
    const std::vector<BackupInfo> old = {{"old", 1, clock_.now() - 100 * kDay}};
    EXPECT_TRUE(surplus_backups(old, {{}, "", 1, 1}, clock_.now()).empty()) << "the newest stays however old";
}

TEST_F(BackupServiceTest, TheScheduleGoesOnFromTheLastOneAlsoAfterARestart) {
    EXPECT_FALSE(with({}).next()) << "without a schedule only when asked";
    BackupService service = with(nightly());
    const TimePoint due = *service.next();
    EXPECT_EQ(iso_utc(due), "2026-01-01T02:00:00.000Z");
    clock_.advance(due - clock_.now());
    service.run({});
    EXPECT_EQ(iso_utc(*service.next()), "2026-01-02T02:00:00.000Z");
    clock_.advance(5 * kDay);
    EXPECT_LT(*with(nightly()).next(), clock_.now()) << "what was missed is caught up with";
}

TEST_F(BackupServiceTest, OneIsMadeAtATime) {
    BackupService service = with({});
    ASSERT_TRUE(service.ask().ok());
    EXPECT_EQ(wakes_, 1);
    EXPECT_TRUE(service.list().is_running);
    EXPECT_EQ(service.ask().error().code, ErrorCode::Conflict);
    EXPECT_EQ(service.next(), clock_.now());
    service.run({});
    EXPECT_FALSE(service.list().is_running);
    EXPECT_EQ(service.list().backups.size(), 1U);
    EXPECT_FALSE(service.next());
    EXPECT_TRUE(service.ask().ok());
}

TEST_F(BackupServiceTest, OldOnesGoOnlyWhenANewOneIsThere) {
    BackupService service = with(nightly(2));
    for (int i = 0; i < 3; ++i) {
        service.run({});
        clock_.advance(kDay);
    }
    ASSERT_EQ(backups_.made.size(), 2U);
    EXPECT_EQ(backups_.made[0].name, "backup-3");
    backups_.is_broken = true;
    EXPECT_THROW(service.run({}), StorageError);
    EXPECT_EQ(backups_.made.size(), 2U);
    EXPECT_EQ(service.list().last_error, "The disk is full.");
    EXPECT_FALSE(service.list().is_running);
    EXPECT_LT(*service.next(), clock_.now()) << "it is still due";
    backups_.is_broken = false;
    service.run({});
    EXPECT_FALSE(service.list().last_error);
}

}  // namespace
}  // namespace i2m::test
