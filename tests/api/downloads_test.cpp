// downloads_test.cpp - models and images over HTTP: whole, in parts, unchanged, and their names.
#include <gtest/gtest.h>

#include "shared/api/routes.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/shared_app.hpp"

namespace i2m::test {
namespace {

class DownloadsApi : public SharedApp<DownloadsApi> {
protected:
    static void SetUpTestSuite() {
        start();
        auto parts = image_parts(1);
        parts[0].filename = "na\xC3\xAFve cat.png";
        image_ = parts[0].content;
        job_ = finished_job(port(), post_form(port(), api::path_of(api::Route::UploadBatch), parts).text("job_id"));
        url_ = job_.files.at(0).download_url.value_or("");
        whole_ = get(port(), url_);
    }

    inline static api::JobView job_;
    inline static std::string image_;
    inline static std::string url_;
    inline static Answer whole_;
};

TEST_F(DownloadsApi, TheModelIsAGlbUnderItsName) {
    ASSERT_EQ(whole_.status, 200);
    EXPECT_TRUE(whole_.body.starts_with("glTF"));
    EXPECT_EQ(whole_.header("Content-Type"), "model/gltf-binary");
    EXPECT_EQ(whole_.header("Content-Length"), std::to_string(whole_.body.size()));
    EXPECT_EQ(whole_.header("Accept-Ranges"), "bytes");
    EXPECT_EQ(whole_.header("Content-Disposition"),
              "attachment; filename=\"na_ve cat.glb\"; filename*=UTF-8''na%C3%AFve%20cat.glb");
    EXPECT_EQ(job_.files.at(0).result_size, whole_.body.size());
}

TEST_F(DownloadsApi, PartsAreTheRightBytes) {
    const std::string size = std::to_string(whole_.body.size());
    const struct {
        const char* name;
        std::string range;
        int status;
        std::size_t first;
        std::size_t length;
    } cases[] = {
        {"first bytes", "bytes=0-3", 206, 0, 4},
        {"middle", "bytes=100-299", 206, 100, 200},
        {"last bytes", "bytes=-10", 206, whole_.body.size() - 10, 10},
        {"from the middle to the end", "bytes=1000-", 206, 1000, whole_.body.size() - 1000},
        {"beyond the end", "bytes=" + size + "-", 416, 0, 0},
        {"two parts: the whole", "bytes=0-1,3-4", 200, 0, whole_.body.size()},
        // What is no range is ignored (RFC 9110, section 14.2).
        {"no number", "bytes=abc", 200, 0, whole_.body.size()},
        {"the end before the start", "bytes=9-3", 200, 0, whole_.body.size()},
        {"no start and no end", "bytes=-", 200, 0, whole_.body.size()},
        {"another unit", "pages=1-2", 200, 0, whole_.body.size()},
        {"no unit", "17", 200, 0, whole_.body.size()},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = get(port(), url_, {{"Range", c.range}});
        EXPECT_EQ(answer.status, c.status);
        if (c.status == 416) {
            EXPECT_EQ(answer.header("Content-Range"), "bytes */" + size);
            EXPECT_EQ(answer.text("error_code"), "RANGE_NOT_SATISFIABLE");
            continue;
        }
        EXPECT_TRUE(answer.body == whole_.body.substr(c.first, c.length));
    }
}

TEST_F(DownloadsApi, ARangeIsReadInAnyCaseAndNeverEndsTheConnection) {
    const struct {
        const char* name;
        std::string field;
        int status;
    } cases[] = {
        {"upper case", "RANGE: bytes=0-3", 206},
        {"lower case, no space", "range:bytes=0-3", 206},
        {"malformed", "Range: nonsense", 200},
        {"another header", "X-Range: bytes=0-3", 200},
    };
    RawSocket socket(port());
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        socket.send("HEAD " + url_ + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + c.field + "\r\n\r\n");
        const Answer answer = parse_answer(socket.read_until("\r\n\r\n"));
        EXPECT_EQ(answer.status, c.status);
        EXPECT_FALSE(answer.has_header("Connection"));
        EXPECT_EQ(answer.header("Keep-Alive"), "timeout=30") << "the client knows when not to use the connection again";
    }
}

TEST_F(DownloadsApi, ACopyThatIsStillRightIsNotSentAgain) {
    const std::string etag = whole_.header("ETag");
    EXPECT_EQ(etag.size(), 66U);
    const Answer unchanged = get(port(), url_, {{"If-None-Match", etag}});
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_TRUE(unchanged.body.empty());
    EXPECT_EQ(unchanged.header("ETag"), etag);
    EXPECT_EQ(get(port(), url_, {{"If-None-Match", "\"other\""}}).status, 200);
    EXPECT_EQ(get(port(), url_, {{"If-Range", "\"other\""}, {"Range", "bytes=0-3"}}).status, 200);
    EXPECT_EQ(get(port(), url_, {{"If-Range", etag}, {"Range", "bytes=0-3"}}).status, 206);
}

TEST_F(DownloadsApi, HeadTellsTheSizeWithoutTheBytes) {
    const Answer head = ask(port(), "HEAD", url_);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), std::to_string(whole_.body.size()));
    EXPECT_EQ(head.header("ETag"), whole_.header("ETag"));
    EXPECT_TRUE(head.body.empty());
}

