// update_upload_test.cpp - one submission: sent once, repeated with the same key, given up in words.
#include <gtest/gtest.h>

#include "client/app/select.hpp"
#include "tests/support/client_scenes.hpp"

namespace i2m::test {
namespace {

using client::Page;
using client::Role;
using client::UploadPhase;

std::string uploaded(int files) {
    api::UploadAnswer answer;
    answer.job_id = answer.task_id = answer.batch_id = kJobId;
    for (int i = 1; i <= files; ++i) {
        const api::FileView file = file_view(i, "image.png", FileState::Queued);
        answer.uploaded_files.push_back({file.file_id, "image.png", 10, "image/png", "uploaded", kJobId});
    }
    return json::encode_text(answer);
}

void answer_upload(ImGuiHarness& harness, int status, const std::string& body) {
    harness.push(client::HttpAnswer{harness.transport.uploads.back().id, status, body, {}});
}

struct Upload : testing::Test {
    Upload() {
        answer_start(harness);
        drop_six(harness);
    }
    ImGuiHarness harness;
};

TEST_F(Upload, SendsEachGoodFileOnceUnderOneKey) {
    harness.click(Role::Button, "Generate*");
    harness.frame();
    ASSERT_EQ(harness.transport.uploads.size(), 1U);
    const client::UploadRequest& request = harness.transport.uploads[0].request;
    EXPECT_EQ(request.path, "/api/v1/upload/batch");
    EXPECT_EQ(request.idempotency_key, "uuid-1");
    EXPECT_EQ(request.files, (std::vector<client::FileKey>{1, 2, 3, 4, 5})) << "the refused one stays here";
    const std::vector<std::pair<std::string, std::string>> fields = {{"model", "draft"}, {"face_limit", "40000"}};
    EXPECT_EQ(request.fields, fields);
    EXPECT_EQ(harness.platform.warned, std::vector<bool>{true});
    EXPECT_EQ(harness.find(Role::Button, "Generate*"), nullptr) << "cannot be clicked twice";
}

TEST_F(Upload, ShowsHowMuchIsSent) {
    harness.click(Role::Button, "Generate*");
    harness.push(client::UploadProgress{harness.transport.uploads[0].id, 600, 1000});
    EXPECT_NE(harness.find(Role::Button, "Sending 60 %"), nullptr) << harness.outline();
    EXPECT_EQ(harness.platform.title, "60 % sent - image2model");
}

TEST_F(Upload, SilenceIsAnsweredByTheSameKeyAgain) {
    harness.click(Role::Button, "Generate*");
    for (int attempt = 1; attempt <= 4; ++attempt) {
        SCOPED_TRACE(attempt);
        answer_upload(harness, 0, "");
        EXPECT_EQ(harness.state().upload.phase, UploadPhase::WaitingForServer);
        EXPECT_TRUE(harness.says("Your images are sent once it is back"));
        harness.pass_ms(20'000);
        ASSERT_EQ(harness.transport.uploads.size(), static_cast<std::size_t>(attempt) + 1);
        EXPECT_EQ(harness.transport.uploads.back().request.idempotency_key, "uuid-1");
    }
    answer_upload(harness, 200, uploaded(5));
    EXPECT_EQ(harness.state().location.page, Page::Processing);
    EXPECT_FALSE(harness.state().server.is_away);
    EXPECT_EQ(harness.platform.warned, (std::vector<bool>{true, false}));
}

TEST_F(Upload, SuccessLeadsToTheJobAndLetsGoOfTheFiles) {
    harness.click(Role::Button, "Generate*");
    answer_upload(harness, 200, uploaded(5));
    EXPECT_EQ(harness.platform.urls.back(), (std::pair<std::string, bool>{std::string("/processing/") + kJobId, false}));
    EXPECT_TRUE(harness.state().files.empty());
    EXPECT_EQ(harness.platform.released_files.size(), 6U);
    EXPECT_EQ(harness.state().job.origins.size(), 5U) << "their pictures stay for the tiles";
    ASSERT_EQ(harness.transport.streams.size(), 1U);
    EXPECT_EQ(harness.transport.streams[0].path, std::string("/api/v1/status/tasks/") + kJobId + "/stream");
    EXPECT_TRUE(harness.viewport.alive.empty()) << "the draft's model is off the GPU";
}

TEST_F(Upload, ARefusalIsToldInTheServersWords) {
    harness.click(Role::Button, "Generate*");
    answer_upload(harness, 400,
                  R"({"error":true,"error_code":"FILE_VALIDATION_ERROR","message":"a.png: too small.","status_code":400})");
    EXPECT_EQ(harness.state().upload.phase, UploadPhase::Idle);
    EXPECT_TRUE(harness.says("a.png: too small."));
    EXPECT_EQ(harness.state().files.size(), 6U) << "nothing is lost";
    harness.click(Role::Button, "Generate*");
    EXPECT_EQ(harness.transport.uploads.back().request.idempotency_key, "uuid-2") << "a new try is a new submission";
}

TEST_F(Upload, ABrokenServerIsTriedFiveTimesThenToldWithRetry) {
    harness.click(Role::Button, "Generate*");
    for (int i = 0; i < 6; ++i) {
        answer_upload(harness, 500, R"({"error":true,"error_code":"INTERNAL","message":"Something broke.","status_code":500})");
        harness.pass_ms(31'000);
    }
    EXPECT_EQ(harness.transport.uploads.size(), 6U);
    EXPECT_EQ(harness.state().upload.phase, UploadPhase::Idle);
    EXPECT_NE(harness.find(Role::Button, "Retry"), nullptr);
}

TEST_F(Upload, ChosenOptionsAreSent) {
    harness.click(Role::Radio, "512");
    harness.type(Role::TextField, "Face limit as a number", "12,500");
    harness.click(Role::Button, "Generate*");
    const auto& fields = harness.transport.uploads[0].request.fields;
    ASSERT_EQ(fields.size(), 3U);
    EXPECT_EQ(fields[1].second, "12500");
    EXPECT_EQ(fields[2].second, R"({"grid":512})");
}

}  // namespace
}  // namespace i2m::test
