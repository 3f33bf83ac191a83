// sessions_test.cpp - logging in and out of the real program, what the cookie is, and how guessing is slowed down.
#include <gtest/gtest.h>

#include <memory>

#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kUserKey = "configured-user-key";
constexpr const char* kAdminKey = "configured-admin-key";
constexpr const char* kSession = "/api/v1/session";
const HeaderList kOwnPage = {{"Sec-Fetch-Site", "same-origin"}};

std::string key_body(const std::string& key) { return "{\"key\":\"" + key + "\"}"; }

Answer log_in(int port, const std::string& key, const HeaderList& headers = {}) {
    return ask(port, "POST", kSession, headers, key_body(key));
}
/// "i2m_session=..." of an answer.
std::string cookie_in(const Answer& answer) {
    const std::string field = answer.header("Set-Cookie");
    return field.substr(0, field.find(';'));
}
HeaderList with_cookie(const std::string& cookie, HeaderList headers = {}) {
    headers.emplace_back("Cookie", cookie);
    return headers;
}

class SessionsApi : public testing::Test {
protected:
    static void SetUpTestSuite() {
        app_ = std::make_unique<TestApp>(
            TestAppOptions{{"--trusted-proxies", "127.0.0.0/8"}, {{"API_KEY", kUserKey}, {"ADMIN_API_KEY", kAdminKey}}});
    }
    static void TearDownTestSuite() { app_.reset(); }
    static int port() { return app_->port(); }
    static std::unique_ptr<TestApp> app_;
};
std::unique_ptr<TestApp> SessionsApi::app_;

TEST_F(SessionsApi, AKeyGivesACookieThatOpensWhatTheKeyOpens) {
    const struct {
        const char* name;
        const char* key;
        const char* role;
        int admin_status;
    } cases[] = {{"a user's", kUserKey, "user", 403}, {"an administrator's", kAdminKey, "admin", 200}};
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer opened = log_in(port(), c.key);
        ASSERT_EQ(opened.status, 200) << opened.body;
        EXPECT_EQ(opened.text("status"), "logged_in");
        EXPECT_EQ(opened.text("role"), c.role);
        EXPECT_FALSE(opened.text("expires_at").empty());
        EXPECT_EQ(opened.header("Cache-Control"), "no-store");
        const std::string cookie = cookie_in(opened);
        EXPECT_EQ(opened.body.find(cookie.substr(cookie.find('=') + 1)), std::string::npos) << "scripts never see it";
        EXPECT_EQ(get(port(), "/api/v1/jobs", with_cookie(cookie)).status, 200);
        EXPECT_EQ(get(port(), "/api/v1/admin/queue", with_cookie(cookie)).status, c.admin_status);
        EXPECT_EQ(app_->log().find(cookie), std::string::npos);
    }
    EXPECT_EQ(get(port(), "/api/v1/jobs").status, 401);
}

TEST_F(SessionsApi, TheKeyMayComeInAnyPlace) {
    const struct {
        const char* name;
        HeaderList headers;
        std::string body;
        int status;
    } cases[] = {
        {"in the body", {}, key_body(kUserKey), 200},
        {"as X-API-Key", {{"X-API-Key", kUserKey}}, "", 200},
        {"as Bearer", {{"Authorization", std::string("Bearer ") + kUserKey}}, "", 200},
        {"nowhere", {}, "", 400},
        {"nowhere in the body", {}, "{}", 400},
        {"not as JSON", {}, "key=1", 400},
        {"as a number", {}, R"({"key":5})", 400},
        {"wrong", {}, key_body("wrong-key"), 401},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = ask(port(), "POST", kSession, c.headers, c.body);
        EXPECT_EQ(answer.status, c.status) << answer.body;
        EXPECT_EQ(answer.has_header("Set-Cookie"), c.status == 200);
    }
    EXPECT_EQ(log_in(port(), kUserKey).status, 200) << "and the right key forgives";
}

