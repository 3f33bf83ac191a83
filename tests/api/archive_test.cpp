// archive_test.cpp - all models of a job as one ZIP: read back, in parts, by link, for heads, and what is refused.
#include <gtest/gtest.h>

#include <memory>

#include "server/fal/zip_reader.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/process_probe.hpp"

namespace i2m::test {
namespace {

constexpr const char* kKey = "configured-user-key";

class ArchiveApi : public testing::Test {
protected:
    static void SetUpTestSuite() {
        app_ = std::make_unique<TestApp>(TestAppOptions{{}, {{"API_KEY", kKey}}});
        auto parts = image_parts(3);
        parts[0].filename = "Duck.png";
        parts[1].filename = "duck.png";
        parts[2].filename = "gr\xC3\xBC\xC3\x9F.png";
        const Answer sent = post_form(app_->port(), api::path_of(api::Route::UploadBatch), parts, key_of(kKey));
        job_ = finished_job_of(*app_, sent.text("job_id"), kKey);
        url_ = api::path_of(api::Route::DownloadArchive, {job_.job_id});
        whole_ = get(app_->port(), url_, key_of(kKey));
    }
    static void TearDownTestSuite() { app_.reset(); }
    static int port() { return app_->port(); }

    static std::unique_ptr<TestApp> app_;
    static api::JobView job_;
    static std::string url_;
    static Answer whole_;
};
std::unique_ptr<TestApp> ArchiveApi::app_;
api::JobView ArchiveApi::job_;
std::string ArchiveApi::url_;
Answer ArchiveApi::whole_;

TEST_F(ArchiveApi, HoldsEveryModelUnderANameOfItsOwn) {
    ASSERT_EQ(whole_.status, 200) << whole_.body;
    EXPECT_EQ(whole_.header("Content-Type"), "application/zip");
    EXPECT_EQ(whole_.header("Content-Disposition"), "attachment; filename=\"models-" + job_.job_id.substr(0, 8) + ".zip\"");
    EXPECT_EQ(whole_.header("Content-Length"), std::to_string(whole_.body.size()));
    const Result<std::vector<fal::ZipEntry>> entries = fal::list_zip(as_bytes(whole_.body));
    ASSERT_TRUE(entries.ok()) << entries.error().message;
    ASSERT_EQ(entries->size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        SCOPED_TRACE(i);
        EXPECT_EQ((*entries)[i].name, job_.files[i].result_filename.value_or(""));
        std::string content;
        const Result<void> unpacked =
            fal::unpack_zip(as_bytes(whole_.body), (*entries)[i], 1U << 30, [&](ByteView bytes) { content += as_text(bytes); });
        ASSERT_TRUE(unpacked.ok()) << unpacked.error().message;
        EXPECT_EQ(content, get(port(), job_.files[i].download_url.value_or(""), key_of(kKey)).body);
    }
}

TEST_F(ArchiveApi, IsTheSameAsTheListAsked) {
    const Answer listed = get(port(), api::path_of(api::Route::DownloadList, {job_.job_id}) + "?format=zip", key_of(kKey));
    EXPECT_EQ(listed.status, 200);
    EXPECT_EQ(listed.body, whole_.body);
    const Answer odd = get(port(), api::path_of(api::Route::DownloadList, {job_.job_id}) + "?format=rar", key_of(kKey));
    EXPECT_EQ(odd.status, 400);
    EXPECT_EQ(odd.text("error_code"), "INVALID_REQUEST");
}

TEST_F(ArchiveApi, ABrokenDownloadGoesOn) {
    const std::size_t half = whole_.body.size() / 2;
    const Answer rest =
        get(port(), url_,
            {{"X-API-Key", kKey}, {"Range", "bytes=" + std::to_string(half) + "-"}, {"If-Range", whole_.header("ETag")}});
    EXPECT_EQ(rest.status, 206);
    EXPECT_EQ(rest.body, whole_.body.substr(half));
    EXPECT_EQ(get(port(), url_, {{"X-API-Key", kKey}, {"If-None-Match", whole_.header("ETag")}}).status, 304);
    EXPECT_EQ(get(port(), url_, {{"X-API-Key", kKey}, {"Range", "bytes=99999999-"}}).status, 416);
    const Answer head = ask(port(), "HEAD", url_, key_of(kKey));
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), std::to_string(whole_.body.size()));
}

TEST_F(ArchiveApi, TheListHasALinkForIt) {
    const auto list = json::decode_text<api::DownloadListAnswer>(
        get(port(), api::path_of(api::Route::DownloadList, {job_.job_id}), key_of(kKey)).body);
    ASSERT_TRUE(list.ok());
    EXPECT_EQ(list->archive_url, url_);
    ASSERT_TRUE(list->signed_archive_url);
    EXPECT_EQ(get(port(), *list->signed_archive_url).body, whole_.body);
    EXPECT_EQ(get(port(), url_).status, 401);
    std::string of_a_file = *list->files.at(0).signed_url;
    EXPECT_EQ(get(port(), url_ + of_a_file.substr(of_a_file.find('?'))).status, 403) << "a link opens its own file only";
}

TEST_F(ArchiveApi, ClientsThatLeaveInTheMiddleLeaveNothingOpen) {
    constexpr int kClients = 4;
    const auto files_open = [](const std::map<std::string, int>& descriptors) {
        int sum = 0;
        for (const auto& [what, count] : descriptors) sum += what.find("/blobs/") == std::string::npos ? 0 : count;
        return sum;
    };
    const auto sockets = [] { return open_descriptors(app_->pid())["socket"]; };
    ASSERT_TRUE(becomes(0, [&] { return files_open(open_descriptors(app_->pid())); }));
    {
        std::vector<std::unique_ptr<RawSocket>> clients;
        // More answers than the buffers of a connection hold.
        std::string requests;
        for (std::size_t bytes = 0; bytes < 16'000'000; bytes += whole_.body.size())
            requests += "GET " + url_ + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + kKey + "\r\n\r\n";
        for (int i = 0; i < kClients; ++i) {
            clients.push_back(std::make_unique<RawSocket>(port()));
            clients.back()->shrink_receive_buffer();
            ASSERT_TRUE(clients.back()->send(requests));
        }
        ASSERT_TRUE(becomes(kClients, [&] { return files_open(open_descriptors(app_->pid())); }))
            << "each of them stands in the middle of an archive";
        EXPECT_EQ(get(port(), url_, key_of(kKey)).body, whole_.body) << "others are served meanwhile";
        EXPECT_GE(sockets(), kClients);
    }
    EXPECT_TRUE(becomes(0, [&] { return files_open(open_descriptors(app_->pid())); }));
    EXPECT_EQ(get(port(), url_, key_of(kKey)).body, whole_.body);
}

TEST_F(ArchiveApi, WithoutModelsThereIsNone) {
    const HeaderList admin = key_of(app_->admin_key());
    ASSERT_EQ(ask(port(), "POST", api::path_of(api::Route::AdminQueuePause), admin, "{}").status, 200);
    const Answer sent = post_form(port(), api::path_of(api::Route::UploadBatch), image_parts(1, 9), key_of(kKey));
    const Answer answer = get(port(), api::path_of(api::Route::DownloadArchive, {sent.text("job_id")}), key_of(kKey));
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.text("message"), "This job has no models yet. Ask again when one is done.");
}

}  // namespace
}  // namespace i2m::test
