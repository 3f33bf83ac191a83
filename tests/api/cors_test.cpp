// cors_test.cpp - what pages of other web origins are told: nothing unless they are listed.
#include <gtest/gtest.h>

#include <memory>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kFriend = "https://friend.example";

class CorsApi : public testing::Test {
protected:
    static void SetUpTestSuite() {
        TestAppOptions options;
        options.flags = {"--cors-origins", "https://friend.example,http://localhost:3000"};
        app_ = std::make_unique<TestApp>(options);
    }
    static void TearDownTestSuite() { app_.reset(); }
    static int port() { return app_->port(); }
    static std::unique_ptr<TestApp> app_;
};
std::unique_ptr<TestApp> CorsApi::app_;

TEST_F(CorsApi, OnlyAListedOriginMayRead) {
    const struct {
        const char* name;
        std::string target;
        HeaderList headers;
        int status;
        std::string allowed;
    } cases[] = {
        {"listed", "/api/v1/health", {{"Origin", kFriend}}, 200, kFriend},
        {"listed with a port", "/api/v1/health", {{"Origin", "http://localhost:3000"}}, 200, "http://localhost:3000"},
        {"an error too", "/api/v1/nothing", {{"Origin", kFriend}}, 404, kFriend},
        {"a wrong key too", "/api/v1/jobs", {{"Origin", kFriend}, {"X-API-Key", "wrong-key"}}, 401, kFriend},
        {"a stream too", "/api/v1/events?timeout=1", {{"Origin", kFriend}}, 200, kFriend},
        {"another", "/api/v1/health", {{"Origin", "https://evil.example"}}, 200, ""},
        {"below a listed one", "/api/v1/health", {{"Origin", "https://www.friend.example"}}, 200, ""},
        {"another port", "/api/v1/health", {{"Origin", "https://friend.example:8443"}}, 200, ""},
        {"another scheme", "/api/v1/health", {{"Origin", "http://friend.example"}}, 200, ""},
        {"a sandboxed frame", "/api/v1/health", {{"Origin", "null"}}, 200, ""},
        {"no browser", "/api/v1/health", {}, 200, ""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = get(port(), c.target, c.headers);
        EXPECT_EQ(answer.status, c.status);
        EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), c.allowed);
        EXPECT_EQ(answer.has_header("Access-Control-Expose-Headers"), !c.allowed.empty());
        EXPECT_EQ(answer.header("Vary"), "Origin");
        EXPECT_FALSE(answer.has_header("Access-Control-Allow-Credentials"));
    }
}

TEST_F(CorsApi, APreflightTellsWhatMayBeSent) {
    const struct {
        const char* name;
        std::string target;
        std::string origin;
        int status;
        std::string methods;
    } cases[] = {
        {"an upload", api::path_of(api::Route::UploadBatch), kFriend, 204, "POST"},
        {"a list", api::path_of(api::Route::JobList), kFriend, 204, "GET, HEAD"},
        {"another origin", api::path_of(api::Route::UploadBatch), "https://evil.example", 204, ""},
        {"no such address", "/api/v1/nothing", kFriend, 404, ""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = ask(port(), "OPTIONS", c.target,
                                  {{"Origin", c.origin},
                                   {"Access-Control-Request-Method", "POST"},
                                   {"Access-Control-Request-Headers", "x-api-key,idempotency-key"}});
        EXPECT_EQ(answer.status, c.status);
        EXPECT_EQ(answer.header("Access-Control-Allow-Methods"), c.methods);
        EXPECT_EQ(answer.has_header("Access-Control-Max-Age"), !c.methods.empty());
        EXPECT_EQ(answer.header("Access-Control-Allow-Headers").find("X-API-Key") != std::string::npos, !c.methods.empty());
        EXPECT_EQ(answer.header("Vary"), "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    }
}

TEST_F(CorsApi, AListedOriginMayUpload) {
    const HeaderList from_friend = {{"Origin", kFriend}, {"Sec-Fetch-Site", "cross-site"}};
    const Answer taken = post_form(port(), api::path_of(api::Route::UploadBatch), image_parts(1), from_friend);
    EXPECT_EQ(taken.status, 200);
    EXPECT_EQ(taken.header("Access-Control-Allow-Origin"), kFriend);
    const HeaderList from_elsewhere = {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}};
    EXPECT_EQ(post_form(port(), api::path_of(api::Route::UploadBatch), image_parts(1), from_elsewhere).status, 403);
}

TEST(CorsOffApi, NothingIsSaidWhenNoOriginIsListed) {
    const TestApp app;
    for (const char* method : {"GET", "OPTIONS"}) {
        SCOPED_TRACE(method);
        const Answer answer = ask(app.port(), method, "/api/v1/health", {{"Origin", kFriend}});
        for (const auto& [name, value] : answer.headers) EXPECT_FALSE(name.starts_with("Access-Control-")) << name;
        EXPECT_FALSE(answer.has_header("Vary"));
    }
}

}  // namespace
}  // namespace i2m::test
