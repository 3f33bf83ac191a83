// fake_fal_faults_test.cpp - every row of the fault table, at every step that it names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <map>
#include <thread>

#include "shared/glb/glb.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr std::string_view kModel = "/fal-ai/trellis";
constexpr std::string_view kInstant = R"({"clock":{"manual":true},"job":{"queue":{"ms":0},"run":{"ms":0}}})";

std::string text_of(const json::Value& row, std::string_view name) {
    const json::Value* const value = row.find(name);
    return value == nullptr || value->as_string() == nullptr ? std::string() : *value->as_string();
}

/// A fake with a picture and a job that has ended well.
struct Bench {
    Bench() : fake(kInstant), image(fake.upload(disc_png())), job(fake.call("POST", kModel, input())) {
        const Answer result = follow("response_url");
        const json::Value body = result.json();
        file = fake.path_of(text_of(*body.find("model_mesh"), "url"));
    }
    [[nodiscard]] std::string input() const { return R"({"image_url":")" + image + "\"}"; }
    [[nodiscard]] Answer follow(std::string_view url, std::string_view more = {}) const {
        return fake.call("GET", fake.path_of(job.text(url)) + std::string(more));
    }
    void plan(std::string_view step, std::string_view fault, const std::string& more = {}) const {
        const std::string rule = R"({"step":")" + std::string(step) + R"(","fault":")" + std::string(fault) + "\"" + more + "}";
        ASSERT_EQ(fake.add_faults(rule).status, 200) << rule;
    }
    /// The request that comes to `step`.
    [[nodiscard]] Answer go(std::string_view step) const {
        static const std::map<std::string_view, std::pair<const char*, const char*>> kFixed = {
            {"submit", {"POST", "/fal-ai/trellis"}},
            {"run", {"POST", "/_run/fal-ai/trellis"}},
            {"initiate", {"POST", "/storage/upload/initiate"}},
            {"initiate_multipart", {"POST", "/storage/upload/initiate-multipart"}},
            {"complete", {"POST", "/_upload/none/complete"}},
            {"token", {"POST", "/storage/auth/token"}},
            {"cdn_upload", {"POST", "/files/upload"}},
            {"platform", {"GET", "/v1/models/pricing"}},
        };
        if (step == "status") return follow("status_url");
        if (step == "stream") return follow("status_url", "/stream");
        if (step == "result") return follow("response_url");
        if (step == "cancel") return fake.call("PUT", fake.path_of(job.text("cancel_url")));
        if (step == "upload") return ask(fake.port(), "PUT", "/_upload/none", {}, "x");
        if (step == "part") return ask(fake.port(), "PUT", "/_upload/none/1", {}, "x");
        if (step == "media") return get(fake.port(), file);
        const auto& [method, path] = kFixed.at(step);
        const bool is_job = step == "submit" || step == "run";
        return fake.call(method, path, is_job ? input() : R"({"content_type":"image/png","file_name":"a.png"})");
    }

    FakeFal fake;
    std::string image;
    Answer job;
    std::string file;
};

/// The type that an error body names, wherever it stands.
std::string type_in(const Answer& answer) {
    const json::Value body = answer.json();
    const json::Value* const detail = body.find("detail");
    if (detail != nullptr && detail->as_array() != nullptr) return text_of(detail->as_array()->front(), "type");
    return text_of(body, "error_type");
}

json::Array fault_table(const FakeFal& fake) {
    const json::Value body = get(fake.port(), "/_fake/faults").json();
    return *body.find("table")->as_array();
}

TEST(FakeFalFaults, EveryAnswerOfTheTableComesAtEveryStep) {
    const Bench bench;
    int count = 0;
    for (const json::Value& row : fault_table(bench.fake)) {
        const std::int64_t status = *row.find("status")->as_int();
        if (status == 0) continue;
        for (const json::Value& step : *row.find("steps")->as_array()) {
            const std::string& name = *step.as_string();
            if (name == "outcome") continue;
            SCOPED_TRACE(text_of(row, "fault") + " at " + name);
            bench.plan(name, text_of(row, "fault"));
            const Answer answer = bench.go(name);
            EXPECT_EQ(answer.status, status);
            EXPECT_EQ(type_in(answer), text_of(row, "type"));
            ++count;
        }
    }
    EXPECT_GT(count, 400);
    EXPECT_EQ(bench.fake.accepted_submits(), 1U) << "a refused submit is no job";
    EXPECT_EQ(bench.go("status").status, 200) << "each rule fires once";
}