TEST_F(SessionsApi, TheCookieIsForTheBrowserAloneAndSecureBehindTls) {
    const struct {
        const char* name;
        HeaderList headers;
        bool is_secure;
    } cases[] = {
        {"plain", {}, false},
        {"behind TLS", {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-For", "192.0.2.1"}}, true},
        {"behind a proxy without TLS", {{"X-Forwarded-Proto", "http"}, {"X-Forwarded-For", "192.0.2.1"}}, false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const std::string field = log_in(port(), kUserKey, c.headers).header("Set-Cookie");
        for (const char* part : {"i2m_session=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=604800"})
            EXPECT_NE(field.find(part), std::string::npos) << field;
        EXPECT_EQ(field.find("; Secure") != std::string::npos, c.is_secure) << field;
    }
}

TEST_F(SessionsApi, AStrangersWordDoesNotMakeItSecure) {
    const TestApp app(TestAppOptions{{}, {{"API_KEY", kUserKey}}});
    const std::string field = log_in(app.port(), kUserKey, {{"X-Forwarded-Proto", "https"}}).header("Set-Cookie");
    EXPECT_NE(field.find("i2m_session="), std::string::npos);
    EXPECT_EQ(field.find("Secure"), std::string::npos);
}

TEST_F(SessionsApi, LoggingOutEndsIt) {
    const std::string cookie = cookie_in(log_in(port(), kUserKey));
    const std::string other = cookie_in(log_in(port(), kUserKey));
    EXPECT_EQ(ask(port(), "DELETE", kSession, with_cookie(cookie)).status, 403) << "not by another site's form";
    EXPECT_EQ(get(port(), "/api/v1/jobs", with_cookie(cookie)).status, 200);
    const Answer out = ask(port(), "DELETE", kSession, with_cookie(cookie, kOwnPage));
    EXPECT_EQ(out.status, 200);
    EXPECT_EQ(out.text("status"), "logged_out");
    EXPECT_NE(out.header("Set-Cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(get(port(), "/api/v1/jobs", with_cookie(cookie)).status, 401);
    EXPECT_EQ(get(port(), "/api/v1/jobs", with_cookie(other)).status, 200);
    EXPECT_EQ(ask(port(), "DELETE", kSession).status, 200) << "nothing to end is no mistake";
}

TEST_F(SessionsApi, AnUploadByCookieIsTheOwnPages) {
    const std::string cookie = cookie_in(log_in(port(), kUserKey));
    const std::string path = api::path_of(api::Route::UploadBatch);
    EXPECT_EQ(post_form(port(), path, image_parts(1), with_cookie(cookie)).status, 403);
    EXPECT_EQ(post_form(port(), path, image_parts(1), with_cookie(cookie, {{"Origin", "https://evil.example"}})).status, 403);
    const Answer taken = post_form(port(), path, image_parts(1), with_cookie(cookie, kOwnPage));
    EXPECT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(get(port(), "/api/v1/jobs/" + taken.text("job_id"), key_of(kUserKey)).status, 200) << "the same owner";
}

TEST_F(SessionsApi, GuessingIsToldToWaitByAddressAndHoldsNoThread) {
    const HeaderList from_guesser = {{"X-Forwarded-For", "203.0.113.66"}};
    int refused = 0;
    Answer last;
    for (int i = 0; i < 50; ++i) {
        last = log_in(port(), "guess-" + std::to_string(i), from_guesser);
        refused += last.status == 429 ? 1 : 0;
    }
    EXPECT_GE(refused, 20);
    const Answer right = log_in(port(), kUserKey, from_guesser);
    EXPECT_EQ(right.status, 429) << "even the right key, so that nothing is learned while waiting";
    EXPECT_EQ(right.text("error_code"), "RATE_LIMIT_EXCEEDED");
    EXPECT_GE(std::atoi(right.header("Retry-After").c_str()), 1);
    EXPECT_EQ(log_in(port(), kUserKey, {{"X-Forwarded-For", "203.0.113.67"}}).status, 200) << "others are not held up";
}

TEST_F(SessionsApi, GuessingIsToldToWaitOnEveryRouteThatTakesKeys) {
    int guesses = 0;
    const auto from_guesser = [](const std::string& key) {
        return HeaderList{{"X-API-Key", key}, {"X-Forwarded-For", "203.0.113.69"}};
    };
    const auto guess = [&] { return get(port(), "/api/v1/jobs", from_guesser("guess-" + std::to_string(guesses++))).status; };
    for (int i = 0; i < 6; ++i) EXPECT_EQ(guess(), 401);
    api::JobView nothing;
    nothing.files.resize(1);
    nothing.job_id = nothing.files[0].file_id = "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f";
    nothing.files[0].result_filename = "a.glb";
    for (const auto& [method, path] : all_paths()) {
        SCOPED_TRACE(std::string(api::method_name(method)) + " " + path);
        const std::string target = with_ids(path, nothing);
        if (api::route_info(api::resolve(method, target).match->route).access == api::Access::Anonymous) continue;
        const bool is_stream = path.ends_with("/events");
        const auto ask_it = [&](const HeaderList& headers) {
            return ask(port(), is_stream ? "HEAD" : api::method_name(method), target, headers);
        };
        Answer answer = ask_it(from_guesser(kUserKey));
        // A wait that is over by now: the next one is twice as long.
        for (int i = 0; i < 20 && answer.status != 429; ++i) {
            (void)guess();
            answer = ask_it(from_guesser(kUserKey));
        }
        EXPECT_EQ(answer.status, 429);
        EXPECT_EQ(answer.text("error_code"), is_stream ? "" : "RATE_LIMIT_EXCEEDED");
        EXPECT_GE(std::atoi(answer.header("Retry-After").c_str()), 1);
    }
    EXPECT_EQ(get(port(), "/api/v1/jobs", {{"X-API-Key", kUserKey}, {"X-Forwarded-For", "203.0.113.70"}}).status, 200);
    EXPECT_NE(app_->log().find("keys are guessed"), std::string::npos);
}

TEST(SessionsRestartApi, SessionsOutliveARestartAndEndWithTheirKey) {
    TestApp app(TestAppOptions{{"--base-path", "/tools/i2m"}, {{"API_KEY", kUserKey}}});
    const Answer opened = ask(app.port(), "POST", "/tools/i2m/api/v1/session", {}, key_body(kUserKey));
    EXPECT_NE(opened.header("Set-Cookie").find("; Path=/tools/i2m;"), std::string::npos);
    const MadeKey made = add_key(app, "somebody");
    const std::string cookie = cookie_in(opened);
    const std::string of_made = cookie_in(log_in(app.port(), made.text));
    app.kill();
    app.start();
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", with_cookie(cookie)).status, 200);
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", with_cookie(of_made)).status, 200);
    EXPECT_EQ(keys_command(app, {"revoke", made.id}).exit_code, 0);
    EXPECT_TRUE(becomes(401, [&] { return get(app.port(), "/api/v1/jobs", with_cookie(of_made)).status; }));
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", with_cookie(cookie)).status, 200);
}

}  // namespace
}  // namespace i2m::test
