// schema_test.cpp - the schema's rules against the program's: states, strictness, migrations, foreign files.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <fstream>

#include "server/core/storage_error.hpp"
#include "server/sqlite/database.hpp"
#include "server/sqlite/migrate.hpp"
#include "server/sqlite/sqlite_job_store.hpp"
#include "shared/job/file_state.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::test {
namespace {

using sqlite::Connection;
using sqlite::Database;
using sqlite::Migration;

constexpr const char* kUuid = "00000000-0000-4000-8000-000000000001";

/// A database with one job and one queued file.
class Schema : public ::testing::Test {
protected:
    Schema() {
        db_.exec("INSERT INTO blobs VALUES (printf('%064d', 1), 10, 0), (printf('%064d', 2), 10, 0)");
        db_.exec(("INSERT INTO jobs (id, owner, model, options_json, typical_ms, fingerprint, created_at) "
                  "VALUES ('" +
                  std::string(kUuid) + "', '', 'draft', '{}', 1, '', 0)")
                     .c_str());
        db_.exec(("INSERT INTO files (id, job_id, position, filename, content_type, source_sha256, source_bytes, width_px, "
                  "height_px, model, options_json, is_direct, state, queue_rank) VALUES ('" +
                  std::string(kUuid) + "', '" + kUuid +
                  "', 0, 'a.png', 'image/png', printf('%064d', 1), 10, 1, 1, 'draft', '{}', 1, 'queued', 0)")
                     .c_str());
    }
    [[nodiscard]] bool takes(const std::string& sql) {
        try {
            db_.exec("SAVEPOINT try");
            db_.exec(sql.c_str());
            db_.exec("ROLLBACK TO try");
            return true;
        } catch (const SQLite::Exception&) {
            db_.exec("ROLLBACK TO try");
            return false;
        }
    }
    /// Sets a state with all that belongs to it.
    [[nodiscard]] bool takes_state(std::string_view state) {
        std::string sql = "UPDATE files SET state = '" + std::string(state) + "'";
        if (state == "retrying") sql += ", retry_at = 5";
        if (state == "succeeded" || state == "failed" || state == "cancelled") sql += ", ended_at = 5";
        if (state == "failed") sql += ", error_code = 'X', error_message = 'x'";
        if (state == "succeeded") sql += ", result_sha256 = printf('%064d', 2), result_filename = 'a.glb', result_bytes = 10";
        return takes(sql);
    }

