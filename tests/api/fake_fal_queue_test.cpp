// fake_fal_queue_test.cpp - the fake's queue: what a job looks like at each moment, and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/api_client.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr std::string_view kSlow = R"({"seed":7,"clock":{"manual":true},"job":{"queue":{"ms":1000},"run":{"ms":2000}}})";
constexpr std::string_view kModel = "tripo3d/tripo/v2.5/image-to-3d";

/// A fake with a picture in its storage.
struct Bench {
    explicit Bench(std::string_view scenario = kSlow) : fake(scenario), image(fake.upload(disc_png())) {}

    [[nodiscard]] std::string input(const std::string& more = {}) const {
        return R"({"image_url":")" + image + "\"" + more + "}";
    }
    [[nodiscard]] Answer submit(const std::string& more = {}) const { return fake.submit(kModel, input(more)); }
    [[nodiscard]] Answer follow(const Answer& submitted, std::string_view url, std::string_view query = {}) const {
        return fake.call("GET", fake.path_of(submitted.text(url)) + std::string(query));
    }
    [[nodiscard]] std::string state(const Answer& submitted) const { return follow(submitted, "status_url").text("status"); }

    FakeFal fake;
    std::string image;
};

std::int64_t number(const json::Value& body, std::string_view name) {
    const json::Value* const value = body.find(name);
    return value == nullptr || value->as_int() == nullptr ? -1 : *value->as_int();
}

std::size_t log_count(const Answer& status) {
    const json::Value body = status.json();
    const json::Value* const logs = body.find("logs");
    return logs == nullptr || logs->as_array() == nullptr ? 999 : logs->as_array()->size();
}

TEST(FakeFalQueue, AJobWaitsRunsAndEndsByTheClock) {
    const Bench bench;
    const Answer submitted = bench.submit();
    EXPECT_EQ(submitted.status, 200);
    EXPECT_EQ(submitted.text("status"), "IN_QUEUE");
    EXPECT_EQ(submitted.header("x-fal-request-id"), submitted.text("request_id"));
    EXPECT_THAT(submitted.text("status_url"), testing::HasSubstr("/tripo3d/tripo/requests/"));
    Answer status = bench.follow(submitted, "status_url", "?logs=1");
    EXPECT_EQ(status.status, 202);
    EXPECT_EQ(number(status.json(), "queue_position"), 0);
    EXPECT_EQ(bench.follow(submitted, "response_url").text("detail"), "Request is still in progress");
    bench.fake.advance_ms(1'000);
    status = bench.follow(submitted, "status_url", "?logs=1");
    EXPECT_EQ(status.text("status"), "IN_PROGRESS");
    EXPECT_EQ(log_count(status), 0U);
    bench.fake.advance_ms(1'400);  // 70 % of the run
    EXPECT_EQ(log_count(bench.follow(submitted, "status_url", "?logs=true")), 3U);
    EXPECT_EQ(log_count(bench.follow(submitted, "status_url")), 999U);  // null without logs
    bench.fake.advance_ms(600);
    status = bench.follow(submitted, "status_url", "?logs=1");
    EXPECT_EQ(status.status, 200);
    EXPECT_EQ(status.text("status"), "COMPLETED");
    EXPECT_EQ(status.json().find("metrics")->find("inference_time")->as_double()[0], 2.0);
    const Answer result = bench.follow(submitted, "response_url");
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.header("X-Fal-Billable-Units"), "1.0");
    EXPECT_NE(result.json().find("pbr_model"), nullptr);
}

TEST(FakeFalQueue, AnswersUnderTheAliasAndUnderTheFullPathOnly) {
    const Bench bench;
    const std::string id = bench.submit().text("request_id");
    static constexpr struct {
        const char* name;
        const char* base;
        const char* rest;
        int status;
    } kRows[] = {
        {"alias", "/tripo3d/tripo", "/status", 202},
        {"full path", "/tripo3d/tripo/v2.5/image-to-3d", "/status", 202},
        {"part of the path", "/tripo3d/tripo/v2.5", "/status", 404},
        {"another owner", "/fal-ai/tripo", "/status", 404},
        {"an unknown tail", "/tripo3d/tripo", "/progress", 404},
        {"response", "/tripo3d/tripo", "/response", 400},
    };
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(bench.fake.call("GET", row.base + std::string("/requests/") + id + row.rest).status, row.status);
    }
    EXPECT_EQ(bench.fake.call("POST", "/tripo3d/tripo/requests/" + id + "/cancel").status, 405);
    EXPECT_EQ(bench.fake.call("GET", "/tripo3d/tripo/v2.5/image-to-3d").status, 405);
}

