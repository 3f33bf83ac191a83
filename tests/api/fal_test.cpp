// fal_test.cpp - the real server with the fake provider: the whole paid way, and that nothing is paid twice.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "shared/api/routes.hpp"
#include "shared/models/registry.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/fal_app.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kModel = "fal-ai/trellis";
/// A run that ends when the test says so.
constexpr const char* kEndlessRun = R"({"job":{"queue":{"ms":0},"run":{"ms":86400000}}})";
constexpr const char* kQuickRun = R"({"job":{"queue":{"ms":0},"run":{"ms":0}}})";

class FalProvider : public ::testing::Test {
protected:
    /// Starts the fake and then the server that uses it.
    void begin(std::string_view scenario, const std::vector<std::string>& flags = {}) {
        fake_.emplace(scenario);
        std::vector<std::string> all{"--worker-concurrency", "2"};
        all.insert(all.end(), flags.begin(), flags.end());
        app_.emplace(options_with(*fake_, std::move(all)));
    }
    [[nodiscard]] std::string upload(int count = 1, const std::string& model = kModel, const std::string& options = "{}") {
        std::vector<FormPart> parts;
        for (int i = 0; i < count; ++i)
            parts.push_back({"files", square_png(i), "toy-" + std::to_string(i) + ".png", "image/png"});
        parts.push_back({"model", model});
        parts.push_back({"options", options});
        const Answer answer = post_form(app_->port(), "/api/v1/upload/batch", parts);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.text("job_id");
    }
    /// Waits until the job's file is in that state, or is told to have been.
    void wait_for(const std::string& job_id, FileState state) {
        StreamReader stream(app_->port(), api::path_of(api::Route::TaskStream, {job_id}));
        const std::string wanted = "\"" + std::string(name_of(state)) + "\"";
        const api::JobView now = job_of(app_->port(), job_id);
        if (!now.files.empty() && now.files[0].status == state) return;
        while (true) {
            const api::SseEvent event = stream.next();
            if (event.name.empty()) break;
            if (event.name == "file_update" && event.data.find(wanted) != std::string::npos) return;
        }
        ADD_FAILURE() << "never " << wanted << "\n" << app_->log();
    }
    [[nodiscard]] std::string accepted_id() const {
        for (const json::Value& row : fake_->journal("submits")) {
            if (*row.find("accepted") == json::Value(true)) return *row.find("request_id")->as_string();
        }
        return {};
    }
    void finish_run() {
        const Answer answer = ask(fake_->port(), "POST", "/_fake/jobs/" + accepted_id() + "/finish", {}, "{}");
        EXPECT_EQ(answer.status, 200) << answer.body;
    }
    /// The only file of the job, at its end.
    [[nodiscard]] api::FileView ended_file(const std::string& job_id) {
        const api::JobView job = finished_job(app_->port(), job_id);
        return job.files.empty() ? api::FileView{} : job.files[0];
    }

    std::optional<FakeFal> fake_;
    std::optional<TestApp> app_;
};

TEST_F(FalProvider, UploadedSubmittedOncePolledFetchedCompleted) {
    begin(kQuickRun);
    const std::string job_id = upload(3, kModel, R"({"seed":7,"texture_size":512})");
    const api::JobView job = finished_job(app_->port(), job_id);
    ASSERT_EQ(job.files.size(), 3U);
    for (const api::FileView& file : job.files) {
        EXPECT_EQ(file.status, FileState::Succeeded) << file.error.value_or("") << app_->log();
        ASSERT_TRUE(file.download_url);
        EXPECT_EQ(get(app_->port(), *file.download_url).body.substr(0, 4), "glTF");
        EXPECT_GT(file.triangles.value_or(0), 0U);
    }
    const json::Array submits = fake_->journal("submits");
    ASSERT_EQ(submits.size(), 3U);
    for (const json::Value& row : submits) {
        EXPECT_EQ(*row.find("endpoint"), json::Value(kModel));
        const json::Value& body = *row.find("body");
        EXPECT_EQ(*body.find("seed"), json::Value(7));
        EXPECT_EQ(*body.find("texture_size"), json::Value(512));
        EXPECT_EQ(*row.find("unknown"), json::Value(json::Array{})) << "only the model's own options";
    }
    EXPECT_EQ(fake_->journal("uploads").size(), 3U);
    EXPECT_EQ(app_->log().find("fake-secret"), std::string::npos) << "the key is not logged";
}

