// models_test.cpp - runs of images uploaded before, their state, and their models in every format, against the running program.
#include <gtest/gtest.h>

#include <cstring>

#include "server/fal/zip_reader.hpp"
#include "shared/api/messages_generate.hpp"
#include "shared/api/routes.hpp"
#include "shared/glb/glb.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/shared_app.hpp"

namespace i2m::test {
namespace {

class ModelsApi : public SharedApp<ModelsApi> {
protected:
    static void SetUpTestSuite() {
        start();
        job_ = finished_job(port(), upload(port(), 1));
        pair_ = finished_job(port(), upload(port(), 2, 5));
    }
    static std::string file_id() { return job_.files.at(0).file_id; }
    static Answer generate(const std::string& body) {
        return ask(port(), "POST", api::path_of(api::Route::ModelGenerate), {}, body);
    }
    static std::string download_url() { return api::path_of(api::Route::ModelDownload, {job_.job_id}); }

    inline static api::JobView job_;
    inline static api::JobView pair_;
};

TEST_F(ModelsApi, AnImageIsRunAgain) {
    const Answer started = generate(R"({"file_id":")" + file_id() + R"(","model_type":"draft","quality":"low"})");
    ASSERT_EQ(started.status, 200) << started.body;
    const auto answer = json::decode_text<api::GenerateAnswer>(started.body);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, "queued");
    EXPECT_EQ(answer->model, "draft");
    EXPECT_NE(answer->job_id, job_.job_id);
    EXPECT_GE(answer->estimated_time, 1);
    const api::JobView done = finished_job(port(), answer->job_id);
    EXPECT_EQ(done.status, JobStatus::Completed);
    EXPECT_EQ(json::dump(done.options), R"({"grid":256,"texture":512})");
    EXPECT_EQ(done.files.at(0).filename, job_.files.at(0).filename);