TEST(FakeFalQueue, ScriptedPositionsMayRise) {
    const Bench bench(R"({"clock":{"manual":true},"job":{"queue":{"ms":1000},"run":{"ms":10},"positions":[2,5,1,0]}})");
    const Answer submitted = bench.submit();
    for (const std::int64_t want : {2, 5, 1, 0}) {
        EXPECT_EQ(number(bench.follow(submitted, "status_url").json(), "queue_position"), want);
        bench.fake.advance_ms(250);
    }
}

TEST(FakeFalQueue, OnlySoManyRunAtOnceAndLowPriorityWaits) {
    const Bench bench(R"({"clock":{"manual":true},"account":{"concurrency":1},"job":{"queue":{"ms":0},"run":{"ms":1000}}})");
    const Answer first = bench.submit();
    const Answer low = ask(bench.fake.port(), "POST", "/" + std::string(kModel),
                           {{"Authorization", "Key a:b"}, {"X-Fal-Queue-Priority", "low"}}, bench.input());
    const Answer third = bench.submit();
    EXPECT_EQ(bench.state(first), "IN_PROGRESS");
    EXPECT_EQ(number(bench.follow(low, "status_url").json(), "queue_position"), 1);
    EXPECT_EQ(number(bench.follow(third, "status_url").json(), "queue_position"), 0);
    bench.fake.advance_ms(1'000);
    EXPECT_EQ(bench.state(third), "IN_PROGRESS");
    EXPECT_EQ(bench.state(low), "IN_QUEUE");
    bench.fake.advance_ms(2'000);
    EXPECT_EQ(bench.state(low), "COMPLETED");
    EXPECT_EQ(bench.fake.call("POST", "/" + std::string(kModel) + "?fal_max_queue_length=0", bench.input()).status, 429);
}

TEST(FakeFalQueue, ALostRunnerPutsTheJobBackUnlessRetriesAreRefused) {
    const Bench bench(R"({"clock":{"manual":true},"job":{"queue":{"ms":100},"run":{"ms":1000},"requeues":1}})");
    const Answer submitted = bench.submit();
    const Answer once = ask(bench.fake.port(), "POST", "/" + std::string(kModel),
                            {{"Authorization", "Key a:b"}, {"X-Fal-No-Retry", "1"}}, bench.input());
    bench.fake.advance_ms(100);
    EXPECT_EQ(bench.state(submitted), "IN_PROGRESS");
    bench.fake.advance_ms(500);
    EXPECT_EQ(bench.state(submitted), "IN_QUEUE");
    bench.fake.advance_ms(1'100);
    EXPECT_EQ(bench.state(submitted), "COMPLETED");
    EXPECT_EQ(bench.follow(once, "status_url").text("error_type"), "runner_disconnected");
    EXPECT_EQ(bench.follow(once, "response_url").status, 503);
}

TEST(FakeFalQueue, AWaitBeyondTheCallersDeadlineIsGivenUp) {
    const Bench bench;
    const Answer submitted = ask(bench.fake.port(), "POST", "/" + std::string(kModel),
                                 {{"Authorization", "Key a:b"}, {"X-Fal-Request-Timeout", "0.5"}}, bench.input());
    bench.fake.advance_ms(500);
    EXPECT_EQ(bench.follow(submitted, "status_url").text("error_type"), "request_timeout");
    const Answer result = bench.follow(submitted, "response_url");
    EXPECT_EQ(result.status, 504);
    EXPECT_EQ(result.header("X-Fal-Request-Timeout-Type"), "user");
    EXPECT_EQ(bench.fake.journal("charges").size(), 0U);
}

TEST(FakeFalQueue, CancelsEndAsTheScenarioWants) {
    static constexpr struct {
        const char* name;
        const char* rule;
        const char* after;
        int run_ms_before;  ///< how far into the run the cancel comes; -1: while it waits
        int cancel_status;
        const char* cancel_word;
        int status_code;
        int result_code;
        std::size_t charges;
    } kRows[] = {
        {"waiting", "honoured", "error", -1, 202, "CANCELLATION_REQUESTED", 200, 499, 0},
        {"running", "honoured", "error", 500, 202, "CANCELLATION_REQUESTED", 200, 499, 0},
        {"running, no trace", "honoured", "gone", 500, 202, "CANCELLATION_REQUESTED", 404, 404, 0},
        {"ignored", "ignored", "error", 500, 202, "CANCELLATION_REQUESTED", 200, 200, 1},
        {"the job wins unseen", "won_by_job", "error", 500, 202, "CANCELLATION_REQUESTED", 200, 200, 1},
        {"the job wins and says so", "too_late", "error", 500, 400, "ALREADY_COMPLETED", 200, 200, 1},
        {"after the end", "honoured", "error", 5'000, 400, "ALREADY_COMPLETED", 200, 200, 1},
    };
    const Bench start;
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        const std::string scenario = R"({"clock":{"manual":true},"job":{"queue":{"ms":1000},"run":{"ms":2000},"cancel":")" +
                                     std::string(row.rule) + R"(","after_cancel":")" + row.after + R"("}})";
        const Bench bench(scenario);
        const Answer submitted = bench.submit();
        bench.fake.advance_ms(row.run_ms_before < 0 ? 500 : 1'000 + row.run_ms_before);
        const Answer cancelled = bench.fake.call("PUT", bench.fake.path_of(submitted.text("cancel_url")));
        EXPECT_EQ(cancelled.status, row.cancel_status);
        EXPECT_EQ(cancelled.text("status"), row.cancel_word);
        bench.fake.advance_ms(10'000);
        EXPECT_EQ(bench.follow(submitted, "status_url").status, row.status_code);
        EXPECT_EQ(bench.follow(submitted, "response_url").status, row.result_code);
        EXPECT_EQ(bench.fake.journal("charges").size(), row.charges);
    }
    EXPECT_EQ(start.fake.call("PUT", "/tripo3d/tripo/requests/nobody/cancel").status, 404);
}

TEST(FakeFalQueue, TheStreamTellsEveryChangeOnceAndEnds) {
    const Bench bench(R"({"clock":{"manual":true},"job":{"queue":{"ms":1000},"run":{"ms":1000},"positions":[3,1]}})");
    const Answer submitted = bench.submit();
    StreamReader stream(bench.fake.port(), bench.fake.path_of(submitted.text("status_url")) + "/stream?logs=1",
                        {{"Authorization", "Key a:b"}, {"Accept", "application/json, text/event-stream"}});
    EXPECT_EQ(stream.head().header("Content-Type"), "text/event-stream");
    static constexpr struct {
        std::string_view state;
        std::int64_t position;
        std::size_t logs;  ///< increments: each line once
        int then_advance_ms;
    } kEvents[] = {{"IN_QUEUE", 3, 0, 500},
                   {"IN_QUEUE", 1, 0, 500},
                   {"IN_PROGRESS", -1, 0, 700},
                   {"IN_PROGRESS", -1, 3, 300},
                   {"COMPLETED", -1, 1, 0}};
    for (const auto& want : kEvents) {
        const json::Value body = json::parse(stream.next().data).value();
        EXPECT_EQ(*body.find("status")->as_string(), want.state);
        EXPECT_EQ(number(body, "queue_position"), want.position);
        const json::Value* const lines = body.find("logs");
        EXPECT_EQ(lines == nullptr ? 0 : lines->as_array()->size(), want.logs);
        bench.fake.advance_ms(want.then_advance_ms);
    }
    EXPECT_TRUE(stream.is_closed_by_peer());
}

TEST(FakeFalQueue, ResultsAreKeptAsLongAsTheScenarioSays) {
    const Bench bench(R"({"clock":{"manual":true},"job":{"queue":{"ms":0},"run":{"ms":0},"result_ttl_ms":5000}})");
    const Answer submitted = bench.submit();
    bench.fake.advance_ms(4'999);
    EXPECT_EQ(bench.follow(submitted, "response_url").status, 200);
    bench.fake.advance_ms(1);
    EXPECT_EQ(bench.follow(submitted, "response_url").status, 404);
    EXPECT_EQ(bench.state(submitted), "COMPLETED");
}

TEST(FakeFalQueue, TheSynchronousCallAnswersWithTheResult) {
    const Bench bench(R"({"job":{"queue":{"ms":5},"run":{"ms":5}}})");
    const Answer answer = bench.fake.call("POST", "/_run/" + std::string(kModel), bench.input());
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.json().find("task_id"), nullptr);
}

TEST(FakeFalQueue, KeysAreRefusedInTheProvidersWords) {
    const FakeFal fake(R"({"account":{"keys":["right:key"]}})");
    static constexpr struct {
        const char* name;
        const char* header;
        int status;
        const char* words;
    } kRows[] = {
        {"right", "Key right:key", 200, ""},
        {"wrong", "Key wrong:key", 401, "No user found for Key ID and Secret"},
        {"no colon", "Key rightkey", 401, "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."},
        {"bearer", "Bearer right:key", 401, "Authentication is required to access this application."},
    };
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        const Answer answer = ask(fake.port(), "POST", "/fal-ai/trellis", {{"Authorization", row.header}}, "{}");
        EXPECT_EQ(answer.status, row.status);
        EXPECT_EQ(answer.text("detail"), row.words);
    }
    EXPECT_EQ(ask(fake.port(), "POST", "/fal-ai/trellis", {}, "{}").status, 401);
    EXPECT_EQ(fake.accepted_submits(), 1U);
}

