// routes_test.cpp - every row of the route table against the running program: both slash forms, HEAD, wrong methods.
#include "shared/api/routes.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/shared_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kUnknownId = "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f";

class RoutesApi : public SharedApp<RoutesApi> {
protected:
    static void SetUpTestSuite() {
        start();
        job_ = finished_job(port(), upload(port(), 1));
    }
    static std::string filled(std::string_view path) { return with_ids(path, job_); }
    static bool is_stream(const std::string& path) { return path.ends_with("/stream") || path.ends_with("/events"); }

    inline static api::JobView job_;
};

TEST_F(RoutesApi, ReadingRoutesAnswerInBothSlashFormsAndToHead) {
    ASSERT_EQ(job_.status, JobStatus::Completed);
    for (const auto& [method, path] : all_paths()) {
        if (method != api::Method::Get) continue;
        SCOPED_TRACE(path);
        if (is_stream(path)) {
            for (const std::string slash : {"", "/"}) {
                const StreamReader stream(port(), filled(path) + slash);
                EXPECT_EQ(stream.head().status, 200);
                EXPECT_EQ(stream.head().header("Content-Type"), "text/event-stream");
            }
            EXPECT_EQ(ask(port(), "HEAD", filled(path)).status, 200);
            continue;
        }
        const Answer plain = get(port(), filled(path));
        const Answer slashed = get(port(), filled(path) + "/");
        const Answer head = ask(port(), "HEAD", filled(path));
        const bool is_admins = path.starts_with("/api/v1/admin/") || path.starts_with("/api/v1/logs/");
        const int wanted = is_admins ? 403 : 200;  // without a key a caller is a user here
        EXPECT_EQ(plain.status, wanted);
        EXPECT_EQ(slashed.status, wanted);
        EXPECT_EQ(head.status, wanted);
        EXPECT_TRUE(head.body.empty());
        EXPECT_EQ(head.header("Content-Type"), plain.header("Content-Type"));
        EXPECT_FALSE(plain.header("X-Request-Id").empty());
        EXPECT_EQ(plain.header("X-Content-Type-Options"), "nosniff");
    }
}

TEST_F(RoutesApi, ChangingRoutesAnswerInBothSlashForms) {
    const std::map<std::string, int> wanted = {
        // What these answer for a job that has ended: cancelled nothing, retried nothing.
        {"/api/v1/jobs/{id}/cancel", 409},
        {"/api/v1/tasks/{id}/cancel", 409},
        {"/api/v1/jobs/{id}/retry", 409},
        // A choice and a place that are not said.
        {"/api/v1/jobs/{id}/resolve", 400},
        {"/api/v1/jobs/{id}/move", 400},
        // A run of no image.
        {"/api/v1/models/generate", 400},
        // For administrators; a notice that nobody has signed.
        {"/api/v1/admin/queue/pause", 403},
        {"/api/v1/admin/queue/resume", 403},
        {"/api/v1/admin/cleanup", 403},
        {"/api/v1/admin/cleanup-job", 403},
        {"/api/v1/admin/delete-job/{id}", 403},
        {"/api/v1/admin/backup", 403},
        {"/api/v1/webhooks/fal", 403},
        {"/api/v1/logs/rotate", 403},
        {"/api/v1/logs/cleanup", 403},
        {"/api/v1/logs/export", 403},
        // A log-in without a key.
        {"/api/v1/session", 400},
        // An upload without a form.
        {"/api/v1/upload", 400},
        {"/api/v1/upload/batch", 400},
        {"/api/v1/upload/image", 400},
    };
    for (const auto& [method, path] : all_paths()) {
        const bool is_log_out = method == api::Method::Delete && path == "/api/v1/session";  // always done
        if (method == api::Method::Get || path == "/api/v1/jobs/{id}" || is_log_out) continue;
        SCOPED_TRACE(path);
        ASSERT_TRUE(wanted.contains(path)) << "a new route: say here what it answers";
        for (const std::string slash : {"", "/"}) {
            const Answer answer = ask(port(), api::method_name(method), filled(path) + slash);
            EXPECT_EQ(answer.status, wanted.at(path)) << answer.body;
            EXPECT_FALSE(answer.text("error_code").empty());
        }
    }
    EXPECT_EQ(ask(port(), "DELETE", std::string("/api/v1/jobs/") + kUnknownId + "/").status, 404);
}

TEST_F(RoutesApi, WrongMethodsAreToldWhatIsAllowed) {
    std::set<std::string> paths;
    for (const auto& [method, path] : all_paths()) paths.insert(path);
    for (const std::string& path : paths) {
        SCOPED_TRACE(path);
        for (const std::string method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
            const bool is_known = method != "PATCH" && [&] {
                for (const auto& [taken, taken_path] : all_paths()) {
                    if (taken_path == path && api::method_name(taken) == method) return true;
                }
                return false;
            }();
            // An address can also be another route's: /api/v1/upload/image is no job, but /jobs/{id} is deleted and read.
            if (is_known || api::resolve(api::Method::Get, filled(path)).match.has_value() == (method == "GET")) continue;
            const Answer answer = ask(port(), method, filled(path));
            EXPECT_EQ(answer.status, 405) << method;
            EXPECT_EQ(answer.text("error_code"), "METHOD_NOT_ALLOWED");
            EXPECT_FALSE(answer.header("Allow").empty());
            EXPECT_EQ(answer.header("Allow").find(method), std::string::npos);
        }
        const Answer options = ask(port(), "OPTIONS", filled(path));
        EXPECT_EQ(options.status, 204);
        EXPECT_FALSE(options.header("Allow").empty());
    }
}

TEST_F(RoutesApi, IdsOfEveryRouteAreChecked) {
    for (const auto& [method, path] : all_paths()) {
        const std::size_t at = path.find("{id}");
        if (at == std::string::npos) continue;
        SCOPED_TRACE(std::string(api::method_name(method)) + " " + path);
        const auto with_id = [&](const std::string& id) {
            std::string out = path;
            out.replace(at, 4, id);
            const std::size_t name = out.find("{filename}");
            if (name != std::string::npos) out.replace(name, 10, "a.glb");
            return out;
        };
        const HeaderList admin = {{"X-Admin-Key", app_->admin_key()}};
        const Answer unknown = ask(port(), api::method_name(method), with_id(kUnknownId), admin);
        EXPECT_EQ(unknown.status, 404) << unknown.body;
        const Answer malformed = ask(port(), api::method_name(method), with_id("not-an-id"), admin);
        EXPECT_EQ(malformed.status, 400) << malformed.body;
        EXPECT_EQ(malformed.text("error_code"), "INVALID_ID");
        const Answer escaped = ask(port(), api::method_name(method), with_id("..%2f..%2fetc"), admin);
        EXPECT_EQ(escaped.status, 404) << escaped.body;
    }
}

}  // namespace
}  // namespace i2m::test
