// logs_test.cpp - the log of the running program: its routes, its files, one request from the edge to the worker, and no secret in any of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/api_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/fal_app.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kLogs = "/api/v1/logs";
const HeaderList kAdmin = {{"X-Admin-Key", "admin-key-for-tests"}};
const HeaderList kUser = {{"X-API-Key", "user-key-for-tests"}};
const Environment kKeys = {{"API_KEY", "user-key-for-tests"}, {"ADMIN_API_KEY", "admin-key-for-tests"}};

std::string at(const std::string& rest) { return std::string(kLogs) + rest; }

/// Lines of a text that hold all of `words`.
std::size_t lines_with(const std::string& text, const std::vector<std::string>& words) {
    std::istringstream lines(text);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        count += std::all_of(words.begin(), words.end(), [&](const std::string& w) { return line.find(w) != std::string::npos; });
    }
    return count;
}

TEST(LogsApi, AreForAdministrators) {
    const TestApp app({{}, kKeys});
    const std::pair<const char*, const char*> routes[] = {
        {"GET", "/analyze"}, {"GET", "/daily-summary"}, {"GET", "/summary/daily"}, {"GET", "/export"},  {"POST", "/export"},
        {"GET", "/health"},  {"GET", "/statistics"},    {"GET", "/types"},         {"POST", "/rotate"}, {"DELETE", "/cleanup"}};
    for (const auto& [method, path] : routes) {
        SCOPED_TRACE(path);
        EXPECT_EQ(ask(app.port(), method, at(path)).status, 401);
        EXPECT_EQ(ask(app.port(), method, at(path), kUser).status, 403);
        EXPECT_EQ(ask(app.port(), method, at(path), kAdmin).status, 200);
    }
}

TEST(LogsApi, RealRequestsAreAnalyzed) {
    const TestApp app({{}, kKeys});
    for (int i = 0; i < 5; ++i) (void)get(app.port(), "/api/v1/jobs", kUser);
    (void)get(app.port(), "/api/v1/nowhere", kUser);
    const Answer answer = get(app.port(), at("/analyze?hours_back=1"), kAdmin);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::Value body = answer.json();
    for (const char* name :
         {"time_range", "log_levels", "error_patterns", "request_patterns", "performance_metrics", "lines_analyzed"}) {
        EXPECT_NE(body.find(name), nullptr) << name;
    }
    EXPECT_EQ(*body.find("request_patterns")->find("GET /api/v1/jobs"), json::Value(5)) << answer.body;
    EXPECT_EQ(*body.find("request_patterns")->find("GET unknown"), json::Value(1));
    const Answer day = get(app.port(), at("/daily-summary"), kAdmin);
    EXPECT_NE(day.body.find("\"event\":\"started\""), std::string::npos) << day.body;
    const Answer other = get(app.port(), at("/summary/daily?date=2020-02-02"), kAdmin);
    EXPECT_EQ(other.text("date"), "2020-02-02");
    EXPECT_EQ(*other.json().find("total_log_entries"), json::Value(0));
}

TEST(LogsApi, BadQuestionsAreRefusedInWords) {
    const TestApp app({{}, kKeys});
    const struct {
        const char* method;
        const char* path;
        int status;
    } cases[] = {
        {"GET", "/analyze?hours_back=0", 400},
        {"GET", "/analyze?hours_back=x", 400},
        {"GET", "/analyze?log_type=passwd", 404},
        {"GET", "/daily-summary?date=soon", 400},
        {"GET", "/export?format=exe", 400},
        {"GET", "/export?start_date=2026-02-01&end_date=2026-01-01", 400},
        {"GET", "/export?log_types=..%2f..", 404},
        {"DELETE", "/cleanup?older_than_days=-1", 400},
        {"DELETE", "/cleanup?older_than_days=0", 400},
        {"DELETE", "/cleanup?dry_run=maybe", 400},
        {"DELETE", "/cleanup?dryrun=true", 400},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.path);
        const Answer answer = ask(app.port(), c.method, at(c.path), kAdmin);
        EXPECT_EQ(answer.status, c.status) << answer.body;
        EXPECT_FALSE(answer.text("message").empty());
    }
}

TEST(LogsApi, ExportsComeInEveryFormatAndByPost) {
    const TestApp app({{}, kKeys});
    (void)ask(app.port(), "POST", "/api/v1/jobs/nothing/cancel", kUser);
    const struct {
        const char* format;
        const char* type;
        const char* holds;
    } cases[] = {{"json", "application/x-ndjson", R"("event":"started")"},
                 {"csv", "text/csv; charset=utf-8", "\"time\",\"level\",\"event\""},
                 {"txt", "text/plain; charset=utf-8", " info started"}};
    for (const auto& c : cases) {
        for (const char* method : {"GET", "POST"}) {
            SCOPED_TRACE(std::string(method) + c.format);
            const Answer answer = ask(app.port(), method, at("/export?format=") + c.format, kAdmin);
            EXPECT_EQ(answer.status, 200);
            EXPECT_EQ(answer.header("Content-Type"), c.type);
            EXPECT_NE(answer.header("Content-Disposition").find("attachment"), std::string::npos);
            EXPECT_NE(answer.body.find(c.holds), std::string::npos) << answer.body;
        }
    }
    const Answer head = ask(app.port(), "HEAD", at("/export"), kAdmin);
    EXPECT_EQ(head.status, 200);
    EXPECT_TRUE(head.body.empty());
}