    TempFolder folder_;
    Database migrated_{folder_.path() / "test.db"};
    Connection db_{folder_.path() / "test.db", Connection::Mode::Write};
};

TEST_F(Schema, TakesExactlyTheStatesOfTheProgram) {
    for (const auto& [state, name] : json::EnumNames<FileState>::kNames) {
        EXPECT_TRUE(takes_state(name)) << name;
    }
    for (const char* name : {"", "Queued", "done", "processing", "completed"}) EXPECT_FALSE(takes_state(name)) << name;
    // The list in the CHECK has as many names as the enum, so none is left over.
    Connection::Mode mode = Connection::Mode::Read;
    Connection reader(folder_.path() / "test.db", mode);
    sqlite::Query row = reader.query("SELECT sql FROM sqlite_master WHERE name = 'files'");
    ASSERT_TRUE(row.step());
    const std::string sql = row.text(0);
    const std::size_t from = sql.find("state IN (");
    const std::string names = sql.substr(from, sql.find(')', from) - from);
    EXPECT_EQ(std::count(names.begin(), names.end(), ','), kFileStateCount - 1);
}

TEST_F(Schema, RefusesWhatCannotBe) {
    const std::pair<const char*, const char*> cases[] = {
        {"a result without success",
         "UPDATE files SET result_sha256 = printf('%064d', 2), result_filename = 'x', result_bytes = 1"},
        {"success without a result", "UPDATE files SET state = 'succeeded', ended_at = 1"},
        {"an end without a final state", "UPDATE files SET ended_at = 1"},
        {"a final state without an end", "UPDATE files SET state = 'cancelled'"},
        {"failure without words", "UPDATE files SET state = 'failed', ended_at = 1"},
        {"a lease of a queued file", "UPDATE files SET lease_token = 't', lease_until = 1"},
        {"a token without a time", "UPDATE files SET state = 'generating', lease_token = 't'"},
        {"retrying without a time", "UPDATE files SET state = 'retrying'"},
        {"a retry time without retrying", "UPDATE files SET retry_at = 1"},
        {"progress above 100", "UPDATE files SET percent = 101"},
        {"text for a number", "UPDATE files SET attempt = 'many'"},
        {"broken options", "UPDATE files SET options_json = '{'"},
        {"an unknown blob", "UPDATE files SET source_sha256 = printf('%064d', 3)"},
        {"a short hash", "INSERT INTO blobs VALUES ('abc', 1, 0)"},
        {"a blob in use", "DELETE FROM blobs WHERE sha256 = printf('%064d', 1)"},
        {"a file without a job", "UPDATE files SET job_id = '00000000-0000-4000-8000-000000000009'"},
        {"an event without a job", "INSERT INTO events (job_id, name, data, created_at) VALUES ('x', 'n', '{}', 0)"},
        {"a request id that was not sent",
         "INSERT INTO attempts (file_id, number, model, started_at, request_id) SELECT id, 1, 'm', 0, 'r' FROM files"},
        {"an outcome without an end",
         "INSERT INTO attempts (file_id, number, model, started_at, outcome) SELECT id, 1, 'm', 0, 'failed' FROM files"},
    };
    for (const auto& [name, sql] : cases) EXPECT_FALSE(takes(sql)) << name;
}

TEST_F(Schema, EveryTableIsStrictAndTheFileIsDurable) {
    Connection reader(folder_.path() / "test.db", Connection::Mode::Read);
    EXPECT_EQ(reader.pragma("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
                            "AND name NOT LIKE 'sqlite_%'"),
              0);
    EXPECT_GE(reader.pragma("SELECT count(*) FROM pragma_table_list WHERE strict = 1"), 6);
    EXPECT_EQ(db_.pragma("PRAGMA synchronous"), 2) << "FULL";
    EXPECT_EQ(db_.pragma("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(db_.pragma("PRAGMA busy_timeout"), 5'000);
    EXPECT_EQ(db_.pragma("SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
}

TEST_F(Schema, DeletingAJobTakesAllThatIsItsOwn) {
    db_.exec("INSERT INTO events (job_id, name, data, created_at) SELECT id, 'n', '{}', 0 FROM jobs");
    db_.exec("INSERT INTO attempts (file_id, number, model, started_at) SELECT id, 1, 'm', 0 FROM files");
    db_.exec("DELETE FROM jobs");
    for (const char* table : {"files", "events", "attempts"}) {
        EXPECT_EQ(db_.pragma((std::string("SELECT count(*) FROM ") + table).c_str()), 0) << table;
    }
}

std::string error_of_opening(const std::filesystem::path& file) {
    const FakeClock clock;
    try {
        (void)open_sqlite_job_store(file, clock, 4);
        return "";
    } catch (const StorageError& error) {
        return error.what();
    }
}

TEST(OpeningTheDatabase, AnsweredInWords) {
    const TempFolder folder;
    const auto write = [&](const char* name, const char* sql) {
        Connection db(folder.path() / name, Connection::Mode::Write);
        db.exec(sql);
        return folder.path() / name;
    };
    EXPECT_NE(error_of_opening(write("foreign.db", "CREATE TABLE t (x)")).find("another program"), std::string::npos);
    EXPECT_NE(
        error_of_opening(write("newer.db", "CREATE TABLE t (x); PRAGMA application_id = 1764912433; PRAGMA user_version = 99"))
            .find("newer image2model"),
        std::string::npos);
    std::ofstream(folder.path() / "damaged.db") << std::string(5'000, 'x');
    EXPECT_NE(error_of_opening(folder.path() / "damaged.db"), "");
    EXPECT_NE(error_of_opening(folder.path() / "missing" / "x.db").find("data folder"), std::string::npos);
    EXPECT_EQ(error_of_opening(folder.path() / "good.db"), "");
    EXPECT_EQ(error_of_opening(folder.path() / "good.db"), "") << "and again";
}

TEST(OpeningTheDatabase, BelongsToTheOwnerAlone) {
    const TempFolder folder;
    const FakeClock clock;
    const auto store = open_sqlite_job_store(folder.path() / "a.db", clock, 4);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.status().permissions(), std::filesystem::perms(0600)) << entry.path();
    }
}

TEST(OpeningTheDatabase, ASecondServerIsKeptOut) {
    const TempFolder folder;
    const FakeClock clock;
    const auto first = open_sqlite_job_store(folder.path() / "a.db", clock, 4);
    EXPECT_NE(error_of_opening(folder.path() / "a.db").find("Another image2model server"), std::string::npos);
}

TEST(Migrations, ApplyWhatIsMissingAndKeepACopy) {
    const TempFolder folder;
    const std::filesystem::path file = folder.path() / "m.db";
    const Migration steps[] = {{"one", "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"},
                               {"two", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b SELECT x + 1 FROM a;"}};
    Connection db(file, Connection::Mode::Write);
    migrate(db, file, std::span(steps).first(1));
    EXPECT_EQ(db.pragma("PRAGMA user_version"), 1);
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".before-1")) << "nothing to lose yet";
    migrate(db, file, std::span(steps).first(1));
    migrate(db, file, steps);
    EXPECT_EQ(db.pragma("PRAGMA user_version"), 2);
    EXPECT_EQ(db.pragma("SELECT x FROM b"), 2);
    Connection copy(file.string() + ".before-1", Connection::Mode::Read);
    EXPECT_EQ(copy.pragma("SELECT x FROM a"), 1);
    EXPECT_EQ(copy.pragma("SELECT count(*) FROM sqlite_master WHERE name = 'b'"), 0);
    EXPECT_THROW(migrate(db, file, std::span(steps).first(1)), StorageError) << "never back";
}

TEST(Migrations, ABrokenStepChangesNothing) {
    const TempFolder folder;
    const std::filesystem::path file = folder.path() / "m.db";
    const Migration steps[] = {{"one", "CREATE TABLE a (x INTEGER) STRICT;"},
                               {"two", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"}};
    Connection db(file, Connection::Mode::Write);
    EXPECT_THROW(migrate(db, file, steps), StorageError);
    EXPECT_EQ(db.pragma("PRAGMA user_version"), 1);
    EXPECT_EQ(db.pragma("SELECT count(*) FROM sqlite_master WHERE name = 'b'"), 0);
}

}  // namespace
}  // namespace i2m::test
