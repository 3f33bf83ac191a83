// fal_money_test.cpp - the real server with the fake provider: prices, costs, the budget, pictures and kept results.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/api/messages_usage.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kQuickRun = R"({"job":{"queue":{"ms":0},"run":{"ms":0}}})";
constexpr const char* kTrellis = "fal-ai/trellis";  // two cents a unit
constexpr const char* kRodin = "fal-ai/hyper3d/rodin";
constexpr const char* kTripo = "tripo3d/tripo/v2.5/image-to-3d";

class FalMoney : public ::testing::Test {
protected:
    void begin(std::string_view scenario, std::vector<std::string> flags = {}, bool has_price_list = false) {
        fake_.emplace(scenario);
        if (has_price_list) flags.insert(flags.end(), {"--fal-api-url", fake_->url() + "/v1"});
        flags.insert(flags.end(), {"--worker-concurrency", "2"});
        app_.emplace(TestAppOptions{std::move(flags),
                                    {{"FAL_KEY", std::string(kFakeKey)},
                                     {"I2M_FAL_QUEUE_URL", fake_->url()},
                                     {"I2M_FAL_RUN_URL", fake_->url()},
                                     {"I2M_FAL_REST_URL", fake_->url()},
                                     {"I2M_FAL_MEDIA_ALLOW", "127.0.0.1"},
                                     {"I2M_RETRY_SCALE", "0"}}});
    }
    [[nodiscard]] Answer send(const std::string& model, int count = 1, const std::string& options = "{}") const {
        std::vector<FormPart> parts = image_parts(count);
        parts.push_back({"model", model});
        parts.push_back({"options", options});
        return post_form(app_->port(), "/api/v1/upload/batch", parts);
    }
    [[nodiscard]] std::string upload(const std::string& model, int count = 1, const std::string& options = "{}") const {
        const Answer answer = send(model, count, options);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.text("job_id");
    }
    [[nodiscard]] api::UsageAnswer usage(const std::string& query = "") const {
        const Answer answer = get(app_->port(), api::path_of(api::Route::Usage) + query);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const Result<api::UsageAnswer> decoded = json::decode_text<api::UsageAnswer>(answer.body);
        return decoded ? *decoded : api::UsageAnswer{};
    }
    template <class Condition>
    void wait_until(const char* what, Condition condition) const {
        ASSERT_TRUE(comes_true(condition)) << what << "\n" << app_->log();
    }
    [[nodiscard]] std::size_t requests(const char* step) const {
        std::size_t count = 0;
        for (const json::Value& row : fake_->journal("requests")) count += *row.find("step") == json::Value(step) ? 1U : 0U;
        return count;
    }

    std::optional<FakeFal> fake_;
    std::optional<TestApp> app_;
};

TEST_F(FalMoney, AnEstimateBeforeAndTheCostAfter) {
    begin(kQuickRun);
    const json::Value models = get(app_->port(), api::path_of(api::Route::Models)).json();
    bool has_rules = false;
    for (const json::Value& model : *models.find("models")->as_array())
        has_rules = has_rules || (*model.find("id") == json::Value(kTripo) && !model.find("price_rules")->as_array()->empty());
    EXPECT_TRUE(has_rules) << "scripts can estimate too";

    const api::JobView counted = finished_job(app_->port(), upload(kTrellis, 2));
    EXPECT_EQ(counted.estimate_usd, 0.04);
    EXPECT_EQ(counted.cost_usd, 0.04);
    EXPECT_EQ(counted.is_cost_estimated, false) << "units times the price of one";
    EXPECT_EQ(counted.files[0].cost_usd, 0.02);

    const std::string tripo = upload(kTripo, 1, R"({"texture":"HD"})");
    EXPECT_EQ(job_of(app_->port(), tripo).estimate_usd, 0.4);
    const api::JobView estimated = finished_job(app_->port(), tripo);
    EXPECT_EQ(estimated.cost_usd, 0.4);
    EXPECT_EQ(estimated.is_cost_estimated, true) << "the price of its units is not known";

    ASSERT_EQ(ask(app_->port(), "DELETE", api::path_of(api::Route::JobDelete, {tripo})).status, 200);
    const api::UsageAnswer sums = usage("?days=7");
    EXPECT_DOUBLE_EQ(sums.today_usd, 0.44) << "deleting a job does not bring its money back";
    EXPECT_EQ(sums.reserved_usd, 0);
    EXPECT_FALSE(sums.budget_usd);
    ASSERT_EQ(sums.days.size(), 1U);
    EXPECT_EQ(sums.days[0].runs, 3U);
    ASSERT_EQ(sums.models.size(), 2U);
    EXPECT_EQ(sums.models[0].model, kTripo);
    for (const char* query : {"?days=0", "?days=367", "?days=many", "?days="})
        EXPECT_EQ(get(app_->port(), api::path_of(api::Route::Usage) + query).status, 400) << query;
}

