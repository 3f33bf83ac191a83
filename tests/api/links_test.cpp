// links_test.cpp - signed links of download lists: files without a key, whole, in parts and not at all.
#include <gtest/gtest.h>

#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/shared_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kUserKey = "configured-user-key";

class LinksApi : public SharedApp<LinksApi> {
protected:
    static void SetUpTestSuite() {
        start({{}, {{"API_KEY", kUserKey}}});
        const std::string job =
            post_form(port(), api::path_of(api::Route::UploadBatch), image_parts(2), key_of(kUserKey)).text("job_id");
        job_ = finished_job_of(*app_, job, kUserKey);
        ASSERT_EQ(job_.status, JobStatus::Completed);
        const Answer listed = get(port(), api::path_of(api::Route::DownloadList, {job}), key_of(kUserKey));
        const auto list = json::decode<api::DownloadListAnswer>(listed.json());
        ASSERT_TRUE(list.ok()) << listed.body;
        list_ = *list;
    }

    inline static api::JobView job_;
    inline static api::DownloadListAnswer list_;
};

TEST_F(LinksApi, EachFileOfTheListHasALink) {
    ASSERT_EQ(list_.files.size(), 2U);
    for (const api::DownloadEntry& entry : list_.files) {
        SCOPED_TRACE(entry.filename);
        ASSERT_TRUE(entry.signed_url && entry.expires_at);
        EXPECT_EQ(entry.signed_url->rfind(entry.download_url + "?", 0), 0U) << "beside what is there";
        EXPECT_EQ(get(port(), entry.download_url).status, 401);
        const Answer by_key = get(port(), entry.download_url, key_of(kUserKey));
        const Answer by_link = get(port(), *entry.signed_url);
        EXPECT_EQ(by_link.status, 200) << by_link.body;
        EXPECT_EQ(by_link.body, by_key.body);
        EXPECT_EQ(by_link.header("ETag"), by_key.header("ETag"));
    }
}

TEST_F(LinksApi, LinksWorkInPartsAndForHeads) {
    const std::string url = *list_.files.at(0).signed_url;
    const Answer whole = get(port(), url);
    const Answer head = ask(port(), "HEAD", url);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), std::to_string(whole.body.size()));
    const Answer part = get(port(), url, {{"Range", "bytes=4-9"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, whole.body.substr(4, 6));
    EXPECT_EQ(get(port(), url, {{"If-None-Match", whole.header("ETag")}}).status, 304);
    EXPECT_EQ(get(port(), url, {{"Range", "bytes=99999999-"}}).status, 416);
}

TEST_F(LinksApi, AnythingElseIsRefusedInWords) {
    const std::string good = *list_.files.at(0).signed_url;
    const std::string other = *list_.files.at(1).signed_url;
    const std::string query = good.substr(good.find('?'));
    std::string flipped = good;
    flipped.back() = flipped.back() == '0' ? '1' : '0';
    std::string unknown = good;
    unknown.replace(unknown.find(job_.job_id), job_.job_id.size(), "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f");
    const struct {
        const char* name;
        std::string target;
        HeaderList headers;
        int status;
    } cases[] = {
        {"another file's signature", other.substr(0, other.find('?')) + query, {}, 403},
        {"a changed signature", flipped, {}, 403},
        {"a changed signature, by its owner", flipped, key_of(kUserKey), 403},
        {"half of it", good.substr(0, good.size() - 10), {}, 403},
        {"an older link", list_.files.at(0).download_url + "?expires=1000000000&signature=" + std::string(64, 'a'), {}, 403},
        {"without an end", list_.files.at(0).download_url + "?signature=" + std::string(64, 'a'), {}, 403},
        {"a job that is not there", unknown, {}, 403},
        {"the source image", api::path_of(api::Route::FileSource, {job_.files.at(0).file_id}) + query, {}, 403},
        {"the list", api::path_of(api::Route::DownloadList, {job_.job_id}) + query, {}, 401},
        {"the job", api::path_of(api::Route::JobGet, {job_.job_id}) + query, {}, 401},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const Answer answer = get(port(), c.target, c.headers);
        EXPECT_EQ(answer.status, c.status) << answer.body;
        EXPECT_EQ(answer.text("error_code"), c.status == 403 ? "FORBIDDEN" : "UNAUTHORIZED");
        EXPECT_FALSE(answer.text("message").empty());
    }
    EXPECT_EQ(ask(port(), "DELETE", "/api/v1/jobs/" + job_.job_id + query).status, 401);
}

TEST_F(LinksApi, LinksOutliveARestartAndTheSecretIsTheOwnersToRead) {
    TestApp app(TestAppOptions{{}, {{"API_KEY", kUserKey}}});
    const std::string job =
        post_form(app.port(), api::path_of(api::Route::UploadBatch), image_parts(1), key_of(kUserKey)).text("job_id");
    (void)finished_job_of(app, job, kUserKey);
    const auto list = json::decode<api::DownloadListAnswer>(
        get(app.port(), api::path_of(api::Route::DownloadList, {job}), key_of(kUserKey)).json());
    const std::string url = list->files.at(0).signed_url.value_or("");
    app.kill();
    app.start();
    EXPECT_EQ(get(app.port(), url).status, 200);
    const auto mode = std::filesystem::status(app.data_folder() / "link.key").permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(app.log().find("signature"), std::string::npos);
}

}  // namespace
}  // namespace i2m::test
