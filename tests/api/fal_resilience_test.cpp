// fal_resilience_test.cpp - a provider in trouble, against the real server: who waits, what is said, and what a person can do.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/hook_receiver.hpp"
#include "tests/support/image_builder.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

using api::Route;

constexpr const char* kModel = "fal-ai/trellis";
constexpr const char* kQuick = R"("job":{"queue":{"ms":0},"run":{"ms":0}})";
constexpr const char* kEndless = R"("job":{"queue":{"ms":0},"run":{"ms":86400000}})";

std::string picture(int seed) {
    constexpr int kSide = 160;
    Bytes rgba(static_cast<std::size_t>(kSide) * kSide * 4, 255);
    for (int y = 40; y < 120; ++y) {
        for (int x = 40; x < 120; ++x) {
            const auto at = static_cast<std::size_t>(y * kSide + x) * 4;
            rgba[at] = static_cast<std::uint8_t>(20 + seed * 31);
            rgba[at + 1] = static_cast<std::uint8_t>(x);
        }
    }
    return std::string(as_text(make_png_rgba(kSide, kSide, rgba)));
}

class FalInTrouble : public ::testing::Test {
protected:
    void begin(const std::string& scenario, std::vector<std::pair<std::string, std::string>> settings = {}) {
        fake_.emplace("{" + scenario + "}");
        TestAppOptions options{{"--worker-concurrency", "2"},
                               {{"FAL_KEY", std::string(kFakeKey)},
                                {"I2M_FAL_QUEUE_URL", fake_->url()},
                                {"I2M_FAL_RUN_URL", fake_->url()},
                                {"I2M_FAL_REST_URL", fake_->url()},
                                {"I2M_FAL_MEDIA_ALLOW", "127.0.0.1"},
                                {"I2M_RETRY_SCALE", "0.02"},
                                {"I2M_ADMIN_API_KEY", "admin-of-this-test"}}};
        for (auto& setting : settings) options.environment.push_back(std::move(setting));
        app_.emplace(std::move(options));
    }
    [[nodiscard]] std::string upload(int count = 1, const std::string& model = kModel) {
        std::vector<FormPart> parts;
        for (int i = 0; i < count; ++i) parts.push_back({"files", picture(i), "toy-" + std::to_string(i) + ".png", "image/png"});
        parts.push_back({"model", model});
        const Answer answer = post_form(app_->port(), "/api/v1/upload/batch", parts);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.text("job_id");
    }
    [[nodiscard]] Answer post(Route route, std::string_view body, std::initializer_list<std::string_view> ids = {}) const {
        const HeaderList headers = {{"Content-Type", "application/json"}, {"X-API-Key", "admin-of-this-test"}};
        return ask(app_->port(), "POST", api::path_of(route, ids), headers, body);
    }
    [[nodiscard]] api::QueueView queue() const {
        const Result<api::QueueView> view =
            json::decode_text<api::QueueView>(get(app_->port(), api::path_of(Route::QueueGet)).body);
        return view ? *view : api::QueueView{};
    }
    [[nodiscard]] api::ProviderView provider() const {
        const Answer answer = get(app_->port(), api::path_of(Route::AdminProvider), {{"X-API-Key", "admin-of-this-test"}});
        const Result<api::ProviderView> view = json::decode_text<api::ProviderView>(answer.body);
        EXPECT_TRUE(view.ok()) << answer.body;
        return view ? *view : api::ProviderView{};
    }
    [[nodiscard]] api::FileView file(const std::string& job_id) const { return job_of(app_->port(), job_id).files.at(0); }
    [[nodiscard]] api::FileView ended_file(const std::string& job_id) { return finished_job(app_->port(), job_id).files.at(0); }
    void wait_until(const std::string& what, const std::function<bool()>& is_so) const {
        EXPECT_TRUE(comes_true(is_so)) << "never " << what << "\n" << app_->log();
    }
    void wait_for(const std::string& job_id, FileState state) const {
        wait_until(std::string(name_of(state)), [&] { return file(job_id).status == state; });
    }
    [[nodiscard]] std::string accepted_id() const {
        for (const json::Value& row : fake_->journal("submits")) {
            if (*row.find("accepted") == json::Value(true)) return *row.find("request_id")->as_string();
        }
        return {};
    }
    void finish(const std::string& request_id) const {
        EXPECT_EQ(ask(fake_->port(), "POST", "/_fake/jobs/" + request_id + "/finish", {}, "{}").status, 200);
    }

