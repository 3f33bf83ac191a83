// uploads_test.cpp - forms against the running program: what is taken, what is refused and that a refusal leaves nothing.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/image_builder.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

const std::string kBatch = api::path_of(api::Route::UploadBatch);

std::size_t count_files(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) count += entry.is_regular_file() ? 1U : 0U;
    return count;
}

class UploadsApi : public testing::Test {
protected:
    static void SetUpTestSuite() {
        app_ = std::make_unique<TestApp>(TestApp::Options{{"--upload-max-files", "5", "--max-file-size", "65536"}});
    }
    static void TearDownTestSuite() { app_.reset(); }
    /// What workers write is not what uploads leave behind: wait until all jobs have ended.
    void SetUp() override {
        const json::Value list = get(port(), api::path_of(api::Route::JobList)).json();
        const auto jobs = json::decode<api::JobListAnswer>(list);
        ASSERT_TRUE(jobs.ok());
        for (const api::JobView& job : jobs->jobs) (void)finished_job(port(), job.job_id);
    }
    static int port() { return app_->port(); }
    static std::size_t stored() { return count_files(app_->data_folder() / "blobs"); }
    static std::size_t unfinished() { return count_files(app_->data_folder() / "incoming"); }
    static std::unique_ptr<TestApp> app_;
};
std::unique_ptr<TestApp> UploadsApi::app_;

TEST_F(UploadsApi, ImagesBecomeAJobWhoseModelsAreReady) {
    auto parts = image_parts(3);
    parts[1].name = "file";
    parts[2].filename = "..\\..\\na\xC3\xAFve \"cat\".png";
    parts.push_back({"face_limit", "500"});
    const Answer answer = post_form(port(), kBatch, parts);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto accepted = json::decode<api::UploadAnswer>(answer.json());
    ASSERT_TRUE(accepted.ok());
    EXPECT_EQ(accepted->job_id, accepted->batch_id);
    EXPECT_EQ(accepted->job_id, accepted->task_id);
    EXPECT_EQ(accepted->total_files, 3U);
    EXPECT_EQ(accepted->face_limit, 500);
    EXPECT_EQ(accepted->status, "uploaded");
    ASSERT_EQ(accepted->uploaded_files.size(), 3U);
    EXPECT_EQ(accepted->uploaded_files[0].filename, "disc-0.png");
    EXPECT_EQ(accepted->uploaded_files[0].file_size, parts[0].content.size());
    EXPECT_EQ(accepted->uploaded_files[0].content_type, "image/png");
    const api::JobView job = finished_job(port(), accepted->job_id);
    EXPECT_EQ(job.status, JobStatus::Completed);
    EXPECT_EQ(job.successful_files, 3U);
    EXPECT_EQ(job.progress, 100);
    for (const api::FileView& file : job.files) EXPECT_GT(file.triangles.value_or(0), 0U);
}

