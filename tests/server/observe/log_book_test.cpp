// log_book_test.cpp - analyses, summaries and exports of files that are written here line by line.
#include "server/observe/file_log_book.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "server/core/iso_time.hpp"
#include "server/observe/log_export.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m {
namespace {

using test::kDay;
using test::kHour;

class LogBookTest : public testing::Test {
protected:
    LogBookTest() {
        ServerLogOptions options;
        options.files.folder = folder_.path() / "logs";
        options.console_fd = -1;
        log_ = std::make_unique<ServerLog>(options, clock_);
        clock_.advance(30 * kDay);
    }
    void sums(const std::string& endpoint, std::uint64_t count, std::size_t bucket, std::uint64_t errors = 0) {
        RequestSums row;
        row.method = "GET";
        row.endpoint = endpoint;
        row.count = count;
        row.server_errors = errors;
        row.total_us = count * 1'000;
        row.max_us = static_cast<std::uint64_t>(kRequestBuckets_s[bucket] * 1e6);
        row.buckets[bucket] = count;
        json::Array buckets;
        for (const std::uint64_t in_bucket : row.buckets) buckets.emplace_back(in_bucket);
        log_->info("requests", {{"method", row.method},
                                {"endpoint", row.endpoint},
                                {"count", row.count},
                                {"client_errors", 0},
                                {"server_errors", row.server_errors},
                                {"total_us", row.total_us},
                                {"max_us", row.max_us},
                                {"buckets", std::move(buckets)}});
        ASSERT_TRUE(log_->flush(Millis{60'000}));
    }
    static std::string all_of(LogExport& opened) {
        std::string out;
        for (std::string piece = opened.text->next(); !piece.empty(); piece = opened.text->next()) out += piece;
        return out;
    }

    test::TempFolder folder_;
    test::FakeClock clock_;
    std::unique_ptr<ServerLog> log_;
};

TEST(Percentiles, LieWithinTheirBuckets) {
    RequestSums sums;
    sums.buckets[3] = 90;  // up to 5 ms
    sums.buckets[8] = 10;  // up to 250 ms
    sums.max_us = 200'000;
    EXPECT_GT(percentile_ms(sums, 50), 2.5);
    EXPECT_LE(percentile_ms(sums, 50), 5);
    EXPECT_GT(percentile_ms(sums, 95), 100);
    EXPECT_LE(percentile_ms(sums, 99), 200);  // never above the slowest
    EXPECT_EQ(percentile_ms(RequestSums{}, 95), 0);
}

TEST_F(LogBookTest, AnAnalysisTellsLevelsProblemsEndpointsAndSlowRequests) {
    FileLogBook book(*log_, clock_);
    log_->error("request failed", {{"request_id", "r1"}, {"reason", "disk 12 is gone"}});
    log_->error("request failed", {{"request_id", "r2"}, {"reason", "disk 13 is gone"}});
    log_->warning("FAL.AI refused", {{"status", 500}});
    log_->info(
        "request",
        {{"method", "POST"}, {"path", "/api/v1/upload"}, {"status", 200}, {"took_us", 2'500'000}, {"request_id", "slow-one"}});
    sums("/api/v1/jobs", 80, 3);
    sums("/api/v1/jobs", 20, 8, 5);
    const Result<api::LogAnalysis> found = book.analyze("", 24);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(*found->log_levels.find("ERROR"), json::Value(2));
    EXPECT_EQ(*found->log_levels.find("WARNING"), json::Value(1));
    ASSERT_FALSE(found->top_errors.empty());
    EXPECT_EQ(found->top_errors[0].message, "request failed: disk # is gone");
    EXPECT_EQ(found->top_errors[0].count, 2U);
    EXPECT_EQ(*found->error_patterns.find("request failed: disk # is gone"), json::Value(2));
    ASSERT_EQ(found->endpoints.size(), 1U);
    EXPECT_EQ(found->endpoints[0].count, 100U);
    EXPECT_EQ(found->endpoints[0].error_rate, 5);
    EXPECT_LE(found->endpoints[0].p50_ms, 5);
    EXPECT_GT(found->endpoints[0].p95_ms, 100);
    EXPECT_EQ(*found->request_patterns.find("GET /api/v1/jobs"), json::Value(100));
    ASSERT_EQ(found->performance_metrics.slow_requests.size(), 1U);
    EXPECT_EQ(found->performance_metrics.slow_requests[0].request_id, "slow-one");
    EXPECT_EQ(found->performance_metrics.slow_requests[0].duration_ms, 2'500);
    EXPECT_EQ(found->performance_metrics.error_rate, 5);
    EXPECT_EQ(found->time_range.hours_analyzed, 24U);
    EXPECT_FALSE(found->is_cut);
    const Result<api::LogAnalysis> server_only = book.analyze("celery_worker", 24);
    ASSERT_TRUE(server_only.ok());
    EXPECT_EQ(server_only->log_type, "server");
    EXPECT_TRUE(server_only->endpoints.empty());
}

TEST_F(LogBookTest, QuestionsThatMakeNoSenseAreRefused) {
    FileLogBook book(*log_, clock_);
    EXPECT_EQ(book.analyze("nothing", 24).error().code, ErrorCode::NotFound);
    EXPECT_EQ(book.analyze("", 0).error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(book.analyze("", 169).error().code, ErrorCode::InvalidRequest);
    for (const char* date : {"yesterday", "2026-02-30", "2026-1-1", "2026-01-01T00:00Z"}) {
        EXPECT_FALSE(book.daily(date).ok()) << date;
    }
    EXPECT_FALSE(book.cleanup(0, false).ok());
    EXPECT_FALSE(book.cleanup(-5, true).ok());
    EXPECT_FALSE(book.cleanup(366, false).ok());
    EXPECT_EQ(book.open_export({"2026-01-02", "2026-01-01", "", ""}).error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(book.open_export({"", "", "", "xlsx"}).error().field, "format");
    EXPECT_EQ(book.open_export({"", "", "server,../../etc", ""}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(book.open_export({"soon", "", "", ""}).error().field, "start_date");
}

TEST_F(LogBookTest, WhatDiffersFromTheWeekBeforeIsAnAnomaly) {
    FileLogBook book(*log_, clock_);
    for (int day = 0; day < 7; ++day) {
        log_->error("usual trouble");
        sums("/api/v1/jobs", 500, 3);
        clock_.advance(kDay);
    }
    for (int i = 0; i < 6; ++i) log_->error("new trouble");
    log_->error("usual trouble");
    sums("/api/v1/jobs", 500, 9);
    const Result<api::LogAnalysis> found = book.analyze("", 1);
    ASSERT_TRUE(found.ok());
    std::map<std::string, std::string> kinds;
    for (const api::LogAnomaly& row : found->anomalies) kinds[row.kind] += row.subject + ";";
    EXPECT_EQ(kinds["problem"], "new trouble;");
    EXPECT_EQ(kinds["response_time"], "GET /api/v1/jobs;");
    EXPECT_EQ(kinds["traffic"], "requests;");  // 500 in an hour, some 21 before
    EXPECT_EQ(kinds.count("error_rate"), 0U);
}

TEST_F(LogBookTest, WithoutHistoryNothingIsCompared) {
    FileLogBook book(*log_, clock_);
    for (int i = 0; i < 10; ++i) log_->error("trouble");
    const Result<api::LogAnalysis> found = book.analyze("", 24);
    ASSERT_TRUE(found.ok());
    EXPECT_TRUE(found->anomalies.empty());
    EXPECT_NE(found->note.find("no logs of the time before"), std::string::npos);
}

TEST_F(LogBookTest, TheSummaryIsOfTheDayThatWasAskedFor) {
    FileLogBook book(*log_, clock_);
    const std::string first_day = iso_utc(clock_.now()).substr(0, 10);
    log_->error("on the first day");
    log_->info("started", {{"version", "1"}});
    clock_.advance(kDay);
    log_->warning("on the second day");
    (void)book.rotate();
    const Result<api::DailySummary> first = book.daily(first_day);
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first->total_log_entries, 2U);
    ASSERT_EQ(first->top_errors.size(), 1U);
    EXPECT_EQ(first->top_errors[0].message, "on the first day");
    ASSERT_EQ(first->system_events.size(), 1U);
    EXPECT_EQ(first->system_events[0].event, "started");
    const Result<api::DailySummary> second = book.daily("");
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(second->top_errors.at(0).message, "on the second day");
    EXPECT_EQ(book.daily("2020-01-01")->total_log_entries, 0U);
}

TEST_F(LogBookTest, ExportsHoldTheRangeFromPlainAndPackedFilesInOrder) {
    FileLogBook book(*log_, clock_);
    for (int hour = 0; hour < 6; ++hour) {
        log_->info("line", {{"number", hour}});
        log_->info("request", {{"number", hour + 100}});
        ASSERT_TRUE(log_->flush(Millis{60'000}));
        if (hour == 2) {
            (void)log_->files().rotate();
            log_->files().tidy();
        }
        clock_.advance(kHour);
    }
    const std::string from = iso_utc(clock_.now() - 5 * kHour);
    const std::string to = iso_utc(clock_.now() - 2 * kHour);
    Result<LogExport> opened = book.open_export({from, to, "", "json"});
    ASSERT_TRUE(opened.ok());
    const std::string text = all_of(*opened);
    std::vector<std::int64_t> numbers;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) numbers.push_back(*json::parse(line)->find("number")->as_int());
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 101, 2, 102, 3, 103}));
    EXPECT_EQ(opened->content_type, "application/x-ndjson");
    Result<LogExport> of_one = book.open_export({from, to, "requests", "txt"});
    ASSERT_TRUE(of_one.ok());
    EXPECT_EQ(all_of(*of_one).find("number=1 "), std::string::npos);
}

TEST_F(LogBookTest, MoreThanTheLimitIsCutInWords) {
    LogBookOptions options;
    options.now.max_bytes = 4'000;
    options.whole.max_bytes = 4'000;
    FileLogBook book(*log_, clock_, options);
    for (int i = 0; i < 200; ++i) log_->info("one of many lines", {{"number", i}});
    const Result<api::LogAnalysis> found = book.analyze("", 24);
    ASSERT_TRUE(found.ok());
    EXPECT_TRUE(found->is_cut);
    EXPECT_LT(found->lines_analyzed, 200U);
    EXPECT_NE(found->note.find("Ask for a shorter time"), std::string::npos);
    Result<LogExport> opened = book.open_export({"", "", "", "csv"});
    ASSERT_TRUE(opened.ok());
    EXPECT_NE(all_of(*opened).find("export cut"), std::string::npos);
}

TEST_F(LogBookTest, AFewReadAtOnceAndTheOthersAreTold) {
    FileLogBook book(*log_, clock_);
    {
        const Result<LogExport> first = book.open_export({});
        const Result<LogExport> second = book.open_export({});
        ASSERT_TRUE(first.ok() && second.ok());
        EXPECT_EQ(book.analyze("", 24).error().code, ErrorCode::Unavailable);
    }
    EXPECT_TRUE(book.analyze("", 24).ok());
}

TEST_F(LogBookTest, AnExportThatIsReadToItsEndMakesRoomForTheNext) {
    LogBookOptions options;
    options.max_readers = 1;
    FileLogBook book(*log_, clock_, options);
    Result<LogExport> first = book.open_export({"", "", "", "json"});
    ASSERT_TRUE(first.ok());
    EXPECT_FALSE(book.open_export({"", "", "", "json"}).ok());
    (void)all_of(*first);
    EXPECT_TRUE(book.open_export({"", "", "", "json"}).ok()) << "though the answer is not yet torn down";
}

TEST_F(LogBookTest, LinesThatAreNoneOfOursDoNoHarm) {
    FileLogBook book(*log_, clock_);
    log_->error("before");
    ASSERT_TRUE(log_->flush(Millis{60'000}));
    const std::string time = iso_utc(clock_.now());
    std::ofstream(folder_.path() / "logs" / "server.log", std::ios::app)
        << "no json\n{\"time\":\"" << time << "\",\"level\":[1],\"event\":{}}\n{\"time\":\"" << time << "\",broken\n"
        << std::string(200'000, 'x') << "\n{\"time\":\"" << time << "\",\"level\":\"error\",\"event\":\"after\"}\n";
    const Result<api::LogAnalysis> found = book.analyze("", 24);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(*found->log_levels.find("ERROR"), json::Value(2));
    EXPECT_NE(found->note.find("could not be read"), std::string::npos);
}

TEST(CsvCells, AreNoFormulasAndNoLineBreaks) {
    const struct {
        const char* name;
        std::string given;
        const char* want;
    } cases[] = {
        {"plain", "photo.jpg", "\"photo.jpg\""},
        {"quotes", "a \"b\"", "\"a \"\"b\"\"\""},
        {"formula", "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
        {"plus", "+1", "\"'+1\""},
        {"minus", "-1", "\"'-1\""},
        {"at", "@SUM(A1)", "\"'@SUM(A1)\""},
        {"behind spaces", "  =1+1", "\"'  =1+1\""},
        {"behind a tab", "\t=1", "\"' =1\""},
        {"line breaks", "a\r\nb", "\"a  b\""},
        {"escape sequence", "\x1b[2J", "\" [2J\""},
        {"C1",
         "a\xC2\x9B"
         "b",
         "\"a b\""},
        {"turned writing",
         "a\xE2\x80\xAE"
         "b",
         "\"a b\""},
        {"malformed",
         "a\xFF"
         "b",
         "\"a\xEF\xBF\xBD"
         "b\""},
        {"other scripts stay", "\xE6\xA4\x85\xC3\xA9", "\"\xE6\xA4\x85\xC3\xA9\""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(csv_cell(c.given), c.want);
    }
}

TEST(ExportedLines, HaveOneShapeAFormat) {
    const std::string line =
        R"({"time":"2026-01-01T00:00:00.000Z","level":"error","event":"=bad\u001b[31m","request_id":"r","n":1,"s":"a\nb"})";
    EXPECT_EQ(format_line(line, LogFormat::JsonLines), line + "\n");
    EXPECT_EQ(format_line(line, LogFormat::Csv),
              "\"2026-01-01T00:00:00.000Z\",\"error\",\"'=bad [31m\",\"r\",\"{\"\"n\"\":1,\"\"s\"\":\"\"a\\nb\"\"}\"\r\n");
    EXPECT_EQ(format_line(line, LogFormat::Text), "2026-01-01T00:00:00.000Z error =bad [31m  request_id=r  n=1  s=a b\n");
    EXPECT_EQ(format_line("no json", LogFormat::Csv), "");
}

}  // namespace
}  // namespace i2m
