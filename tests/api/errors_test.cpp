// errors_test.cpp - requests that are refused before anybody reads their body, each in the same envelope.
#include <gtest/gtest.h>

#include <memory>

#include "tests/support/api_client.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

class ErrorsApi : public testing::Test {
protected:
    static void SetUpTestSuite() { app_ = std::make_unique<TestApp>(); }
    static void TearDownTestSuite() { app_.reset(); }
    static Answer send(const std::string& raw) {
        RawSocket socket(app_->port());
        socket.send(raw);
        return parse_answer(socket.read_all());
    }
    static std::unique_ptr<TestApp> app_;
};
std::unique_ptr<TestApp> ErrorsApi::app_;

TEST_F(ErrorsApi, EveryRefusalHasTheEnvelope) {
    const std::string host = "Host: localhost\r\n";
    const struct {
        const char* name;
        std::string raw;
        int status;
        const char* code;
    } cases[] = {
        {"unknown address", "GET /nowhere HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 404, "NOT_FOUND"},
        {"unknown address of the API", "GET /api/v1/nowhere HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 404, "NOT_FOUND"},
        {"no request line", "hello\r\n\r\n", 400, "INVALID_REQUEST"},
        {"an unknown method", "BREW / HTTP/1.1\r\n" + host + "\r\n", 400, "INVALID_REQUEST"},
        {"an unknown protocol", "GET / HTTP/3.0\r\n" + host + "\r\n", 400, "INVALID_REQUEST"},
        {"a chunked body",
         "POST /api/v1/upload HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411,
         "LENGTH_REQUIRED"},
        {"a chunked body on a reading route", "GET /livez HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         411, "LENGTH_REQUIRED"},
        {"both lengths",
         "POST /api/v1/upload HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", 400,
         "INVALID_REQUEST"},
        {"two lengths", "POST /api/v1/upload HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400,
         "INVALID_REQUEST"},
        {"a length that is none", "POST /api/v1/upload HTTP/1.1\r\n" + host + "Content-Length: many\r\n\r\n", 400,
         "INVALID_REQUEST"},
        {"a negative length", "POST /api/v1/upload HTTP/1.1\r\n" + host + "Content-Length: -5\r\n\r\n", 400, "INVALID_REQUEST"},
        {"an upload without a length", "POST /api/v1/upload HTTP/1.1\r\n" + host + "\r\n", 411, "LENGTH_REQUIRED"},
        {"an upload that is too large", "POST /api/v1/upload HTTP/1.1\r\n" + host + "Content-Length: 99999999999\r\n\r\n", 413,
         "PAYLOAD_TOO_LARGE"},
        {"a large body where a small one is meant",
         "POST /api/v1/jobs/0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f/retry HTTP/1.1\r\n" + host + "Content-Length: 70000\r\n\r\n",
         413, "PAYLOAD_TOO_LARGE"},
        {"an upload announced with Expect",
         "POST /api/v1/upload HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n", 413,
         "PAYLOAD_TOO_LARGE"},
        {"a control character in a header", "GET /livez HTTP/1.1\r\n" + host + "X-Thing: a\x01z\r\n\r\n", 400, "INVALID_REQUEST"},
        {"a very long address", "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414, "INVALID_REQUEST"},
        {"a header without end", "GET / HTTP/1.1\r\n" + host + "X: " + std::string(20'000, 'a') + "\r\n\r\n", 400,
         "INVALID_REQUEST"},
        {"a flood of headers",
         [&] {
             std::string out = "GET / HTTP/1.1\r\n" + host;
             for (int i = 0; i < 2'000; ++i) out += "X-Header-" + std::to_string(i) + ": value\r\n";
             return out + "\r\n";
         }(),
         400, "INVALID_REQUEST"},
        {"another machine's name", "GET /livez HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 403, "FORBIDDEN"},
        {"another site's page",
         "POST /api/v1/upload HTTP/1.1\r\n" + host +
             "Origin: https://evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
         403, "FORBIDDEN"},
        {"an unknown key", "GET /api/v1/jobs HTTP/1.1\r\n" + host + "X-API-Key: nonsense\r\nConnection: close\r\n\r\n", 401,
         "UNAUTHORIZED"},
        {"a body that is no JSON",
         "POST /api/v1/jobs/0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f/retry HTTP/1.1\r\n" + host +
             "Connection: close\r\nContent-Length: 1\r\n\r\n{",
         400, "INVALID_JSON"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = send(c.raw);
        EXPECT_EQ(answer.status, c.status) << answer.body;
        EXPECT_EQ(answer.text("error_code"), c.code);
        EXPECT_FALSE(answer.text("message").empty());
        EXPECT_EQ(answer.text("request_id"), answer.header("X-Request-Id"));
        EXPECT_FALSE(answer.header("X-Request-Id").empty());
        EXPECT_EQ(answer.header("Content-Type"), "application/json");
        const json::Value body = answer.json();
        const json::Value* status = body.find("status_code");
        ASSERT_NE(status, nullptr);
        EXPECT_EQ(*status, json::Value(c.status));
    }
}

TEST_F(ErrorsApi, RequestIdsAreTheCallersWhenSane) {
    EXPECT_EQ(get(app_->port(), "/livez", {{"X-Request-Id", "abc-123_x.y"}}).header("X-Request-Id"), "abc-123_x.y");
    for (const std::string& bad : {std::string("has space"), std::string(65, 'a'), std::string("quote\"")}) {
        const std::string id = get(app_->port(), "/livez", {{"X-Request-Id", bad}}).header("X-Request-Id");
        EXPECT_NE(id, bad);
        EXPECT_FALSE(id.empty());
    }
    EXPECT_NE(get(app_->port(), "/livez").header("X-Request-Id"), get(app_->port(), "/livez").header("X-Request-Id"));
}

TEST_F(ErrorsApi, AConnectionServesManyRequestsAlsoSentAtOnce) {
    RawSocket socket(app_->port());
    const std::string one = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const std::string unknown = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const std::string last = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    socket.send(one + unknown + one + last);
    const std::string all = socket.read_all();
    std::size_t answers = 0;
    for (std::size_t at = 0; (at = all.find("HTTP/1.1 ", at)) != std::string::npos; ++at) ++answers;
    EXPECT_EQ(answers, 4U);
    EXPECT_NE(all.find("HTTP/1.1 404"), std::string::npos);
}

TEST_F(ErrorsApi, AConnectionAsksWhatIsQuickAndWhatIsNotInTurn) {
    RawSocket socket(app_->port());
    const std::string end = "\r\nHost: localhost\r\n\r\n";
    for (int i = 0; i < 3; ++i) {
        socket.send("GET /livez HTTP/1.1" + end);
        EXPECT_TRUE(socket.read_until("\"alive\"").starts_with("HTTP/1.1 200"));
        socket.send("GET /api/v1/nowhere HTTP/1.1" + end);
        EXPECT_NE(socket.read_until("NOT_FOUND").find("HTTP/1.1 404"), std::string::npos);
    }
    socket.send("GET /livez HTTP/1.1\r\nConnection: close" + end);
    EXPECT_NE(socket.read_all().find("Connection: close"), std::string::npos);
}

TEST_F(ErrorsApi, ABodyThatNobodyReadIsNotTakenForTheNextRequest) {
    RawSocket socket(app_->port());
    const std::string smuggled = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.send("DELETE /api/v1/jobs/0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled);
    const std::string all = socket.read_all();
    EXPECT_EQ(all.find("HTTP/1.1 "), all.rfind("HTTP/1.1 "));
    EXPECT_NE(all.find("JOB_NOT_FOUND"), std::string::npos);
}

}  // namespace
}  // namespace i2m::test