TEST_F(FalMoney, WithTheProvidersPriceListTheCostIsNoEstimate) {
    begin(kQuickRun, {}, true);
    wait_until("the price list", [&] { return app_->log().find("price list is there") != std::string::npos; });
    const api::JobView job = finished_job(app_->port(), upload(kTripo, 1, R"({"texture":"HD"})"));
    EXPECT_NEAR(job.cost_usd.value_or(0), 0.4, 1e-9) << "units of this run times the price of one";
    EXPECT_EQ(job.is_cost_estimated, false);
    app_->kill();
    app_->start();
    EXPECT_EQ(finished_job(app_->port(), upload(kTripo)).is_cost_estimated, false);
    EXPECT_EQ(requests("platform"), 1U) << "a list is a day's, also over a restart";
}

TEST_F(FalMoney, WhatIsNotChargedCostsNothing) {
    begin(kQuickRun);
    const struct {
        const char* name;
        const char* fault;
        double spent;
    } kCases[] = {
        {"refused at the door", R"({"step":"submit","fault":"app_not_found"})", 0},
        {"the run failed there", R"({"step":"outcome","fault":"internal_server_error","times":0})", 0},
        {"nobody knows", R"({"step":"submit","fault":"reset_after_body"})", 0.02},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const double before = usage().today_usd;
        ASSERT_EQ(fake_->begin(R"({"job":{"queue":{"ms":0},"run":{"ms":0}},"faults":[)" + std::string(c.fault) + "]}").status,
                  200);
        const std::string job_id = upload(kTrellis);
        wait_until("the file to come to rest", [&] {
            const FileState state = job_of(app_->port(), job_id).files.at(0).status;
            return is_final(state) || state == FileState::Unknown;
        });
        EXPECT_NEAR(usage().today_usd - before, c.spent, 1e-9);
        EXPECT_EQ(usage().reserved_usd, 0);
    }
}

TEST_F(FalMoney, TheBudgetStopsWhatItCannotPayAndNothingElse) {
    begin(kQuickRun, {"--daily-budget-usd", "0.9"});
    const Answer refused = send("meshy/v7.1/image-to-3d");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.text("error_code"), "BUDGET_TOO_SMALL");
    EXPECT_NE(refused.body.find("$1.20"), std::string::npos) << refused.body;
    EXPECT_TRUE(fake_->journal("uploads").empty());

    StreamReader events(app_->port(), api::path_of(api::Route::AllEvents));
    const std::string job_id = upload(kRodin, 3);
    wait_until("two of three to be ready", [&] { return job_of(app_->port(), job_id).successful_files == 2; });
    for (api::SseEvent event = events.next(); event.name != "queue_changed"; event = events.next())
        ASSERT_FALSE(event.name.empty()) << "open pages were not told";
    const api::JobView held = job_of(app_->port(), job_id);
    ASSERT_TRUE(held.hold);
    EXPECT_EQ(held.hold->code, "BUDGET_REACHED");
    EXPECT_NE(held.hold->message.find("$0.90"), std::string::npos) << held.hold->message;
    EXPECT_TRUE(held.hold->until);
    EXPECT_NE(get(app_->port(), api::path_of(api::Route::QueueGet)).body.find("BUDGET_REACHED"), std::string::npos);
    const api::UsageAnswer full = usage();
    EXPECT_DOUBLE_EQ(full.today_usd, 0.8);
    EXPECT_DOUBLE_EQ(full.left_usd.value_or(-1), 0.1);
    EXPECT_TRUE(full.is_blocked);
    EXPECT_EQ(finished_job(app_->port(), upload(kTrellis)).successful_files, 1U) << "what fits goes on";
    EXPECT_EQ(finished_job(app_->port(), upload("draft")).successful_files, 1U) << "and what is free";
    EXPECT_EQ(job_of(app_->port(), job_id).files[2].status, FileState::Queued);
    EXPECT_EQ(fake_->accepted_submits(), 3U);
}

