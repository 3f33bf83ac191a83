// job_store_ledger_test.cpp - money: reserved before a request leaves, settled or released after it, never lost with a job.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/contract/job_store_contract.hpp"

namespace i2m::test {
namespace {

constexpr MicroUsd kPrice = 300'000;

/// Today's figures in one line.
std::string figures(const JobStore& store) {
    const Spending now = store.spending();
    return std::to_string(now.spent) + " spent, " + std::to_string(now.reserved) + " reserved" +
           (now.waits_for ? ", waits for " + std::to_string(*now.waits_for) : "");
}

std::string cost_of(const JobStore& store, const std::string& file_id) {
    const std::optional<FileCost> cost = store.file(file_id)->cost;
    return cost ? std::to_string(cost->amount) + (cost->is_estimated ? " estimated" : "") : "none";
}

FilePatch with(const Charge& charge) {
    FilePatch patch;
    patch.charge = charge;
    patch.error = Error{ErrorCode::ProviderFailed, "It broke."};
    return patch;
}

FilePatch request(const std::string& id) {
    FilePatch patch;
    patch.submission = Submission{id, "{}"};
    return patch;
}

}  // namespace

TEST_P(JobStoreContract, DirectFilesCostNothing) {
    add_job(1);
    complete(claim());
    EXPECT_EQ(figures(*store_), "0 spent, 0 reserved");
    EXPECT_TRUE(store_->usage(0).days.empty());
}

TEST_P(JobStoreContract, ARunIsReservedFromTheClaimAndSettledByItsUnits) {
    add_paid_job(1, kPrice);
    EXPECT_EQ(figures(*store_), "0 spent, 0 reserved");
    const Claim taken = claim();
    EXPECT_EQ(taken.file.reserve, kPrice);
    EXPECT_EQ(figures(*store_), "0 spent, 300000 reserved") << "two workers must not spend the same money";
    ASSERT_TRUE(store_->mark_sent(taken.lease).applied);
    EXPECT_EQ(figures(*store_), "0 spent, 300000 reserved") << "once, not twice";
    reopen();
    ASSERT_TRUE(advance(taken, {FileEvent::Submitted}, request("r-1")).applied);
    ASSERT_TRUE(advance(taken, {FileEvent::Started, FileEvent::Generated}).applied);
    EXPECT_EQ(cost_of(*store_, taken.file.id), "none") << "it has not ended";
    ASSERT_TRUE(store_->keep_result(taken.lease, {R"({"a":1})", 2.0}, {ChargeState::Settled, 2.0, 250'000}).applied);
    EXPECT_EQ(figures(*store_), "250000 spent, 0 reserved");
    ASSERT_TRUE(complete(taken).applied);
    reopen();
    EXPECT_EQ(figures(*store_), "250000 spent, 0 reserved");
    EXPECT_EQ(cost_of(*store_, taken.file.id), "250000");
}

TEST_P(JobStoreContract, AResultIsKeptUntilItsFilesAreHere) {
    add_paid_job(1, kPrice);
    const Claim taken = submitted("r-1");
    EXPECT_FALSE(store_->keep_result(taken.lease, {"{}", {}}, {ChargeState::Settled, {}, {}}).applied) << "it still runs";
    ASSERT_TRUE(advance(taken, {FileEvent::Generated}).applied);
    ASSERT_TRUE(store_->keep_result(taken.lease, {R"({"a":1})", 2.5}, {ChargeState::Settled, 2.5, {}}).applied);
    EXPECT_FALSE(store_->keep_result({taken.file.id, "another"}, {"{}", {}}, {}).applied);
    reopen();
    (void)store_->release_expired(true);
    const std::optional<Claim> again = store_->claim_next("next", kLeaseTime);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->file.state, FileState::Fetching);
    ASSERT_TRUE(again->file.run_result);
    EXPECT_EQ(again->file.run_result->json, R"({"a":1})");
    EXPECT_EQ(again->file.run_result->units, 2.5);
    ASSERT_TRUE(complete(*again).applied);
    EXPECT_FALSE(store_->file(taken.file.id)->run_result) << "only the run that is under way has one";
    EXPECT_EQ(cost_of(*store_, taken.file.id), "300000 estimated") << "units without a price";
}

TEST_P(JobStoreContract, WhatBecomesOfAReservation) {
    const struct {
        const char* name;
        std::optional<Charge> told;
        const char* figures;
        const char* cost;
    } kCases[] = {
        {"refused before it ran", Charge{ChargeState::Released, {}, {}}, "0 spent, 0 reserved", "none"},
        {"charged all the same", Charge{ChargeState::Settled, 1.0, 20'000}, "20000 spent, 0 reserved", "20000"},
        {"charged, the price of a unit is not known", Charge{ChargeState::Settled, 1.0, {}}, "300000 spent, 0 reserved",
         "300000 estimated"},
        {"nobody knows", Charge{ChargeState::Maybe, {}, {}}, "300000 spent, 0 reserved", "300000 estimated"},
        {"nothing is said", std::nullopt, "300000 spent, 0 reserved", "300000 estimated"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        add_paid_job(1, kPrice);
        const Claim taken = sent();
        FilePatch patch = with(c.told.value_or(Charge{}));
        patch.charge = c.told;
        ASSERT_TRUE(advance(taken, {FileEvent::Refused}, patch).applied);
        EXPECT_EQ(figures(*store_), c.figures);
        EXPECT_EQ(cost_of(*store_, taken.file.id), c.cost);
        clock_.advance(kDay);
    }
}

TEST_P(JobStoreContract, AnUnknownRequestCountsUntilItIsFoundOrGivenUp) {
    const std::string job_id = add_paid_job(1, kPrice);
    const Claim taken = sent();
    (void)store_->release_expired(true);
    ASSERT_EQ(state_of(taken.file.id), FileState::Unknown);
    EXPECT_EQ(figures(*store_), "300000 spent, 0 reserved");
    EXPECT_EQ(cost_of(*store_, taken.file.id), "300000 estimated");
    RetryRequest again;
    again.job_id = job_id;
    ASSERT_TRUE(store_->cancel(job_id).ok());
    EXPECT_EQ(figures(*store_), "300000 spent, 0 reserved") << "giving up does not make it free";
    ASSERT_TRUE(store_->retry(again).ok());
    const Claim second = sent();
    EXPECT_EQ(figures(*store_), "300000 spent, 300000 reserved") << "a second run is a second row";
    ASSERT_TRUE(advance(second, {FileEvent::Refused}, with({ChargeState::Released, {}, {}})).applied);
    EXPECT_EQ(cost_of(*store_, taken.file.id), "300000 estimated");
}

TEST_P(JobStoreContract, EveryAttemptHasItsOwnRow) {
    add_paid_job(1, kPrice);
    for (int i = 0; i < 3; ++i) {
        const Claim taken = sent();
        const Charge charge = i == 0 ? Charge{ChargeState::Released, {}, {}} : Charge{ChargeState::Settled, 1.0, 100'000};
        FilePatch patch = with(charge);
        patch.retry_at = clock_.now();
        ASSERT_TRUE(advance(taken, {FileEvent::RetryScheduled}, patch).applied);
        (void)store_->requeue_due();
    }
    const UsageSums sums = store_->usage(0);
    ASSERT_EQ(sums.days.size(), 1U);
    EXPECT_EQ(sums.days[0].runs, 2U) << "what was not charged is no run";
    EXPECT_EQ(sums.days[0].cost, 200'000);
}

TEST_P(JobStoreContract, TheLedgerOutlivesItsJob) {
    const std::string job_id = add_paid_job(1, kPrice);
    const Claim taken = sent();
    ASSERT_TRUE(advance(taken, {FileEvent::Refused}, with({ChargeState::Settled, 1.0, 20'000})).applied);
    ASSERT_TRUE(store_->remove(job_id).ok());
    reopen();
    EXPECT_EQ(figures(*store_), "20000 spent, 0 reserved");
}

TEST_P(JobStoreContract, SumsByDayAndByModel) {
    const auto run = [&](const std::string& model, MicroUsd cost) {
        NewJob job = new_job(1, false);
        job.model = model;
        ASSERT_TRUE(store_->create(job).ok());
        ASSERT_TRUE(advance(sent(), {FileEvent::Refused}, with({ChargeState::Settled, 1.0, cost})).applied);
    };
    run("a", 10);
    clock_.advance(kDay);
    run("a", 20);
    run("b", 40);
    run("c", 40);
    const std::int64_t today = day_of(clock_.now());
    const UsageSums all = store_->usage(0);
    ASSERT_EQ(all.days.size(), 2U);
    EXPECT_EQ(all.days[0].day, today) << "newest first";
    EXPECT_EQ(all.days[0].runs, 3U);
    EXPECT_EQ(all.days[0].cost, 100);
    EXPECT_EQ(all.days[1].cost, 10);
    ASSERT_EQ(all.models.size(), 3U);
    EXPECT_EQ(all.models[0].model, "b") << "dearest first, then by name";
    EXPECT_EQ(all.models[2].model, "a");
    EXPECT_EQ(all.models[2].cost, 30);
    EXPECT_EQ(store_->usage(today).days.size(), 1U);
    EXPECT_TRUE(store_->usage(today + 1).days.empty());
    EXPECT_EQ(figures(*store_), "100 spent, 0 reserved") << "yesterday is over";
}

TEST_P(JobStoreContract, SumsOfOneOwnerOutliveItsJobs) {
    const auto run = [&](const std::string& owner, MicroUsd cost) {
        NewJob job = new_job(1, false);
        job.owner = owner;
        ASSERT_TRUE(store_->create(job).ok());
        ASSERT_TRUE(advance(sent(), {FileEvent::Refused}, with({ChargeState::Settled, 1.0, cost})).applied);
        ASSERT_TRUE(store_->remove(job.id).ok());
    };
    run("first", 10);
    run("second", 20);
    run("first", 40);
    const UsageSums first = store_->usage(0, "first");
    ASSERT_EQ(first.days.size(), 1U);
    EXPECT_EQ(first.days[0].runs, 2U);
    EXPECT_EQ(first.days[0].cost, 50);
    ASSERT_EQ(first.models.size(), 1U);
    EXPECT_EQ(first.models[0].cost, 50);
    EXPECT_TRUE(store_->usage(0, "third").days.empty());
    EXPECT_EQ(store_->usage(0).days[0].cost, 70);
}

TEST_P(JobStoreContract, TheBudgetHoldsPaidFilesBackAndNoOthers) {
    open_with({2 * kPrice});
    add_paid_job(3, kPrice);
    const Claim first = claim();
    const Claim second = sent();
    EXPECT_FALSE(store_->claim_next("third", kLeaseTime));
    EXPECT_EQ(figures(*store_), "0 spent, 600000 reserved, waits for 300000");
    add_job(1);
    EXPECT_TRUE(claim().file.is_direct) << "what is free goes on";
    ASSERT_TRUE(advance(second, {FileEvent::Refused}, with({ChargeState::Released, {}, {}})).applied);
    EXPECT_EQ(claim().file.position, 2U) << "what was not charged may be spent again";
    (void)first;
}

TEST_P(JobStoreContract, ACheaperFileGoesBeforeOneThatDoesNotFit) {
    open_with({kPrice});
    add_paid_job(1, kPrice / 3);
    (void)sent();
    add_paid_job(1, kPrice);
    const std::string cheap = add_paid_job(1, kPrice / 3);
    EXPECT_EQ(claim().job_id, cheap);
    EXPECT_FALSE(store_->claim_next("next", kLeaseTime));
}

TEST_P(JobStoreContract, TheBudgetIsThereAgainAtMidnight) {
    open_with({kPrice});
    add_paid_job(3, kPrice);
    const Claim taken = sent();
    EXPECT_FALSE(store_->claim_next("next", kLeaseTime));
    clock_.advance(start_of_day(day_of(clock_.now()) + 1) - clock_.now() - Millis{1});
    EXPECT_FALSE(store_->claim_next("next", kLeaseTime));
    clock_.advance(Millis{1});
    EXPECT_EQ(claim().file.position, 1U);
    EXPECT_FALSE(store_->claim_next("next", kLeaseTime));
    (void)taken;
}

TEST_P(JobStoreContract, ARaisedBudgetLetsTheQueueGoOn) {
    open_with({kPrice});
    add_paid_job(2, kPrice);
    const Claim taken = sent();
    ASSERT_TRUE(advance(taken, {FileEvent::Refused}, with({ChargeState::Maybe, {}, {}})).applied);
    EXPECT_FALSE(store_->claim_next("next", kLeaseTime));
    if (!reopen()) return;  // this store keeps nothing
    open_with({2 * kPrice});
    EXPECT_EQ(claim().file.position, 1U);
}

TEST_P(JobStoreContract, WorkersCannotOverspendTogether) {
    open_with({5 * kPrice});
    add_paid_job(20, kPrice);
    std::atomic<int> claimed{0};
    std::vector<std::thread> workers;
    for (int t = 0; t < 4; ++t) {
        workers.emplace_back([&, t] {
            for (int i = 0; i < 20; ++i) {
                const std::string token = std::to_string(t) + "-" + std::to_string(i);
                const std::optional<Claim> claim = store_->claim_next(token, kLeaseTime);
                if (!claim) return;
                ++claimed;
                if (i % 2 == 0) store_->mark_sent(claim->lease);
            }
        });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(claimed, 5);
}

TEST_P(JobStoreContract, APreviewIsKeptWithItsModelAndGoesWithItsJob) {
    const std::string job_id = add_job(2);
    const Claim taken = claim();
    FinishedModel model{"toy", fake_sha(900), 5'000, 12, 24};
    model.preview = StoredPreview{fake_sha(901), 300, "image/png"};
    ASSERT_TRUE(store_->complete(taken.lease, model).applied);
    reopen();
    const std::optional<FileRecord> file = store_->file(taken.file.id);
    ASSERT_TRUE(file->preview);
    EXPECT_EQ(file->preview->sha256, fake_sha(901));
    EXPECT_EQ(file->preview->size_bytes, 300U);
    EXPECT_EQ(file->preview->content_type, "image/png");
    const std::vector<std::string> asked{fake_sha(901), fake_sha(902)};
    EXPECT_EQ(store_->orphans_among(asked), std::vector<std::string>{fake_sha(902)});
    ASSERT_TRUE(store_->cancel(job_id).ok());
    const Result<RemovedJob> removed = store_->remove(job_id);
    ASSERT_TRUE(removed.ok());
    const std::vector<std::string>& gone = removed->orphaned_sha256;
    EXPECT_NE(std::find(gone.begin(), gone.end(), fake_sha(901)), gone.end());
}

TEST_P(JobStoreContract, AModelOfAnotherFormatKeepsItsExtensionAndSaysWhy) {
    add_job(2);
    for (const char* name : {"toy.fbx", "toy-2.fbx"}) {
        const Claim taken = claim();
        FinishedModel model{"toy", fake_sha(900), 5'000};
        model.extension = ".fbx";
        model.message = "It is FBX.";
        ASSERT_TRUE(store_->complete(taken.lease, model).applied);
        const std::optional<FileRecord> file = store_->file(taken.file.id);
        EXPECT_EQ(file->result->filename, name);
        EXPECT_EQ(file->message, "It is FBX.");
    }
}

TEST_P(JobStoreContract, AnotherModelBringsItsOwnPrice) {
    const std::string job_id = add_paid_job(1, kPrice);
    ASSERT_TRUE(advance(sent(), {FileEvent::Refused}, with({ChargeState::Released, {}, {}})).applied);
    RetryRequest request;
    request.job_id = job_id;
    request.model = "fal-ai/triposr";
    request.reserve = 70'000;
    request.is_price_known = false;
    ASSERT_TRUE(store_->retry(request).ok());
    reopen();
    const Claim again = sent();
    EXPECT_EQ(again.file.reserve, 70'000);
    EXPECT_FALSE(again.file.is_price_known);
    EXPECT_EQ(figures(*store_), "0 spent, 70000 reserved");
}

}  // namespace i2m::test
