// history_test.cpp - the list of jobs against the running program: search, filters, order, pages, and what is refused.
#include <gtest/gtest.h>

#include <memory>

#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"

namespace i2m::test {
namespace {

/// Three jobs of one user, and one of another.
class HistoryApi : public testing::Test {
protected:
    static void SetUpTestSuite() {
        app_ = std::make_unique<TestApp>(TestAppOptions{{}, {{"API_KEY", kKey}}});
        other_ = add_key(*app_, "other");
        (void)add({"red duck.png", "red cup.png"}, kKey);
        (void)add({"blue duck.png"}, kKey);
        green_ = add({"Blue & green \xC3\x84nte.png"}, kKey);
        (void)add({"duck of another.png"}, other_.text);
    }
    static void TearDownTestSuite() { app_.reset(); }

    static std::string add(const std::vector<std::string>& names, const std::string& key) {
        std::vector<FormPart> parts;
        for (std::size_t i = 0; i < names.size(); ++i)
            parts.push_back({"files", disc_png(static_cast<int>(i)), names[i], "image/png"});
        const Answer answer = post_form(app_->port(), api::path_of(api::Route::UploadBatch), parts, key_of(key));
        EXPECT_EQ(answer.status, 200) << answer.body;
        (void)finished_job_of(*app_, answer.text("job_id"), key);
        return answer.text("job_id");
    }
    static Answer ask_for(const std::string& query, const std::string& key = kKey) {
        return get(app_->port(), api::path_of(api::Route::JobList) + query, key_of(key));
    }
    static api::JobListAnswer list(const std::string& query, const std::string& key = kKey) {
        const Answer answer = ask_for(query, key);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const Result<api::JobListAnswer> list = json::decode_text<api::JobListAnswer>(answer.body);
        return list ? *list : api::JobListAnswer{};
    }
    /// The first file names of the jobs.
    static std::vector<std::string> names(const api::JobListAnswer& list) {
        std::vector<std::string> out;
        for (const api::JobView& job : list.jobs) out.push_back(job.files.at(0).filename);
        return out;
    }

    static constexpr const char* kKey = "configured-user-key";
    static std::unique_ptr<TestApp> app_;
    static MadeKey other_;
    static std::string green_;
};
std::unique_ptr<TestApp> HistoryApi::app_;
MadeKey HistoryApi::other_;
std::string HistoryApi::green_;

TEST_F(HistoryApi, IsSearchedFilteredAndSorted) {
    const std::string red = "red duck.png", blue = "blue duck.png", green = "Blue & green \xC3\x84nte.png";
    const std::pair<std::string, std::vector<std::string>> cases[] = {
        {"", {green, blue, red}},
        {"?sort=oldest", {red, blue, green}},
        {"?q=duck", {blue, red}},
        {"?q=DUCK&sort=oldest", {red, blue}},
        {"?q=cup", {red}},
        {"?q=red+duck", {red}},
        {"?q=cup%20duck", {}},
        {"?q=%C3%A4nte", {green}},
        {"?q=%26", {green}},
        {"?q=draft", {green, blue, red}},
        {"?q=" + green_.substr(0, 13), {green}},
        {"?q=%22%28%2A%29%22", {}},
        {"?q=zq%00x", {}},
        {"?q=%FF%FE%FD", {}},
        {"?model=draft&q=blue", {green, blue}},
        {"?model=fal-ai%2Ftrellis", {}},
        {"?status=completed&q=blue+duck", {blue}},
        {"?status=failed", {}},
        {"?from=2020-01-01&to=2020-01-02T00:00:00Z", {}},
        {"?from=2020-01-01T00:00:00Z", {green, blue, red}},
        {"?q=&status=&model=&from=&to=&cursor=", {green, blue, red}},
    };
    for (const auto& [query, want] : cases) {
        SCOPED_TRACE(query);
        EXPECT_EQ(names(list(query)), want);
    }
    EXPECT_EQ(list("?q=duck", app_->admin_key()).jobs.size(), 3U) << "administrators find all jobs";
    EXPECT_EQ(names(list("?q=duck", other_.text)), std::vector<std::string>{"duck of another.png"});
}

TEST_F(HistoryApi, IsReadPageByPage) {
    std::vector<std::string> got;
    std::string cursor;
    for (int page = 0; page < 3; ++page) {
        const api::JobListAnswer answer = list("?limit=1&cursor=" + cursor);
        for (const std::string& name : names(answer)) got.push_back(name);
        EXPECT_EQ(answer.next_cursor.has_value(), page < 2);
        cursor = answer.next_cursor.value_or("");
    }
    EXPECT_EQ(got, names(list("")));
    const std::string of_mine = list("?limit=1").next_cursor.value_or("");
    EXPECT_EQ(ask_for("?limit=1&cursor=" + of_mine, other_.text).status, 400) << "a cursor is of one owner's list";
}

TEST_F(HistoryApi, RefusesWhatMakesNoSenseAndNamesIt) {
    const std::pair<const char*, std::string> cases[] = {
        {"status", "?status=done"},
        {"from", "?from=yesterday"},
        {"to", "?to=2026-02-30"},
        {"sort", "?sort=name"},
        {"limit", "?limit=0"},
        {"limit", "?limit=201"},
        {"limit", "?limit=-1"},
        {"limit", "?limit=ten"},
        {"cursor", "?cursor=5"},
        {"cursor", "?cursor=%00%FF"},
        {"q", "?q=" + std::string(201, 'x')},
    };
    for (const auto& [field, query] : cases) {
        SCOPED_TRACE(query);
        const Answer answer = ask_for(query);
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(answer.text("error_code"), "INVALID_REQUEST");
        EXPECT_NE(answer.body.find(std::string("\"field\":\"") + field + "\""), std::string::npos) << answer.body;
    }
}

}  // namespace
}  // namespace i2m::test
