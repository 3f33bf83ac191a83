// audit_test.cpp - what administrators did, and the headers that every answer carries.
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "shared/api/messages_access.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kUserKey = "configured-user-key";
constexpr const char* kAdminKey = "configured-admin-key";
constexpr const char* kAudit = "/api/v1/admin/audit";

class AuditApi : public testing::Test {
protected:
    static api::AuditAnswer page(const TestApp& app, const std::string& query = "") {
        const Answer answer = get(app.port(), kAudit + query, key_of(kAdminKey));
        EXPECT_EQ(answer.status, 200) << answer.body;
        const auto read = json::decode<api::AuditAnswer>(answer.json());
        return read ? *read : api::AuditAnswer{};
    }
    static std::vector<std::string> actions(const api::AuditAnswer& answer) {
        std::vector<std::string> out;
        for (const api::AuditEntry& entry : answer.entries) out.push_back(entry.action);
        return out;
    }
    TestApp app_{TestAppOptions{{}, {{"API_KEY", kUserKey}, {"ADMIN_API_KEY", kAdminKey}}}};
};

TEST_F(AuditApi, ActionsOfAdministratorsAreNoted) {
    const std::string job =
        post_form(app_.port(), api::path_of(api::Route::UploadBatch), image_parts(1), key_of(kUserKey)).text("job_id");
    (void)finished_job_of(app_, job, kUserKey);
    HeaderList admin = key_of(kAdminKey);
    admin.emplace_back("X-Request-Id", "pause-1");
    EXPECT_EQ(ask(app_.port(), "POST", "/api/v1/admin/queue/pause", admin, R"({"message":"A new disk comes."})").status, 200);
    EXPECT_EQ(ask(app_.port(), "POST", "/api/v1/admin/queue/resume", key_of(kAdminKey)).status, 200);
    EXPECT_EQ(ask(app_.port(), "POST", "/api/v1/jobs/" + job + "/cancel", key_of(kAdminKey)).status, 409);
    EXPECT_EQ(ask(app_.port(), "DELETE", "/api/v1/jobs/" + job, key_of(kAdminKey)).status, 200);
    EXPECT_EQ(ask(app_.port(), "POST", "/api/v1/session", key_of(kAdminKey)).status, 200);
    EXPECT_EQ(ask(app_.port(), "POST", "/api/v1/session", key_of(kUserKey)).status, 200);
    const MadeKey made = add_key(app_, "somebody");
    const api::AuditAnswer log = page(app_);
    EXPECT_EQ(actions(log), (std::vector<std::string>{"keys.add", "session.open", "job.delete", "queue.resume", "queue.pause"}))
        << "newest first; what failed and what users do is not in it";
    ASSERT_EQ(log.entries.size(), 5U);
    EXPECT_EQ(log.entries[0].subject, made.id);
    EXPECT_EQ(log.entries[0].actor, "command-line");
    EXPECT_EQ(log.entries[2].subject, job);
    const api::AuditEntry& pause = log.entries[4];
    EXPECT_EQ(pause.actor, "admin");
    EXPECT_EQ(pause.address, "127.0.0.1");
    EXPECT_EQ(pause.request_id, "pause-1");
    EXPECT_EQ(*pause.details.find("message"), json::Value("A new disk comes."));
    EXPECT_FALSE(pause.at.empty());

    EXPECT_EQ(actions(page(app_, "?action=queue.")), (std::vector<std::string>{"queue.resume", "queue.pause"}));
    EXPECT_EQ(actions(page(app_, "?actor=command-line")), std::vector<std::string>{"keys.add"});
    EXPECT_TRUE(page(app_, "?from=2100-01-01").entries.empty());
    EXPECT_EQ(ask(app_.port(), "POST", "/api/v1/logs/rotate", key_of(kAdminKey)).status, 200);
    EXPECT_EQ(ask(app_.port(), "DELETE", "/api/v1/logs/cleanup?older_than_days=7&dry_run=true", key_of(kAdminKey)).status, 200);
    EXPECT_EQ(ask(app_.port(), "DELETE", "/api/v1/logs/cleanup?older_than_days=7", key_of(kAdminKey)).status, 200);
    const api::AuditAnswer of_logs = page(app_, "?action=logs.");
    EXPECT_EQ(actions(of_logs), (std::vector<std::string>{"logs.cleanup", "logs.rotate"})) << "a dry run changes nothing";
    EXPECT_EQ(*of_logs.entries.at(0).details.find("older_than_days"), json::Value(7));

    EXPECT_EQ(get(app_.port(), kAudit, key_of(kUserKey)).status, 403);
    EXPECT_EQ(get(app_.port(), kAudit).status, 401);
}

