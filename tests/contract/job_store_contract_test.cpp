// job_store_contract_test.cpp - the fixture of the job store's contract, and the stores it runs against.
#include "tests/contract/job_store_contract.hpp"

#include "server/jobs/caching_job_store.hpp"
#include "server/sqlite/sqlite_job_store.hpp"
#include "tests/support/memory_job_store.hpp"

namespace i2m::test {

std::string fake_sha(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return std::string(64 - digits.size(), '0') + digits;
}

NewJob JobStoreContract::new_job(std::size_t count, bool is_direct) {
    NewJob job;
    job.id = fake_uuid(++next_id_);
    job.owner = "somebody";
    job.model = is_direct ? "draft" : "fal-ai/trellis";
    job.is_direct = is_direct;
    job.typical_ms = 1'000;
    job.fingerprint = "same";
    for (std::size_t i = 0; i < count; ++i) {
        NewFile file;
        file.id = fake_uuid(++next_id_);
        file.filename = std::string(1, static_cast<char>('a' + i)) + ".png";
        file.content_type = "image/png";
        file.source_sha256 = fake_sha(next_id_);
        file.source_bytes = 100 + i;
        file.width_px = 20;
        file.height_px = 30;
        job.files.push_back(file);
    }
    return job;
}

std::string JobStoreContract::add_job(std::size_t count, bool is_direct) {
    const Result<JobStore::Created> created = store_->create(new_job(count, is_direct));
    EXPECT_TRUE(created.ok());
    return created->job_id;
}

std::string JobStoreContract::add_paid_job(std::size_t count, MicroUsd reserve) {
    NewJob job = new_job(count, false);
    job.reserve = reserve;
    const Result<JobStore::Created> created = store_->create(job);
    EXPECT_TRUE(created.ok());
    return created->job_id;
}

Claim JobStoreContract::sent() {
    const Claim taken = claim();
    EXPECT_TRUE(store_->mark_sent(taken.lease).applied);
    return taken;
}

Claim JobStoreContract::claim() {
    std::optional<Claim> claim = store_->claim_next("token-" + std::to_string(++next_token_), kLeaseTime);
    if (!claim) throw std::runtime_error("there is nothing to claim");
    return *std::move(claim);
}

Claim JobStoreContract::submitted(const std::string& request_id) {
    const Claim taken = claim();
    EXPECT_TRUE(store_->mark_sent(taken.lease).applied);
    FilePatch patch;
    patch.submission = Submission{request_id, R"({"status":"https://example.test/s"})"};
    EXPECT_TRUE(advance(taken, {FileEvent::Submitted}, patch).applied);
    return taken;
}

Change JobStoreContract::complete(const Claim& claim, std::uint64_t sha_number) {
    return store_->complete(claim.lease, {"model", fake_sha(sha_number), 5'000, 12, 24});
}

Change JobStoreContract::advance(const Claim& claim, std::initializer_list<FileEvent> events, const FilePatch& patch) {
    return store_->advance(claim.lease, std::span(events.begin(), events.size()), patch);
}

Change JobStoreContract::fail(const Claim& claim, const std::string& words) {
    FilePatch patch;
    patch.error = Error{ErrorCode::DraftFailed, words};
    return advance(claim, {FileEvent::Refused}, patch);
}

FileState JobStoreContract::state_of(const std::string& file_id) {
    const std::optional<FileRecord> file = store_->file(file_id);
    if (!file) throw std::runtime_error("no file " + file_id);
    return file->state;
}

std::vector<std::string> JobStoreContract::event_names(std::string_view job_id, std::int64_t after_id) {
    std::vector<std::string> names;
    for (const EventRow& event : store_->events_after(job_id, after_id, 1'000)) names.push_back(event.name);
    return names;
}

api::EventData JobStoreContract::last_event(std::string_view job_id) {
    const std::vector<EventRow> events = store_->events_after(job_id, 0, 1'000);
    if (events.empty()) throw std::runtime_error("no event");
    Result<api::EventData> data = json::decode_text<api::EventData>(events.back().data);
    if (!data) throw std::runtime_error(data.error().message);
    return *std::move(data);
}

bool JobStoreContract::reopen() {
    if (std::string_view(GetParam().name) == "memory") return false;
    store_.reset();
    store_ = GetParam().open(folder_.path(), clock_, {});
    return true;
}

void JobStoreContract::open_with(const Budget& budget) {
    store_.reset();
    store_ = GetParam().open(folder_.path(), clock_, budget);
}

INSTANTIATE_TEST_SUITE_P(
    Every, JobStoreContract,
    ::testing::Values(StoreKind{"memory",
                                [](const std::filesystem::path&, const Clock& clock, const Budget& budget)
                                    -> std::unique_ptr<JobStore> { return std::make_unique<MemoryJobStore>(clock, 4, budget); }},
                      StoreKind{"sqlite",
                                [](const std::filesystem::path& folder, const Clock& clock, const Budget& budget) {
                                    return open_sqlite_job_store(folder / "test.db", clock, 4, budget);
                                }},
                      StoreKind{"cached",
                                [](const std::filesystem::path& folder, const Clock& clock, const Budget& budget) {
                                    return make_caching_job_store(open_sqlite_job_store(folder / "test.db", clock, 4, budget));
                                }}),
    [](const auto& kind) { return std::string(kind.param.name); });

TEST_P(JobStoreContract, AnEmptyStoreHasNothing) {
    EXPECT_FALSE(store_->claim_next("t", kLeaseTime));
    EXPECT_FALSE(store_->job(fake_uuid(1)));
    EXPECT_FALSE(store_->file(fake_uuid(1)));
    EXPECT_TRUE(store_->list({}).empty());
    EXPECT_TRUE(store_->events_after("", 0, 10).empty());
    EXPECT_EQ(store_->last_event_id(), 0);
    EXPECT_FALSE(store_->next_due());
    EXPECT_FALSE(store_->model_stats("draft"));
    EXPECT_NO_THROW(store_->ping());
}

TEST_P(JobStoreContract, CreateKeepsEverythingThatCame) {
    NewJob job = new_job(2);
    job.options_json = R"({"grid":512})";
    job.face_limit = 5'000;
    const Result<JobStore::Created> created = store_->create(job);
    ASSERT_TRUE(created.ok());
    EXPECT_TRUE(created->is_new);
    reopen();

    const std::optional<JobWithFiles> stored = store_->job(job.id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->job.owner, "somebody");
    EXPECT_EQ(stored->job.options_json, job.options_json);
    EXPECT_EQ(stored->job.face_limit, 5'000);
    EXPECT_EQ(stored->job.typical_ms, 1'000);
    EXPECT_EQ(stored->job.created_at, clock_.now());
    EXPECT_EQ(stored->last_event_id, created->last_event_id);
    ASSERT_EQ(stored->files.size(), 2U);
    const FileRecord& file = stored->files[1];
    EXPECT_EQ(file.id, job.files[1].id);
    EXPECT_EQ(file.job_id, job.id);
    EXPECT_EQ(file.position, 1U);
    EXPECT_EQ(file.filename, "b.png");
    EXPECT_EQ(file.content_type, "image/png");
    EXPECT_EQ(file.source_sha256, job.files[1].source_sha256);
    EXPECT_EQ(file.source_bytes, 101U);
    EXPECT_EQ(file.width_px, 20U);
    EXPECT_EQ(file.height_px, 30U);
    EXPECT_EQ(file.options_json, job.options_json);
    EXPECT_EQ(file.state, FileState::Queued);
    EXPECT_EQ(file.attempt, 0U);
    EXPECT_TRUE(file.is_direct);
}

TEST_P(JobStoreContract, CreateTellsThatTheJobIsQueuedAndBehindWhom) {
    const std::string first = add_job(3);
    (void)claim();
    const std::string second = add_job(1);
    EXPECT_EQ(event_names(second), std::vector<std::string>{"task_queued"});
    const api::EventData data = last_event(second);
    EXPECT_EQ(data.job_id, second);
    EXPECT_EQ(data.status, "queued");
    EXPECT_EQ(data.total_files, 1U);
    EXPECT_EQ(data.queue_position, 0U) << "jobs take turns, so a newcomer is next";
}

TEST_P(JobStoreContract, TheSameKeyGivesTheSameJob) {
    NewJob job = new_job(1);
    job.idempotency_key = "key";
    ASSERT_TRUE(store_->create(job).ok());
    reopen();
    NewJob again = new_job(1);
    again.idempotency_key = "key";
    const Result<JobStore::Created> created = store_->create(again);
    ASSERT_TRUE(created.ok());
    EXPECT_FALSE(created->is_new);
    EXPECT_EQ(created->job_id, job.id);
    EXPECT_EQ(store_->list({}).size(), 1U);
    EXPECT_EQ(event_names(job.id).size(), 1U);
}

TEST_P(JobStoreContract, AKeyBelongsToItsOwnerAndItsContent) {
    NewJob job = new_job(1);
    job.idempotency_key = "key";
    ASSERT_TRUE(store_->create(job).ok());

    NewJob other_content = new_job(1);
    other_content.idempotency_key = "key";
    other_content.fingerprint = "other";
    const Result<JobStore::Created> refused = store_->create(other_content);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);

    NewJob other_owner = new_job(1);
    other_owner.idempotency_key = "key";
    other_owner.owner = "another";
    ASSERT_TRUE(store_->create(other_owner).ok());
    NewJob no_key = new_job(1);
    ASSERT_TRUE(store_->create(no_key).ok());
    ASSERT_TRUE(store_->create(new_job(1)).ok());
    EXPECT_EQ(store_->list({}).size(), 4U);
}

TEST_P(JobStoreContract, ListFiltersSortsAndPages) {
    const std::string first = add_job(1);
    clock_.advance(Millis{1'000});
    const std::string second = add_job(2);
    clock_.advance(Millis{1'000});
    const std::string third = add_job(1, false);

    struct Case {
        const char* name;
        JobQuery query;
        std::vector<std::string> want;
    };
    const auto query = [](auto change) {
        JobQuery out;
        change(out);
        return out;
    };
    const TimePoint start = clock_.now() - Millis{2'000};
    const Case cases[] = {
        {"all, newest first", {}, {third, second, first}},
        {"oldest first", query([](JobQuery& q) { q.order = JobOrder::OldestFirst; }), {first, second, third}},
        {"limit", query([](JobQuery& q) { q.limit = 1; }), {third}},
        {"after, newest first",
         query([&](JobQuery& q) { q.after_sequence = store_->job(third)->job.sequence; }),
         {second, first}},
        {"after, oldest first",
         query([&](JobQuery& q) {
             q.order = JobOrder::OldestFirst;
             q.after_sequence = store_->job(first)->job.sequence;
         }),
         {second, third}},
        {"model", query([](JobQuery& q) { q.model = "draft"; }), {second, first}},
        {"owner", query([](JobQuery& q) { q.owner = "nobody"; }), {}},
        {"from", query([&](JobQuery& q) { q.from = start + Millis{1'000}; }), {third, second}},
        {"to", query([&](JobQuery& q) { q.to = start + Millis{1'000}; }), {first}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        std::vector<std::string> got;
        for (const JobWithFiles& job : store_->list(c.query)) got.push_back(job.job.id);
        EXPECT_EQ(got, c.want);
    }
}

TEST_P(JobStoreContract, EventsOfAllJobsTellTheirOwner) {
    NewJob other = new_job(1);
    other.owner = "somebody else";
    const std::string first = add_job(1);
    ASSERT_TRUE(store_->create(other).ok());
    const std::vector<EventRow> all = store_->events_after("", 0, 100);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].owner, "somebody");
    EXPECT_EQ(all[1].owner, "somebody else");
    EXPECT_EQ(store_->events_after(first, 0, 100).front().owner, "") << "one job's are its owner's anyway";
}

TEST_P(JobStoreContract, EventsAreReadFromWhereOneStopped) {
    const std::string first = add_job(1);
    const std::string second = add_job(1);
    const Claim taken = claim();
    ASSERT_EQ(taken.job_id, first);
    complete(taken);

    const std::vector<EventRow> all = store_->events_after("", 0, 100);
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_GT(all[i].id, all[i - 1].id);
    EXPECT_EQ(all.back().id, store_->last_event_id());
    EXPECT_EQ(store_->events_after("", all[1].id, 100).size(), all.size() - 2);
    EXPECT_EQ(store_->events_after("", 0, 2).size(), 2U);
    EXPECT_EQ(store_->events_after(second, 0, 100).size(), 1U);
    EXPECT_EQ(store_->events_after(first, 0, 100).size(), all.size() - 1);
    EXPECT_TRUE(store_->events_after(first, all.back().id, 100).empty());
}

}  // namespace i2m::test
