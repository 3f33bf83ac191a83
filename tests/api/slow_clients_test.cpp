// slow_clients_test.cpp - clients that trickle, stall, flood or never end: each is cut off, and others are served meanwhile.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

/// Between two letters of a client that trickles.
constexpr milliseconds kPause{20};

const std::string kUploadHead =
    "POST /api/v1/upload/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n";

class SlowClientsApi : public testing::Test {
protected:
    static void SetUpTestSuite() {
        app_ = std::make_unique<TestApp>(TestApp::Options{
            {"--header-timeout-ms", "300", "--stall-timeout-ms", "300", "--idle-timeout-ms", "600", "--log-level", "debug"}});
    }
    static void TearDownTestSuite() { app_.reset(); }
    static int port() { return app_->port(); }
    static bool is_alive() { return get(port(), "/livez").status == 200; }
    static std::unique_ptr<TestApp> app_;
};
std::unique_ptr<TestApp> SlowClientsApi::app_;

TEST_F(SlowClientsApi, AHeadThatDoesNotCome) {
    const struct {
        const char* name;
        std::string sent;
    } cases[] = {
        {"silence", ""},
        {"a few letters", "GE"},
        {"half a head", "GET / HTTP/1.1\r\nHost: loc"},
        {"a head without its end", "GET / HTTP/1.1\r\nHost: localhost\r\n"},
        {"an upload whose body does not come", kUploadHead + "Content-Length: 100\r\n\r\n"},
        {"an upload whose body stops", kUploadHead + "Content-Length: 100000\r\n\r\n--b\r\n"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        RawSocket socket(port());
        socket.send(c.sent);
        EXPECT_TRUE(is_alive());
        EXPECT_TRUE(socket.is_closed_by_peer());
    }
}

TEST_F(SlowClientsApi, AHeadThatTricklesIsCutOffAllTheSame) {
    RawSocket socket(port());
    const auto begun = SteadyClock::now();
    socket.send("GET / HTTP/1.1\r\n");
    // Never silent for long, and never done.
    while (SteadyClock::now() - begun < kPatience) {
        EXPECT_TRUE(is_alive());
        if (!socket.send("X")) break;
        socket.rest(kPause);
    }
    EXPECT_LT(SteadyClock::now() - begun, kPatience);
    EXPECT_TRUE(socket.is_closed_by_peer());
}

TEST_F(SlowClientsApi, ABodyThatTricklesIsCutOffLongBeforeItsEnd) {
    const struct {
        const char* name;
        std::string head;
    } cases[] = {
        {"an upload of 200 MB, a letter at a time", kUploadHead + "Content-Length: 200000000\r\n\r\n--b\r\n"},
        {"an upload within a file", kUploadHead +
                                        "Content-Length: 9000000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; "
                                        "filename=\"a.png\"\r\n\r\n"},
        {"a question", "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"},
    };
    std::map<const char*, std::unique_ptr<RawSocket>> open;
    for (const auto& c : cases) {
        open[c.name] = std::make_unique<RawSocket>(port());
        open[c.name]->send(c.head);
    }
    const auto begun = SteadyClock::now();
    while (!open.empty() && SteadyClock::now() - begun < kPatience) {
        EXPECT_TRUE(is_alive());
        // Never silent for long, and far below what a transfer has to bring.
        std::erase_if(open, [](const auto& entry) { return !entry.second->send("x"); });
        if (!open.empty()) open.begin()->second->rest(kPause);
    }
    for (const auto& [name, socket] : open) ADD_FAILURE() << name << " is still open";
    EXPECT_TRUE(std::filesystem::is_empty(app_->data_folder() / "incoming"));
}

TEST_F(SlowClientsApi, ConnectionsThatAreOpenByHalfAreClosed) {
    const struct {
        const char* name;
        std::string sent;
    } cases[] = {
        {"nothing, and no more will come", ""},
        {"half a head", "GET / HTTP/1.1\r\nHo"},
        {"half a body", kUploadHead + "Content-Length: 100000\r\n\r\n--b\r\n"},
        {"a body beyond its length", "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}{}{}{}"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        RawSocket socket(port());
        socket.send(c.sent);
        socket.end_sending();
        EXPECT_TRUE(socket.is_closed_by_peer());
    }
    std::vector<std::unique_ptr<RawSocket>> gone;
    for (int i = 0; i < 50; ++i) {
        gone.push_back(std::make_unique<RawSocket>(port()));
        gone.back()->send(cases[2].sent);
    }
    gone.clear();  // in the middle of a body, without a word
    EXPECT_TRUE(is_alive());
    EXPECT_EQ(finished_job(port(), upload(port(), 1, 7)).status, JobStatus::Completed);
}

TEST_F(SlowClientsApi, AStalledUploadGetsWordsAndLeavesNothing) {
    RawSocket socket(port());
    socket.send(
        kUploadHead +
        "Content-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n\r\n" +
        std::string(80'000, 'x'));  // more than is kept in memory
    const Answer answer = parse_answer(socket.read_all());
    EXPECT_EQ(answer.status, 408);
    EXPECT_EQ(answer.text("error_code"), "REQUEST_TIMEOUT");
    EXPECT_TRUE(std::filesystem::is_empty(app_->data_folder() / "incoming"));
}

TEST_F(SlowClientsApi, AReaderThatDoesNotReadIsCutOff) {
    const std::string id = upload(port());
    const api::JobView job = finished_job(port(), id);
    const std::string url = job.files.at(0).download_url.value_or("");
    const std::size_t size = job.files.at(0).result_size.value_or(0);
    ASSERT_GT(size, 0U);
    RawSocket socket(port());
    socket.shrink_receive_buffer();
    // More answers than socket buffers hold, none of them read.
    const std::size_t repeats = 16'000'000 / size + 2;
    std::string requests;
    for (std::size_t i = 0; i < repeats; ++i) requests += "GET " + url + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.send(requests);
    EXPECT_TRUE(is_alive());
    EXPECT_TRUE(comes_true([] { return is_alive() && app_->log().find("answer broke off") != std::string::npos; }));
}

TEST_F(SlowClientsApi, ManyIdleConnectionsHoldNobodyUp) {
    std::vector<std::unique_ptr<RawSocket>> idle;
    for (int i = 0; i < 400; ++i) {
        idle.push_back(std::make_unique<RawSocket>(port()));
        ASSERT_TRUE(idle.back()->is_open());
        if (i % 2 == 0) idle.back()->send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    const auto begun = SteadyClock::now();
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(is_alive());
    EXPECT_LT(SteadyClock::now() - begun, milliseconds(2'000));
    EXPECT_TRUE(idle.back()->is_closed_by_peer());
}

TEST_F(SlowClientsApi, AProbeIsAnsweredWhileEveryThreadWaitsForABody) {
    constexpr int kThreads = 256;
    constexpr milliseconds kStall{20'000};  // the default: so long each of them is held
    TestApp app;
    std::vector<std::unique_ptr<RawSocket>> held;
    for (int i = 0; i < kThreads + 50; ++i) {
        held.push_back(std::make_unique<RawSocket>(app.port()));
        held.back()->send("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");
    }
    const auto begun = SteadyClock::now();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get(app.port(), "/livez").status, 200);
    EXPECT_LT(SteadyClock::now() - begun, kStall / 2);
}

TEST_F(SlowClientsApi, AFloodOfBytesThatNeverEndIsRefusedEarly) {
    const struct {
        const char* name;
        std::string head;
        int status;
    } cases[] = {
        {"no line ever ends", "", 400},
        {"headers without end", "GET / HTTP/1.1\r\nHost: localhost\r\n", 400},
        {"an upload of a terabyte", kUploadHead + "Content-Length: 1000000000000\r\n\r\n", 413},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        RawSocket socket(port());
        socket.send(c.head);
        const std::string line = c.status == 413
                                     ? std::string(4'096, 'x')
                                     : (c.head.empty() ? std::string(4'096, 'x') : "X-A: " + std::string(90, 'y') + "\r\n");
        const auto begun = SteadyClock::now();
        while (SteadyClock::now() - begun < kPatience && socket.send(line)) socket.rest(milliseconds(1));
        EXPECT_LT(SteadyClock::now() - begun, kPatience);
        EXPECT_TRUE(is_alive());
    }
}

TEST_F(SlowClientsApi, CapsCountConnections) {
    TestApp small({{"--max-connections", "8"}});
    std::vector<std::unique_ptr<RawSocket>> held;
    for (int i = 0; i < 8; ++i) {
        held.push_back(std::make_unique<RawSocket>(small.port()));
        held.back()->send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(held.back()->read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
    }
    RawSocket extra(small.port());
    EXPECT_TRUE(extra.read_all().starts_with("HTTP/1.1 503"));
    held.clear();
    EXPECT_TRUE(becomes(200, [&] { return get(small.port(), "/livez").status; }));
}

}  // namespace
}  // namespace i2m::test
