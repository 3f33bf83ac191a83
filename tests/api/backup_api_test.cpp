// backup_api_test.cpp - backups of the running program, by route, by schedule's flags and by command; restored, killed, restored again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "shared/api/messages_admin.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

namespace fs = std::filesystem;
using api::Route;

HeaderList admin_of(const TestApp& app) { return {{"X-Admin-Key", app.admin_key()}}; }

api::BackupListAnswer backups_of(const TestApp& app) {
    const auto list =
        json::decode<api::BackupListAnswer>(get(app.port(), api::path_of(Route::AdminBackupList), admin_of(app)).json());
    EXPECT_TRUE(list.ok());
    return list ? *list : api::BackupListAnswer{};
}

/// Asks until no backup is made any more.
api::BackupListAnswer settled(const TestApp& app) {
    api::BackupListAnswer list;
    EXPECT_TRUE(comes_true([&] {
        list = backups_of(app);
        return !list.is_running;
    }));
    return list;
}

std::vector<std::string> on(const TestApp& app, const std::string& command, const std::string& file = "") {
    std::vector<std::string> arguments = {command, "--data-dir", app.data_folder().string()};
    if (!file.empty()) arguments.insert(arguments.begin() + 1, file);
    return arguments;
}

TEST(BackupApi, ABackupOfTheRunningServerRestoresEverything) {
    TestApp app;
    const std::string id = upload(app.port(), 3);
    const api::JobView job = finished_job(app.port(), id);
    const Answer started = ask(app.port(), "POST", api::path_of(Route::AdminBackup), admin_of(app));
    ASSERT_EQ(started.status, 200) << started.body;
    const api::BackupListAnswer list = settled(app);
    ASSERT_EQ(list.backups.size(), 1U) << list.last_error.value_or("");
    const std::string archive = (fs::path(list.folder) / list.backups[0].name).string();
    const RunOutcome verified = run_program({"verify", archive});
    EXPECT_EQ(verified.exit_code, 0) << verified.err;
    EXPECT_NE(verified.out.find("1 jobs, 3 files"), std::string::npos) << verified.out;

    const RunOutcome refused = run_program(on(app, "restore", archive));
    EXPECT_EQ(refused.exit_code, 1) << "a server runs";
    EXPECT_NE(refused.err.find("Another image2model server"), std::string::npos) << refused.err;

    EXPECT_EQ(ask(app.port(), "DELETE", api::path_of(Route::JobDelete, {id})).status, 200);
    const std::string later = finished_job(app.port(), upload(app.port(), 1, 50)).job_id;
    app.stop();
    const RunOutcome restored = run_program(on(app, "restore", archive));
    ASSERT_EQ(restored.exit_code, 0) << restored.err;
    app.start();
    EXPECT_EQ(get(app.port(), api::path_of(Route::JobGet, {later})).status, 404);
    for (const api::FileView& file : job.files) {
        const Answer model = get(app.port(), file.download_url.value_or(""));
        EXPECT_EQ(model.status, 200);
        EXPECT_EQ(model.body.size(), file.result_size.value_or(0));
    }
    EXPECT_EQ(finished_job(app.port(), upload(app.port(), 1, 60)).status, JobStatus::Completed) << "and it works on";
}

TEST(BackupApi, TheCommandBacksUpBesideTheServerAndWithoutIt) {
    TestApp app;
    (void)finished_job(app.port(), upload(app.port()));
    const std::string file = (app.data_folder() / ".." / "mine.zip").string();
    ASSERT_EQ(run_program(on(app, "backup", file)).exit_code, 0);
    const RunOutcome again = run_program(on(app, "backup", file));
    EXPECT_EQ(again.exit_code, 1) << "nothing is overwritten";
    EXPECT_EQ(run_program({"verify", file}).exit_code, 0);
    app.stop();
    const RunOutcome alone = run_program(on(app, "backup"));
    EXPECT_EQ(alone.exit_code, 0) << alone.err;
    app.start();
    EXPECT_EQ(backups_of(app).backups.size(), 1U) << "it lies where the server's own do";

    std::ofstream(file, std::ios::binary | std::ios::trunc) << "damaged";
    const RunOutcome damaged = run_program({"verify", file});
    EXPECT_EQ(damaged.exit_code, 1);
    EXPECT_NE(damaged.err.find("mine.zip"), std::string::npos);
    EXPECT_EQ(run_program({"verify"}).exit_code, 2);
    EXPECT_EQ(run_program({"backup", "--data-dir", (app.data_folder() / "nothing").string()}).exit_code, 1);
}

TEST(BackupApi, AServerOfAnOlderVersionRefusesANewerDatabase) {
    TestApp app;
    const std::string database = (app.data_folder() / "image2model.db").string();
    app.stop();
    // user_version stands in the header, big-endian, at byte 60 (the database file format, section 1.3).
    std::fstream file(database, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(60);
    file.write("\0\0\x27\x0F", 4);
    file.close();
    const RunOutcome refused = run_program({"--port", "0", "--data-dir", app.data_folder().string()});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.err.find("newer image2model"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace i2m::test
