// job_store_queue_test.cpp - what waits at a provider or for a person, what may start, and the order of the queue.
#include <algorithm>

#include "server/core/job_rules.hpp"
#include "tests/contract/job_store_contract.hpp"

namespace i2m::test {
namespace {

Parking parking_until(TimePoint due) { return {due, 42, "Sampling 5/12", 3, false}; }

}  // namespace

TEST_P(JobStoreContract, AParkedFileWaitsForItsTimeWithoutAWorker) {
    add_job(1, false);
    const Claim taken = submitted();
    const std::int64_t last = store_->last_event_id();
    ASSERT_TRUE(store_->park(taken.lease, parking_until(clock_.now() + Millis{5'000})).applied);
    EXPECT_EQ(store_->last_event_id(), last) << "nobody is told";
    EXPECT_EQ(store_->next_try(), clock_.now() + Millis{5'000});
    EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    EXPECT_FALSE(advance(taken, {FileEvent::Started}).applied) << "the lease is given back";
    EXPECT_TRUE(store_->release_expired(true).empty());
    reopen();
    EXPECT_EQ(store_->next_try(), clock_.now() + Millis{5'000}) << "the time outlives a restart";
    clock_.advance(Millis{5'000});
    const Claim again = claim();
    EXPECT_EQ(again.file.id, taken.file.id);
    EXPECT_EQ(again.file.submission->request_id, "request-1");
    EXPECT_EQ(again.file.failed_calls, 3U);
    EXPECT_EQ(again.file.message, "Sampling 5/12");
    EXPECT_DOUBLE_EQ(again.file.percent, 42);
    EXPECT_EQ(again.file.attempt, 1U);
    EXPECT_FALSE(store_->next_try());
    EXPECT_EQ(complete(again).state, FileState::Succeeded);
}

TEST_P(JobStoreContract, OfAProbeNothingIsToldBeforeSomethingComesOfIt) {
    using enum FileEvent;
    const struct {
        const char* name;
        FileEvent event;
        std::vector<std::string> told;
    } cases[] = {
        {"the provider is still closed", Released, {}},
        {"the request was taken", Submitted, {"file_update", "file_update", "task_progress"}},
        {"its answer was lost", Lost, {"file_update", "file_update", "task_progress"}},
    };
    ProviderRule probe;
    probe.is_probe = true;
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const std::string job_id = add_job(1, false);
        const std::int64_t before = store_->last_event_id();
        std::optional<Claim> taken = store_->claim_next("probe", kLeaseTime, {false, {probe}});
        ASSERT_TRUE(taken);
        EXPECT_EQ(taken->file.state, FileState::Submitting);
        EXPECT_EQ(taken->last_event_id, before);
        EXPECT_TRUE(is_untold(store_->job(job_id)->files[0]));
        ASSERT_TRUE(store_->mark_sent(taken->lease).applied);
        FilePatch patch;
        patch.gives_attempt_back = c.event == Released;
        if (c.event == Submitted) patch.submission = Submission{"request-" + job_id, "{}"};
        if (c.event == Lost) patch.error = Error::of(ErrorCode::SubmitUnconfirmed);
        const Change change = advance(*taken, {c.event}, patch);
        ASSERT_TRUE(change.applied);
        EXPECT_EQ(event_names(job_id, before), c.told);
        EXPECT_EQ(change.last_event_id, store_->last_event_id()) << "a stream may go on from here";
        EXPECT_FALSE(is_untold(store_->job(job_id)->files[0]));
        (void)store_->cancel(job_id);
        (void)store_->remove(job_id);
    }
}

TEST_P(JobStoreContract, AClaimForDirectFilesLeavesTheOthers) {
    add_job(1, false);
    const Claim parked = submitted();
    ASSERT_TRUE(store_->park(parked.lease, parking_until(clock_.now())).applied);
    add_job(1, false);
    const std::string direct = add_job(1);
    ClaimRules rules;
    rules.is_direct_only = true;
    const std::optional<Claim> taken = store_->claim_next("draft", kLeaseTime, rules);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->job_id, direct);
    EXPECT_FALSE(store_->claim_next("draft", kLeaseTime, rules)) << "neither what is due nor what is queued";
    EXPECT_TRUE(store_->claim_next("any", kLeaseTime));
}

TEST_P(JobStoreContract, TheFileThatIsDueLongestGoesFirst) {
    add_job(3, false);
    std::vector<Claim> claims;
    for (int i = 0; i < 3; ++i) claims.push_back(submitted("request-" + std::to_string(i)));
    const std::int64_t waits[] = {3'000, 1'000, 2'000};
    for (std::size_t i = 0; i < 3; ++i) store_->park(claims[i].lease, parking_until(clock_.now() + Millis{waits[i]}));
    clock_.advance(Millis{10'000});
    EXPECT_EQ(claim().file.id, claims[1].file.id);
    EXPECT_EQ(claim().file.id, claims[2].file.id);
    EXPECT_EQ(claim().file.id, claims[0].file.id);
}

TEST_P(JobStoreContract, ACancelMakesAParkedFileDueAtOnce) {
    for (const bool is_before : {true, false}) {
        SCOPED_TRACE(is_before ? "cancelled, then parked" : "parked, then cancelled");
        const std::string job_id = add_job(1, false);
        const Claim taken = submitted();
        const Parking parking = parking_until(clock_.now() + Millis{60'000});
        if (is_before) {
            ASSERT_TRUE(store_->cancel(job_id).ok());
            EXPECT_TRUE(store_->park(taken.lease, parking).cancel_asked);
        } else {
            ASSERT_TRUE(store_->park(taken.lease, parking).applied);
            ASSERT_TRUE(store_->cancel(job_id).ok());
        }
        const Claim due = claim();
        EXPECT_TRUE(due.file.cancel_asked);
        Parking asked = parking;
        asked.is_cancel_sent = true;
        ASSERT_TRUE(store_->park(due.lease, asked).applied);
        EXPECT_FALSE(store_->claim_next("t", kLeaseTime)) << "the provider knows; its answer has time";
        clock_.advance(Millis{60'000});
        const Claim last = claim();
        EXPECT_TRUE(last.file.is_cancel_sent);
        ASSERT_TRUE(advance(last, {FileEvent::CancelConfirmed}).applied);
    }
}

TEST_P(JobStoreContract, OnlyARunningFileIsParkedAndOnlyByItsWorker) {
    add_job(1, false);
    const Claim taken = submitted();
    EXPECT_FALSE(store_->park({taken.file.id, "another"}, parking_until(clock_.now())).applied);
    ASSERT_TRUE(advance(taken, {FileEvent::CancelConfirmed}).applied);
    EXPECT_FALSE(store_->park(taken.lease, parking_until(clock_.now())).applied);
}

TEST_P(JobStoreContract, RulesKeepQueuedFilesBackAndNeverRunningOnes) {
    const std::string elsewhere = add_job(3, false);
    const std::string here = add_job(1);
    const std::string model = store_->job(elsewhere)->job.model;
    ASSERT_NE(models::find(model), nullptr);
    const Claim running = submitted();
    store_->park(running.lease, parking_until(clock_.now()));
    ClaimRules shut{false, {{models::Provider::Fal, false, false, 0, 0}}};
    ClaimRules one{false, {{models::Provider::Fal, true, false, 1, 0}}};
    ClaimRules two{false, {{models::Provider::Fal, true, false, 2, 0}}};
    EXPECT_EQ(store_->claim_next("a", kLeaseTime, shut)->file.id, running.file.id) << "what runs there is watched";
    EXPECT_EQ(store_->running_by_model().at(model), 1U);
    EXPECT_EQ(store_->claim_next("b", kLeaseTime, one)->job_id, here) << "the built-in engine goes on";
    EXPECT_FALSE(store_->claim_next("c", kLeaseTime, one));
    EXPECT_FALSE(store_->claim_next("c", kLeaseTime, ClaimRules{true, {}}));
    EXPECT_EQ(store_->claim_next("c", kLeaseTime, two)->job_id, elsewhere);
    EXPECT_FALSE(store_->claim_next("d", kLeaseTime, two));
    EXPECT_EQ(store_->queue_stats().queued, 1U);
}

TEST_P(JobStoreContract, AFileMayGoBackToTheQueueWithoutALostTry) {
    const std::string job_id = add_job(1, false);
    FilePatch back;
    back.gives_attempt_back = true;
    for (int i = 0; i < 3; ++i) {
        const Claim taken = claim();
        EXPECT_EQ(taken.file.attempt, 1U);
        ASSERT_TRUE(store_->mark_sent(taken.lease).applied);
        EXPECT_EQ(advance(taken, {FileEvent::Released}, back).state, FileState::Queued);
    }
    EXPECT_EQ(store_->job(job_id)->files[0].attempt, 0U);
}

TEST_P(JobStoreContract, ACancelIsNotForgottenOnTheWayBack) {
    for (const FileEvent event : {FileEvent::RetryScheduled, FileEvent::Released}) {
        const std::string job_id = add_job(1, false);
        const Claim taken = claim();
        ASSERT_TRUE(store_->mark_sent(taken.lease).applied);
        ASSERT_TRUE(store_->cancel(job_id).ok());
        FilePatch patch;
        patch.error = Error::of(ErrorCode::ProviderBusy);
        EXPECT_EQ(advance(taken, {event}, patch).state, FileState::Cancelled);
        EXPECT_FALSE(store_->job(job_id)->files[0].error);
    }
}

TEST_P(JobStoreContract, ACancelThatComesTooLateKeepsThePaidModel) {
    const std::string job_id = add_job(1, false);
    const Claim taken = submitted();
    ASSERT_TRUE(store_->cancel(job_id).ok());
    EXPECT_EQ(complete(taken).state, FileState::Succeeded);
    const FileRecord file = store_->job(job_id)->files[0];
    EXPECT_NE(file.message.find("charged"), std::string::npos) << file.message;
    EXPECT_TRUE(file.result);
}

TEST_P(JobStoreContract, AFileInDoubtIsDecidedByAPerson) {
    struct Case {
        const char* name;
        FileEvent event;
        FileState want;
    };
    for (const Case& c :
         {Case{"send again", FileEvent::RetryAsked, FileState::Queued}, Case{"give up", FileEvent::GivenUp, FileState::Failed}}) {
        SCOPED_TRACE(c.name);
        const std::string job_id = add_job(2, false);
        const Claim taken = claim();
        ASSERT_TRUE(store_->mark_sent(taken.lease).applied);
        ASSERT_TRUE(advance(taken, {FileEvent::Lost}).applied);
        EXPECT_EQ(store_->queue_stats().unknown, 1U);
        const std::string other = store_->job(job_id)->files[1].id;
        EXPECT_EQ(store_->resolve({job_id, {other}, c.event}).error().code, ErrorCode::Conflict);
        EXPECT_EQ(store_->resolve({job_id, {"nobody"}, c.event}).error().code, ErrorCode::FileNotFound);
        EXPECT_EQ(store_->resolve({"no-job", {}, c.event}).error().code, ErrorCode::JobNotFound);
        ASSERT_TRUE(store_->resolve({job_id, {}, c.event}).ok());
        EXPECT_EQ(state_of(taken.file.id), c.want);
        EXPECT_EQ(store_->resolve({job_id, {}, c.event}).error().code, ErrorCode::Conflict) << "nothing is in doubt any more";
        ASSERT_TRUE(store_->cancel(job_id).ok());
    }
}

TEST_P(JobStoreContract, AHintFindsALostRequest) {
    add_job(1, false);
    const Claim taken = claim();
    ASSERT_TRUE(store_->mark_sent(taken.lease).applied);
    const Submission request{"request-7", R"({"status":"s"})"};
    EXPECT_FALSE(store_->reconcile(taken.file.id, 1, request).is_found) << "its worker waits for the answer still";
    ASSERT_TRUE(advance(taken, {FileEvent::Lost}).applied);
    EXPECT_FALSE(store_->reconcile(taken.file.id, 2, request).is_found) << "another attempt";
    EXPECT_FALSE(store_->reconcile("nobody", 1, request).is_found);
    clock_.advance(Millis{3'600'000});
    const Reconciled found = store_->reconcile(taken.file.id, 1, request);
    EXPECT_TRUE(found.is_found);
    EXPECT_EQ(found.last_event_id, store_->last_event_id());
    EXPECT_FALSE(store_->reconcile(taken.file.id, 1, request).is_found) << "hints repeat";
    reopen();
    const Claim again = claim();
    EXPECT_EQ(again.file.submission, request);
    EXPECT_EQ(again.file.claimed_at, clock_.now()) << "its deadline counts from now";
    store_->park(again.lease, parking_until(clock_.now() + Millis{60'000}));
    EXPECT_FALSE(store_->reconcile(taken.file.id, 1, {"request-8", "{}"}).is_due) << "another request";
    EXPECT_TRUE(store_->reconcile(taken.file.id, 1, request).is_due);
    EXPECT_EQ(complete(claim()).state, FileState::Succeeded);
}

TEST_P(JobStoreContract, JobsAreMovedInTheQueue) {
    struct Case {
        const char* name;
        int moved;
        MoveTarget target;
        int before;  ///< of target, -1 for none
        std::string want;
    };
    const Case cases[] = {
        {"front", 2, {std::nullopt, true}, -1, "CCABAB"}, {"back", 0, {std::nullopt, false}, -1, "BCBCAA"},
        {"before the first", 2, {}, 0, "CCABAB"},         {"before the second", 0, {}, 1, "AABCBC"},
        {"the first to the front", 0, {}, -1, "AABCBC"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        std::vector<std::string> jobs;
        for (int i = 0; i < 3; ++i) jobs.push_back(add_job(2));
        MoveTarget target = c.target;
        if (c.before >= 0) target.before_job = jobs[static_cast<std::size_t>(c.before)];
        ASSERT_TRUE(store_->move(jobs[static_cast<std::size_t>(c.moved)], target).ok());
        std::string order;
        for (const std::string& file_id : store_->queue_order(100)) {
            const auto job = std::find(jobs.begin(), jobs.end(), store_->file(file_id)->job_id);
            order += static_cast<char>('A' + (job - jobs.begin()));
        }
        EXPECT_EQ(order, c.want);
        for (const std::string& job : jobs) ASSERT_TRUE(store_->remove(job).ok());
    }
}

TEST_P(JobStoreContract, OnlyWhatWaitsIsMoved) {
    const std::string done = add_job(1);
    complete(claim());
    const std::string waiting = add_job(1);
    EXPECT_EQ(store_->move("no-job", {}).error().code, ErrorCode::JobNotFound);
    EXPECT_EQ(store_->move(waiting, {"no-job", true}).error().code, ErrorCode::JobNotFound);
    EXPECT_EQ(store_->move(done, {}).error().code, ErrorCode::Conflict);
    EXPECT_EQ(store_->move(waiting, {done, true}).error().code, ErrorCode::Conflict);
    EXPECT_EQ(store_->move(waiting, {waiting, true}).error().code, ErrorCode::Conflict);
    EXPECT_TRUE(store_->move(waiting, {}).ok()) << "alone it is at the front already";
}

TEST_P(JobStoreContract, NotesAreKept) {
    EXPECT_FALSE(store_->note("pause"));
    store_->set_note("pause", "for the night");
    store_->set_note("pause", "for the week");
    reopen();
    EXPECT_EQ(store_->note("pause"), "for the week");
    store_->set_note("pause", std::nullopt);
    EXPECT_FALSE(store_->note("pause"));
}

}  // namespace i2m::test