    std::optional<FakeFal> fake_;
    std::optional<TestApp> app_;
};

TEST_F(FalInTrouble, AStormOpensTheBreakerAndOneProbeClosesIt) {
    begin(std::string(kQuick) + R"(,"faults":[{"step":"submit","fault":"page_503","times":0}])", {{"I2M_RETRY_SCALE", "0.05"}});
    const std::string job_id = upload(8);
    wait_until("open", [&] { return provider().breaker != api::BreakerState::Closed; });
    wait_until("held", [&] { return job_of(app_->port(), job_id).hold.has_value(); });
    const api::JobView held = job_of(app_->port(), job_id);
    EXPECT_EQ(held.hold->code, api::kHoldResting);
    EXPECT_EQ(held.hold->provider, "fal");
    EXPECT_TRUE(held.hold->until);
    EXPECT_GE(provider().failures_in_row, 3U);
    const std::string drafts = upload(2, "draft");
    EXPECT_EQ(finished_job(app_->port(), drafts).status, JobStatus::Completed) << "the built-in engine does not wait";
    EXPECT_EQ(ask(fake_->port(), "DELETE", "/_fake/faults").status, 200);
    const api::JobView job = finished_job(app_->port(), job_id);
    EXPECT_EQ(job.status, JobStatus::Completed) << app_->log();
    EXPECT_EQ(provider().breaker, api::BreakerState::Closed);
    EXPECT_TRUE(queue().holds.empty());
    EXPECT_EQ(fake_->accepted_submits(), 8U) << "each paid once";
}

TEST_F(FalInTrouble, AnAccountOutOfOrderParksAllAndLosesNothing) {
    struct Case {
        const char* name;
        const char* fault;
        const char* code;
    };
    for (const Case& c :
         {Case{"no credit", R"({"step":"submit","fault":"balance_locked","times":0})", "PROVIDER_OUT_OF_CREDIT"},
          Case{"key refused", R"({"step":"initiate","fault":"key_unknown","times":0})", "PROVIDER_KEY_REFUSED"}}) {
        SCOPED_TRACE(c.name);
        begin(std::string(kQuick) + R"(,"faults":[)" + c.fault + "]", {{"I2M_RETRY_SCALE", "1"}});
        const std::string job_id = upload(5);
        wait_until("parked", [&] { return provider().parked.has_value(); });
        wait_until("all queued", [&] { return queue().queued == 5; });
        EXPECT_EQ(provider().parked->code, c.code);
        ASSERT_EQ(queue().holds.size(), 1U);
        EXPECT_EQ(queue().holds[0].code, c.code);
        for (const api::FileView& waiting : job_of(app_->port(), job_id).files) {
            EXPECT_EQ(waiting.status, FileState::Queued);
            EXPECT_EQ(waiting.attempt, 0U) << "no try is lost";
        }
        ASSERT_EQ(fake_->begin("{" + std::string(kQuick) + "}").status, 200);
        const Answer resumed = post(Route::AdminQueueResume, "");
        EXPECT_EQ(resumed.status, 200) << resumed.body;
        EXPECT_EQ(finished_job(app_->port(), job_id).status, JobStatus::Completed) << app_->log();
        EXPECT_EQ(fake_->accepted_submits(), 5U);
        EXPECT_FALSE(provider().parked);
        app_.reset();
        fake_.reset();
    }
}

