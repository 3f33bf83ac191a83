// killed_housekeeping_test.cpp - kill -9 at the program's own calls to the disk, during a clean-up, a backup and a restore.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/places.hpp"
#include "tests/support/rounds.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

namespace fs = std::filesystem;
using api::Route;

constexpr int kKilled = 128 + 9;
/// Beyond what any of these does.
constexpr int kMostCalls = 1'000;

class KilledHousekeeping : public testing::Test {
protected:
    void SetUp() override {
        if (is_sanitized_program()) GTEST_SKIP() << "a sanitizer's runtime must be loaded first; the release program is tested";
    }
    /// How far from one point of death to the next: all of them under `make matrix`.
    static int stride() { return is_soak() ? 1 : 3; }
    /// Ids of all jobs, each of whose models can be fetched.
    static std::set<std::string> whole_jobs(int port, const std::vector<std::string>& known) {
        std::set<std::string> found;
        for (const std::string& id : known) {
            if (get(port, api::path_of(Route::JobGet, {id})).status != 200) continue;
            for (const api::FileView& file : job_of(port, id).files) {
                const Answer model = get(port, file.download_url.value_or(""));
                EXPECT_EQ(model.status, 200) << id;
                EXPECT_EQ(model.body.size(), file.result_size.value_or(0)) << id;
            }
            found.insert(id);
        }
        return found;
    }

    IoFaults faults_{I2M_IO_FAULTS};
};

TEST_F(KilledHousekeeping, ACleanupLeavesWholeJobsOrNone) {
    TestApp app({{}, faults_.environment()});
    std::vector<std::string> known;
    for (int round = 0; round < 4; ++round) {
        SCOPED_TRACE(round);
        for (int i = 0; i < 3; ++i) known.push_back(finished_job(app.port(), upload(app.port(), 1, round * 3 + i)).job_id);
        faults_.set("unlink /blobs/ " + std::to_string(round) + " KILL");
        const Answer none =
            ask(app.port(), "POST", api::path_of(Route::AdminCleanup), {{"X-Admin-Key", app.admin_key()}}, R"({"hours":0})");
        EXPECT_EQ(none.status, 0) << "it died: " << none.body;
        app.kill();
        faults_.clear();
        app.start();
        const std::set<std::string> left = whole_jobs(app.port(), known);
        std::size_t blobs = 0;
        for ([[maybe_unused]] const auto& entry : fs::directory_iterator(app.data_folder() / "blobs")) ++blobs;
        EXPECT_EQ(blobs, left.size() * 2) << "an image and a model for each job, and what no job has was swept at the start";
    }
}

TEST_F(KilledHousekeeping, ABackupIsWholeOrNotThere) {
    TestApp app;
    (void)finished_job(app.port(), upload(app.port(), 2));
    app.stop();
    const std::string file = (app.data_folder() / ".." / "mine.zip").string();
    int kills = 0;
    for (int call = 0; call < kMostCalls; call += stride()) {
        SCOPED_TRACE(call);
        faults_.set("* * " + std::to_string(call) + " KILL");
        const RunOutcome outcome = run_program({"backup", file, "--data-dir", app.data_folder().string()}, faults_.environment());
        if (fs::exists(file)) {
            EXPECT_EQ(run_program({"verify", file}).exit_code, 0) << "under its name it is whole";
        }
        if (outcome.exit_code != kKilled) {
            EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
            break;
        }
        ++kills;
        fs::remove(file);
    }
    EXPECT_GT(kills, 3);
    std::set<std::string> rests;
    for (const auto& entry : fs::directory_iterator(app.data_folder() / ".."))
        if (entry.path().filename().string().starts_with("mine.zip.")) rests.insert(entry.path().filename().string());
    EXPECT_TRUE(rests.empty()) << "the next one tidies up after a killed one: " << *rests.begin();
    EXPECT_FALSE(fs::exists(app.data_folder() / "backup.db"));
}

TEST_F(KilledHousekeeping, ARestoreLeavesTheOldDataOrTheNew) {
    TestApp app;
    const std::string backed_up = finished_job(app.port(), upload(app.port(), 1, 1)).job_id;
    app.stop();
    const fs::path parent = app.data_folder().parent_path();
    const std::string archive = (parent / "mine.zip").string();
    ASSERT_EQ(run_program({"backup", archive, "--data-dir", app.data_folder().string()}).exit_code, 0);
    app.start();
    EXPECT_EQ(ask(app.port(), "DELETE", api::path_of(Route::JobDelete, {backed_up})).status, 200);
    const std::string later = finished_job(app.port(), upload(app.port(), 1, 2)).job_id;
    app.stop();
    const fs::path original = parent / "original";
    fs::copy(app.data_folder(), original, fs::copy_options::recursive);

    std::set<std::set<std::string>> seen;
    int kills = 0;
    for (int call = 0; call < kMostCalls; call += stride()) {
        SCOPED_TRACE(call);
        fs::remove_all(app.data_folder());
        fs::copy(original, app.data_folder(), fs::copy_options::recursive);
        faults_.set("* * " + std::to_string(call) + " KILL");
        const RunOutcome outcome =
            run_program({"restore", archive, "--data-dir", app.data_folder().string()}, faults_.environment());
        faults_.clear();
        app.start();
        const std::set<std::string> jobs = whole_jobs(app.port(), {backed_up, later});
        seen.insert(jobs);
        EXPECT_EQ(jobs.size(), 1U) << "the old job or the one of the backup";
        EXPECT_FALSE(fs::exists(app.data_folder() / "restore.new"));
        EXPECT_FALSE(fs::exists(app.data_folder() / "restore.pending"));
        app.stop();
        if (outcome.exit_code != kKilled) {
            EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
            EXPECT_EQ(jobs, std::set<std::string>{backed_up});
            break;
        }
        ++kills;
    }
    EXPECT_GT(kills, 5);
    EXPECT_EQ(seen.size(), 2U) << "some died before the change, some in it";
}

}  // namespace
}  // namespace i2m::test
