// job_outlook_test.cpp - what people are told of files that wait or run long: places, holds, time left, slowness, deadlines.
#include <gtest/gtest.h>

#include "server/jobs/queue_service.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

constexpr const char* kModel = "fal-ai/trellis";

ServiceOptions options() {
    ServiceOptions out;
    out.deadline = Millis{600'000};
    return out;
}

class JobOutlookTest : public ::testing::Test {
protected:
    std::string accept(std::vector<std::string> names, const std::string& model = kModel) {
        const Result<api::UploadAnswer> answer = service_.accept(core_.upload(names, model));
        if (!answer) throw std::runtime_error(answer.error().message);
        return answer->job_id;
    }
    [[nodiscard]] api::JobView job(const std::string& id) { return *service_.job(id); }

    ServerCore core_;
    QueueService queue_{{core_.store, core_.events, core_.work, core_.gate, core_.generator_of}};
    JobService service_{{core_.store, core_.blobs, core_.clock, core_.ids, core_.events, core_.progress, core_.work,
                         core_.generator_of, [this](const JobWithFiles& found) { return queue_.hold_of(found); }},
                        options()};
};

TEST_F(JobOutlookTest, QueuedFilesHaveTheirPlace) {
    const std::string first = accept({"a.png", "b.png"});
    const std::string second = accept({"c.png"});
    EXPECT_EQ(job(first).files[0].queue_position, 0U);
    EXPECT_EQ(job(first).files[1].queue_position, 2U);
    EXPECT_EQ(job(second).files[0].queue_position, 1U) << "jobs take turns";
    ASSERT_TRUE(service_.move(second, {"front", ""}).ok());
    EXPECT_EQ(job(second).files[0].queue_position, 0U);
    EXPECT_EQ(service_.move(second, {"", second}).error().message, "A job cannot go before itself. Name another one.");
    const auto step = core_.next_step();
    EXPECT_FALSE(job(second).files[0].queue_position) << "it runs";
}

TEST_F(JobOutlookTest, HoldsAreOfThoseWhomTheyKeepBack) {
    const std::string elsewhere = accept({"a.png"});
    const std::string here = accept({"b.png"}, "draft");
    EXPECT_FALSE(job(elsewhere).hold);
    for (int i = 0; i < 3; ++i) {
        (void)core_.gate.failed(models::Provider::Fal, ProviderCall::Start, "x",
                                {FailureKind::Transient, Error::of(ErrorCode::ProviderBusy)});
    }
    ASSERT_TRUE(job(elsewhere).hold);
    EXPECT_FALSE(job(elsewhere).eta_ms) << "until when it is held nobody knows";
    EXPECT_TRUE(job(here).eta_ms);
    EXPECT_EQ(job(elsewhere).hold->code, api::kHoldResting);
    EXPECT_FALSE(job(here).hold) << "the built-in engine works";
    ASSERT_TRUE(queue_.pause("Lunch").ok());
    EXPECT_EQ(job(here).hold->code, api::kHoldPaused);
    EXPECT_NE(job(here).hold->message.find("Lunch"), std::string::npos);
    EXPECT_EQ(queue_.view().holds.size(), 2U);
    const api::QueueView resumed = queue_.resume();
    EXPECT_FALSE(resumed.is_paused);
    EXPECT_TRUE(resumed.holds.empty()) << "the provider may be tried again";
    EXPECT_FALSE(queue_.pause(std::string(501, 'x')).ok());
}

TEST_F(JobOutlookTest, APauseIsTakenOverAtTheNextStart) {
    ASSERT_TRUE(queue_.pause("Night").ok());
    Gate gate{core_.clock, {}};
    const QueueService again{{core_.store, core_.events, core_.work, gate, core_.generator_of}};
    EXPECT_TRUE(gate.begin_claim().is_paused);
    EXPECT_EQ(again.view().pause_message, "Night");
}

TEST_F(JobOutlookTest, ALongRunIsSlowAndHasADeadline) {
    const std::string id = accept({"a.png"});
    core_.fal.polls = {[] { return PollAnswer{PollAnswer::Stage::Running}; }};
    const auto step = core_.next_step();
    (void)step->next({});
    (void)step->next({});
    const std::int64_t typical = models::find(kModel)->typical_ms;
    api::FileView file = job(id).files[0];
    EXPECT_EQ(file.status, FileState::Generating);
    EXPECT_FALSE(file.is_slow);
    EXPECT_EQ(file.eta_ms, typical);
    EXPECT_TRUE(file.deadline_at);
    EXPECT_EQ(file.provider_request_id, "request-1");
    core_.clock.advance(Millis{typical / 2});
    EXPECT_EQ(job(id).files[0].eta_ms, typical - typical / 2);
    core_.clock.advance(Millis{typical * 3});
    file = job(id).files[0];
    EXPECT_EQ(file.is_slow, true);
    EXPECT_NE(file.message.find("cancel"), std::string::npos) << file.message;
    EXPECT_GT(file.eta_ms.value_or(0), 0) << "never nothing";
}

TEST_F(JobOutlookTest, AnErrorSaysWhatToDoNext) {
    const std::string id = accept({"a.png"});
    core_.fal.submits = {[] { return Failure{FailureKind::Permanent, Error::of(ErrorCode::ImageRefused)}; }};
    (void)core_.next_step()->next({});
    const api::FileView file = job(id).files[0];
    EXPECT_EQ(file.next_step, error_info(ErrorCode::ImageRefused).next_step);
    EXPECT_EQ(file.is_retryable, false);
}

TEST_F(JobOutlookTest, AHintMakesAParkedFileDue) {
    const std::string id = accept({"a.png"});
    core_.fal.polls = {[] { return PollAnswer{PollAnswer::Stage::Running}; }};
    const auto step = core_.next_step();
    (void)step->next({});
    const StepOutcome outcome = step->next({});
    ASSERT_TRUE(step->can_park());
    ASSERT_TRUE(step->park(outcome.wait));
    EXPECT_EQ(core_.next_step(), nullptr);
    const std::string file_id = job(id).files[0].file_id;
    EXPECT_FALSE(service_.hear_of_request(file_id, 1, "another"));
    EXPECT_FALSE(service_.hear_of_request("not an id", 1, "request-1"));
    EXPECT_TRUE(service_.hear_of_request(file_id, 1, "request-1"));
    EXPECT_NE(core_.next_step(), nullptr);
}

}  // namespace
}  // namespace i2m::test
