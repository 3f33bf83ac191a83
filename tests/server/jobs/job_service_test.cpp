// job_service_test.cpp - the use cases on fakes.
#include "server/jobs/job_service.hpp"

#include <gtest/gtest.h>

#include "server/core/storage_error.hpp"
#include "tests/support/server_core.hpp"

namespace i2m::test {
namespace {

class JobServiceTest : public ::testing::Test {
protected:
    std::string accepted(const std::vector<std::string>& names = {"toy.png"}, const std::string& model = {}) {
        const Result<api::UploadAnswer> answer = core_.service.accept(core_.upload(names, model));
        if (!answer) throw std::runtime_error(answer.error().message);
        return answer->job_id;
    }
    /// Runs the next file to its end.
    void run_next() {
        const std::unique_ptr<JobStep> step = core_.next_step();
        ASSERT_NE(step, nullptr);
        while (step->next({}).kind == StepOutcome::Kind::Again) {
        }
    }
    ServerCore core_;
};

TEST_F(JobServiceTest, AcceptAnswersWithOneIdForJobTaskAndBatch) {
    AcceptRequest request = core_.upload({"toy.png", "../../a/shoe.jpg"});
    request.face_limit = 5'000;
    const Result<api::UploadAnswer> answer = core_.service.accept(std::move(request));
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->job_id, fake_uuid(1));
    EXPECT_EQ(answer->task_id, answer->job_id);
    EXPECT_EQ(answer->batch_id, answer->job_id);
    EXPECT_EQ(answer->face_limit, 5'000);
    EXPECT_EQ(answer->total_files, 2U);
    EXPECT_EQ(answer->status, "uploaded");
    ASSERT_EQ(answer->uploaded_files.size(), 2U);
    EXPECT_EQ(answer->uploaded_files[1].filename, "shoe.jpg");
    EXPECT_EQ(answer->uploaded_files[1].content_type, "image/png") << "by content, not by name";
    EXPECT_EQ(answer->uploaded_files[0].file_size, 17U);
    EXPECT_EQ(core_.blobs.list().size(), 2U);
    EXPECT_EQ(core_.events.notified(), std::vector<std::string>{answer->job_id});
    EXPECT_EQ(core_.work.seen(), 1U) << "the workers were woken";
    EXPECT_EQ(core_.store.job(answer->job_id)->files[0].options_json, core_.store.job(answer->job_id)->job.options_json);
    EXPECT_NE(core_.store.job(answer->job_id)->job.options_json.find("\"face_limit\":5000"), std::string::npos);
}

TEST_F(JobServiceTest, AcceptRefusesWithoutKeepingAnything) {
    struct Case {
        const char* name;
        std::function<void(AcceptRequest&)> spoil;
        ErrorCode want;
    };
    const Case cases[] = {
        {"no file", [](AcceptRequest& r) { r.files.clear(); }, ErrorCode::NoFiles},
        {"too many",
         [&](AcceptRequest& r) {
             while (r.files.size() < 26) r.files.push_back(core_.image("x.png"));
         },
         ErrorCode::TooManyFiles},
        {"face limit 0", [](AcceptRequest& r) { r.face_limit = 0; }, ErrorCode::InvalidOption},
        {"face limit below 0", [](AcceptRequest& r) { r.face_limit = -1; }, ErrorCode::InvalidOption},
        {"unknown model", [](AcceptRequest& r) { r.model = "nobody/knows"; }, ErrorCode::InvalidOption},
        {"unknown option", [](AcceptRequest& r) { r.options.set("colour", "red"); }, ErrorCode::InvalidOption},
        {"options are no object", [](AcceptRequest& r) { r.options = "x"; }, ErrorCode::InvalidOption},
        {"key with a space", [](AcceptRequest& r) { r.idempotency_key = "a b"; }, ErrorCode::InvalidRequest},
        {"key too long", [](AcceptRequest& r) { r.idempotency_key.assign(201, 'k'); }, ErrorCode::InvalidRequest},
        {"a refused image",
         [](AcceptRequest& r) {
             r.files[0].report.issues.push_back(
                 {ImageIssueCode::Truncated, Severity::Refusal, "toy.png: ends early.", "Ends early."});
         },
         ErrorCode::FileValidation},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        AcceptRequest request = core_.upload({"toy.png"});
        c.spoil(request);
        const Result<api::UploadAnswer> answer = core_.service.accept(std::move(request));
        ASSERT_FALSE(answer.ok());
        EXPECT_EQ(answer.error().code, c.want);
        EXPECT_FALSE(answer.error().message.empty());
        EXPECT_TRUE(core_.blobs.list().empty());
        EXPECT_TRUE(core_.store.list({}).empty());
    }
}

TEST_F(JobServiceTest, AcceptRefusesAModelThatCannotRun) {
    core_.fal.reason = "FAL.AI needs a key: set FAL_API_KEY.";
    const Result<api::UploadAnswer> answer = core_.service.accept(core_.upload({"a.png"}, "fal-ai/trellis"));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(answer.error().message, "FAL.AI needs a key: set FAL_API_KEY.");
    EXPECT_EQ(core_.service.accept(core_.upload({"a.png"}, "fal-ai/none")).error().message,
              "There is no model \"fal-ai/none\". GET /api/v1/models lists them.");
    core_.fal.reason.reset();
    AcceptRequest limited = core_.upload({"a.png"}, "fal-ai/trellis");
    limited.face_limit = 100;
    EXPECT_EQ(core_.service.accept(std::move(limited)).error().message, "TRELLIS takes no face limit. Leave it out.");
    EXPECT_TRUE(core_.store.list({}).empty());
}

TEST_F(JobServiceTest, RefusalsNameEveryBadFile) {
    AcceptRequest request = core_.upload({"good.png", "bad.png", "worse.png"});
    request.files[1].report.issues.push_back({ImageIssueCode::Truncated, Severity::Refusal, "bad.png: ends early.", ""});
    request.files[2].report.issues.push_back({ImageIssueCode::Empty, Severity::Refusal, "worse.png: is empty.", ""});
    const std::vector<api::RefusedFile> refused = JobService::refusals_of(request.files);
    ASSERT_EQ(refused.size(), 2U);
    EXPECT_EQ(refused[0].filename, "bad.png");
    EXPECT_EQ(refused[0].code, "truncated");
    EXPECT_EQ(refused[1].message, "worse.png: is empty.");
}

TEST_F(JobServiceTest, TheSameKeyAnswersTheSameAgain) {
    AcceptRequest first = core_.upload({"toy.png"});
    first.idempotency_key = "key-1";
    const std::string job_id = core_.service.accept(std::move(first))->job_id;
    AcceptRequest again = core_.upload({"toy.png"});
    again.idempotency_key = "key-1";
    const Result<api::UploadAnswer> answer = core_.service.accept(std::move(again));
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->job_id, job_id);
    EXPECT_EQ(answer->total_files, 1U);
    EXPECT_EQ(core_.store.list({}).size(), 1U);
    EXPECT_EQ(core_.events.notified().size(), 1U);

