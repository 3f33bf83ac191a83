// program_test.cpp - the program itself: flags, first start, keys, restarts, two at once, the end.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "server/version.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

std::string read_line(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

TEST(ProgramApi, SaysWhatItIsAndHow) {
    const RunOutcome version = run_program({"--version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_EQ(version.out, "image2model " + std::string(kVersion) + "\n");
    const RunOutcome help = run_program({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    for (const char* word : {"--host", "--port", "--data-dir", "--web-dir", "--print-config", "healthcheck", "API_KEY"}) {
        EXPECT_NE(help.out.find(word), std::string::npos) << word;
    }
}

TEST(ProgramApi, PrintsItsSettingsWithoutSecrets) {
    const RunOutcome printed = run_program({"--print-config", "--port", "1234"}, {{"API_KEY", "very-secret-key"}});
    EXPECT_EQ(printed.exit_code, 0);
    EXPECT_NE(printed.out.find("port = 1234\n"), std::string::npos);
    EXPECT_NE(printed.out.find("api-key = set\n"), std::string::npos);
    EXPECT_EQ(printed.out.find("very-secret-key"), std::string::npos);
}

TEST(ProgramApi, BadSettingsStopItWithEveryProblem) {
    const struct {
        const char* name;
        std::vector<std::string> flags;
        std::vector<const char*> words;
    } cases[] = {
        {"unknown flag", {"--colour"}, {"--colour", "--help"}},
        {"two bad values", {"--port", "x", "--worker-concurrency", "0"}, {"--port must be", "--worker-concurrency must be"}},
        {"wide without a key", {"--host", "0.0.0.0"}, {"--api-key"}},
        {"a model that is not known", {"--model", "no/such"}, {"no/such"}},
        {"a data folder that cannot be", {"--data-dir", "/proc/nothing"}, {"/proc/nothing", "--data-dir"}},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const TempFolder folder;
        std::vector<std::string> flags = c.flags;
        if (std::find(flags.begin(), flags.end(), "--data-dir") == flags.end()) {
            flags.insert(flags.end(), {"--data-dir", (folder.path() / "data").string()});
        }
        const RunOutcome outcome = run_program(flags);
        EXPECT_NE(outcome.exit_code, 0);
        for (const char* word : c.words) EXPECT_NE(outcome.err.find(word), std::string::npos) << outcome.err;
    }
}

TEST(ProgramApi, TheAdminKeyIsMadeOnceShownOnceAndOnlyItsOwnersToRead) {
    TestApp app;
    const std::filesystem::path file = app.data_folder() / "admin.key";
    const std::string key = read_line(file);
    EXPECT_EQ(key.size(), 64U);
    EXPECT_NE(app.ready_output().find(key), std::string::npos);
    struct stat info {};
    ASSERT_EQ(::stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", {{"X-Admin-Key", key}}).status, 200);
    app.stop();
    EXPECT_EQ(app.exit_code(), 0);
    app.start();
    EXPECT_EQ(read_line(file), key);
    EXPECT_EQ(app.ready_output().find(key), std::string::npos);
    EXPECT_EQ(app.log().find(key), std::string::npos);
}

TEST(ProgramApi, WithAKeyNothingPrivateIsOpen) {
    TestApp app({{}, {{"API_KEY", "user-key-for-tests"}}});
    const HeaderList key = {{"X-API-Key", "user-key-for-tests"}};
    for (const api::RouteInfo& row : api::routes()) {
        SCOPED_TRACE(row.path);
        std::string path(row.path);
        for (const std::string name : {"{id}", "{filename}"}) {
            if (const std::size_t at = path.find(name); at != std::string::npos)
                path.replace(at, name.size(), "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f");
        }
        if (row.access == api::Access::Anonymous) {
            // One asks for a signature instead of a key, one for a key in its body, one judges by a setting.
            const int wanted = row.route == api::Route::WebhookFal    ? 403
                               : row.route == api::Route::SessionOpen ? 400
                               : row.route == api::Route::Metrics     ? 401
                                                                      : 200;
            EXPECT_EQ(ask(app.port(), api::method_name(row.method), path).status, wanted);
            continue;
        }
        const Answer refused = ask(app.port(), api::method_name(row.method), path);
        EXPECT_EQ(refused.status, 401);
        EXPECT_FALSE(refused.header("WWW-Authenticate").empty());
        EXPECT_EQ(ask(app.port(), api::method_name(row.method), path, {{"Authorization", "Bearer wrong-key"}}).status, 401);
    }
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", key).status, 200);
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", {{"Authorization", "bearer user-key-for-tests"}}).status, 200);
    EXPECT_EQ(app.log().find("user-key-for-tests"), std::string::npos);
}

TEST(ProgramApi, AnUploadWithoutAKeyIsRefusedBeforeItsBody) {
    TestApp app({{}, {{"API_KEY", "user-key-for-tests"}}});
    RawSocket socket(app.port());
    socket.send(
        "POST /api/v1/upload/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
        "boundary=b\r\nContent-Length: 1000000\r\n\r\n");
    const Answer answer = parse_answer(socket.read_all());
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_FALSE(answer.has_header("Keep-Alive"));
}

TEST(ProgramApi, ASecondServerOnTheSamePortOrFolderIsRefusedInWords) {
    TestApp app;
    const TempFolder folder;
    const RunOutcome port = run_program({"--port", std::to_string(app.port()), "--data-dir", (folder.path() / "data").string()});
    EXPECT_EQ(port.exit_code, 1);
    EXPECT_NE(port.err.find("--port"), std::string::npos) << port.err;
    const RunOutcome data = run_program({"--port", "0", "--data-dir", app.data_folder().string()});
    EXPECT_EQ(data.exit_code, 1);
    EXPECT_NE(data.err.find("Another image2model server"), std::string::npos) << data.err;
    EXPECT_EQ(get(app.port(), "/livez").status, 200);
}

TEST(ProgramApi, HealthcheckAsksTheRunningServer) {
    TestApp app({{"--base-path", "/tools/i2m"}});
    const std::string port = std::to_string(app.port());
    const struct {
        const char* name;
        std::vector<std::string> arguments;
        Environment environment;
        int exit_code;
        const char* word;
    } cases[] = {
        {"by flag", {"healthcheck", "--port", port}, {}, 0, "lives"},
        {"by environment", {"healthcheck"}, {{"I2M_PORT", port}}, 0, "lives"},
        {"below its base path", {"healthcheck", "--port", port, "--base-path", "/tools/i2m"}, {}, 0, "lives"},
        {"listening everywhere", {"healthcheck", "--port", port, "--host", "0.0.0.0"}, {}, 0, "lives"},
        {"is it ready", {"healthcheck", "--ready", "--port", port}, {}, 0, "ready"},
        {"another base path", {"healthcheck", "--port", port, "--base-path", "/other"}, {}, 1, "404 at /other/"},
        {"an unknown name", {"healthcheck", "--port", port, "--host", "no-such-host.invalid"}, {}, 1, "Nothing answers"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const RunOutcome outcome = run_program(c.arguments, c.environment);
        EXPECT_EQ(outcome.exit_code, c.exit_code);
        EXPECT_NE((outcome.out + outcome.err).find(c.word), std::string::npos) << outcome.out << outcome.err;
    }
    app.stop();
    const RunOutcome dead = run_program({"healthcheck", "--port", port});
    EXPECT_EQ(dead.exit_code, 1);
    EXPECT_NE(dead.err.find("Nothing answers"), std::string::npos);
}

TEST(ProgramApi, JobsAndModelsSurviveARestart) {
    TestApp app;
    const std::string id = upload(app.port(), 2);
    const api::JobView before = finished_job(app.port(), id);
    ASSERT_EQ(before.status, JobStatus::Completed);
    const std::string model = get(app.port(), before.files.at(1).download_url.value_or("")).body;
    app.stop();
    app.start();
    const api::JobView after = job_of(app.port(), id);
    EXPECT_EQ(after.status, JobStatus::Completed);
    EXPECT_EQ(after.last_event_id, before.last_event_id);
    EXPECT_EQ(get(app.port(), after.files.at(1).download_url.value_or("")).body, model);
}

TEST(ProgramApi, EveryLineOfTheLogIsJson) {
    TestApp app({{"--log-level", "debug"}});
    (void)finished_job(app.port(), upload(app.port()));
    (void)get(app.port(), "/nowhere/%22quoted%22\\\"", {{"X-Request-Id", "seen-in-log"}});
    app.stop();
    std::istringstream lines(app.log());
    std::size_t count = 0;
    bool has_id = false;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto value = json::parse(line);
        ASSERT_TRUE(value.ok()) << line;
        EXPECT_NE(value->find("time"), nullptr);
        EXPECT_NE(value->find("level"), nullptr);
        EXPECT_NE(value->find("event"), nullptr);
        const json::Value* id = value->find("request_id");
        has_id = has_id || (id != nullptr && *id == json::Value("seen-in-log"));
    }
    EXPECT_GT(count, 3U);
    EXPECT_TRUE(has_id);
}

}  // namespace
}  // namespace i2m::test
