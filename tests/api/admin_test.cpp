// admin_test.cpp - storage routes against the real program: what is used and listed, what goes, and a disk that is nearly full.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>

#include "shared/api/messages_admin.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

using api::Route;

class AdminApi : public testing::Test {
protected:
    [[nodiscard]] HeaderList admin() const { return {{"X-Admin-Key", app_.admin_key()}}; }
    [[nodiscard]] Answer get_admin(Route route, const std::string& query = "") const {
        return get(app_.port(), api::path_of(route) + query, admin());
    }
    [[nodiscard]] Answer post_admin(Route route, const std::string& body = "") const {
        return ask(app_.port(), "POST", api::path_of(route), admin(), body);
    }
    [[nodiscard]] api::CleanupAnswer clean_up(const std::string& body) const {
        const auto answer = json::decode<api::CleanupAnswer>(post_admin(Route::AdminCleanup, body).json());
        EXPECT_TRUE(answer.ok());
        return answer ? *answer : api::CleanupAnswer{};
    }
    /// Names of the contents on the disk.
    [[nodiscard]] std::set<std::string> blobs() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(app_.data_folder() / "blobs"))
            names.insert(entry.path().filename().string());
        return names;
    }
    std::string done_job(int seed) const { return finished_job(app_.port(), upload(app_.port(), 1, seed)).job_id; }

    TestApp app_;
};

TEST_F(AdminApi, ACleanUpWhoseWishesStandInTheQueryIsNotRun) {
    const std::string job = done_job(1);
    for (const char* query : {"?dry_run=true", "?hours=0&dry_run=true", "?hours=0"}) {
        const Answer answer = ask(app_.port(), "POST", api::path_of(Route::AdminCleanup) + query, admin(), R"({"hours":0})");
        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_NE(answer.text("message").find("in the body"), std::string::npos);
    }
    EXPECT_EQ(job_of(app_.port(), job).status, JobStatus::Completed) << "it is still there";
}

TEST_F(AdminApi, DiskUsageHasTheFieldsThatScriptsKnow) {
    done_job(1);
    const Answer answer = get_admin(Route::AdminDiskUsage);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto usage = json::decode<api::DiskUsageView>(answer.json());
    ASSERT_TRUE(usage.ok()) << usage.error().message;
    EXPECT_EQ(usage->upload_dir.file_count, 1U);
    EXPECT_EQ(usage->output_dir.file_count, 1U);
    EXPECT_EQ(usage->upload_dir.directory_count, 1U);
    EXPECT_GT(usage->upload_dir.size_bytes, 0U);
    EXPECT_EQ(usage->stored_bytes, usage->upload_dir.size_bytes + usage->output_dir.size_bytes);
    EXPECT_GT(usage->upload_dir.disk_total_gb, 0);
    EXPECT_GT(usage->upload_dir.disk_usage_percent, 0);
    EXPECT_LE(usage->upload_dir.disk_usage_percent, 100);
    EXPECT_FALSE(usage->refuses_uploads);
    for (const char* name : {"path", "size_mb", "disk_used_gb", "disk_free_gb"})
        EXPECT_NE(answer.json().find("upload_dir")->find(name), nullptr) << name;

    const Answer health = get_admin(Route::AdminSystemHealth);
    ASSERT_EQ(health.status, 200);
    const std::string status = health.text("status");
    EXPECT_TRUE(status == "healthy" || status == "warning" || status == "critical") << status;
    EXPECT_NE(health.json().find("disk_usage"), nullptr);
    EXPECT_NE(health.json().find("warnings"), nullptr);
}