TEST_F(AuditApi, PagesFollowEachOtherToTheEnd) {
    for (int i = 0; i < 5; ++i) (void)ask(app_.port(), "POST", "/api/v1/admin/queue/resume", key_of(kAdminKey));
    std::vector<std::int64_t> ids;
    std::string cursor;
    for (int pages = 0; pages < 10; ++pages) {
        const api::AuditAnswer answer = page(app_, "?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
        for (const api::AuditEntry& entry : answer.entries) ids.push_back(entry.id);
        if (!answer.next_cursor) break;
        cursor = *answer.next_cursor;
    }
    EXPECT_EQ(ids, (std::vector<std::int64_t>{5, 4, 3, 2, 1}));
    for (const char* query : {"?limit=0", "?limit=201", "?limit=x", "?cursor=x", "?from=yesterday"}) {
        EXPECT_EQ(get(app_.port(), std::string(kAudit) + query, key_of(kAdminKey)).status, 400) << query;
    }
}

TEST(SecurityHeadersApi, EveryAnswerCarriesThem) {
    const TestApp app(TestAppOptions{{}, {{"API_KEY", kUserKey}}});
    const auto check = [](const Answer& answer) {
        EXPECT_NE(answer.status, 0);
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
        EXPECT_EQ(answer.header("X-Frame-Options"), "DENY");
        EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "same-origin");
        EXPECT_EQ(answer.header("Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_NE(answer.header("Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos);
        EXPECT_FALSE(answer.header("X-Request-Id").empty());
        EXPECT_FALSE(answer.has_header("Server"));
    };
    const std::string job =
        post_form(app.port(), api::path_of(api::Route::UploadBatch), image_parts(1), key_of(kUserKey)).text("job_id");
    const api::JobView view = finished_job_of(app, job, kUserKey);
    for (const auto& [method, path] : all_paths()) {
        SCOPED_TRACE(std::string(api::method_name(method)) + " " + path);
        const std::string target = with_ids(path, view);
        check(ask(app.port(), api::method_name(method), target));
        if (path.ends_with("/stream") || path.ends_with("/events")) {
            check(StreamReader(app.port(), target, key_of(kUserKey)).head());
        } else if (method == api::Method::Get) {
            check(get(app.port(), target, key_of(kUserKey)));
            check(ask(app.port(), "HEAD", target, key_of(kUserKey)));
        }
        check(ask(app.port(), "OPTIONS", target));
        check(ask(app.port(), "PATCH", target));
    }
    for (const char* target : {"/", "/nowhere", "/api/v1/nowhere", "/upload"}) check(get(app.port(), target));
    RawSocket nonsense(app.port());
    nonsense.send("hello\r\n\r\n");
    check(parse_answer(nonsense.read_all()));
}

TEST(SecurityHeadersApi, AConnectionBeyondTheCapIsToldInTheSameWay) {
    const TestApp app(TestAppOptions{{"--max-connections", "8"}});
    std::vector<std::unique_ptr<RawSocket>> held;
    for (int i = 0; i < 8; ++i) {
        held.push_back(std::make_unique<RawSocket>(app.port()));
        held.back()->send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_NE(held.back()->read_until("\r\n\r\n").find("200"), std::string::npos);
    }
    RawSocket beyond(app.port());
    const Answer answer = parse_answer(beyond.read_all());
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.text("error_code"), "UNAVAILABLE");
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_FALSE(answer.header("Retry-After").empty());
}

}  // namespace
}  // namespace i2m::test