    AcceptRequest other = core_.upload({"shoe.png"});
    other.idempotency_key = "key-1";
    EXPECT_EQ(core_.service.accept(std::move(other)).error().code, ErrorCode::Conflict);
    EXPECT_EQ(core_.blobs.list().size(), 1U) << "what was refused is not kept";
}

TEST_F(JobServiceTest, ABrokenDiskStoresNoJob) {
    core_.blobs.fail_commits(1);
    EXPECT_THROW((void)core_.service.accept(core_.upload({"toy.png"})), StorageError);
    EXPECT_TRUE(core_.store.list({}).empty());
    EXPECT_FALSE(accepted().empty());
}

TEST_F(JobServiceTest, IdsFromOutsideAreChecked) {
    const std::string job_id = accepted();
    const std::string file_id = core_.service.job(job_id)->files[0].file_id;
    EXPECT_EQ(core_.service.job(file_id)->job_id, job_id) << "the id of a file finds its job";
    std::string upper = job_id;
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(core_.service.job(upper)->job_id, job_id);
    for (const char* bad : {"", "abc", "../../etc/passwd", "00000000-0000-4000-8000-00000000000g"}) {
        SCOPED_TRACE(bad);
        EXPECT_EQ(core_.service.job(bad).error().code, ErrorCode::InvalidId);
        EXPECT_EQ(core_.service.cancel(bad).error().code, ErrorCode::InvalidId);
        EXPECT_EQ(core_.service.retry(bad).error().code, ErrorCode::InvalidId);
        EXPECT_EQ(core_.service.remove(bad).error().code, ErrorCode::InvalidId);
        EXPECT_EQ(core_.service.downloads(bad).error().code, ErrorCode::InvalidId);
        EXPECT_EQ(core_.service.source(bad).error().code, ErrorCode::InvalidId);
    }
    const std::string unknown = fake_uuid(99);
    EXPECT_EQ(core_.service.job(unknown).error().code, ErrorCode::JobNotFound);
    EXPECT_EQ(core_.service.cancel(unknown).error().code, ErrorCode::JobNotFound);
    EXPECT_EQ(core_.service.remove(unknown).error().code, ErrorCode::JobNotFound);
    EXPECT_EQ(core_.service.source(unknown).error().code, ErrorCode::FileNotFound);
    EXPECT_EQ(core_.service.retry(job_id, {"nonsense"}).error().code, ErrorCode::InvalidId);
}

TEST_F(JobServiceTest, AViewHasTheProgressThatRowsDoNotKnow) {
    const std::string job_id = accepted({"a.png", "b.png"});
    const std::unique_ptr<JobStep> running = core_.next_step();
    core_.progress.advance(running->claim().file.id, 40, "Sampling 4/10");
    const Result<api::JobView> view = core_.service.job(job_id);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(view->status, JobStatus::Processing);
    EXPECT_EQ(view->files[0].progress, 40);
    EXPECT_EQ(view->files[0].message, "Sampling 4/10");
    EXPECT_EQ(view->progress, 20);
    EXPECT_TRUE(view->eta_ms);
    EXPECT_EQ(view->files[1].source_url, "/api/v1/files/" + view->files[1].file_id + "/source");
}

TEST_F(JobServiceTest, DownloadsAreListedAndFound) {
    const std::string job_id = accepted({"toy.png", "toy.jpg"});
    EXPECT_EQ(core_.service.downloads(job_id)->total_files, 0U);
    run_next();
    run_next();
    const Result<api::DownloadListAnswer> list = core_.service.downloads(job_id);
    ASSERT_TRUE(list.ok());
    ASSERT_EQ(list->files.size(), 2U);
    EXPECT_EQ(list->files[0].filename, "toy.glb");
    EXPECT_EQ(list->files[1].filename, "toy-2.glb");
    EXPECT_EQ(list->files[0].mime_type, "model/gltf-binary");
    EXPECT_EQ(list->files[0].size, small_glb().size());
    EXPECT_EQ(list->download_urls[1], "/api/v1/download/" + job_id + "/toy-2.glb");

    const Result<StoredFile> found = core_.service.find_download(job_id, "toy-2.glb");
    ASSERT_TRUE(found.ok());
    EXPECT_NE(core_.blobs.open(found->sha256), nullptr);
    EXPECT_EQ(core_.service.find_download(job_id, "toy-3.glb").error().code, ErrorCode::FileNotFound);
    EXPECT_EQ(core_.service.find_download(job_id, "../toy.glb").error().code, ErrorCode::FileNotFound);
    EXPECT_EQ(core_.service.job(job_id)->files[0].triangles, 1U);
}

TEST_F(JobServiceTest, SourceAndPreviewAreTheImage) {
    const std::string job_id = accepted({"toy.png"});
    const std::string file_id = core_.service.job(job_id)->files[0].file_id;
    const Result<StoredFile> source = core_.service.source(file_id);
    ASSERT_TRUE(source.ok());
    EXPECT_EQ(source->filename, "toy.png");
    EXPECT_EQ(source->content_type, "image/png");
    EXPECT_EQ(as_text(read_all(*core_.blobs.open(source->sha256))), "pixels of toy.png");
    EXPECT_EQ(core_.service.preview(file_id)->sha256, source->sha256);
}

TEST_F(JobServiceTest, RemoveTakesTheBlobsAlong) {
    const std::string first = accepted({"toy.png"});
    run_next();
    const std::string second = accepted({"toy.png"});
    ASSERT_EQ(core_.blobs.list().size(), 2U);
    ASSERT_TRUE(core_.service.remove(first).ok());
    EXPECT_EQ(core_.blobs.list().size(), 1U) << "the second job still needs the image";
    EXPECT_EQ(core_.events.removed_jobs(), std::vector<std::string>{first});
    ASSERT_TRUE(core_.service.remove(second).ok());
    EXPECT_TRUE(core_.blobs.list().empty());
}

TEST_F(JobServiceTest, AJobDeletedDuringItsRunLeavesNothing) {
    const std::string job_id = accepted();
    const std::unique_ptr<JobStep> step = core_.next_step();
    ASSERT_TRUE(core_.service.remove(job_id).ok());
    EXPECT_EQ(step->next({}).kind, StepOutcome::Kind::Ended);
    EXPECT_TRUE(core_.blobs.list().empty()) << "neither the image nor the model that came too late";
    EXPECT_TRUE(core_.store.list({}).empty());
}

TEST_F(JobServiceTest, CancelAndRetryTellAndWake) {
    const std::string job_id = accepted({"a.png", "b.png"});
    const Result<api::JobView> cancelled = core_.service.cancel(job_id);
    ASSERT_TRUE(cancelled.ok());
    EXPECT_EQ(cancelled->status, JobStatus::Cancelled);
    EXPECT_EQ(cancelled->progress, 100);
    const std::uint64_t woken = core_.work.seen();
    const Result<api::JobView> retried = core_.service.retry(job_id);
    ASSERT_TRUE(retried.ok());
    EXPECT_EQ(retried->status, JobStatus::Queued);
    EXPECT_GT(core_.work.seen(), woken);
    EXPECT_EQ(core_.events.last_event_id(), core_.store.last_event_id());
    EXPECT_EQ(core_.service.retry(job_id).error().code, ErrorCode::Conflict);
    EXPECT_EQ(core_.service.retry(job_id, {}, "nobody/knows").error().code, ErrorCode::InvalidOption);
}

TEST_F(JobServiceTest, ARetryWithAModelWithoutAFaceLimitLeavesTheJobsAside) {
    AcceptRequest request = core_.upload({"a.png"}, "tripo3d/tripo/v2.5/image-to-3d");
    request.face_limit = 5'000;
    const Result<api::UploadAnswer> accepted = core_.service.accept(std::move(request));
    ASSERT_TRUE(accepted.ok()) << accepted.error().message;
    ASSERT_TRUE(core_.service.cancel(accepted->job_id).ok());
    const Result<api::JobView> retried = core_.service.retry(accepted->job_id, {}, "fal-ai/trellis");
    ASSERT_TRUE(retried.ok()) << retried.error().message;
    EXPECT_EQ(retried->status, JobStatus::Queued);
}

TEST_F(JobServiceTest, ListPagesThroughWithACursor) {
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) ids.insert(ids.begin(), accepted({"a.png"}));
    ListRequest request;
    request.limit = 2;
    std::vector<std::string> got;
    for (int page = 0; page < 3; ++page) {
        const Result<api::JobListAnswer> answer = core_.service.list(request);
        ASSERT_TRUE(answer.ok());
        for (const api::JobView& job : answer->jobs) got.push_back(job.job_id);
        EXPECT_EQ(answer->next_cursor.has_value(), page < 2) << page;
        request.cursor = answer->next_cursor.value_or("");
    }
    EXPECT_EQ(got, ids);
}