TEST(FakeFalQueue, AnEmptyAccountIsLocked) {
    const Bench bench(R"({"account":{"balance_usd":0.5},"job":{"queue":{"ms":0},"run":{"ms":0}}})");
    EXPECT_EQ(bench.submit().status, 200);
    EXPECT_EQ(bench.submit().status, 200);  // 0.30 + 0.30: the second takes it below
    const Answer refused = bench.submit();
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(refused.text("detail"), testing::HasSubstr("Exhausted balance"));
    EXPECT_EQ(bench.fake.accepted_submits(), 2U);
}

TEST(FakeFalQueue, WrongInputComesOutAtTheResultByItsType) {
    const Bench bench(R"({"job":{"queue":{"ms":0},"run":{"ms":0}},"wire":{"reject_unknown_input":true}})");
    const std::string good = bench.input();
    const std::string text = bench.fake.upload("no picture at all");
    const struct {
        const char* name;
        std::string endpoint;
        std::string body;
        const char* type;
        const char* field;
    } rows[] = {
        {"no image", "fal-ai/trellis", "{}", "missing", "image_url"},
        {"image of another model", "fal-ai/hunyuan3d/v2", good, "missing", "input_image_url"},
        {"not a list", "fal-ai/hyper3d/rodin", R"({"input_image_urls":"x"})", "list_type", "input_image_urls"},
        {"an empty list", "fal-ai/hyper3d/rodin", R"({"input_image_urls":[]})", "sequence_too_short", "input_image_urls"},
        {"no such choice", "fal-ai/trellis", bench.input(R"(,"texture_size":300)"), "one_of", "texture_size"},
        {"a number as text", "fal-ai/trellis", bench.input(R"(,"texture_size":"1024")"), "one_of", "texture_size"},
        {"too small", "fal-ai/trellis", bench.input(R"(,"mesh_simplify":0.5)"), "greater_than_equal", "mesh_simplify"},
        {"too large", "fal-ai/trellis", bench.input(R"(,"ss_sampling_steps":51)"), "less_than_equal", "ss_sampling_steps"},
        {"a fraction", "fal-ai/trellis", bench.input(R"(,"ss_sampling_steps":5.5)"), "int_type", "ss_sampling_steps"},
        {"not a truth", std::string(kModel), bench.input(R"(,"pbr":"yes")"), "bool_type", "pbr"},
        {"unknown", "fal-ai/trellis", bench.input(R"(,"colour":"red")"), "extra_forbidden", "colour"},
        {"a dead link", "fal-ai/trellis", R"({"image_url":"http://127.0.0.1:1/x.png"})", "file_download_error", "image_url"},
        {"not a picture", "fal-ai/trellis", R"({"image_url":")" + text + "\"}", "unsupported_image_format", "image_url"},
        {"too few pixels", "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", R"({"input_image_url":")" + bench.image + "\"}",
         "image_too_small", "input_image_url"},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const Answer submitted = bench.fake.submit(row.endpoint, row.body);
        EXPECT_EQ(submitted.status, 200);
        EXPECT_FALSE(bench.follow(submitted, "status_url").json().find("error"));
        const Answer result = bench.follow(submitted, "response_url");
        EXPECT_EQ(result.status, 422);
        EXPECT_EQ(result.header("X-Fal-Retryable"), "false");
        const json::Value body = result.json();
        const json::Value& first = body.find("detail")->as_array()->front();
        EXPECT_EQ(*first.find("type")->as_string(), row.type);
        EXPECT_EQ(first.find("loc")->as_array()->back(), json::Value(row.field));
    }
    EXPECT_EQ(bench.fake.journal("charges").size(), 0U);
    EXPECT_EQ(bench.fake.submit("fal-ai/nothing", "{}").text("detail"), "Application \"nothing\" not found");
    EXPECT_EQ(bench.fake.submit("fal-ai/trellis", "{").status, 422);
}

