// log_files_test.cpp - closing by size and age, packing, retention, and disks that do not take a line.
#include "server/observe/log_files.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <set>

#include "server/core/iso_time.hpp"
#include "server/observe/gzip_file.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m {
namespace {

namespace fs = std::filesystem;
using test::kDay;

class LogFilesTest : public testing::Test {
protected:
    LogFileOptions options() const {
        LogFileOptions out;
        out.folder = folder_.path() / "logs";
        out.rotate_bytes = 200;
        return out;
    }
    std::string line(const std::string& event) const {
        return R"({"time":")" + iso_utc(clock_.now()) + R"(","level":"info","event":")" + event + "\"}\n";
    }
    std::set<std::string> names() const {
        std::set<std::string> out;
        for (const auto& entry : fs::directory_iterator(folder_.path() / "logs")) out.insert(entry.path().filename().string());
        return out;
    }
    static std::vector<std::string> lines_of(const fs::path& path) {
        std::vector<std::string> out;
        const auto file = LineFile::open(path);
        while (auto line = file->next()) out.push_back(*line);
        return out;
    }

    test::TempFolder folder_;
    test::FakeClock clock_;
};

TEST_F(LogFilesTest, AFileIsClosedAtItsSizeAndPackedWithoutLosingALine) {
    LogFiles files(options(), clock_);
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(files.write(LogType::Server, line("number " + std::to_string(i))));
        clock_.advance(Millis{1'000});
    }
    EXPECT_GT(names().size(), 3U);
    files.tidy();
    std::size_t packed = 0;
    int number = 0;
    for (const LogFile& file : files.list()) {
        packed += file.is_packed ? 1 : 0;
        EXPECT_EQ(file.is_packed, file.closed.has_value());
        for (const std::string& text : lines_of(file.path)) {
            EXPECT_NE(text.find("number " + std::to_string(number++)), std::string::npos) << text;
        }
    }
    EXPECT_EQ(number, 10);
    EXPECT_GT(packed, 2U);
}

TEST_F(LogFilesTest, AFileIsClosedAfterADayAlsoByTheNextRunOfTheProgram) {
    {
        LogFiles files(options(), clock_);
        ASSERT_TRUE(files.write(LogType::Requests, line("first")));
    }
    clock_.advance(kDay - Millis{1});
    {
        LogFiles files(options(), clock_);
        ASSERT_TRUE(files.write(LogType::Requests, line("same day")));
        EXPECT_EQ(names().size(), 1U);
    }
    clock_.advance(Millis{1});
    LogFiles files(options(), clock_);
    ASSERT_TRUE(files.write(LogType::Requests, line("next day")));
    EXPECT_EQ(names(), (std::set<std::string>{"requests.20260102T000000000Z.log", "requests.log"}));
}

TEST_F(LogFilesTest, TwoClosedInOneMillisecondHaveTwoNames) {
    LogFiles files(options(), clock_);
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(files.write(LogType::Server, line("x")));
        EXPECT_EQ(files.rotate().rotated.size(), 1U);
    }
    EXPECT_EQ(names().size(), 3U);
    EXPECT_EQ(files.rotate().skipped, (std::vector<std::string>{"server.log", "requests.log"}));
}

TEST_F(LogFilesTest, OldFilesGoByAgeAndThenBySize) {
    LogFileOptions wanted = options();
    wanted.keep = 10 * kDay;
    wanted.max_bytes = 1'000'000;
    {
        LogFiles files(wanted, clock_);
        for (int day = 0; day < 15; ++day) {
            ASSERT_TRUE(files.write(LogType::Server, line("day " + std::to_string(day))));
            files.rotate();
            clock_.advance(kDay);
        }
        files.tidy();
        EXPECT_EQ(files.list().size(), 10U);
    }
    wanted.max_bytes = 300;
    LogFiles files(wanted, clock_);
    files.tidy();
    std::uint64_t sum = 0;
    for (const LogFile& file : files.list()) sum += file.size_bytes;
    EXPECT_LE(sum, 300U);
    ASSERT_FALSE(files.list().empty());
    EXPECT_NE(lines_of(files.list().back().path).front().find("day 14"), std::string::npos);  // the newest stay
}