    const Answer state = get(port(), api::path_of(api::Route::ModelJob, {answer->job_id}));
    const auto view = json::decode_text<api::ModelJobView>(state.body);
    ASSERT_TRUE(view.ok()) << state.body;
    EXPECT_EQ(view->status, JobStatus::Completed);
    EXPECT_EQ(view->progress, 100);
    EXPECT_FALSE(view->estimated_remaining);
    EXPECT_EQ(view->result_url, done.files.at(0).download_url);
    EXPECT_EQ(get(port(), view->result_url.value_or("")).status, 200);
    EXPECT_EQ(generate(R"({"file_id":")" + file_id() + R"("})").status, 200) << "all but the image may be left out";
}

TEST_F(ModelsApi, WhatCannotBeRunIsRefusedInWords) {
    const std::string id = R"({"file_id":")" + file_id() + R"(",)";
    const struct {
        const char* name;
        std::string body;
        int status;
        const char* code;
    } cases[] = {
        {"nothing", "", 400, "INVALID_JSON"},
        {"no image", "{}", 400, "INVALID_REQUEST"},
        {"an empty id", R"({"file_id":""})", 400, "INVALID_ID"},
        {"no id", R"({"file_id":"../../etc"})", 400, "INVALID_ID"},
        {"an image that is not there", R"({"file_id":"0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f"})", 404, "FILE_NOT_FOUND"},
        {"a job's id", R"({"file_id":")" + pair_.job_id + R"("})", 404, "FILE_NOT_FOUND"},
        {"a model that is not there", id + R"("model_type":"depth_anything"})", 400, "INVALID_OPTION"},
        {"the old name, without a key for it", id + R"("model_type":"tripo3d"})", 503, "UNAVAILABLE"},
        {"a quality that is not there", id + R"("quality":"best"})", 400, "INVALID_REQUEST"},
        {"no texture", id + R"("model_type":"draft","texture_enabled":false})", 400, "INVALID_OPTION"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = generate(c.body);
        EXPECT_EQ(answer.status, c.status) << answer.body;
        EXPECT_EQ(answer.text("error_code"), c.code);
    }
}

TEST_F(ModelsApi, TheOnlyModelIsFoundByItsJob) {
    const Answer model = get(port(), download_url());
    EXPECT_EQ(model.status, 200);
    EXPECT_EQ(model.header("Content-Type"), "model/gltf-binary");
    EXPECT_EQ(model.body, get(port(), job_.files.at(0).download_url.value_or("")).body);
    const Answer several = get(port(), api::path_of(api::Route::ModelDownload, {pair_.job_id}));
    EXPECT_EQ(several.status, 409);
    EXPECT_NE(several.text("message").find("2 models"), std::string::npos);
}

TEST_F(ModelsApi, ModelsAreConverted) {
    const auto glb = glb::read_glb(as_bytes(get(port(), download_url()).body));
    ASSERT_TRUE(glb.ok());
    const std::uint64_t triangles = glb->stats.triangles;
    const struct {
        const char* format;
        const char* type;
        const char* name_ends;
        const char* begins;
    } cases[] = {{"glb", "model/gltf-binary", ".glb\"", "glTF"},
                 {"stl", "model/stl", ".stl\"", "Made by"},
                 {"ply", "application/octet-stream", ".ply\"", "ply\n"},
                 {"obj", "application/zip", "-obj.zip\"", "PK"},
                 {"3mf", "model/3mf", ".3mf\"", "PK"}};
    for (const auto& c : cases) {
        SCOPED_TRACE(c.format);
        const std::string url = job_.files.at(0).download_url.value_or("") + "?format=" + c.format;
        const Answer got = get(port(), url);
        ASSERT_EQ(got.status, 200) << got.body;
        EXPECT_EQ(got.header("Content-Type"), c.type);
        EXPECT_TRUE(got.header("Content-Disposition").ends_with(c.name_ends)) << got.header("Content-Disposition");
        EXPECT_TRUE(got.body.starts_with(c.begins));
        EXPECT_EQ(got.body, get(port(), download_url() + "?format=" + c.format).body) << "by the job too";
        EXPECT_EQ(get(port(), url, {{"If-None-Match", got.header("ETag")}}).status, 304);
        const Answer part = get(port(), url, {{"Range", "bytes=2-9"}});
        EXPECT_EQ(part.status, 206);
        EXPECT_EQ(part.body, got.body.substr(2, 8));
        if (std::string_view(c.format) == "stl") {
            std::uint32_t count = 0;
            std::memcpy(&count, got.body.data() + 80, sizeof count);
            EXPECT_GT(count, triangles * 9 / 10);
            EXPECT_LE(count, triangles);
        }
        if (std::string_view(c.begins) == "PK") {
            EXPECT_GE(fal::list_zip(as_bytes(got.body))->size(), 3U);
        }
    }
    for (const std::string& target : {download_url(), job_.files.at(0).download_url.value_or("")}) {
        const Answer odd = get(port(), target + "?format=fbx");
        EXPECT_EQ(odd.status, 400);
        EXPECT_NE(odd.text("message").find("glb, obj, stl, ply or 3mf"), std::string::npos);
    }
}

TEST_F(ModelsApi, UnderTheirOlderNameTheModelsAreAList) {
    const json::Value answer = get(port(), api::path_of(api::Route::Models)).json();
    const json::Array* const models = answer.find("models")->as_array();
    ASSERT_TRUE(models != nullptr && !models->empty());
    for (const char* slash : {"", "/"}) {
        const json::Value older = get(port(), std::string("/api/v1/models/available") + slash).json();
        ASSERT_EQ(older, json::Value(*models));
        for (const char* name : {"name", "description", "type", "supported_formats"})
            EXPECT_NE(older.as_array()->front().find(name), nullptr) << name;
    }
}

TEST_F(ModelsApi, StatesHaveWhatOlderScriptsRead) {
    const json::Value status = get(port(), api::path_of(api::Route::TaskStatus, {job_.job_id})).json();
    EXPECT_EQ(*status.find("state"), json::Value("SUCCESS"));
    EXPECT_EQ(*status.find("current"), json::Value(1));
    EXPECT_EQ(*status.find("total"), json::Value(1));
    ASSERT_NE(status.find("result"), nullptr);
    const json::Array* const results = status.find("result")->find("results")->as_array();
    ASSERT_TRUE(results != nullptr && results->size() == 1);
    EXPECT_EQ(*(*results)[0].find("status"), json::Value("completed"));
    EXPECT_EQ(*(*results)[0].find("download_url"), json::Value(*job_.files.at(0).download_url));

    const json::Value of_file = get(port(), api::path_of(api::Route::UploadStatus, {file_id()})).json();
    EXPECT_EQ(*of_file.find("file_id"), json::Value(file_id()));
    EXPECT_EQ(*of_file.find("processing_status"), json::Value("succeeded"));
    const json::Value of_batch = get(port(), "/api/v1/upload/batch/" + pair_.job_id + "/status").json();
    EXPECT_EQ(*of_batch.find("batch_id"), json::Value(pair_.job_id));
    EXPECT_EQ(*of_batch.find("status"), json::Value("completed"));
    EXPECT_EQ(json::dump(*of_batch.find("progress")), R"({"total_files":2,"processed_files":2,"failed_files":0})");
    EXPECT_EQ(*of_batch.find("overall_progress"), json::Value(100));

    const json::Value progress = get(port(), api::path_of(api::Route::JobProgress, {pair_.job_id})).json();
    EXPECT_EQ(*progress.find("overall_progress"), json::Value(100));
    for (const api::FileView& file : pair_.files) {
        const json::Value* const row = progress.find("files")->find(file.file_id);
        ASSERT_NE(row, nullptr) << "files stand under their ids";
        EXPECT_EQ(*row->find("filename"), json::Value(file.filename));
    }
}

TEST_F(ModelsApi, OneImageIsAnsweredForAtTheTopToo) {
    std::vector<FormPart> parts = image_parts(1, 9);
    parts[0].name = "file";
    const json::Value answer = post_form(port(), api::path_of(api::Route::UploadImage), parts).json();
    const json::Value& file = answer.find("uploaded_files")->as_array()->front();
    for (const char* name : {"file_id", "filename", "file_size", "content_type"}) {
        ASSERT_NE(answer.find(name), nullptr) << name;
        EXPECT_EQ(*answer.find(name), *file.find(name));
    }
}

}  // namespace
}  // namespace i2m::test