TEST_F(JobServiceTest, ListByStatusLooksThroughAll) {
    std::vector<std::string> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(accepted({"a.png"}));
    for (const int i : {1, 4}) ASSERT_TRUE(core_.service.cancel(ids[static_cast<std::size_t>(i)]).ok());
    ListRequest request;
    request.status = JobStatus::Cancelled;
    request.limit = 1;
    Result<api::JobListAnswer> answer = core_.service.list(request);
    ASSERT_TRUE(answer.ok());
    ASSERT_EQ(answer->jobs.size(), 1U);
    EXPECT_EQ(answer->jobs[0].job_id, ids[4]);
    ASSERT_TRUE(answer->next_cursor);
    request.cursor = *answer->next_cursor;
    answer = core_.service.list(request);
    ASSERT_EQ(answer->jobs.size(), 1U);
    EXPECT_EQ(answer->jobs[0].job_id, ids[1]);
    EXPECT_FALSE(answer->next_cursor);
    request.status = JobStatus::Failed;
    request.cursor.clear();
    EXPECT_TRUE(core_.service.list(request)->jobs.empty());
}

TEST_F(JobServiceTest, ListRefusesWhatMakesNoSense) {
    ListRequest request;
    for (const std::uint32_t limit : {0U, 201U}) {
        request.limit = limit;
        EXPECT_EQ(core_.service.list(request).error().code, ErrorCode::InvalidRequest);
    }
    request.limit = 10;
    for (const char* cursor : {"abc", "12x", "7", "99999999999999999999", "-000000000000001aaaaaaaaaaaaaaaa"}) {
        request.cursor = cursor;
        EXPECT_EQ(core_.service.list(request).error().field, "cursor") << cursor;
    }
    request.cursor.clear();
    for (const std::string& text : {std::string(201, 'a'), std::string("a b c d e f g h i")}) {
        request.text = text;
        EXPECT_EQ(core_.service.list(request).error().field, "q") << text;
    }
}