TEST(LogsApi, RotatingKeepsEveryLineAndCleaningUpTellsFirst) {
    const TestApp app({{}, kKeys});
    const Answer rotated = ask(app.port(), "POST", at("/rotate"), kAdmin);
    ASSERT_EQ(rotated.status, 200);
    EXPECT_NE(rotated.body.find("server."), std::string::npos);
    EXPECT_NE(get(app.port(), at("/export"), kAdmin).body.find(R"("event":"started")"), std::string::npos);
    const Answer statistics = get(app.port(), at("/statistics"), kAdmin);
    for (const char* name :
         {"total_files", "total_size_mb", "oldest_file", "newest_file", "by_type", "log_directory", "disk_usage"}) {
        EXPECT_NE(statistics.json().find(name), nullptr) << name;
    }
    EXPECT_EQ(statistics.text("log_directory"), "logs");
    const Answer dry = ask(app.port(), "DELETE", at("/cleanup?older_than_days=1&dry_run=true"), kAdmin);
    EXPECT_EQ(*dry.json().find("removed_files"), json::Value(0));  // nothing is a day old
    EXPECT_EQ(*dry.json().find("dry_run"), json::Value(true));
    EXPECT_EQ(get(app.port(), at("/health"), kAdmin).text("status"), "healthy");
    EXPECT_EQ(get(app.port(), at("/types"), kAdmin).json().find("log_types")->as_array()->size(), 2U);
}

TEST(LogsApi, OneRequestIsFoundFromTheEdgeToTheWorkerToTheProvider) {
    FakeFal fake;
    TestAppOptions options = options_with(fake);
    options.flags.insert(options.flags.end(), {"--log-level", "debug"});
    TestApp app(options);
    HeaderList headers = {{"X-Request-Id", "seen-everywhere"}};
    const Answer answer =
        post_form(app.port(), "/api/v1/upload/batch", {{"files", square_png(1), "a.png", "image/png"}}, headers);
    ASSERT_EQ(answer.status, 200) << answer.body;
    ASSERT_EQ(finished_job(app.port(), answer.text("job_id")).status, JobStatus::Completed);
    app.stop();
    const std::string log = app.log();
    const std::string id = R"("request_id":"seen-everywhere")";
    EXPECT_EQ(lines_with(log, {id, R"("event":"request")"}), 1U);
    EXPECT_EQ(lines_with(log, {id, R"("event":"job accepted")"}), 1U);
    EXPECT_GE(lines_with(log, {id, R"("event":"FAL.AI answered")", R"("call":"submit")"}), 1U) << log;
    EXPECT_EQ(lines_with(log, {id, R"("event":"file ended")", R"("state":"succeeded")"}), 1U);
}

TEST(LogsApi, NoSecretIsInAnyLine) {
    FakeFal fake;
    TestAppOptions options = options_with(fake);
    options.flags.insert(options.flags.end(), {"--log-level", "debug", "--fal-image", "data-uri"});
    options.environment.insert(options.environment.end(), kKeys.begin(), kKeys.end());
    TestApp app(options);
    const HeaderList planted = {{"X-API-Key", "user-key-for-tests"}, {"Cookie", "session=planted-cookie"}};
    const Answer answer =
        post_form(app.port(), "/api/v1/upload/batch", {{"files", square_png(2), "a.png", "image/png"}}, planted);
    ASSERT_EQ(answer.status, 200) << answer.body;
    (void)get(app.port(), "/api/v1/jobs?token=planted-token", {{"Authorization", "Bearer planted-wrong-key"}});
    (void)get(app.port(), "/api/v1/download/x/y?sig=planted-signature", planted);
    (void)get(app.port(), "/user-key-for-tests/data:image/png;base64,planted-picture", planted);
    (void)get(app.port(), "/api/v1/jobs/user-key-for-tests",
              {{"X-Request-Id", "user-key-for-tests"}, {"X-API-Key", "user-key-for-tests"}});
    // What the server made for itself at its first start.
    const std::string link_secret = read_file(app.data_folder() / "link.key").substr(0, 64);
    ASSERT_EQ(link_secret.size(), 64U);
    (void)get(app.port(), "/api/v1/jobs/x" + link_secret, planted);
    const Answer followed = get(app.port(), "/api/v1/jobs/" + answer.text("job_id"), planted);
    EXPECT_EQ(followed.status, 200);
    app.stop();
    const std::string log = app.log();
    EXPECT_GT(lines_with(log, {R"("event":"request")"}), 3U);
    for (const std::string secret : {"user-key-for-tests", "admin-key-for-tests", "planted-cookie", "planted-token",
                                     "planted-wrong-key", "planted-signature", "planted-picture", "iVBORw0KGgo"}) {
        EXPECT_EQ(log.find(secret), std::string::npos) << secret;
    }
    EXPECT_EQ(log.find(link_secret), std::string::npos);
    const std::string key(kFakeKey);
    EXPECT_EQ(log.find(key.substr(key.find(':') + 1)), std::string::npos);
}

TEST(LogsApi, AFolderThatCannotBeWrittenDoesNotStopTheServer) {
    TestApp app({{}, kKeys});
    app.stop();
    std::filesystem::remove_all(app.data_folder() / "logs");
    std::ofstream(app.data_folder() / "logs") << "no folder";
    app.start();
    ASSERT_EQ(post_form(app.port(), "/api/v1/upload/batch", image_parts(1), kUser).status, 200);
    EXPECT_EQ(get(app.port(), "/readyz").status, 200);
    const Answer health = get(app.port(), at("/health"), kAdmin);
    EXPECT_EQ(health.text("status"), "warning") << health.body;
    EXPECT_EQ(get(app.port(), at("/export"), kAdmin).status, 200);
}

}  // namespace
}  // namespace i2m::test
