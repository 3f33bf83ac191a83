// kill9_test.cpp - the real server killed at random moments, twenty times over: nothing lost, nothing done twice.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "shared/api/messages.hpp"
#include "shared/base/sha256.hpp"
#include "shared/job/file_state.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/evidence.hpp"
#include "tests/support/http_probe.hpp"
#include "tests/support/rounds.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr int kFilesPerJob = 3;

/// An upload as the browser makes it: one key, sent again with the same content until an answer came.
struct Upload {
    std::string key;
    std::vector<FormPart> parts;
    std::string job_id;  ///< "" until an answer came
};

Upload new_upload(int number) {
    Upload upload;
    upload.key = "kill9-" + std::to_string(number);
    for (int i = 0; i < kFilesPerJob; ++i) {
        upload.parts.push_back({"files", disc_png(number * kFilesPerJob + i), "toy.png", "image/png"});
    }
    return upload;
}

void send(const TestApp& app, Upload& upload) {
    const Answer answer = post_form(app.port(), "/api/v1/upload/batch", upload.parts, {{"Idempotency-Key", upload.key}});
    if (answer.status == 0) return;  // it was killed before it could answer
    ASSERT_EQ(answer.status, 200) << answer.body;
    if (upload.job_id.empty()) upload.job_id = answer.text("job_id");
    EXPECT_EQ(answer.text("job_id"), upload.job_id) << "the same key is the same job";
}

class Kill9 : public ::testing::Test {
protected:
    /// How long two jobs take on this machine when nobody kills: the moments to choose from.
    void measure(std::vector<Upload>& uploads) {
        const auto begun = std::chrono::steady_clock::now();
        for (Upload& upload : uploads) send(app_, upload);
        for (const Upload& upload : uploads) EXPECT_EQ(last_event_of(app_.port(), upload.job_id), "task_completed");
        const auto took = std::chrono::steady_clock::now() - begun;
        longest_delay_us_ = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    }

    /// Uploads while somebody waits to kill; what was not answered is sent again in the next round.
    void round(std::vector<Upload>& uploads) {
        const auto delay = std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, longest_delay_us_)(random_));
        std::thread killer([&] {
            std::this_thread::sleep_for(delay);
            app_.kill();
        });
        for (Upload& upload : uploads) {
            if (upload.job_id.empty()) send(app_, upload);
        }
        killer.join();
        app_.start();
    }

    TestApp app_{{{"--worker-concurrency", "4"}, {}, {}}};
    std::mt19937 random_{20'260'101};
    std::int64_t longest_delay_us_ = 0;
};

/// A direct file is claimed, released by a restart any number of times, claimed again, and done once.
bool is_consistent(const std::vector<std::string>& states) {
    for (std::size_t i = 0; i < states.size(); ++i) {
        const std::string want = i + 1 == states.size() ? "succeeded" : i % 2 == 0 ? "generating" : "queued";
        if (states[i] != want) return false;
    }
    return states.size() >= 2 && states.size() % 2 == 0;
}

TEST_F(Kill9, NothingIsLostAndNothingIsDoneTwice) {
    std::vector<Upload> uploads = {new_upload(0), new_upload(1)};
    measure(uploads);
    for (int i = 1; i <= kill_rounds(); ++i) {
        SCOPED_TRACE(i);
        uploads.push_back(new_upload(2 * i));
        uploads.push_back(new_upload(2 * i + 1));
        round(uploads);
        if (HasFatalFailure()) return;
    }
    for (Upload& upload : uploads) {
        send(app_, upload);  // the answered ones too: a repeated key is no new job
        EXPECT_EQ(last_event_of(app_.port(), upload.job_id), "task_completed");
    }

    std::set<std::string> jobs;
    for (const Upload& upload : uploads) {
        jobs.insert(upload.job_id);
        const Answer list = get(app_.port(), "/api/v1/download/" + upload.job_id + "/all");
        const json::Value body = list.json();
        const json::Value* const files = body.find("files");
        ASSERT_TRUE(files != nullptr && files->as_array() != nullptr) << list.body;
        EXPECT_EQ(files->as_array()->size(), kFilesPerJob);
        for (const json::Value& file : *files->as_array()) {
            const Answer model = get(app_.port(), *file.find("download_url")->as_string());
            EXPECT_EQ(model.status, 200);
            EXPECT_EQ(sha256_hex(as_bytes(model.body)), *file.find("sha256")->as_string());
        }
    }
    EXPECT_EQ(jobs.size(), uploads.size());

    // A last start sweeps what the kills left; then nobody writes.
    app_.kill();
    app_.start();
    app_.stop();
    EXPECT_EQ(app_.exit_code(), 0);
    Evidence evidence(app_.data_folder());
    const auto file_count = static_cast<std::int64_t>(uploads.size()) * kFilesPerJob;
    EXPECT_EQ(evidence.text("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(evidence.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    EXPECT_EQ(evidence.number("SELECT count(*) FROM jobs"), static_cast<std::int64_t>(uploads.size()));
    EXPECT_EQ(evidence.number("SELECT count(*) FROM files WHERE state = 'succeeded'"), file_count);
    EXPECT_EQ(evidence.number("SELECT count(*) FROM attempts WHERE outcome = 'succeeded'"), file_count) << "each file once";
    EXPECT_EQ(evidence.number("SELECT count(*) FROM attempts WHERE ended_at IS NULL"), 0);
    EXPECT_EQ(evidence.number("SELECT count(*) FROM events WHERE name = 'task_queued'"),
              static_cast<std::int64_t>(uploads.size()));
    EXPECT_EQ(evidence.number("SELECT count(*) FROM events WHERE name = 'task_completed'"),
              static_cast<std::int64_t>(uploads.size()));
    EXPECT_EQ(evidence.number("SELECT count(*) FROM events e WHERE name = 'task_completed' AND EXISTS "
                              "(SELECT 1 FROM events later WHERE later.job_id = e.job_id AND later.id > e.id)"),
              0)
        << "the end is the last word";

    const auto histories = evidence.histories();
    EXPECT_EQ(static_cast<std::int64_t>(histories.size()), file_count);
    std::size_t interrupted = 0;
    for (const auto& [file_id, states] : histories) {
        EXPECT_TRUE(is_consistent(states)) << file_id << ": " << ::testing::PrintToString(states);
        interrupted += states.size() > 2 ? 1U : 0U;
    }
    RecordProperty("interrupted_files", static_cast<int>(interrupted));
    EXPECT_GT(interrupted, 0U) << "no kill came while a file ran: the test proved too little";

    EXPECT_EQ(names_in(app_.data_folder() / "blobs"),
              evidence.texts("SELECT source_sha256 FROM files UNION SELECT result_sha256 FROM files"))
        << "no blob is lost, none is left over";
    EXPECT_TRUE(names_in(app_.data_folder() / "incoming").empty());
}

}  // namespace
}  // namespace i2m::test
