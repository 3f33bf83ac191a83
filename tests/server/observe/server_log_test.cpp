// server_log_test.cpp - what a line looks like, what it never holds, and that nobody waits for it.
#include "server/observe/server_log.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "server/core/log_scope.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace i2m {
namespace {

constexpr Millis kLong{60'000};

class ServerLogTest : public testing::Test {
protected:
    ServerLogOptions options() const {
        ServerLogOptions out;
        out.files.folder = folder_.path() / "logs";
        out.console_fd = -1;
        out.secrets = {"planted-secret"};
        return out;
    }
    std::string file(const std::string& name) const { return test::read_file(folder_.path() / "logs" / name); }

    test::TempFolder folder_;
    test::FakeClock clock_;
};

TEST_F(ServerLogTest, ALineIsOneJsonObjectWithWhatItIsAboutFirst) {
    ServerLog log(options(), clock_);
    log.info("job accepted", {{"filename", "a\"b\n\x1b.jpg"}});
    log.debug("not wanted");
    ASSERT_TRUE(log.flush(kLong));
    EXPECT_EQ(file("server.log"),
              "{\"time\":\"2026-01-01T00:00:00.000Z\",\"level\":\"info\",\"event\":\"job accepted\","
              "\"filename\":\"a\\\"b\\n\\u001b.jpg\"}\n");
}

TEST_F(ServerLogTest, RequestsHaveAFileOfTheirOwn) {
    ServerLog log(options(), clock_);
    log.info("request", {{"path", "/a"}});
    ASSERT_TRUE(log.flush(kLong));
    EXPECT_NE(file("requests.log").find("\"/a\""), std::string::npos);
    EXPECT_EQ(file("server.log"), "");
}

TEST_F(ServerLogTest, LinesOfAScopeCarryItsMembers) {
    ServerLog log(options(), clock_);
    const std::string request = "r-1";
    {
        const LogScope outer({{"request_id", request}, {"job_id", "j-1"}, {"nothing", ""}});
        {
            const LogScope inner({{"file_id", "f-1"}});
            log.info("inside", {{"job_id", "said"}});
        }
        std::thread([&] { log.info("elsewhere"); }).join();
    }
    log.info("outside");
    ASSERT_TRUE(log.flush(kLong));
    std::istringstream lines(file("server.log"));
    std::array<std::string, 3> line;
    for (std::string& text : line) std::getline(lines, text);
    EXPECT_NE(line[0].find(R"("event":"inside","job_id":"said","file_id":"f-1","request_id":"r-1"})"), std::string::npos)
        << line[0];
    EXPECT_EQ(line[1].find("r-1"), std::string::npos);
    EXPECT_EQ(line[2].find("r-1"), std::string::npos);
}

TEST_F(ServerLogTest, NoLineHoldsASecret) {
    ServerLog log(options(), clock_);
    log.add_secret("made-at-start");
    const LogScope scope({{"request_id", "planted-secret"}});
    log.error("failed planted", {{"reason", "key planted-secret, made-at-start"},
                                 {"cookie", "session-1"},
                                 {"url", "https://x.example/a?sig=0011223344"},
                                 {"image", "data:image/png;base64,AAAABBBB"},
                                 {"list", json::Array{json::Value("Bearer 0123456789")}}});
    ASSERT_TRUE(log.flush(kLong));
    const std::string text = file("server.log");
    for (const char* secret : {"planted-secret", "made-at-start", "session-1", "0011223344", "AAAABBBB", "0123456789"}) {
        EXPECT_EQ(text.find(secret), std::string::npos) << secret << " in " << text;
    }
}

TEST_F(ServerLogTest, SumsAreWrittenWhenAskedForAndOnceMoreAtTheEnd) {
    NoMetrics metrics;
    ServerLog log(options(), clock_);
    int taken = 0;
    log.attach(metrics, [&] {
        RequestSums sums;
        sums.method = "GET";
        sums.endpoint = "page";
        sums.count = static_cast<std::uint64_t>(++taken);
        return std::vector<RequestSums>{sums};
    });
    ASSERT_TRUE(log.flush(kLong));
    log.detach();
    ASSERT_TRUE(log.flush(kLong));
    const std::string text = file("requests.log");
    EXPECT_NE(text.find("\"endpoint\":\"page\",\"count\":" + std::to_string(taken)), std::string::npos) << text;
    const int at_end = taken;
    ASSERT_TRUE(log.flush(kLong));
    EXPECT_EQ(taken, at_end);
}

TEST_F(ServerLogTest, AReaderOfTheConsoleThatStandsStillStopsNothing) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    ServerLogOptions wanted = options();
    wanted.console_fd = pipe[1];
    {
        ServerLog log(wanted, clock_);
        for (int i = 0; i < 2'000; ++i) log.info("a line that is long enough to fill a pipe of 64 KB soon", {{"number", i}});
        ASSERT_TRUE(log.flush(kLong));
        EXPECT_NE(file("server.log").find("\"number\":1999"), std::string::npos);
        EXPECT_EQ(log.lost_lines(), 0U);
    }
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST_F(ServerLogTest, LinesThatAreLostAreCountedAndToldLater) {
    std::ofstream(folder_.path() / "logs") << "no folder can be made here";
    ServerLog log(options(), clock_);
    log.info("lost");
    log.info("lost too");
    ASSERT_TRUE(log.flush(kLong));
    EXPECT_GE(log.lost_lines(), 2U);
    std::filesystem::remove(folder_.path() / "logs");
    clock_.advance(Millis{5'001});
    ASSERT_TRUE(log.flush(kLong));
    ASSERT_TRUE(log.flush(kLong));
    EXPECT_NE(file("server.log").find("log lines lost"), std::string::npos);
}

TEST(LogWriter, WhoWritesNeverWaitsForAnOutlet) {
    std::mutex mutex;
    std::condition_variable changed;
    bool may_go_on = false;
    std::uint64_t written = 0;
    LogWriter writer({[](std::string_view) { return true; },
                      [&](LogType, std::string_view lines) {
                          std::unique_lock lock(mutex);
                          changed.wait(lock, [&] { return may_go_on; });
                          for (const char c : lines) written += c == '\n' ? 1 : 0;
                          return true;
                      }},
                     1'000);
    for (int i = 0; i < 500; ++i) writer.push(LogType::Server, std::string(100, 'x'));
    EXPECT_GT(writer.lost(), 400U);
    EXPECT_FALSE(writer.flush(Millis{1}));
    {
        const std::scoped_lock lock(mutex);
        may_go_on = true;
    }
    changed.notify_all();
    EXPECT_TRUE(writer.flush(kLong));
    EXPECT_EQ(written + writer.lost(), 500U);
}

}  // namespace
}  // namespace i2m
