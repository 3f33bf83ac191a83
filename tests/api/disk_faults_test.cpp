// disk_faults_test.cpp - a full, broken or read-only disk at every place where the real program writes: told in words, nothing
// half-stored, and all is well when the disk is.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/places.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

using api::Route;

class DiskFaultsApi : public testing::Test {
protected:
    void SetUp() override {
        if (is_sanitized_program()) GTEST_SKIP() << "a sanitizer's runtime must be loaded first; the release program is tested";
        app_ = std::make_unique<TestApp>(TestAppOptions{{"--retry-scale", "0"}, faults_.environment()});
    }
    [[nodiscard]] bool has_unfinished() const { return !std::filesystem::is_empty(app_->data_folder() / "incoming"); }
    [[nodiscard]] std::size_t jobs() const {
        const json::Value list = get(app_->port(), api::path_of(Route::JobList)).json();
        const json::Value* const found = list.find("jobs");
        return found != nullptr && found->as_array() != nullptr ? found->as_array()->size() : 0;
    }
    [[nodiscard]] Answer post_admin(Route route) const {
        return ask(app_->port(), "POST", api::path_of(route), {{"X-Admin-Key", app_->admin_key()}});
    }

    IoFaults faults_{I2M_IO_FAULTS};
    std::unique_ptr<TestApp> app_;
};

TEST_F(DiskFaultsApi, AnUploadIsStoredWholeOrNotAtAll) {
    const struct {
        const char* name;
        const char* fault;
        int status;
    } cases[] = {
        {"no file can be made", "open /incoming/ 0 EROFS", 500},
        {"the disk is full at the first byte", "write /incoming/ 0 ENOSPC", 507},
        {"the disk is full at the second file", "write /incoming/ 1 ENOSPC", 507},
        {"the disk breaks", "write /incoming/ 0 EIO", 500},
        {"it cannot be brought to the disk", "sync /blobs/ 0 EIO", 500},
        {"full when it is brought to the disk", "sync /blobs/ 0 ENOSPC", 507},
        {"it gets no name", "rename /incoming/ 0 ENOSPC", 507},
        {"the second gets no name", "rename /incoming/ 1 EIO", 500},
        {"the name is not durable", "sync /blobs 0 EIO", 500},
        {"no room for the row", "write image2model.db 0 ENOSPC", 507},
        {"the database breaks", "write image2model.db 0 EIO", 500},
        {"the row is not durable", "sync image2model.db 0 EIO", 500},
        {"everything is full", "write /data/ 0 ENOSPC", 507},
        {"everything is read-only", "* /data/ 0 EROFS", 500},
    };
    const Answer paused = post_admin(Route::AdminQueuePause);
    ASSERT_EQ(paused.status, 200) << paused.body;
    std::size_t stored = 0;
    int seed = 0;
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        faults_.set(c.fault);
        const Answer refused = post_form(app_->port(), api::path_of(Route::UploadBatch), image_parts(2, seed));
        EXPECT_EQ(refused.status, c.status) << refused.body;
        EXPECT_FALSE(refused.text("message").empty());
        EXPECT_EQ(refused.body.find("incoming"), std::string::npos) << "nothing is said about the inside";
        faults_.clear();
        EXPECT_EQ(jobs(), stored) << "no job, and the others are there";
        const Answer again = post_form(app_->port(), api::path_of(Route::UploadBatch), image_parts(2, seed));
        EXPECT_EQ(again.status, 200) << again.body;
        EXPECT_EQ(jobs(), ++stored);
        EXPECT_TRUE(!has_unfinished() || std::string(c.fault).starts_with("* "))
            << "a file could not be removed from a read-only disk";
        seed += 2;
    }
    app_->stop();
    app_->start();
    EXPECT_FALSE(has_unfinished()) << "what was left is swept";  // and nothing comes yet: the queue still rests
    EXPECT_EQ(jobs(), stored);
    EXPECT_EQ(post_admin(Route::AdminQueueResume).status, 200);
    EXPECT_EQ(finished_job(app_->port(), upload(app_->port(), 1, 100)).status, JobStatus::Completed);
}

