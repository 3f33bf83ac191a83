// crash_test.cpp - kill -9 while jobs run, again and again: nothing is lost and nothing is done twice.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/rounds.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr int kFiles = 6;

std::size_t count_files(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) count += entry.is_regular_file() ? 1U : 0U;
    return count;
}

TEST(CrashApi, KilledInTheMiddleOfJobsNothingIsLostOrDoneTwice) {
    TestApp app({{"--worker-concurrency", "2"}});
    std::vector<std::string> accepted;
    for (int round = 0; round < kill_rounds(); ++round) {
        SCOPED_TRACE(round);
        const std::string id = upload(app.port(), kFiles, round * kFiles);
        ASSERT_FALSE(id.empty());
        accepted.push_back(id);
        // Killed at another point of the job each time: after so many of its events.
        StreamReader stream(app.port(), api::path_of(api::Route::TaskStream, {id}));
        for (int event = 0; event <= round % 8; ++event) {
            if (stream.next().name.empty()) break;
        }
        app.kill();
        app.start();
    }
    std::set<std::string> models;
    for (const std::string& id : accepted) {
        SCOPED_TRACE(id);
        const api::JobView job = finished_job(app.port(), id);
        EXPECT_EQ(job.status, JobStatus::Completed);
        EXPECT_EQ(job.successful_files, static_cast<std::uint32_t>(kFiles));
        std::map<std::string, int> successes;
        for (const api::SseEvent& event :
             StreamReader(app.port(), api::path_of(api::Route::TaskStream, {id}) + "?last_event_id=1").rest()) {
            const auto data = json::decode_text<api::EventData>(event.data);
            ASSERT_TRUE(data.ok());
            if (event.name == api::kEventFile && data->status == name_of(FileState::Succeeded))
                ++successes[data->file_id.value_or("")];
        }
        EXPECT_EQ(successes.size(), static_cast<std::size_t>(kFiles));
        for (const auto& [file, times] : successes) EXPECT_EQ(times, 1) << file;
        for (const api::FileView& file : job.files) {
            const Answer model = get(app.port(), file.download_url.value_or(""));
            EXPECT_EQ(model.status, 200);
            EXPECT_EQ(model.body.size(), file.result_size.value_or(0));
            models.insert(model.header("ETag"));
        }
    }
    // Every image and every model once, and no rest of an interrupted one.
    EXPECT_EQ(count_files(app.data_folder() / "incoming"), 0U);
    EXPECT_LE(count_files(app.data_folder() / "blobs"), models.size() + static_cast<std::size_t>(kill_rounds() * kFiles));
}

}  // namespace
}  // namespace i2m::test
