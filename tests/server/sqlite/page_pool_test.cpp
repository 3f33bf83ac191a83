// page_pool_test.cpp - cached pages lie where they were given a place.
#include "server/sqlite/page_pool.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "server/sqlite/connection.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m::sqlite {
namespace {

// A suite of its own: SQLite takes the place only from a program that has not used it yet, and each suite is a process.
TEST(PagePool, HoldsThePagesOfAConnection) {
    const test::TempFolder folder;
    Connection connection(folder.path() / "pages.db", Connection::Mode::Write);
    connection.exec("CREATE TABLE one (number INTEGER); INSERT INTO one VALUES (1)");
    int used = 0;
    int highest = 0;
    ASSERT_EQ(sqlite3_status(SQLITE_STATUS_PAGECACHE_USED, &used, &highest, 0), SQLITE_OK);
    EXPECT_GT(used, 0);
    int beside = 0;
    ASSERT_EQ(sqlite3_status(SQLITE_STATUS_PAGECACHE_OVERFLOW, &beside, &highest, 0), SQLITE_OK);
    EXPECT_EQ(beside, 0) << "no page had to go to the allocator";
}

}  // namespace
}  // namespace i2m::sqlite
