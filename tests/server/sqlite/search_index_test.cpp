// search_index_test.cpp - the index of the search holds what the files' rows hold, whatever happens to them.
#include <gtest/gtest.h>

#include "server/sqlite/migrate.hpp"
#include "server/sqlite/snapshot.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::sqlite {
namespace {

constexpr const char* kRows =
    "INSERT INTO blobs VALUES (printf('%064d', 1), 1, 0);"
    "INSERT INTO jobs (id, owner, model, options_json, typical_ms, fingerprint, created_at) VALUES "
    "(printf('%036d', 1), 'o', 'm', '{}', 1, 'f', 0), (printf('%036d', 2), 'o', 'm', '{}', 1, 'f', 0);"
    "INSERT INTO files (id, job_id, position, filename, content_type, source_sha256, source_bytes, width_px, height_px, model, "
    "options_json, is_direct, state, queue_rank) VALUES "
    "(printf('%036d', 3), printf('%036d', 1), 0, 'duck.png', 'image/png', printf('%064d', 1), 1, 1, 1, 'm', '{}', 0, 'queued', "
    "0), "
    "(printf('%036d', 4), printf('%036d', 1), 1, 'Éléphant.png', 'image/png', printf('%064d', 1), 1, 1, 1, 'm', '{}', 1, "
    "'queued', 1),"
    "(printf('%036d', 5), printf('%036d', 2), 0, 'cup.png', 'image/png', printf('%064d', 1), 1, 1, 1, 'm', '{}', 1, 'queued', "
    "2);";

std::int64_t matches(Connection& db, const char* expression) {
    return db.pragma(("SELECT count(*) FROM file_texts WHERE file_texts MATCH '" + std::string(expression) + "'").c_str());
}

/// Throws when the index and the rows differ.
void check_index(Connection& db) { db.exec("INSERT INTO file_texts (file_texts, rank) VALUES ('integrity-check', 1)"); }

class SearchIndex : public testing::Test {
protected:
    const test::TempFolder folder_;
    const std::filesystem::path file_ = folder_.path() / "jobs.db";
};

TEST_F(SearchIndex, HoldsTheFilesFromBeforeThereWasASearch) {
    Connection db(file_, Connection::Mode::Write);
    migrate(db, file_, kMigrations.first(5));
    db.exec(kRows);
    migrate(db, file_, kMigrations);
    check_index(db);
    EXPECT_EQ(matches(db, "\"duck\""), 1);
    EXPECT_EQ(matches(db, "\"png\""), 3);
    EXPECT_EQ(matches(db, "\"éléph\""), 1) << "any case, beyond ASCII too";
}

TEST_F(SearchIndex, FollowsEveryChangeAndEveryDeletion) {
    Connection db(file_, Connection::Mode::Write);
    migrate(db, file_, kMigrations);
    db.exec(kRows);
    check_index(db);
    db.exec("UPDATE files SET state = 'failed', ended_at = 1, error_code = 'x', error_message = 'too dark' WHERE position = 0");
    check_index(db);
    EXPECT_EQ(matches(db, "\"dark\""), 2);
    db.exec("UPDATE files SET state = 'queued', ended_at = NULL, error_code = NULL, error_message = NULL, model = 'trellis'");
    check_index(db);
    EXPECT_EQ(matches(db, "\"dark\""), 0);
    EXPECT_EQ(matches(db, "model : \"trellis\""), 3);
    db.exec("DELETE FROM jobs WHERE id = printf('%036d', 1)");  // its files go by the foreign key
    check_index(db);
    EXPECT_EQ(matches(db, "\"png\""), 1);
    db.exec("BEGIN; DELETE FROM jobs; ROLLBACK");
    check_index(db);
    EXPECT_EQ(matches(db, "\"cup\""), 1) << "what is undone is undone in the index";
    db.exec("DELETE FROM jobs; VACUUM");
    check_index(db);
    EXPECT_EQ(matches(db, "\"png\""), 0);
}

TEST_F(SearchIndex, IsRightInABackup) {
    const std::filesystem::path copy = folder_.path() / "copy.db";
    Connection db(file_, Connection::Mode::Write);
    migrate(db, file_, kMigrations);
    db.exec(kRows);
    write_snapshot(file_, copy);
    db.exec("DELETE FROM jobs");
    Connection restored(copy, Connection::Mode::Write);
    check_index(restored);
    EXPECT_EQ(matches(restored, "\"png\""), 3);
    restored.exec("DELETE FROM jobs WHERE id = printf('%036d', 2)");
    check_index(restored);
    EXPECT_EQ(matches(restored, "\"png\""), 2) << "and goes on being kept";
}

}  // namespace
}  // namespace i2m::sqlite