TEST_F(LogFilesTest, CleanupTellsWithoutDoingWhenItIsDry) {
    LogFiles files(options(), clock_);
    ASSERT_TRUE(files.write(LogType::Server, line("old")));
    files.rotate();
    clock_.advance(40 * kDay);
    ASSERT_TRUE(files.write(LogType::Server, line("new")));
    const CleanupOutcome dry = files.cleanup(clock_.now() - 30 * kDay, true);
    EXPECT_EQ(dry.removed.size(), 1U);
    EXPECT_GT(dry.removed_bytes, 0U);
    EXPECT_EQ(names().size(), 2U);
    EXPECT_EQ(files.cleanup(clock_.now() - 30 * kDay, false).removed, dry.removed);
    EXPECT_EQ(names(), std::set<std::string>{"server.log"});
}

TEST_F(LogFilesTest, WhatIsNotOursStays) {
    LogFiles files(options(), clock_);
    ASSERT_TRUE(files.write(LogType::Server, line("x")));
    for (const char* name : {"notes.txt", "server.old.log", "server.20260101T000000000Z.log.bak"}) {
        std::ofstream(options().folder / name) << "mine";
    }
    fs::create_symlink("/etc/passwd", options().folder / "server.20250101T000000000Z.log");
    clock_.advance(400 * kDay);
    files.tidy();
    EXPECT_EQ(files.cleanup(clock_.now(), false).removed.size(), 0U);
    EXPECT_EQ(names().size(), 5U);
}

TEST_F(LogFilesTest, HalfALineOfAnEarlierRunDoesNotSpoilTheNext) {
    fs::create_directories(options().folder);
    std::ofstream(options().folder / "server.log") << line("whole") << R"({"time":"2026-01)";
    LogFiles files(options(), clock_);
    ASSERT_TRUE(files.write(LogType::Server, line("after")));
    const std::vector<std::string> lines = lines_of(options().folder / "server.log");
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_NE(lines[2].find("after"), std::string::npos);
}

TEST_F(LogFilesTest, AFolderThatCannotBeWrittenLosesLinesAndIsTriedAgain) {
    std::ofstream(folder_.path() / "logs") << "a file where the folder should be";
    LogFiles files(options(), clock_);
    EXPECT_FALSE(files.write(LogType::Server, line("lost")));
    fs::remove(folder_.path() / "logs");
    EXPECT_FALSE(files.write(LogType::Server, line("not tried yet")));
    clock_.advance(Millis{5'001});
    EXPECT_TRUE(files.write(LogType::Server, line("kept")));
    EXPECT_EQ(lines_of(options().folder / "server.log").size(), 1U);
}

TEST_F(LogFilesTest, AFullDiskLosesLinesAndNothingElse) {
    // A limit on the size of files stands for the full disk: writes fail in the middle of a line.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    LogFileOptions wanted = options();
    wanted.rotate_bytes = 1'000'000;
    LogFiles files(wanted, clock_);
    ASSERT_TRUE(files.write(LogType::Server, line("kept")));
    rlimit tight = before;
    tight.rlim_cur = 100;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const bool is_written = files.write(LogType::Server, line(std::string(500, 'x')));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_FALSE(is_written);
    clock_.advance(Millis{5'001});
    ASSERT_TRUE(files.write(LogType::Server, line("again")));
    EXPECT_NE(lines_of(wanted.folder / "server.log").back().find("again"), std::string::npos);
}

TEST_F(LogFilesTest, PackedFilesThatAreDamagedEndWhereTheDamageIs) {
    LogFileOptions wanted = options();
    wanted.rotate_bytes = 1'000'000;
    LogFiles files(wanted, clock_);
    for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(files.write(LogType::Server, line("number " + std::to_string(i * 7919))));
    files.rotate();
    files.tidy();
    const fs::path path = files.list().front().path;
    const std::string whole = test::read_file(path);
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, whole.size() / 2, whole.size() - 4}) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << whole.substr(0, size);
        EXPECT_LE(lines_of(path).size(), 2'000U);
    }
}

}  // namespace
}  // namespace i2m