TEST_F(FalProvider, TheProvidersStreamTellsHowFarARunIs) {
    begin(kEndlessRun, {"--fal-status", "stream"});
    const std::string job_id = upload();
    wait_for(job_id, FileState::Generating);
    finish_run();
    EXPECT_EQ(ended_file(job_id).status, FileState::Succeeded);
    EXPECT_EQ(fake_->accepted_submits(), 1U);
    std::size_t streams = 0;
    for (const json::Value& row : fake_->journal("requests")) {
        const std::string call = json::dump(row);
        if (call.find("/status/stream") != std::string::npos) ++streams;
        EXPECT_EQ(call.find("/status?"), std::string::npos) << "it had to ask: " << call;
    }
    EXPECT_GT(streams, 0U);
}

TEST_F(FalProvider, AStreamThatIsCancelledEndsAtOnce) {
    begin(kEndlessRun, {"--fal-status", "stream"});
    const std::string job_id = upload();
    wait_for(job_id, FileState::Generating);
    const Answer answer = ask(app_->port(), "POST", api::path_of(api::Route::JobCancel, {job_id}), {}, "{}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(ended_file(job_id).status, FileState::Cancelled);
}

TEST_F(FalProvider, EveryRegisteredModelGivesAModel) {
    begin(kQuickRun);
    std::vector<std::pair<std::string, std::string>> jobs;
    for (const models::Model& model : models::all()) {
        if (model.provider == models::Provider::Fal) jobs.emplace_back(model.id, upload(1, model.id));
    }
    for (const auto& [model, job_id] : jobs) {
        const api::FileView file = ended_file(job_id);
        EXPECT_EQ(file.status, FileState::Succeeded) << model << ": " << file.error.value_or("");
    }
    EXPECT_EQ(fake_->accepted_submits(), jobs.size());
    for (const json::Value& row : fake_->journal("submits")) {
        EXPECT_EQ(*row.find("unknown"), json::Value(json::Array{})) << json::dump(*row.find("endpoint"));
    }
}

TEST_F(FalProvider, ARestartInTheMiddleGoesOnWithTheSameRequest) {
    for (const bool is_killed : {true, false}) {
        SCOPED_TRACE(is_killed ? "kill -9" : "orderly");
        begin(kEndlessRun);
        const std::string job_id = upload();
        wait_for(job_id, FileState::Generating);
        if (is_killed) {
            app_->kill();
        } else {
            app_->stop();
            EXPECT_EQ(app_->exit_code(), 0);
        }
        app_->start();
        finish_run();
        EXPECT_EQ(ended_file(job_id).status, FileState::Succeeded) << app_->log();
        EXPECT_EQ(fake_->journal("submits").size(), 1U) << "paid once";
        app_.reset();
        fake_.reset();
    }
}

TEST_F(FalProvider, KilledBetweenRequestAndAnswerItIsUnknownAndNotSentAgain) {
    begin(R"({"faults":[{"step":"submit","fault":"stall_before_answer"}]})");
    const std::string job_id = upload();
    // The fake has taken the request; its answer never comes.
    ASSERT_TRUE(comes_true([&] { return get(fake_->port(), "/_fake/jobs").body.find("request_id") != std::string::npos; }));
    app_->kill();
    app_->start();
    wait_for(job_id, FileState::Unknown);
    EXPECT_EQ(ask(app_->port(), "POST", api::path_of(api::Route::JobCancel, {job_id})).status, 200) << "a person may give it up";
    const json::Value jobs = get(fake_->port(), "/_fake/jobs").json();
    EXPECT_EQ(jobs.find("jobs")->as_array()->size(), 1U);
}

TEST_F(FalProvider, WhatTheProviderSaysIsToldAsItIs) {
    const struct {
        const char* name;
        const char* fault;
        FileState state;
        const char* code;
        std::size_t submits;
    } kCases[] = {
        {"no answer after the body", R"({"step":"submit","fault":"reset_after_body"})", FileState::Unknown, "SUBMIT_UNCONFIRMED",
         1},
        {"half an answer", R"({"step":"submit","fault":"cut_in_answer"})", FileState::Unknown, "SUBMIT_UNCONFIRMED", 1},
        {"out of credit, then topped up", R"({"step":"submit","fault":"balance_locked"})", FileState::Succeeded, "", 2},
        {"a key refused once", R"({"step":"initiate","fault":"key_unknown"})", FileState::Succeeded, "", 1},
        {"model gone", R"({"step":"submit","fault":"app_not_found"})", FileState::Failed, "MODEL_GONE", 1},
        {"image", R"({"step":"outcome","fault":"image_too_small"})", FileState::Failed, "IMAGE_REFUSED", 1},
        {"content", R"({"step":"outcome","fault":"content_policy_violation"})", FileState::Failed, "CONTENT_POLICY", 1},
        {"option", R"({"step":"result","fault":"less_than","times":0})", FileState::Failed, "OPTIONS_REFUSED", 1},
        {"result gone", R"({"step":"result","fault":"not_found","times":0})", FileState::Failed, "RESULT_EXPIRED", 1},
        {"a private address", R"({"step":"result","fault":"private_urls","times":0})", FileState::Failed, "PROVIDER_PROTOCOL", 1},
        {"no mesh", R"({"step":"result","fault":"no_mesh","times":0})", FileState::Failed, "NO_MODEL_MADE", 1},
        {"a damaged model", R"({"step":"media","fault":"media_not_the_file","times":0})", FileState::Failed, "MODEL_INVALID", 1},
        {"too many, then room", R"({"step":"submit","fault":"rate_limited"})", FileState::Succeeded, "", 2},
        {"a page, then fine", R"({"step":"status","fault":"page_502","times":3})", FileState::Succeeded, "", 1},
        {"a reset poll", R"({"step":"status","fault":"reset_in_answer","times":2})", FileState::Succeeded, "", 1},
        {"a result that comes late", R"({"step":"result","fault":"page_503","times":2})", FileState::Succeeded, "", 1},
        {"a cut download", R"({"step":"media","fault":"cut_in_answer","times":2})", FileState::Succeeded, "", 1},
        {"an upload that breaks", R"({"step":"upload","fault":"reset_before_body"})", FileState::Succeeded, "", 1},
        {"no addresses", R"({"step":"submit","fault":"no_urls"})", FileState::Succeeded, "", 1},
        {"foreign addresses", R"({"step":"submit","fault":"foreign_urls"})", FileState::Succeeded, "", 1},
    };
    begin(kQuickRun);
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        ASSERT_EQ(fake_->begin(R"({"job":{"queue":{"ms":0},"run":{"ms":0}},"faults":[)" + std::string(c.fault) + "]}").status,
                  200);
        const std::string job_id = upload();
        if (c.state == FileState::Unknown) {
            wait_for(job_id, c.state);
        } else {
            EXPECT_EQ(ended_file(job_id).status, c.state);
        }
        const api::JobView job = job_of(app_->port(), job_id);
        ASSERT_EQ(job.files.size(), 1U);
        EXPECT_EQ(job.files[0].error_code.value_or(""), c.code) << job.files[0].error.value_or("");
        EXPECT_EQ(fake_->journal("submits").size(), c.submits);
        EXPECT_LE(fake_->accepted_submits(), 1U);
    }
}

TEST_F(FalProvider, ACancelGoesToTheProvider) {
    begin(kEndlessRun);
    const std::string job_id = upload();
    wait_for(job_id, FileState::Generating);
    EXPECT_EQ(ask(app_->port(), "POST", api::path_of(api::Route::JobCancel, {job_id})).status, 200);
    EXPECT_EQ(ended_file(job_id).status, FileState::Cancelled);
    EXPECT_EQ(fake_->journal("cancels").size(), 1U);
}

TEST(FalProviderWithoutAKey, SaysWhichSettingIsMissing) {
    const TestApp app;
    std::vector<FormPart> parts = image_parts(1);
    parts.push_back({"model", kModel});
    const Answer answer = post_form(app.port(), "/api/v1/upload/batch", parts);
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.body.find("FAL_KEY"), std::string::npos) << answer.body;
    const RunOutcome refused = run_program({"--provider", "fal"});
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_NE(refused.err.find("FAL_KEY"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace i2m::test