TEST(FakeFalFaults, EveryOutcomeEndsAJobAsTheTableSays) {
    const Bench bench;
    for (const json::Value& row : fault_table(bench.fake)) {
        const json::Array& steps = *row.find("steps")->as_array();
        if (std::find(steps.begin(), steps.end(), json::Value("outcome")) == steps.end()) continue;
        SCOPED_TRACE(text_of(row, "fault"));
        bench.plan("outcome", text_of(row, "fault"));
        const Answer job = bench.go("submit");
        const Answer status = bench.fake.call("GET", bench.fake.path_of(job.text("status_url")));
        const Answer result = bench.fake.call("GET", bench.fake.path_of(job.text("response_url")));
        EXPECT_EQ(status.text("status"), "COMPLETED");
        EXPECT_EQ(result.status, *row.find("status")->as_int());
        EXPECT_EQ(type_in(result), text_of(row, "type"));
        const bool is_platform = result.has_header("X-Fal-Error-Type");
        EXPECT_EQ(status.text("error_type"), is_platform ? text_of(row, "type") : "") << "only the result tells a model's error";
    }
    EXPECT_EQ(bench.fake.journal("charges").size(), 1U);
}

TEST(FakeFalFaults, ConnectionsBreakBeforeAndAfterTheWork) {
    static constexpr struct {
        const char* fault;
        std::size_t jobs;  ///< that exist then: what a caller may have to pay without knowing
        bool has_head;
    } kRows[] = {{"reset_before_body", 0, false},
                 {"reset_after_body", 1, false},
                 {"reset_in_answer", 1, true},
                 {"cut_in_answer", 1, true}};
    const Bench bench;
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.fault);
        const std::size_t before = bench.fake.accepted_submits();
        bench.plan("submit", row.fault);
        const Answer answer = bench.go("submit");
        EXPECT_EQ(answer.status, row.has_head ? 200 : 0);
        if (row.has_head) {
            EXPECT_LT(answer.body.size(), std::stoul(answer.header("Content-Length")));
        }
        EXPECT_EQ(bench.fake.accepted_submits() - before, row.jobs);
        EXPECT_EQ(text_of(bench.fake.journal("submits").back(), "fault"), row.fault);
    }
}

TEST(FakeFalFaults, ADoneFaultDoesTheWorkAndHidesIt) {
    const Bench bench;
    bench.plan("submit", "page_502", R"(,"done":true)");
    EXPECT_EQ(bench.go("submit").status, 502);
    EXPECT_EQ(bench.fake.accepted_submits(), 2U);
    bench.plan("cancel", "internal_error", R"(,"done":true)");
    EXPECT_EQ(bench.go("cancel").status, 500);
    EXPECT_EQ(bench.fake.journal("cancels").size(), 1U);
}

bool has_request_with(const FakeFal& fake, std::string_view fault) {
    const json::Array rows = fake.journal("requests");
    return std::any_of(rows.begin(), rows.end(), [&](const json::Value& row) { return text_of(row, "fault") == fault; });
}