TEST_F(DiskFaultsApi, AResultIsStoredWholeOrTriedAgain) {
    const struct {
        const char* name;
        const char* fault;
        ErrorCode code;
    } cases[] = {
        {"full at the first byte", "write /incoming/ 0 ENOSPC", ErrorCode::StorageFull},
        {"the disk breaks", "write /incoming/ 0 EIO", ErrorCode::Internal},
        {"it cannot be brought to the disk", "sync /blobs/ 0 EIO", ErrorCode::Internal},
        {"it gets no name", "rename /incoming/ 0 ENOSPC", ErrorCode::StorageFull},
    };
    int seed = 0;
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        ASSERT_EQ(post_admin(Route::AdminQueuePause).status, 200);
        const std::string id = upload(app_->port(), 1, ++seed);
        ASSERT_FALSE(id.empty());
        faults_.set(c.fault);
        ASSERT_EQ(post_admin(Route::AdminQueueResume).status, 200);
        const api::JobView failed = finished_job(app_->port(), id);
        EXPECT_EQ(failed.status, JobStatus::Failed);
        EXPECT_EQ(failed.files.at(0).error_code.value_or(""), error_info(c.code).wire_name);
        EXPECT_FALSE(has_unfinished());
        faults_.clear();
        ASSERT_EQ(ask(app_->port(), "POST", api::path_of(Route::JobRetry, {id})).status, 200);
        EXPECT_EQ(finished_job(app_->port(), id).status, JobStatus::Completed);
    }
}

TEST_F(DiskFaultsApi, ADatabaseThatCannotBeWrittenStopsNothingForGood) {
    for (const char* fault : {"write image2model.db 0 ENOSPC", "sync image2model.db 0 EIO", "write image2model.db 1 EIO"}) {
        SCOPED_TRACE(fault);
        ASSERT_EQ(post_admin(Route::AdminQueuePause).status, 200);
        const std::string id = upload(app_->port(), 2, 10);
        const std::string other = upload(app_->port(), 1, 11);
        const auto cancel = [&] { return ask(app_->port(), "POST", api::path_of(Route::JobCancel, {other})).status; };
        faults_.set(fault);
        EXPECT_GE(cancel(), 500) << "changes are refused meanwhile";
        EXPECT_EQ(get(app_->port(), api::path_of(Route::JobGet, {id})).status, 200) << "and what is there can be read";
        EXPECT_EQ(get(app_->port(), api::path_of(Route::Liveness)).status, 200);
        faults_.clear();
        EXPECT_EQ(cancel(), 200);
        ASSERT_EQ(post_admin(Route::AdminQueueResume).status, 200);
        EXPECT_EQ(finished_job(app_->port(), id).status, JobStatus::Completed);
    }
}

TEST_F(DiskFaultsApi, ABackupIsWholeOrNotThere) {
    (void)finished_job(app_->port(), upload(app_->port(), 2));
    const std::string file = (app_->data_folder() / ".." / "mine.zip").string();
    const struct {
        const char* name;
        const char* fault;
    } cases[] = {
        {"no room for the copy of the database", "write backup.db 0 ENOSPC"},
        {"the copy is not durable", "sync backup.db 0 EIO"},
        {"no archive can be made", "open mine.zip 0 EROFS"},
        {"no room for the archive", "write mine.zip 0 ENOSPC"},
        {"the archive breaks later", "write mine.zip 1 EIO"},
        {"the archive is not durable", "sync mine.zip 0 EIO"},
        {"it gets no name", "rename mine.zip.part 0 ENOSPC"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        faults_.set(c.fault);
        const RunOutcome refused =
            run_program({"backup", file, "--data-dir", app_->data_folder().string()}, faults_.environment());
        EXPECT_EQ(refused.exit_code, 1) << refused.out;
        EXPECT_FALSE(refused.err.empty());
        EXPECT_FALSE(std::filesystem::exists(file));
        faults_.clear();
    }
    EXPECT_EQ(run_program({"backup", file, "--data-dir", app_->data_folder().string()}).exit_code, 0);
    EXPECT_EQ(run_program({"verify", file}).exit_code, 0);
    std::set<std::string> rests;
    for (const auto& entry : std::filesystem::directory_iterator(app_->data_folder() / "..")) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("mine.zip.")) rests.insert(name);
    }
    EXPECT_TRUE(rests.empty()) << *rests.begin();
}

}  // namespace
}  // namespace i2m::test
