// ownership_test.cpp - each key sees its own jobs and nobody else's, on every route; administrators see all.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

/// A server with two users and an administrator, and a finished job of the first.
class OwnershipApi : public testing::Test {
protected:
    static void SetUpTestSuite() {
        app_ = std::make_unique<TestApp>(TestAppOptions{{}, {{"API_KEY", kUserKey}, {"ADMIN_API_KEY", kAdminKey}}});
        first_ = add_key(*app_, "first");
        second_ = add_key(*app_, "second");
        const Answer uploaded = upload_as(first_.text, 0);
        ASSERT_EQ(uploaded.status, 200) << uploaded.body;
        job_ = finished_job_of(*app_, uploaded.text("job_id"), first_.text);
    }
    static void TearDownTestSuite() { app_.reset(); }
    static int port() { return app_->port(); }
    static Answer upload_as(const std::string& key, int seed, const std::string& idempotency_key = {}) {
        HeaderList headers = key_of(key);
        if (!idempotency_key.empty()) headers.emplace_back("Idempotency-Key", idempotency_key);
        return post_form(port(), api::path_of(api::Route::UploadBatch), image_parts(1, seed), headers);
    }
    static std::string filled(std::string_view path) { return with_ids(path, job_); }

    static constexpr const char* kUserKey = "configured-user-key";
    static constexpr const char* kAdminKey = "configured-admin-key";
    static std::unique_ptr<TestApp> app_;
    static MadeKey first_;
    static MadeKey second_;
    static api::JobView job_;
};
std::unique_ptr<TestApp> OwnershipApi::app_;
MadeKey OwnershipApi::first_;
MadeKey OwnershipApi::second_;
api::JobView OwnershipApi::job_;

TEST_F(OwnershipApi, AForeignJobIsUnknownOnEveryRoute) {
    ASSERT_EQ(job_.status, JobStatus::Completed);
    int looked = 0;
    for (const auto& [method, path] : all_paths()) {
        if (path.find("{id}") == std::string::npos) continue;
        SCOPED_TRACE(std::string(api::method_name(method)) + " " + path);
        const std::string target = filled(path);
        const std::optional<api::Match> match = api::resolve(method, target).match;
        ASSERT_TRUE(match);
        const bool is_for_admins = api::route_info(match->route).access == api::Access::Admin;
        std::string unknown = target;
        for (const std::string& id : {job_.job_id, job_.files.at(0).file_id}) {
            if (const std::size_t at = unknown.find(id); at != std::string::npos)
                unknown.replace(at, id.size(), "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f");
        }
        for (const std::string& key : {second_.text, std::string(kUserKey)}) {
            const Answer foreign = ask(port(), api::method_name(method), target, key_of(key));
            const Answer nothing = ask(port(), api::method_name(method), unknown, key_of(key));
            EXPECT_EQ(foreign.status, is_for_admins ? 403 : 404) << foreign.body;
            EXPECT_EQ(foreign.status, nothing.status);
            EXPECT_EQ(foreign.text("error_code"), nothing.text("error_code"));
            EXPECT_EQ(foreign.text("message"), nothing.text("message")) << "nothing tells a foreign job from none";
        }
        ++looked;
    }
    EXPECT_GE(looked, 17);
    EXPECT_EQ(get(port(), filled("/api/v1/jobs/{id}"), key_of(first_.text)).status, 200) << "and it is still there";
}

TEST_F(OwnershipApi, TheOwnerAndAdministratorsSeeTheJobOnEveryReadingRoute) {
    for (const auto& [method, path] : all_paths()) {
        if (method != api::Method::Get || path.find("{id}") == std::string::npos || path.ends_with("/stream")) continue;
        SCOPED_TRACE(path);
        EXPECT_EQ(get(port(), filled(path), key_of(kAdminKey)).status, 200);
        const bool is_for_admins = path.starts_with("/api/v1/admin/");
        EXPECT_EQ(get(port(), filled(path), key_of(first_.text)).status, is_for_admins ? 403 : 200);
    }
}