TEST_F(JobServiceTest, ACursorHoldsWhileJobsComeAndGo) {
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) ids.insert(ids.begin(), accepted({"a.png"}));
    ListRequest request;
    request.limit = 2;
    request.cursor = core_.service.list(request)->next_cursor.value_or("");
    (void)accepted({"later.png"});
    ASSERT_TRUE(core_.service.cancel(ids[1]).ok());
    ASSERT_TRUE(core_.service.remove(ids[1]).ok()) << "the very job that the cursor names";
    const Result<api::JobListAnswer> second = core_.service.list(request);
    ASSERT_TRUE(second.ok());
    ASSERT_EQ(second->jobs.size(), 2U);
    EXPECT_EQ(second->jobs[0].job_id, ids[2]);
    EXPECT_EQ(second->jobs[1].job_id, ids[3]);
}

TEST_F(JobServiceTest, ACursorIsOfOneList) {
    for (int i = 0; i < 3; ++i) (void)accepted({"a.png"});
    ListRequest request;
    request.limit = 1;
    request.cursor = core_.service.list(request)->next_cursor.value_or("");
    ASSERT_TRUE(core_.service.list(request).ok());
    request.limit = 2;
    EXPECT_TRUE(core_.service.list(request).ok()) << "another length is the same list";
    const std::pair<const char*, std::function<void(ListRequest&)>> cases[] = {
        {"owner", [](ListRequest& r) { r.owner = "another"; }},
        {"search", [](ListRequest& r) { r.text = "a.png"; }},
        {"status", [](ListRequest& r) { r.status = JobStatus::Queued; }},
        {"model", [](ListRequest& r) { r.model = "draft"; }},
        {"from", [](ListRequest& r) { r.from = TimePoint{}; }},
        {"to", [](ListRequest& r) { r.to = TimePoint{}; }},
        {"order", [](ListRequest& r) { r.order = JobOrder::OldestFirst; }},
        {"place", [](ListRequest& r) { r.cursor[15] = r.cursor[15] == '1' ? '2' : '1'; }},
    };
    for (const auto& [name, change] : cases) {
        SCOPED_TRACE(name);
        ListRequest other = request;
        change(other);
        const Result<api::JobListAnswer> answer = core_.service.list(other);
        ASSERT_FALSE(answer.ok());
        EXPECT_EQ(answer.error().field, "cursor");
    }
}

TEST_F(JobServiceTest, ModelsSayWhetherTheyCanBeChosen) {
    core_.fal.reason = "FAL.AI needs a key: set FAL_API_KEY.";
    const std::vector<api::ModelView> models = core_.service.models();
    ASSERT_GT(models.size(), 1U);
    EXPECT_EQ(models[0].id, "draft");
    EXPECT_TRUE(models[0].available);
    EXPECT_TRUE(models[0].is_default);
    EXPECT_EQ(models[0].provider_label, "Built in");
    EXPECT_FALSE(models[1].available);
    EXPECT_EQ(models[1].unavailable_reason, core_.fal.reason);
    EXPECT_NE(models[0].parameters.find("properties"), nullptr);
    const std::int64_t from_registry = models[0].typical_ms;
    accepted();
    const std::unique_ptr<JobStep> step = core_.next_step();
    core_.clock.advance(Millis{from_registry + 800});
    (void)step->next({});
    EXPECT_EQ(core_.service.models()[0].typical_ms, from_registry + 200) << "one real run against three that are assumed";
}

}  // namespace
}  // namespace i2m::test