TEST_F(AdminApi, FilesAreListedInPagesNewestFirst) {
    const std::string job = done_job(1);
    for (int seed = 2; seed < 5; ++seed) done_job(seed);
    std::set<std::string> seen;
    std::string cursor;
    for (int page = 0; page < 10; ++page) {
        const Answer answer = get_admin(Route::AdminListFiles, "?directory=uploads&limit=3&cursor=" + cursor);
        ASSERT_EQ(answer.status, 200) << answer.body;
        const auto list = json::decode<api::FileListAnswer>(answer.json());
        ASSERT_TRUE(list.ok());
        EXPECT_EQ(list->total_files, 4U) << "of all pages";
        for (const api::StoredFileView& item : list->items) EXPECT_TRUE(seen.insert(item.sha256).second);
        if (!list->next_cursor) break;
        cursor = *list->next_cursor;
    }
    EXPECT_EQ(seen.size(), 4U);
    const auto results = json::decode<api::FileListAnswer>(get_admin(Route::AdminListFiles, "?directory=results").json());
    ASSERT_TRUE(results.ok());
    ASSERT_EQ(results->items.size(), 4U);
    EXPECT_EQ(results->items.back().job_id, job);
    EXPECT_EQ(results->items.back().content_type, "model/gltf-binary");
    EXPECT_TRUE(std::filesystem::exists(app_.data_folder() / results->items.back().path));

    const std::pair<const char*, const char*> bad[] = {{"no directory", ""},
                                                       {"another one", "?directory=etc"},
                                                       {"a way out", "?directory=../x"},
                                                       {"a negative limit", "?directory=uploads&limit=-1"},
                                                       {"no limit", "?directory=uploads&limit="},
                                                       {"too many", "?directory=uploads&limit=1001"},
                                                       {"a cursor that is none", "?directory=uploads&cursor=abc"}};
    for (const auto& [name, query] : bad) EXPECT_EQ(get_admin(Route::AdminListFiles, query).status, 400) << name;
}

TEST_F(AdminApi, ADryRunTellsExactlyWhatGoes) {
    const std::string first = done_job(1);
    const std::string twin = done_job(1);
    const std::string other = done_job(2);
    const std::set<std::string> before = blobs();
    const api::CleanupAnswer told = clean_up(R"({"hours":0,"dry_run":true})");
    EXPECT_EQ(blobs(), before);
    EXPECT_EQ(job_of(app_.port(), first).job_id, first);
    const api::CleanupAnswer done = clean_up(R"({"hours":0})");
    EXPECT_EQ(json::encode(done.jobs), json::encode(told.jobs));
    EXPECT_EQ(done.freed_bytes, told.freed_bytes);
    EXPECT_EQ(done.directories_removed, 3U);
    std::set<std::string> gone;
    for (const api::RemovedJobView& job : told.jobs) {
        for (const api::RemovedContent& content : job.contents) gone.insert(content.sha256);
    }
    EXPECT_EQ(gone, before);
    EXPECT_TRUE(becomes(std::set<std::string>{}, [this] { return blobs(); })) << "with the last worker that holds them";
    for (const std::string& id : {first, twin, other}) EXPECT_EQ(get(app_.port(), api::path_of(Route::JobGet, {id})).status, 404);
}

TEST_F(AdminApi, WhatCannotBeMeantIsRefused) {
    const std::string job = done_job(1);
    const struct {
        const char* name;
        Route route;
        const char* body;
        int status;
    } cases[] = {
        {"negative hours", Route::AdminCleanup, R"({"hours":-5})", 400},
        {"negative hours in a dry run", Route::AdminCleanup, R"({"hours":-1,"dry_run":true})", 400},
        {"hours in words", Route::AdminCleanup, R"({"hours":"all"})", 400},
        {"no JSON", Route::AdminCleanup, "{", 400},
        {"a dry run misspelled", Route::AdminCleanup, R"({"hours":0,"dryrun":true})", 400},
        {"a limit of nothing", Route::AdminCleanup, R"({"limit":0})", 400},
        {"no job", Route::AdminCleanupJob, "{}", 400},
        {"a way out", Route::AdminCleanupJob, R"({"job_id":"../outside"})", 400},
        {"an unknown job", Route::AdminCleanupJob, R"({"job_id":"0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f"})", 200},
    };
    for (const auto& c : cases) {
        const Answer answer = post_admin(c.route, c.body);
        EXPECT_EQ(answer.status, c.status) << c.name << ": " << answer.body;
    }
    EXPECT_EQ(clean_up("").directories_removed, 0U) << "without a body: a day";
    EXPECT_EQ(job_of(app_.port(), job).job_id, job);
    for (const Route route : {Route::AdminCleanup, Route::AdminCleanupJob})
        EXPECT_EQ(ask(app_.port(), "POST", api::path_of(route), {}, "{}").status, 403) << "users may not";
}