TEST_F(OwnershipApi, ForeignIdsInBodiesAreUnknownToo) {
    const std::string mine = upload_as(second_.text, 40).text("job_id");
    ASSERT_FALSE(mine.empty());
    const struct {
        const char* name;
        std::string route;
        std::string body;
    } cases[] = {
        {"before another's job", "move", R"({"before":")" + job_.job_id + "\"}"},
        {"another's file run again", "retry", R"({"files":[")" + job_.files.at(0).file_id + "\"]}"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = ask(port(), "POST", "/api/v1/jobs/" + mine + "/" + c.route, key_of(second_.text), c.body);
        EXPECT_EQ(answer.status, 404) << answer.body;
    }
}

TEST_F(OwnershipApi, ListsHoldOnesOwnJobs) {
    const std::string own = upload_as(second_.text, 1).text("job_id");
    const auto listed = [&](const std::string& key) {
        std::set<std::string> ids;
        const auto list = json::decode<api::JobListAnswer>(get(port(), "/api/v1/jobs", key_of(key)).json());
        if (list) {
            for (const api::JobView& job : list->jobs) ids.insert(job.job_id);
        }
        return ids;
    };
    EXPECT_EQ(listed(first_.text), std::set<std::string>{job_.job_id});
    EXPECT_TRUE(listed(second_.text).contains(own));
    EXPECT_FALSE(listed(second_.text).contains(job_.job_id));
    EXPECT_TRUE(listed(kUserKey).empty());
    EXPECT_TRUE(listed(kAdminKey).contains(job_.job_id));
    EXPECT_TRUE(listed(kAdminKey).contains(own));
    const Answer searched = get(port(), "/api/v1/jobs?q=" + job_.job_id.substr(0, 8), key_of(second_.text));
    EXPECT_EQ(searched.body.find(job_.job_id), std::string::npos);
}

TEST_F(OwnershipApi, EventsOfAllJobsAreOnesOwn) {
    StreamReader of_second(port(), "/api/v1/events?last_event_id=0", key_of(second_.text));
    StreamReader of_admin(port(), "/api/v1/events?last_event_id=0", key_of(kAdminKey));
    ASSERT_EQ(of_second.head().status, 200);
    const std::string foreign = upload_as(first_.text, 2).text("job_id");
    (void)finished_job_of(*app_, foreign, first_.text);
    const std::string own = upload_as(second_.text, 3).text("job_id");
    const auto read_until_end_of = [](StreamReader& stream, const std::string& job) {
        for (api::SseEvent event = stream.next(); !event.name.empty(); event = stream.next()) {
            if (api::is_final_event(event.name) && event.data.find(job) != std::string::npos) return true;
        }
        return false;
    };
    EXPECT_TRUE(read_until_end_of(of_second, own));
    EXPECT_EQ(of_second.raw().find(foreign), std::string::npos);
    EXPECT_EQ(of_second.raw().find(job_.job_id), std::string::npos);
    EXPECT_TRUE(read_until_end_of(of_admin, own));
    EXPECT_NE(of_admin.raw().find(foreign), std::string::npos);
}

TEST_F(OwnershipApi, IdempotencyKeysBelongToTheirOwner) {
    const Answer first = upload_as(first_.text, 5, "the-same");
    const Answer again = upload_as(first_.text, 5, "the-same");
    const Answer of_second = upload_as(second_.text, 6, "the-same");
    EXPECT_EQ(first.text("job_id"), again.text("job_id"));
    EXPECT_EQ(of_second.status, 200) << "another's key is free, whatever it stands for there: " << of_second.body;
    EXPECT_NE(of_second.text("job_id"), first.text("job_id"));
}

TEST_F(OwnershipApi, TheQueueTellsNoForeignIds) {
    for (const std::string& key : {second_.text, std::string(kUserKey)}) {
        const std::string body = get(port(), api::path_of(api::Route::QueueGet), key_of(key)).body;
        EXPECT_EQ(body.find(job_.job_id), std::string::npos);
        EXPECT_EQ(body.find(job_.files.at(0).file_id), std::string::npos);
    }
}