TEST(FakeFalFaults, StallsFollowTheClock) {
    const Bench bench;
    const std::string good = bench.go("media").body;
    for (const std::string_view fault : {"stall_before_answer", "stall_in_answer", "trickle"}) {
        SCOPED_TRACE(fault);
        bench.plan("media", fault, R"(,"ms":60000,"bytes":100000)");
        std::future<Answer> answer = std::async(std::launch::async, [&] { return bench.go("media"); });
        EXPECT_TRUE(comes_true([&] { return has_request_with(bench.fake, fault); }));
        EXPECT_NE(answer.wait_for(std::chrono::seconds(0)), std::future_status::ready);
        while (answer.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) bench.fake.advance_ms(60'000);
        EXPECT_EQ(answer.get().body, fault == "stall_in_answer" ? good.substr(0, 100'000) : good);
    }
    bench.plan("status", "stall_before_answer");
    RawSocket gone(bench.fake.port());
    gone.send("GET " + bench.fake.path_of(bench.job.text("status_url")) + " HTTP/1.1\r\nAuthorization: Key a:b\r\n\r\n");
    EXPECT_TRUE(comes_true([&] {
        const auto requests = bench.fake.journal("requests");
        return !requests.empty() && text_of(requests.back(), "fault") == "stall_before_answer";
    }));
    EXPECT_EQ(bench.go("status").status, 200) << "a stalled connection holds nobody up";
}

TEST(FakeFalFaults, GoodWorkComesUnderBadAnswers) {
    const Bench bench;
    const Answer good = bench.go("result");
    const struct {
        const char* name;
        const char* step;
        const char* fault;
        const char* more;
        std::function<bool(const Answer&)> is_met;
    } rows[] = {
        {"empty", "result", "empty_body", "", [](const Answer& a) { return a.status == 200 && a.body.empty(); }},
        {"a page", "status", "html_body", "",
         [](const Answer& a) { return a.header("Content-Type") == "text/html" && a.body[0] == '<'; }},
        {"wrong type", "submit", "wrong_content_type", "",
         [](const Answer& a) { return a.header("Content-Type") == "text/html" && !a.text("request_id").empty(); }},
        {"broken JSON", "result", "broken_json", "",
         [&](const Answer& a) { return a.json().is_null() && good.body.starts_with(a.body); }},
        {"deep JSON", "result", "deep_json", "", [](const Answer& a) { return a.body == std::string(100'000, '['); }},
        {"huge JSON", "result", "huge_json", R"(,"bytes":300000)", [](const Answer& a) { return a.body.size() > 300'000; }},
        {"no id", "submit", "no_request_id", "",
         [](const Answer& a) {
             return a.text("request_id").empty() && a.text("status_url").empty() && !a.has_header("x-fal-request-id");
         }},
        {"no URLs", "submit", "no_urls", "",
         [](const Answer& a) { return !a.text("request_id").empty() && a.text("status_url").empty(); }},
        {"foreign URLs", "submit", "foreign_urls", "",
         [](const Answer& a) { return a.text("status_url").starts_with("https://queue.example.net/"); }},
        {"a fourth state", "status", "unknown_state", "", [](const Answer& a) { return a.text("status") == "PAUSED"; }},
        {"no mesh", "result", "no_mesh", "",
         [](const Answer& a) { return a.status == 200 && a.body.find("url") == std::string::npos; }},
        {"private files", "result", "private_urls", "",
         [](const Answer& a) { return text_of(*a.json().find("model_mesh"), "url").starts_with("http://10.0.0.1/"); }},
        {"own headers", "status", "wrong_content_type", R"(,"headers":[{"name":"X-A","value":"b"}])",
         [](const Answer& a) { return a.header("X-A") == "b"; }},
        {"custom", "status", "custom", R"(,"status":418,"body":"{\"a\":1}")",
         [](const Answer& a) { return a.status == 418 && a.body == R"({"a":1})"; }},
        {"seconds", "submit", "rate_limited_seconds", R"(,"seconds":7)",
         [](const Answer& a) { return a.header("Retry-After") == "7"; }},
        {"a date", "submit", "rate_limited_date", R"(,"seconds":60)",
         [](const Answer& a) { return a.header("Retry-After") == "Thu, 01 Jan 2026 00:01:00 GMT"; }},
        {"no Retry-After", "submit", "rate_limited", "",
         [](const Answer& a) { return !a.has_header("Retry-After") && a.status == 429; }},
        {"a proxy's page", "status", "page_503", "",
         [](const Answer& a) { return !a.has_header("x-fal-request-id") && a.body.find("nginx") != std::string::npos; }},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        bench.plan(row.step, row.fault, row.more);
        const Answer answer = bench.go(row.step);
        EXPECT_TRUE(row.is_met(answer)) << answer.status << " " << answer.body.substr(0, 300);
        EXPECT_EQ(bench.go(row.step).status / 100, 2) << "the next one is good again";
    }
}

TEST(FakeFalFaults, FilesAreSpoiledInEveryWay) {
    const Bench bench;
    const std::string good = bench.go("media").body;
    ASSERT_TRUE(glb::read_glb(as_bytes(good)));
    const struct {
        const char* fault;
        const char* more;
        std::function<bool(const Answer&)> is_met;
    } rows[] = {
        {"media_truncated", "", [&](const Answer& a) { return a.body == good.substr(0, good.size() / 2); }},
        {"media_corrupt", "",
         [&](const Answer& a) {
             return a.body.size() == good.size() && a.body.starts_with("glTF") && !glb::read_glb(as_bytes(a.body));
         }},
        {"media_not_the_file", "", [&](const Answer& a) { return a.body.size() == good.size() && !a.body.starts_with("glTF"); }},
        {"media_oversized", R"(,"bytes":3000000)",
         [](const Answer& a) {
             return a.header("Content-Length") == "3000000" && a.body.size() == 3'000'000 && a.body.starts_with("glTF");
         }},
        {"media_oversized_undeclared", R"(,"bytes":3000000)",
         [](const Answer& a) { return !a.has_header("Content-Length") && a.body.size() == 3'000'000; }},
        {"media_empty", "", [](const Answer& a) { return a.status == 200 && a.body.empty(); }},
        {"media_html", "", [](const Answer& a) { return a.header("Content-Type") == "text/html"; }},
        {"octet_stream", "",
         [&](const Answer& a) { return a.header("Content-Type") == "application/octet-stream" && a.body == good; }},
        {"redirect_private", "",
         [](const Answer& a) { return a.header("Location") == "http://169.254.169.254/latest/meta-data/"; }},
        {"redirect_file", "", [](const Answer& a) { return a.header("Location") == "file:///etc/passwd"; }},
        {"redirect_loop", "", [&](const Answer& a) { return a.header("Location") == bench.fake.url() + bench.file; }},
        {"redirect_private", R"(,"location":"http://192.168.0.1/")",
         [](const Answer& a) { return a.header("Location") == "http://192.168.0.1/"; }},
        {"not_found", "", [](const Answer& a) { return a.status == 404; }},
        {"cut_in_answer", R"(,"bytes":1000)", [&](const Answer& a) { return a.body == good.substr(0, 1'000); }},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.fault);
        bench.plan("media", row.fault, row.more);
        const Answer answer = bench.go("media");
        EXPECT_TRUE(row.is_met(answer)) << answer.status << " " << answer.body.size();
        EXPECT_EQ(bench.go("media").body, good);
    }
}

TEST(FakeFalFaults, RulesFireWhenTheySay) {
    static constexpr struct {
        const char* name;
        const char* more;
        const char* want;  ///< of eight calls, F where it fires
    } kRows[] = {
        {"once", "", "F......."},
        {"three times", R"(,"times":3)", "FFF....."},
        {"later", R"(,"after":2)", "..F....."},
        {"always", R"(,"times":0)", "FFFFFFFF"},
        {"each third", R"(,"times":0,"every":3)", "F..F..F."},
        {"never by chance", R"(,"times":0,"probability":0)", "........"},
        {"another endpoint", R"(,"times":0,"endpoint":"fal-ai/triposr")", "........"},
        {"this submit", R"(,"times":0,"nth":[1])", "FFFFFFFF"},
        {"another submit", R"(,"times":0,"nth":[2])", "........"},
    };
    const Bench bench;
    const auto calls = [&] {
        std::string out;
        for (int i = 0; i < 8; ++i) out += bench.go("status").status == 200 ? '.' : 'F';
        return out;
    };
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        bench.plan("status", "internal_error", row.more);
        EXPECT_EQ(calls(), row.want);
        EXPECT_EQ(ask(bench.fake.port(), "DELETE", "/_fake/faults").status, 200);
    }
    std::string by_chance[2];
    for (std::string& out : by_chance) {
        bench.plan("status", "internal_error", R"(,"times":0,"probability":0.5)");
        out = calls();
        (void)ask(bench.fake.port(), "DELETE", "/_fake/faults");
    }
    EXPECT_EQ(by_chance[0], by_chance[1]) << "chance repeats with the seed";
    EXPECT_THAT(by_chance[0], testing::AllOf(testing::HasSubstr("F"), testing::HasSubstr(".")));
}

TEST(FakeFalFaults, AWrongScenarioIsRefusedByItsPlace) {
    static constexpr struct {
        const char* name;
        const char* scenario;
        const char* field;
    } kRows[] = {
        {"no JSON", "{", ""},
        {"misspelt", R"({"sede":1})", "/sede"},
        {"misspelt inside", R"({"job":{"queue":{"mss":1}}})", "/job/queue/mss"},
        {"in a list", R"({"faults":[{"step":"submit","fault":"page_502","tiems":1}]})", "/faults/0/tiems"},
        {"wrong kind", R"({"job":{"queue":{"ms":"long"}}})", "/job/queue/ms"},
        {"no such step", R"({"faults":[{"step":"lunch","fault":"page_502"}]})", "/faults/0/step"},
        {"no such fault", R"({"faults":[{"step":"submit","fault":"hiccup"}]})", "/faults/0/fault"},
        {"not there", R"({"faults":[{"step":"submit","fault":"media_corrupt"}]})", "/faults/0/fault"},
        {"no such rule", R"({"job":{"cancel":"maybe"}})", "/job/cancel"},
        {"never", R"({"faults":[{"step":"submit","fault":"page_502","every":0}]})", "/faults/0"},
    };
    const FakeFal fake;
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        const Answer answer = fake.begin(row.scenario);
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(answer.text("field"), row.field);
        EXPECT_THROW(FakeFal{row.scenario}, std::runtime_error);
    }
    EXPECT_EQ(fake.begin("{}").status, 200);
}

TEST(FakeFalFaults, TheExampleOfTheDocumentationIsAScenario) {
    std::ifstream file(I2M_SOURCE_DIR "/docs/fake_fal.md");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const std::size_t begin = text.find("```json\n");
    ASSERT_NE(begin, std::string::npos);
    const std::string scenario = text.substr(begin + 8, text.find("```\n", begin + 8) - begin - 8);
    const FakeFal fake;
    const Answer answer = fake.begin(scenario);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(*answer.json().find("seed"), json::Value(7));
}

}  // namespace
}  // namespace i2m::test