TEST_F(UploadsApi, WhatIsRefusedLeavesNothing) {
    const std::size_t before = stored();
    const std::string good = disc_png(77);
    const auto image = [&](const std::string& content, const std::string& name) {
        return FormPart{"files", content, name, "image/png"};
    };
    const std::vector<FormPart> six(6, image(good, "a.png"));
    const struct {
        const char* name;
        std::vector<FormPart> parts;
        int status;
        const char* code;
        const char* words;  ///< part of the message
    } cases[] = {
        {"no parts", {}, 400, "NO_FILES", "files"},
        {"only fields", {{"face_limit", "5"}}, 400, "NO_FILES", "files"},
        {"text named .png", {image("hello, this is no image at all", "notes.png")}, 400, "FILE_VALIDATION_ERROR", "notes.png"},
        {"an empty file", {image("", "empty.png")}, 400, "FILE_VALIDATION_ERROR", "empty.png"},
        {"a cut file", {image(good.substr(0, good.size() / 2), "cut.png")}, 400, "FILE_VALIDATION_ERROR", "cut.png"},
        {"a file that is too large",
         {image(good + std::string(70'000, '\0'), "big.png")},
         400,
         "FILE_VALIDATION_ERROR",
         "big.png"},
        {"one bad among good", {image(good, "good.png"), image("no", "bad.png")}, 400, "FILE_VALIDATION_ERROR", "bad.png"},
        {"too many", six, 400, "TOO_MANY_FILES", "5"},
        {"face_limit of 0", {image(good, "a.png"), {"face_limit", "0"}}, 400, "INVALID_OPTION", "face_limit"},
        {"face_limit in words", {image(good, "a.png"), {"face_limit", "many"}}, 400, "INVALID_OPTION", "face_limit"},
        {"options that are no JSON", {image(good, "a.png"), {"options", "{"}}, 400, "INVALID_OPTION", "options"},
        {"an option that is not known",
         {image(good, "a.png"), {"options", R"({"magic": true})"}},
         400,
         "INVALID_OPTION",
         "magic"},
        {"a model that is not known", {image(good, "a.png"), {"model", "no/such"}}, 400, "INVALID_OPTION", "no/such"},
        {"a field with far too much text",
         {image(good, "a.png"), {"options", std::string(70'000, ' ')}},
         413,
         "PAYLOAD_TOO_LARGE",
         "text"},
        {"a file without a name", {{"files", good}}, 400, "INVALID_REQUEST", "file name"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = post_form(port(), kBatch, c.parts);
        EXPECT_EQ(answer.status, c.status) << answer.body;
        EXPECT_EQ(answer.text("error_code"), c.code);
        EXPECT_NE(answer.text("message").find(c.words), std::string::npos) << answer.text("message");
        EXPECT_EQ(stored(), before);
        EXPECT_EQ(unfinished(), 0U);
    }
}

TEST_F(UploadsApi, EveryBadFileOfABatchIsNamed) {
    const Answer answer =
        post_form(port(), kBatch, {{"files", "x", "one.png"}, {"files", disc_png(), "two.png"}, {"files", "", "three.jpg"}});
    ASSERT_EQ(answer.status, 400);
    const json::Value body = answer.json();
    const json::Value* details = body.find("details");
    ASSERT_NE(details, nullptr);
    const auto files = json::decode<std::vector<api::RefusedFile>>(*details->find("files"));
    ASSERT_TRUE(files.ok());
    ASSERT_EQ(files->size(), 2U);
    EXPECT_EQ((*files)[0].filename, "one.png");
    EXPECT_EQ((*files)[0].code, "not_an_image");
    EXPECT_EQ((*files)[1].filename, "three.jpg");
    EXPECT_EQ((*files)[1].code, "empty");
}

TEST_F(UploadsApi, AnUnfilledFileFieldOfABrowserIsNoFile) {
    const std::string body = "--" + std::string(kBoundary) +
                             "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\nContent-Type: "
                             "application/octet-stream\r\n\r\n\r\n" +
                             "--" + std::string(kBoundary) + "--\r\n";
    const Answer answer =
        ask(port(), "POST", kBatch, {{"Content-Type", "multipart/form-data; boundary=" + std::string(kBoundary)}}, body);
    EXPECT_EQ(answer.text("error_code"), "NO_FILES");
}

TEST_F(UploadsApi, OneImageHasAnAddressOfItsOwn) {
    const std::string single = api::path_of(api::Route::UploadImage);
    EXPECT_EQ(post_form(port(), single, image_parts(1)).status, 200);
    EXPECT_EQ(post_form(port(), single, image_parts(2)).text("error_code"), "TOO_MANY_FILES");
}

TEST_F(UploadsApi, TheSameKeyGivesTheSameJob) {
    const auto parts = image_parts(1, 5);
    const std::string first = post_form(port(), kBatch, parts, {{"Idempotency-Key", "key-1"}}).text("job_id");
    ASSERT_FALSE(first.empty());
    EXPECT_EQ(post_form(port(), kBatch, parts, {{"Idempotency-Key", "key-1"}}).text("job_id"), first);
    auto with_field = parts;
    with_field.push_back({"idempotency_key", "key-1"});
    EXPECT_EQ(post_form(port(), kBatch, with_field).text("job_id"), first);
    EXPECT_NE(post_form(port(), kBatch, parts, {{"Idempotency-Key", "key-2"}}).text("job_id"), first);
    EXPECT_EQ(post_form(port(), kBatch, image_parts(1, 6), {{"Idempotency-Key", "key-1"}}).status, 409);
}

TEST_F(UploadsApi, FormsThatAreNoneAreRefused) {
    const struct {
        const char* name;
        HeaderList headers;
        std::string body;
    } cases[] = {
        {"JSON", {{"Content-Type", "application/json"}}, "{}"},
        {"no content type", {}, "abc"},
        {"no boundary", {{"Content-Type", "multipart/form-data"}}, "abc"},
        {"another boundary than announced", {{"Content-Type", "multipart/form-data; boundary=other"}}, form_body(image_parts(1))},
        {"cut before its end",
         {{"Content-Type", "multipart/form-data; boundary=" + std::string(kBoundary)}},
         form_body(image_parts(1)).substr(0, 2'000)},
        {"nothing", {{"Content-Type", "multipart/form-data; boundary=x"}}, ""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = ask(port(), "POST", kBatch, c.headers, c.body);
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(answer.text("error_code"), "INVALID_REQUEST");
        EXPECT_EQ(unfinished(), 0U);
    }
}

TEST_F(UploadsApi, AConnectionLostInTheMiddleLeavesNothing) {
    const std::string body = form_body(image_parts(2));
    {
        RawSocket socket(port());
        socket.send("POST " + kBatch +
                    " HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=" + std::string(kBoundary) +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body.substr(0, body.size() / 2));
        socket.end_sending();
        EXPECT_EQ(parse_answer(socket.read_all()).status, 400);
    }
    EXPECT_EQ(unfinished(), 0U);
}

TEST_F(UploadsApi, AnUploadAnnouncedWithExpectIsAskedFor) {
    const std::string body = form_body(image_parts(1, 9));
    RawSocket socket(port());
    socket.send("POST " + kBatch +
                " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: multipart/form-data; "
                "boundary=" +
                std::string(kBoundary) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
    EXPECT_TRUE(socket.read_until("\r\n\r\n").starts_with("HTTP/1.1 100 "));
    socket.send(body);
    EXPECT_EQ(parse_answer(socket.read_all()).status, 200);
}

}  // namespace
}  // namespace i2m::test