TEST(KeysApi, KeysAreAddedListedAndRevokedWhileTheServerRuns) {
    TestApp app;
    EXPECT_EQ(get(app.port(), "/api/v1/jobs").status, 200) << "without any key this machine's user is let in";
    const std::string before = upload(app.port());
    const MadeKey made = add_key(app, "somebody");
    EXPECT_EQ(made.text.rfind("i2m_", 0), 0U);
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", key_of(made.text)).status, 200) << "at once";
    EXPECT_TRUE(becomes(401, [&] { return get(app.port(), "/api/v1/jobs").status; })) << "users have a key now";
    EXPECT_EQ(get(app.port(), "/api/v1/jobs/" + before, key_of(made.text)).status, 404) << "of the time before";

    const RunOutcome listed = keys_command(app, {"list"});
    EXPECT_EQ(listed.exit_code, 0);
    EXPECT_NE(listed.out.find(made.id), std::string::npos);
    EXPECT_NE(listed.out.find("somebody"), std::string::npos);
    EXPECT_EQ(listed.out.find(made.text), std::string::npos);

    EXPECT_EQ(keys_command(app, {"revoke", made.id}).exit_code, 0);
    EXPECT_TRUE(becomes(401, [&] { return get(app.port(), "/api/v1/jobs", key_of(made.text)).status; }));
    EXPECT_NE(keys_command(app, {"list"}).out.find("revoked"), std::string::npos);
    EXPECT_EQ(app.log().find(made.text), std::string::npos);
}

TEST(KeysApi, ASuccessorSeesTheJobsOfTheKeyItReplaces) {
    TestApp app;
    const MadeKey old = add_key(app, "somebody");
    const std::string job =
        post_form(app.port(), api::path_of(api::Route::UploadBatch), image_parts(1), key_of(old.text)).text("job_id");
    const MadeKey next = add_key(app, "somebody, from May on", {"--replaces", old.id});
    EXPECT_EQ(keys_command(app, {"revoke", old.id}).exit_code, 0);
    EXPECT_EQ(get(app.port(), "/api/v1/jobs/" + job, key_of(next.text)).status, 200);
    EXPECT_TRUE(becomes(401, [&] { return get(app.port(), "/api/v1/jobs/" + job, key_of(old.text)).status; }));
}

TEST(KeysApi, AServerForANetworkStartsOnceThereIsAKey) {
    const TempFolder folder;
    const std::string data = (folder.path() / "data").string();
    const RunOutcome refused = run_program({"--host", "0.0.0.0", "--port", "0", "--data-dir", data});
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_NE(refused.err.find("--api-key"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("keys add"), std::string::npos) << refused.err;

    TestApp app;
    app.stop();
    const MadeKey made = add_key(app, "somebody");
    app.set_flags({"--host", "0.0.0.0"});
    app.start();
    EXPECT_EQ(get(app.port(), "/api/v1/jobs").status, 401);
    EXPECT_EQ(get(app.port(), "/api/v1/jobs", key_of(made.text)).status, 200);
}

TEST(KeysApi, MistakesAreToldInWords) {
    TestApp app;
    const MadeKey made = add_key(app, "somebody");
    ASSERT_EQ(keys_command(app, {"revoke", made.id}).exit_code, 0);
    const struct {
        const char* name;
        std::vector<std::string> arguments;
        const char* word;
    } cases[] = {
        {"nothing said", {}, "subcommand"},
        {"a key without a name", {"add"}, "NAME"},
        {"an empty name", {"add", ""}, "name"},
        {"a name with a line end", {"add", "a\nb"}, "name"},
        {"a successor of nobody", {"add", "x", "--replaces", "key-unknown"}, "key-unknown"},
        {"an unknown key", {"revoke", "key-unknown"}, "key-unknown"},
        {"a key that is revoked already", {"revoke", made.id}, "already"},
        {"the configured key", {"revoke", "user"}, "user"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const RunOutcome outcome = keys_command(app, c.arguments);
        EXPECT_NE(outcome.exit_code, 0);
        EXPECT_NE((outcome.out + outcome.err).find(c.word), std::string::npos) << outcome.err;
    }
}

}  // namespace
}  // namespace i2m::test