TEST_F(FalMoney, ARaisedBudgetLetsTheQueueGoOn) {
    begin(kQuickRun, {"--daily-budget-usd", "0.4"});
    const std::string job_id = upload(kRodin, 2);
    wait_until("one of two to be ready", [&] { return job_of(app_->port(), job_id).successful_files == 1; });
    EXPECT_TRUE(usage().is_blocked);
    app_->stop();
    app_->set_flags({"--daily-budget-usd", "0.8", "--worker-concurrency", "2"});
    app_->start();
    EXPECT_EQ(finished_job(app_->port(), job_id).successful_files, 2U);
    EXPECT_FALSE(usage().is_blocked);
}

TEST_F(FalMoney, TheProvidersPictureIsServed) {
    begin(kQuickRun);
    const std::string job_id = upload(kTripo);
    const api::FileView file = finished_job(app_->port(), job_id).files.at(0);
    ASSERT_TRUE(file.preview_url);
    const Answer picture = get(app_->port(), *file.preview_url);
    EXPECT_EQ(picture.status, 200);
    EXPECT_EQ(picture.header("Content-Type").substr(0, 6), "image/");
    EXPECT_EQ(fake_->journal("downloads").size(), 2U) << "the model and the picture";
    const std::string tag(picture.header("ETag"));
    ASSERT_FALSE(tag.empty());
    EXPECT_EQ(ask(app_->port(), "GET", *file.preview_url, {{"If-None-Match", tag}}).status, 304);
    const json::Value list = get(app_->port(), api::path_of(api::Route::DownloadList, {job_id})).json();
    const json::Value& entry = list.find("files")->as_array()->front();
    ASSERT_NE(entry.find("rendered_image"), nullptr);
    EXPECT_EQ(*entry.find("rendered_image")->find("url"), json::Value(*file.preview_url));

    const api::FileView plain = finished_job(app_->port(), upload(kTrellis)).files.at(0);
    EXPECT_FALSE(plain.preview_url);
    EXPECT_TRUE(get(app_->port(), api::path_of(api::Route::FilePreview, {plain.file_id})).body ==
                get(app_->port(), plain.source_url).body)
        << "the image stands for it";
}

TEST_F(FalMoney, KilledBetweenResultAndDownloadNeitherIsAskedForAgain) {
    begin(R"({"job":{"queue":{"ms":0},"run":{"ms":0}},"faults":[{"step":"media","fault":"stall_before_answer"}]})");
    const std::string job_id = upload(kTrellis);
    wait_until("the cost of the result", [&] { return job_of(app_->port(), job_id).cost_usd.has_value(); });
    wait_until("the download to begin", [&] { return !fake_->journal("downloads").empty(); });
    app_->kill();
    app_->start();
    const api::JobView job = finished_job(app_->port(), job_id);
    EXPECT_EQ(job.successful_files, 1U) << app_->log();
    EXPECT_EQ(fake_->journal("submits").size(), 1U);
    EXPECT_EQ(requests("result"), 1U) << "it may be forgotten there by now";
    EXPECT_EQ(job.cost_usd, 0.02);
}

}  // namespace
}  // namespace i2m::test
