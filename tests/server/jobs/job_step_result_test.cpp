// job_step_result_test.cpp - what a run gave: models, pictures, other formats, and what must not be lost of it.
#include <algorithm>

#include "server/core/storage_error.hpp"
#include "tests/server/jobs/job_step_bench.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m::test {
namespace {

using Kind = StepOutcome::Kind;

TEST_F(JobStepTest, OnlyAWholeGlbIsAResult) {
    Bytes truncated = small_glb();
    truncated.resize(truncated.size() - 4);
    Bytes broken = small_glb();
    broken[16] = 0xFF;
    struct Case {
        const char* name;
        Bytes bytes;
        const char* words;
    };
    const std::string zip = "PK\x03\x04rest";
    const std::string fbx = "Kaydara FBX Binary  ";
    const std::string html = "<html>Bad gateway</html>";
    const Case cases[] = {
        {"empty", {}, "is empty"},
        {"a ZIP", Bytes(zip.begin(), zip.end()), "ZIP"},
        {"an FBX", Bytes(fbx.begin(), fbx.end()), "FBX"},
        {"an error page", Bytes(html.begin(), html.end()), "not a GLB"},
        {"truncated", truncated, "another length"},
        {"broken JSON", broken, "damaged"},
        {"four bytes", {'g', 'l', 'T', 'F'}, "another length"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        accept("draft");
        core_.draft.fetches = {[&](BlobWriter& out, std::stop_token) {
            out.write(c.bytes);
            return Fetched{};
        }};
        EXPECT_EQ(core_.next_step()->next({}).kind, Kind::Ended);
        EXPECT_EQ(file().state, FileState::Failed);
        EXPECT_EQ(file().error->code, ErrorCode::ModelInvalid);
        EXPECT_NE(file().error->message.find(c.words), std::string::npos) << file().error->message;
        EXPECT_EQ(file().error->message.rfind("toy.png: ", 0), 0U);
        EXPECT_EQ(file().error->message.find(".."), std::string::npos) << file().error->message;
        EXPECT_EQ(core_.blobs.list().size(), 1U) << "the image alone";
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
    }
}

TEST_F(JobStepTest, ADamagedModelOfAProviderIsFetchedAgainForNothing) {
    const auto half = [](BlobWriter& out, std::stop_token) -> Outcome<Fetched> {
        out.write(as_bytes("glTF and no more"));
        return Fetched{};
    };
    accept("fal-ai/trellis");
    core_.fal.fetches = {half, half};
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "result", "fetch", "fetch", "fetch"}));

    accept("fal-ai/trellis");
    core_.fal.fetches.assign(20, half);
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Failed) << "not for ever";
    EXPECT_EQ(file().error->code, ErrorCode::ModelInvalid);
    EXPECT_EQ(file().error->message.rfind("toy.png: The model that came back ", 0), 0U) << file().error->message;
    EXPECT_EQ(file().cost->amount, 20'000) << "it was charged once";
    const std::vector<std::string> calls = core_.fal.calls();
    EXPECT_EQ(std::count(calls.begin(), calls.end(), "submit"), 2);
    EXPECT_EQ(std::count(calls.begin(), calls.end(), "fetch"), 3 + 6);
}

TEST_F(JobStepTest, AFailedCommitKeepsTheProvidersModel) {
    accept("fal-ai/trellis");
    const auto step = core_.next_step();
    ASSERT_EQ(step->next({}).kind, Kind::Again);
    ASSERT_EQ(step->next({}).kind, Kind::Again);
    core_.blobs.fail_commits(1);
    EXPECT_THROW((void)step->next({}), StorageError);
    EXPECT_EQ(step->recover(Error::of(ErrorCode::Internal)).kind, Kind::Again) << "fetched again, not paid again";
    run(*step);
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "result", "fetch", "fetch"}));
}

TEST_F(JobStepTest, TheResultIsKeptBeforeTheDownloadAndAskedForOnce) {
    accept("fal-ai/trellis");
    core_.fal.results = {[] { return RunResult{R"({"model_mesh":1})", 1.0}; }};
    core_.fal.fetches = {[&](BlobWriter&, std::stop_token) -> Outcome<Fetched> {
        EXPECT_EQ(file().run_result->json, R"({"model_mesh":1})");
        EXPECT_EQ(file().cost->amount, 20'000) << "a unit of this model costs two cents";
        throw std::runtime_error("a crash");
    }};
    {
        const auto step = core_.next_step();
        EXPECT_THROW(run(*step), std::runtime_error);
    }
    core_.store.release_expired(true);
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(core_.fal.calls(), (std::vector<std::string>{"submit", "poll", "result", "fetch", "fetch"}));
    EXPECT_EQ(core_.fal.result_json(), R"({"model_mesh":1})") << "given to the second fetch";
}

TEST_F(JobStepTest, APictureIsKeptWhenItIsOne) {
    const Bytes png = make_png_rgba(20, 20, Bytes(20 * 20 * 4, 200));
    const Bytes webp = {'R', 'I', 'F', 'F', 22, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8',
                        'X', 10,  0,   0,   0,  0, 0, 0, 0,   19,  0,   0,   19,  0,   0};
    const struct {
        const char* name;
        Bytes picture;
        bool is_kept;
    } kCases[] = {
        {"PNG", png, true},
        {"WebP", webp, true},
        {"WebP that is cut off", Bytes(webp.begin(), webp.end() - 1), false},
        {"none", {}, false},
        {"a page", {'<', 'h', 't', 'm', 'l', '>'}, false},
        {"half a PNG", Bytes(png.begin(), png.begin() + 40), false},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        accept("fal-ai/trellis");
        core_.fal.fetches = {[&](BlobWriter& out, std::stop_token) {
            out.write(small_glb());
            return Fetched{".glb", "", c.picture};
        }};
        run(*core_.next_step());
        EXPECT_EQ(file().state, FileState::Succeeded) << "a picture is no reason to fail";
        EXPECT_EQ(file().preview.has_value(), c.is_kept);
        EXPECT_EQ(core_.blobs.list().size(), c.is_kept ? 3U : 2U);
        const std::string file_id = file().id;
        const Result<StoredFile> shown = core_.service.preview(file_id);
        ASSERT_TRUE(shown.ok());
        EXPECT_EQ(shown->sha256, c.is_kept ? file().preview->sha256 : file().source_sha256);
        const api::JobView view = *core_.service.job(job_id_);
        EXPECT_EQ(view.files[0].preview_url.has_value(), c.is_kept);
        EXPECT_EQ(core_.service.downloads(job_id_)->files[0].rendered_image.is_null(), !c.is_kept);
        ASSERT_TRUE(core_.service.remove(job_id_).ok());
        EXPECT_TRUE(core_.blobs.list().empty());
    }
}

TEST_F(JobStepTest, AModelOfAnotherFormatIsKeptForDownload) {
    accept("fal-ai/trellis");
    core_.fal.fetches = {[](BlobWriter& out, std::stop_token) {
        out.write(as_bytes("Kaydara FBX Binary"));
        return Fetched{".fbx", "It is FBX.", {}};
    }};
    run(*core_.next_step());
    EXPECT_EQ(file().state, FileState::Succeeded);
    EXPECT_EQ(file().message, "It is FBX.");
    const Result<api::DownloadListAnswer> list = core_.service.downloads(job_id_);
    EXPECT_EQ(list->files[0].filename, "toy.fbx");
    EXPECT_EQ(list->files[0].mime_type, "application/octet-stream");
    EXPECT_TRUE(core_.service.find_download(job_id_, "toy.fbx").ok());
}

}  // namespace
}  // namespace i2m::test
