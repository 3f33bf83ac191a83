// group_commit_test.cpp - works of several threads in one transaction: each counts alone, and none is answered before it is kept.
#include "server/sqlite/group_commit.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_folder.hpp"

namespace i2m::test {
namespace {

using sqlite::Connection;
using sqlite::GroupCommit;

class GroupCommitTest : public ::testing::Test {
protected:
    GroupCommitTest() { writer_.exec("CREATE TABLE rows (number INTEGER NOT NULL UNIQUE)"); }

    static void insert(Connection& db, int number) { db.query("INSERT INTO rows (number) VALUES (?)").bind(number).run(); }

    /// What somebody else sees.
    [[nodiscard]] std::vector<int> stored() const {
        Connection reader(file_, Connection::Mode::Read);
        std::vector<int> out;
        for (auto row = reader.query("SELECT number FROM rows ORDER BY number"); row.step();) {
            out.push_back(static_cast<int>(row.integer(0)));
        }
        return out;
    }

    /// Runs `works` as one group: they arrive while a first work holds the writer. Returns what each threw, "" for nothing.
    std::vector<std::string> run_together(const std::vector<GroupCommit::Work>& works) {
        std::promise<void> is_leading;
        std::promise<void> may_end;
        std::thread first([&] {
            group_.run([&](Connection&) {
                is_leading.set_value();
                may_end.get_future().wait();
            });
        });
        is_leading.get_future().wait();
        std::vector<std::string> thrown(works.size());
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < works.size(); ++i) {
            threads.emplace_back([&, i] {
                try {
                    group_.run(works[i]);
                } catch (const std::exception& failure) {
                    thrown[i] = failure.what();
                }
            });
            while (group_.waiting() != i + 1) std::this_thread::yield();
        }
        may_end.set_value();
        first.join();
        for (std::thread& thread : threads) thread.join();
        return thrown;
    }

    TempFolder folder_;
    const std::filesystem::path file_ = folder_.path() / "test.db";
    Connection writer_{file_, Connection::Mode::Write};
    GroupCommit group_{writer_};
};

TEST_F(GroupCommitTest, AWorkAloneIsStored) {
    group_.run([](Connection& db) { insert(db, 1); });
    EXPECT_EQ(stored(), std::vector<int>{1});
}

TEST_F(GroupCommitTest, AWorkAloneThatThrowsLeavesNothing) {
    EXPECT_THROW(group_.run([](Connection& db) {
        insert(db, 1);
        throw std::runtime_error("no");
    }),
                 std::runtime_error);
    EXPECT_TRUE(stored().empty());
}

TEST_F(GroupCommitTest, ThoseWhoWaitAreCommittedTogetherInTheOrderOfTheirArrival) {
    std::vector<int> seen_uncommitted;
    const auto thrown = run_together({[](Connection& db) { insert(db, 1); },
                                      [&](Connection& db) {
                                          auto row = db.query("SELECT number FROM rows");
                                          while (row.step()) seen_uncommitted.push_back(static_cast<int>(row.integer(0)));
                                          EXPECT_TRUE(stored().empty()) << "the first is not committed yet";
                                      },
                                      [](Connection& db) { insert(db, 2); }});
    EXPECT_EQ(thrown, (std::vector<std::string>{"", "", ""}));
    EXPECT_EQ(seen_uncommitted, std::vector<int>{1});
    EXPECT_EQ(stored(), (std::vector<int>{1, 2}));
}

TEST_F(GroupCommitTest, OneThatThrowsUndoesOnlyItself) {
    const auto thrown = run_together({[](Connection& db) { insert(db, 1); },
                                      [](Connection& db) {
                                          insert(db, 2);
                                          insert(db, 1);
                                      },
                                      [](Connection& db) { insert(db, 3); }});
    EXPECT_EQ(thrown[0], "");
    EXPECT_NE(thrown[1].find("UNIQUE"), std::string::npos) << thrown[1];
    EXPECT_EQ(thrown[2], "");
    EXPECT_EQ(stored(), (std::vector<int>{1, 3}));
}

TEST_F(GroupCommitTest, WhatUndoesTheTransactionFailsTheWholeGroup) {
    const auto thrown = run_together({[](Connection& db) { insert(db, 1); }, [](Connection& db) { db.exec("ROLLBACK"); },
                                      [](Connection& db) { insert(db, 3); }});
    for (const std::string& what : thrown) EXPECT_NE(what, "");
    EXPECT_TRUE(stored().empty());
    group_.run([](Connection& db) { insert(db, 4); });
    EXPECT_EQ(stored(), std::vector<int>{4}) << "the writer works on";
}

TEST_F(GroupCommitTest, ManyThreadsLoseNothing) {
    constexpr int kThreads = 8;
    constexpr int kEach = 50;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) group_.run([&](Connection& db) { insert(db, t * kEach + i); });
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(stored().size(), static_cast<std::size_t>(kThreads * kEach));
}

}  // namespace
}  // namespace i2m::test
