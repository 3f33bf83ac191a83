// job_service_money_test.cpp - prices before a run, costs after it, and the budget, as people see them.
#include <gtest/gtest.h>

#include "server/core/iso_time.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

class JobServiceMoney : public ::testing::Test {
protected:
    void with_budget(double usd) {
        options_.budget.daily = micro_usd(usd);
        service_.emplace(ServiceParts{core_.store, core_.blobs, core_.clock, core_.ids, core_.events, core_.progress, core_.work,
                                      core_.generator_of},
                         options_);
    }
    [[nodiscard]] Result<api::UploadAnswer> upload(JobService& service, const std::string& model, const char* options = "{}") {
        AcceptRequest request = core_.upload({"toy.png"}, model);
        request.options = *json::parse(options);
        return service.accept(std::move(request));
    }
    void run_next() {
        const std::unique_ptr<JobStep> step = core_.next_step();
        ASSERT_NE(step, nullptr);
        while (step->next({}).kind == StepOutcome::Kind::Again) {
        }
    }

    ServerCore core_;
    ServiceOptions options_;
    std::optional<JobService> service_;
};

TEST_F(JobServiceMoney, EstimatesFollowModelAndOptions) {
    const struct {
        const char* name;
        const char* model;
        const char* options;
        std::optional<double> shown;
        MicroUsd reserved;
    } kCases[] = {
        {"free", "draft", "{}", std::nullopt, 0},
        {"by the list", "fal-ai/trellis", "{}", 0.02, 20'000},
        {"by the options", "fal-ai/hunyuan3d/v2", R"({"textured_mesh":true})", 0.48, 480'000},
        {"not known: what the setting says", "fal-ai/hunyuan3d-v3/image-to-3d", "{}", std::nullopt, 1'000'000},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<api::UploadAnswer> answer = upload(core_.service, c.model, c.options);
        ASSERT_TRUE(answer.ok()) << answer.error().message;
        EXPECT_EQ(core_.service.job(answer->job_id)->estimate_usd, c.shown);
        EXPECT_EQ(core_.store.job(answer->job_id)->files[0].reserve, c.reserved);
    }
}

TEST_F(JobServiceMoney, WhatCanNeverRunIsNotTaken) {
    with_budget(0.4);
    const Result<api::UploadAnswer> refused = upload(*service_, "fal-ai/hunyuan3d/v2", R"({"textured_mesh":true})");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::BudgetTooSmall);
    EXPECT_EQ(
        refused.error().message,
        "One run of Hunyuan3D 2.0 with these options counts $0.48, more than the daily budget of $0.40. Choose a cheaper model "
        "or cheaper options, or raise the budget (--daily-budget-usd).");
    EXPECT_TRUE(core_.store.list({}).empty());
    EXPECT_TRUE(core_.blobs.list().empty());
    EXPECT_TRUE(upload(*service_, "fal-ai/hyper3d/rodin").ok()) << "all of it is not too much";
    EXPECT_TRUE(upload(*service_, "draft").ok());
    EXPECT_FALSE(upload(*service_, "fal-ai/hunyuan3d-v3/image-to-3d").ok()) << "an unknown price counts as a dollar";
}

TEST_F(JobServiceMoney, ARetryThatCanNeverRunIsNotTaken) {
    const std::string job_id = upload(core_.service, "fal-ai/hyper3d/rodin")->job_id;
    ASSERT_TRUE(core_.service.cancel(job_id).ok());
    with_budget(0.3);
    const Result<api::JobView> as_before = service_->retry(job_id);
    ASSERT_FALSE(as_before.ok());
    EXPECT_EQ(as_before.error().code, ErrorCode::BudgetTooSmall);
    EXPECT_EQ(service_->retry(job_id, {}, "fal-ai/hunyuan3d-v3/image-to-3d").error().code, ErrorCode::BudgetTooSmall);
    ASSERT_TRUE(service_->retry(job_id, {}, "fal-ai/trellis").ok());
    EXPECT_EQ(core_.store.job(job_id)->files[0].reserve, 20'000);
}

TEST_F(JobServiceMoney, JobsAndFilesTellWhatTheyCost) {
    const std::string job_id = upload(core_.service, "fal-ai/trellis")->job_id;
    core_.fal.results = {[] { return RunResult{"{}", 1.0}; }};
    run_next();
    const Result<api::JobView> job = core_.service.job(job_id);
    EXPECT_EQ(job->files[0].cost_usd, 0.02);
    EXPECT_EQ(job->files[0].is_cost_estimated, false);
    EXPECT_EQ(job->files[0].model, "fal-ai/trellis");
    EXPECT_EQ(job->cost_usd, 0.02);
    EXPECT_EQ(job->is_cost_estimated, false);
    EXPECT_EQ(job->estimate_usd, 0.02);
    const std::string free_id = upload(core_.service, "draft")->job_id;
    run_next();
    EXPECT_FALSE(core_.service.job(free_id)->cost_usd);
}

TEST_F(JobServiceMoney, UsageSumsDaysModelsAndTheBudget) {
    core_.clock.advance(*parse_iso_utc("2026-11-22T12:00:00Z") - core_.clock.now());
    with_budget(0.5);
    (void)upload(*service_, "fal-ai/trellis");
    core_.fal.results = {[] { return RunResult{"{}", 2.0}; }};
    run_next();
    (void)upload(*service_, "fal-ai/hyper3d/rodin");
    const std::unique_ptr<JobStep> under_way = core_.next_step();
    const Result<api::UsageAnswer> usage = service_->usage(7);
    ASSERT_TRUE(usage.ok());
    EXPECT_EQ(usage->today_usd, 0.04);
    EXPECT_EQ(usage->reserved_usd, 0.4);
    EXPECT_EQ(usage->budget_usd, 0.5);
    EXPECT_EQ(usage->left_usd, 0.06);
    EXPECT_FALSE(usage->is_blocked) << "nothing waits";
    EXPECT_EQ(usage->resets_at, "2026-11-23T00:00:00.000Z");
    ASSERT_EQ(usage->days.size(), 1U);
    EXPECT_EQ(usage->days[0].date, "2026-11-22");
    EXPECT_EQ(usage->days[0].runs, 1U);
    EXPECT_EQ(usage->days[0].cost_usd, 0.04);
    ASSERT_EQ(usage->models.size(), 1U);
    EXPECT_EQ(usage->models[0].model, "fal-ai/trellis");
    EXPECT_FALSE(core_.service.usage(7)->budget_usd) << "without a budget";
    for (const std::uint32_t days : {0U, 367U}) EXPECT_EQ(service_->usage(days).error().field, "days");
}

}  // namespace
}  // namespace i2m::test