TEST(FakeFalQueue, TheJournalKeepsEverySubmitWithItsBody) {
    const Bench bench;
    (void)bench.submit(R"(,"face_limit":5000,"colour":"red")");
    (void)bench.fake.submit(kModel, R"({"image_url":"data:image/png;base64,)" + std::string(9'000, 'A') + "\"}");
    const json::Array rows = bench.fake.journal("submits");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(*rows[0].find("body")->find("face_limit"), json::Value(5'000));
    EXPECT_EQ(*rows[0].find("unknown"), json::Value(json::Array{"colour"}));
    EXPECT_THAT(*rows[1].find("body")->find("image_url")->as_string(), testing::HasSubstr("9022 bytes, sha256"));
    EXPECT_EQ(bench.fake.journal("uploads").size(), 1U);
}

TEST(FakeFalQueue, TheSameSeedGivesTheSameIdsAndTimings) {
    constexpr std::string_view kRandom =
        R"({"seed":11,"clock":{"manual":true},"job":{"queue":{"spread":"uniform","ms":0,"max_ms":2000},"run":{"spread":"lognormal","ms":500,"sigma":0.5}}})";
    std::vector<std::string> ids[2];
    std::vector<std::string> states[2];
    for (int round = 0; round < 2; ++round) {
        const Bench bench(kRandom);
        std::vector<Answer> jobs;
        for (int i = 0; i < 12; ++i) jobs.push_back(bench.submit());
        bench.fake.advance_ms(1'200);
        for (const Answer& job : jobs) {
            ids[round].push_back(job.text("request_id"));
            states[round].push_back(bench.state(job));
        }
    }
    EXPECT_EQ(ids[0], ids[1]);
    EXPECT_EQ(states[0], states[1]);
    EXPECT_THAT(states[0], testing::Contains("IN_QUEUE"));
    EXPECT_THAT(states[0], testing::Contains(testing::Ne("IN_QUEUE")));
}

}  // namespace
}  // namespace i2m::test