TEST_F(AdminApi, BothWaysOfDeletingAJobRemoveWhatOnlyItHas) {
    const std::string keeps = done_job(1);
    const std::set<std::string> kept = blobs();
    const std::string twin = done_job(1);
    EXPECT_EQ(blobs(), kept) << "the same content is stored once";
    const Answer deleted = ask(app_.port(), "DELETE", api::path_of(Route::AdminDeleteJob, {twin}), admin());
    EXPECT_EQ(deleted.status, 200) << deleted.body;
    EXPECT_EQ(deleted.text("status"), "deleted");
    EXPECT_NE(deleted.text("message").find(twin), std::string::npos);
    EXPECT_EQ(blobs(), kept) << "the other job has them too";
    EXPECT_EQ(get(app_.port(), job_of(app_.port(), keeps).files.at(0).download_url.value_or("")).status, 200);
    EXPECT_EQ(post_admin(Route::AdminCleanupJob, R"({"job_id":")" + keeps + R"("})").text("status"), "deleted");
    EXPECT_TRUE(becomes(std::set<std::string>{}, [this] { return blobs(); })) << "with the last worker that holds them";
}

TEST_F(AdminApi, RetentionIsTold) {
    done_job(1);
    auto view = json::decode<api::RetentionView>(get_admin(Route::AdminRetention).json());
    ASSERT_TRUE(view.ok());
    EXPECT_FALSE(view->next_run_at) << "nothing is deleted by default";
    EXPECT_TRUE(view->preview.jobs.empty());
    app_.stop();
    app_.set_flags({"--retention-max-mb", "1", "--retention-failed-days", "3"});
    app_.start();
    view = json::decode<api::RetentionView>(get_admin(Route::AdminRetention).json());
    ASSERT_TRUE(view.ok());
    EXPECT_TRUE(view->next_run_at);
    EXPECT_EQ(view->max_bytes, 1'048'576U);
    EXPECT_EQ(view->rules.size(), 4U);
}

TEST(DiskLimitApi, ANearlyFullDiskRefusesUploadsBeforeTheyArrive) {
    TestApp app({.flags = {}, .environment = {}, .program = {}, .place = TempFolder::Place::Disk});  // a disk that is not empty
    const std::string before = finished_job(app.port(), upload(app.port())).job_id;
    const HeaderList admin = {{"X-Admin-Key", app.admin_key()}};
    ASSERT_EQ(ask(app.port(), "POST", api::path_of(Route::AdminQueuePause), admin).status, 200);
    const std::string waiting = upload(app.port(), 1, 7);
    app.stop();
    app.set_flags({"--disk-limit-percent", "1"});
    app.start();
    const Answer refused = post_form(app.port(), api::path_of(Route::UploadBatch), image_parts(1));
    EXPECT_EQ(refused.status, 507) << refused.body;
    EXPECT_EQ(refused.text("error_code"), "STORAGE_FULL");
    EXPECT_NE(refused.text("message").find("Uploads are refused"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(app.data_folder() / "incoming"));
    EXPECT_EQ(job_of(app.port(), before).status, JobStatus::Completed) << "what is there is still served";
    ASSERT_EQ(ask(app.port(), "POST", api::path_of(Route::AdminQueueResume), admin).status, 200);
    EXPECT_EQ(finished_job(app.port(), waiting).status, JobStatus::Completed) << "and what was taken before is finished";
    const Answer health = get(app.port(), api::path_of(Route::AdminSystemHealth), admin);
    EXPECT_EQ(health.text("status"), "critical");
}

}  // namespace
}  // namespace i2m::test