TEST_F(FalInTrouble, APausedQueueStartsNothingAndOutlivesARestart) {
    begin(kQuick);
    const Answer paused = post(Route::AdminQueuePause, R"({"message":"The disk is changed"})");
    ASSERT_EQ(paused.status, 200) << paused.body;
    const std::string job_id = upload(2);
    const std::string drafts = upload(1, "draft");
    EXPECT_EQ(job_of(app_->port(), drafts).hold->code, api::kHoldPaused);
    app_->kill();
    app_->start();
    EXPECT_TRUE(queue().is_paused);
    EXPECT_EQ(queue().pause_message, "The disk is changed");
    EXPECT_EQ(queue().queued, 3U);
    EXPECT_EQ(job_of(app_->port(), drafts).files[0].queue_position, 1U) << "jobs take turns";
    ASSERT_EQ(post(Route::JobMove, R"({"to":"front"})", {drafts}).status, 200);
    EXPECT_EQ(job_of(app_->port(), drafts).files[0].queue_position, 0U);
    ASSERT_EQ(post(Route::JobMove, R"({"before":")" + job_id + R"("})", {drafts}).status, 200);
    EXPECT_EQ(post(Route::JobMove, R"({"to":"the moon"})", {drafts}).status, 400);
    EXPECT_EQ(get(app_->port(), "/api/v1/admin/queue").status, 403) << "for administrators";
    ASSERT_EQ(post(Route::AdminQueueResume, "").status, 200);
    EXPECT_EQ(finished_job(app_->port(), job_id).status, JobStatus::Completed);
    EXPECT_EQ(finished_job(app_->port(), drafts).status, JobStatus::Completed);
}

TEST_F(FalInTrouble, TwoWorkersWatchManyRequestsUpToTheLimit) {
    begin(kEndless, {{"I2M_FAL_CONCURRENCY", "6"}});
    const std::string job_id = upload(8);
    wait_until("at the limit", [&] { return fake_->accepted_submits() == 6; });
    const std::string drafts = upload(1, "draft");
    EXPECT_EQ(finished_job(app_->port(), drafts).status, JobStatus::Completed) << "no worker is blocked";
    EXPECT_EQ(provider().running, 6U);
    EXPECT_EQ(provider().limit, 6U);
    EXPECT_EQ(fake_->accepted_submits(), 6U);
    for (const json::Value& row : fake_->journal("submits")) finish(*row.find("request_id")->as_string());
    wait_until("all sent", [&] { return fake_->accepted_submits() == 8; });
    for (const json::Value& row : fake_->journal("submits"))
        (void)ask(fake_->port(), "POST", "/_fake/jobs/" + *row.find("request_id")->as_string() + "/finish", {}, "{}");
    EXPECT_EQ(finished_job(app_->port(), job_id).status, JobStatus::Completed) << app_->log();
}

TEST_F(FalInTrouble, KilledWhileItAsksAgainItGoesOnWithTheSameRequest) {
    begin(std::string(kQuick) + R"(,"faults":[{"step":"result","fault":"page_503","times":0}])");
    const std::string job_id = upload();
    wait_until("asked again", [&] { return fake_->journal("requests").size() > 6; });
    app_->kill();
    app_->start();
    ASSERT_EQ(ask(fake_->port(), "DELETE", "/_fake/faults", {}, "").status, 200);
    EXPECT_EQ(ended_file(job_id).status, FileState::Succeeded) << app_->log();
    EXPECT_EQ(fake_->accepted_submits(), 1U) << "paid once";
}

TEST_F(FalInTrouble, AFileInDoubtWaitsForAPersonsChoice) {
    struct Case {
        const char* name;
        const char* choice;
        FileState want;
        std::size_t submits;
    };
    for (const Case& c :
         {Case{"send again", "send_again", FileState::Succeeded, 2}, Case{"give up", "give_up", FileState::Failed, 1}}) {
        SCOPED_TRACE(c.name);
        begin(std::string(kQuick) + R"(,"faults":[{"step":"submit","fault":"reset_after_body"}])");
        const std::string job_id = upload();
        wait_for(job_id, FileState::Unknown);
        EXPECT_EQ(file(job_id).error_code, "SUBMIT_UNCONFIRMED");
        EXPECT_TRUE(file(job_id).next_step);
        EXPECT_EQ(queue().unknown, 1U);
        const Answer looked = post(Route::JobResolve, R"({"choice":"look_again"})", {job_id});
        EXPECT_EQ(looked.status, 409) << "no id was told: " << looked.body;
        EXPECT_EQ(post(Route::JobResolve, R"({"choice":"guess"})", {job_id}).status, 400);
        const Answer answer = post(Route::JobResolve, R"({"choice":")" + std::string(c.choice) + R"("})", {job_id});
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(ended_file(job_id).status, c.want);
        EXPECT_EQ(fake_->journal("submits").size(), c.submits);
        EXPECT_EQ(post(Route::JobResolve, R"({"choice":"give_up"})", {job_id}).status, 409) << "nothing is in doubt";
        app_.reset();
        fake_.reset();
    }
}

