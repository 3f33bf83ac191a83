// upgrade_test.cpp - a database of the first schema, with files in it, brought to the present one.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "server/core/storage_error.hpp"
#include "server/sqlite/migrate.hpp"
#include "server/sqlite/sqlite_job_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::sqlite {
namespace {

constexpr const char* kOldRows =
    "INSERT INTO blobs VALUES (printf('%064d', 1), 1, 0);"
    "INSERT INTO jobs (id, owner, model, options_json, typical_ms, fingerprint, created_at) "
    "VALUES (printf('%036d', 1), 'o', 'm', '{}', 1, 'f', 0);"
    "INSERT INTO files (id, job_id, position, filename, content_type, source_sha256, source_bytes, width_px, height_px, model, "
    "options_json, is_direct, state, queue_rank) VALUES "
    "(printf('%036d', 2), printf('%036d', 1), 0, 'paid', 'image/png', printf('%064d', 1), 1, 1, 1, 'm', '{}', 0, 'queued', 0), "
    "(printf('%036d', 3), printf('%036d', 1), 1, 'free', 'image/png', printf('%064d', 1), 1, 1, 1, 'm', '{}', 1, 'queued', 1);"
    "INSERT INTO attempts (file_id, number, model, started_at, ended_at, outcome, cost_usd) "
    "VALUES (printf('%036d', 2), 1, 'm', 0, 1, 'failed', 0.5);";

TEST(Upgrade, FilesFromBeforeThereWerePricesCountAsUnknownOnes) {
    const test::TempFolder folder;
    const std::filesystem::path file = folder.path() / "old.db";
    {
        Connection db(file, Connection::Mode::Write);
        migrate(db, file, kMigrations.first(1));
        db.exec(kOldRows);
    }
    const test::FakeClock clock;
    const auto store = open_sqlite_job_store(file, clock, 4, Budget{900'000});
    const std::optional<JobWithFiles> job = store->job(std::string(35, '0') + "1");
    ASSERT_TRUE(job);
    ASSERT_EQ(job->files.size(), 2U);
    EXPECT_EQ(job->files[0].reserve, 1'000'000);
    EXPECT_FALSE(job->files[0].is_price_known);
    EXPECT_EQ(job->files[1].reserve, 0);
    EXPECT_TRUE(job->files[1].is_price_known);
    const std::optional<Claim> claim = store->claim_next("token", Millis{60'000});
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->file.filename, "free") << "the budget holds for files from before";
    EXPECT_TRUE(std::filesystem::exists(file.string() + ".before-1")) << "the old file is kept";
}

TEST(Upgrade, ACopyThatWasCutShortIsMadeAnew) {
    const test::TempFolder folder;
    const std::filesystem::path file = folder.path() / "old.db";
    {
        Connection db(file, Connection::Mode::Write);
        migrate(db, file, kMigrations.first(1));
        db.exec(kOldRows);
    }
    const std::filesystem::path copy = file.string() + ".before-1";
    std::ofstream(copy.string() + ".part") << "half a copy, of a start that was killed";
    const test::FakeClock clock;
    (void)open_sqlite_job_store(file, clock, 4);
    EXPECT_FALSE(std::filesystem::exists(copy.string() + ".part"));
    Connection kept(copy, Connection::Mode::Read);
    EXPECT_EQ(kept.pragma("PRAGMA user_version"), 1);
    EXPECT_EQ(kept.pragma("SELECT count(*) FROM files"), 2);
    EXPECT_EQ(std::filesystem::status(copy).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(Upgrade, WithoutRoomForTheCopyNothingIsChanged) {
    const test::TempFolder folder;
    const std::filesystem::path file = folder.path() / "old.db";
    {
        Connection db(file, Connection::Mode::Write);
        migrate(db, file, kMigrations.first(1));
    }
    // A folder where the copy is to be written stands for a disk that does not take it.
    std::filesystem::create_directories(file.string() + ".before-1.part/full");
    const test::FakeClock clock;
    try {
        (void)open_sqlite_job_store(file, clock, 4);
        ADD_FAILURE() << "it was brought to a new version without a copy";
    } catch (const StorageError& refused) {
        EXPECT_NE(std::string(refused.what()).find("nothing was changed"), std::string::npos) << refused.what();
    }
    EXPECT_EQ(Connection(file, Connection::Mode::Write).pragma("PRAGMA user_version"), 1);
}

}  // namespace
}  // namespace i2m::sqlite