TEST_F(DownloadsApi, TheListNamesWhatCanBeHad) {
    const auto list =
        json::decode<api::DownloadListAnswer>(get(port(), api::path_of(api::Route::DownloadList, {job_.job_id})).json());
    ASSERT_TRUE(list.ok());
    ASSERT_EQ(list->files.size(), 1U);
    EXPECT_EQ(list->total_files, 1U);
    EXPECT_EQ(list->files[0].size, whole_.body.size());
    EXPECT_EQ("\"" + list->files[0].sha256 + "\"", whole_.header("ETag"));
    EXPECT_EQ(list->download_urls.at(0), list->files[0].download_url);
    EXPECT_EQ(get(port(), list->download_urls.at(0)).body, whole_.body);
}

TEST_F(DownloadsApi, TheImageComesBackAsItWasSent) {
    for (const api::Route route : {api::Route::FileSource, api::Route::FilePreview}) {
        const Answer source = get(port(), api::path_of(route, {job_.files.at(0).file_id}));
        EXPECT_EQ(source.status, 200);
        EXPECT_EQ(source.body, image_);
        EXPECT_EQ(source.header("Content-Type"), "image/png");
        EXPECT_EQ(source.header("X-Content-Type-Options"), "nosniff");
        EXPECT_TRUE(source.header("Content-Disposition").starts_with("inline;"));
    }
}

TEST_F(DownloadsApi, OnlyTheJobsOwnFilesAreFound) {
    EXPECT_EQ(get(port(), api::path_of(api::Route::DownloadFile, {job_.job_id, "other.glb"})).status, 404);
    EXPECT_EQ(get(port(), api::path_of(api::Route::DownloadFile, {job_.job_id, ".."})).status, 404);
    EXPECT_EQ(get(port(), url_ + "?format=exe").status, 400);
    EXPECT_EQ(get(port(), url_ + "?format=glb").status, 200);
}

TEST_F(DownloadsApi, ADeletedJobIsGone) {
    const std::string id = upload(port(), 1, 50);
    const api::JobView job = finished_job(port(), id);
    ASSERT_EQ(job.status, JobStatus::Completed);
    EXPECT_EQ(ask(port(), "DELETE", api::path_of(api::Route::JobDelete, {id})).status, 200);
    EXPECT_EQ(get(port(), api::path_of(api::Route::JobGet, {id})).status, 404);
    EXPECT_EQ(get(port(), job.files.at(0).download_url.value_or("")).status, 404);
    EXPECT_EQ(get(port(), job.files.at(0).source_url).status, 404);
    EXPECT_EQ(get(port(), url_).status, 200);
}

}  // namespace
}  // namespace i2m::test