TEST_F(FalInTrouble, ANoticeFindsALostRequest) {
    HookReceiver receiver;
    begin(std::string(kQuick) + R"(,"faults":[{"step":"submit","fault":"reset_after_body"}])",
          {{"I2M_PUBLIC_URL", receiver.url()}});
    const std::string job_id = upload();
    wait_for(job_id, FileState::Unknown);
    const std::vector<HookReceiver::Post> notices = receiver.wait_for(1);
    ASSERT_GE(notices.size(), 1U);
    const HookReceiver::Post& notice = notices[0];
    HeaderList headers = {{"Content-Type", "application/json"}};
    for (const char* name :
         {"X-Fal-Webhook-Request-Id", "X-Fal-Webhook-User-Id", "X-Fal-Webhook-Timestamp", "X-Fal-Webhook-Signature"})
        headers.emplace_back(name, notice.header(name));
    const std::string target = notice.target.substr(std::string("/hook").size());
    EXPECT_EQ(target.rfind("/api/v1/webhooks/fal?", 0), 0U) << target;
    EXPECT_EQ(ask(app_->port(), "POST", target, headers, notice.body + " ").status, 403) << "another body";
    EXPECT_EQ(ask(app_->port(), "POST", target + "0", headers, notice.body).status, 403) << "another address";
    EXPECT_EQ(ask(app_->port(), "POST", target, {{"Content-Type", "application/json"}}, notice.body).status, 403);
    EXPECT_EQ(file(job_id).status, FileState::Unknown);
    const Answer taken = ask(app_->port(), "POST", target, headers, notice.body);
    EXPECT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(ask(app_->port(), "POST", target, headers, notice.body).status, 200) << "notices repeat";
    EXPECT_EQ(ended_file(job_id).status, FileState::Succeeded) << app_->log();
    EXPECT_EQ(fake_->journal("submits").size(), 1U) << "paid once";
}

TEST_F(FalInTrouble, ARunBeyondItsDeadlineIsCancelledAndSaysSo) {
    begin(kEndless, {{"I2M_FILE_DEADLINE_S", "1"}});
    const std::string job_id = upload();
    const api::FileView late = ended_file(job_id);
    EXPECT_EQ(late.status, FileState::Failed);
    EXPECT_EQ(late.error_code, "DEADLINE_PASSED") << late.error.value_or("");
    EXPECT_EQ(late.is_retryable, true);
    EXPECT_EQ(fake_->journal("cancels").size(), 1U);
}

TEST_F(FalInTrouble, ACancelThatLosesTheRaceKeepsThePaidModel) {
    begin(R"("job":{"queue":{"ms":0},"run":{"ms":86400000},"cancel":"won_by_job"})");
    const std::string job_id = upload();
    wait_for(job_id, FileState::Generating);
    ASSERT_EQ(post(Route::JobCancel, "{}", {job_id}).status, 200);
    const api::FileView kept = ended_file(job_id);
    EXPECT_EQ(kept.status, FileState::Succeeded);
    EXPECT_NE(kept.message.find("charged"), std::string::npos) << kept.message;
    EXPECT_TRUE(kept.download_url);
}

TEST_F(FalInTrouble, WhatHasItsModelIsRunAgainAsANewJob) {
    begin(kQuick);
    const std::string job_id = upload();
    const api::FileView first = ended_file(job_id);
    ASSERT_EQ(first.status, FileState::Succeeded);
    const Answer refused = post(Route::JobRetry, R"({"files":[")" + first.file_id + R"("]})", {job_id});
    EXPECT_EQ(refused.status, 409);
    EXPECT_NE(refused.body.find("as_new_job"), std::string::npos) << refused.body;
    const Answer answer =
        post(Route::JobRetry, R"({"files":[")" + first.file_id + R"("],"model":"draft","as_new_job":true})", {job_id});
    ASSERT_EQ(answer.status, 200) << answer.body;
    const std::string again = answer.text("job_id");
    EXPECT_NE(again, job_id);
    EXPECT_EQ(finished_job(app_->port(), again).status, JobStatus::Completed);
    EXPECT_EQ(get(app_->port(), *first.download_url).status, 200) << "what was paid for is still there";
    EXPECT_EQ(file(job_id).status, FileState::Succeeded);
}

}  // namespace
}  // namespace i2m::test
