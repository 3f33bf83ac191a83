// limits_test.cpp - limits of uploads on the real program, decided with 401 and 403 before a body byte is read.
#include <gtest/gtest.h>

#include <memory>

#include "shared/api/messages_uploads.hpp"
#include "shared/api/routes.hpp"
#include "tests/support/access_scene.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr const char* kUserKey = "configured-user-key";

/// A server that takes `per_minute` uploads; the hour's limit is out of reach.
TestAppOptions limited_to(int per_minute) {
    return {{},
            {{"API_KEY", kUserKey}, {"RATE_LIMIT_PER_MINUTE", std::to_string(per_minute)}, {"RATE_LIMIT_PER_HOUR", "1000000"}}};
}

TEST(LimitsApi, SixtyUploadsAMinuteByDefault) {
    // Refused uploads count as well, and are quick.
    const TestApp app(TestAppOptions{{}, {{"RATE_LIMIT_PER_HOUR", "1000"}}});
    int taken = 0;
    Answer answer;
    for (int i = 0; i < 200 && answer.status != 429; ++i) {
        answer = ask(app.port(), "POST", "/api/v1/upload");
        taken += answer.status == 429 ? 0 : 1;
    }
    EXPECT_GE(taken, 60);
    ASSERT_EQ(answer.status, 429);
    EXPECT_EQ(answer.text("error_code"), "RATE_LIMIT_EXCEEDED");
    EXPECT_EQ(answer.header("RateLimit-Limit"), "60");
    EXPECT_EQ(answer.header("RateLimit-Remaining"), "0");
    EXPECT_EQ(answer.header("RateLimit-Policy"), "60;w=60, 1000;w=3600");
    EXPECT_GE(std::atoi(answer.header("Retry-After").c_str()), 1);
    EXPECT_EQ(get(app.port(), "/api/v1/jobs").status, 200) << "nothing else is limited";
}

TEST(LimitsApi, AnswersOfUploadsCarryTheFields) {
    const TestApp app(limited_to(30));
    const Answer taken = post_form(app.port(), "/api/v1/upload", image_parts(1), key_of(kUserKey));
    EXPECT_EQ(taken.status, 200);
    EXPECT_EQ(taken.header("RateLimit-Limit"), "30");
    EXPECT_EQ(taken.header("RateLimit-Remaining"), "29");
    EXPECT_FALSE(taken.header("RateLimit-Reset").empty());
    const Answer refused = ask(app.port(), "POST", "/api/v1/upload/image", key_of(kUserKey), "nonsense");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.header("RateLimit-Limit"), "30");
    EXPECT_FALSE(get(app.port(), "/api/v1/jobs", key_of(kUserKey)).has_header("RateLimit-Limit"));
    EXPECT_FALSE(ask(app.port(), "POST", "/api/v1/upload").has_header("RateLimit-Limit")) << "who is nobody is told nothing";
}

TEST(LimitsApi, RunsOfWhatWasSentBeforeCountToo) {
    // By the hour: nothing comes back while the test runs, however slow that is.
    const TestApp app(
        TestAppOptions{{}, {{"API_KEY", kUserKey}, {"RATE_LIMIT_PER_MINUTE", "1000"}, {"RATE_LIMIT_PER_HOUR", "3"}}});
    const Answer sent = post_form(app.port(), "/api/v1/upload", image_parts(1), key_of(kUserKey));
    ASSERT_EQ(sent.status, 200) << sent.body;
    const Result<api::UploadAnswer> taken = json::decode_text<api::UploadAnswer>(sent.body);
    ASSERT_TRUE(taken.ok());
    const std::string id = taken->uploaded_files.at(0).file_id;
    const auto generate = [&](const std::string& body) {
        return ask(app.port(), "POST", api::path_of(api::Route::ModelGenerate), key_of(kUserKey), body);
    };
    const Answer run = generate("{\"file_id\":\"" + id + "\"}");
    EXPECT_EQ(run.status, 200) << run.body;
    EXPECT_EQ(run.header("RateLimit-Limit"), "3");
    EXPECT_EQ(run.header("RateLimit-Remaining"), "1");
    EXPECT_EQ(generate("nonsense").status, 400) << "one that fails counts";
    const Answer refused = generate("{\"file_id\":\"" + id + "\"}");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.text("error_code"), "RATE_LIMIT_EXCEEDED");
    EXPECT_EQ(refused.header("RateLimit-Remaining"), "0");
    EXPECT_GE(std::atoi(refused.header("Retry-After").c_str()), 1);
    EXPECT_EQ(ask(app.port(), "POST", "/api/v1/upload", key_of(kUserKey)).status, 429) << "uploads and runs share one measure";
}

TEST(LimitsApi, RefusalsComeBeforeTheBody) {
    const TestApp app(limited_to(1));
    ASSERT_EQ(ask(app.port(), "POST", "/api/v1/upload", key_of(kUserKey)).status, 400) << "the one upload of this minute";
    const std::string key = std::string("X-API-Key: ") + kUserKey + "\r\n";
    const struct {
        const char* name;
        std::string fields;
        int status;
    } cases[] = {
        {"no key", "", 401},
        {"a wrong key", "X-API-Key: wrong-key\r\n", 401},
        {"another site's page", key + "Origin: https://evil.example\r\n", 403},
        {"another machine's name", key + "Host: evil.example\r\n", 400},
        {"too many", key, 429},
        {"too many, asked first", key + "Expect: 100-continue\r\n", 429},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        RawSocket socket(app.port());
        // Not one byte of the announced body is ever sent.
        socket.send("POST /api/v1/upload/batch HTTP/1.1\r\nHost: localhost\r\n" + c.fields +
                    "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n");
        const Answer answer = parse_answer(socket.read_all());
        EXPECT_EQ(answer.status, c.status) << answer.body;
        EXPECT_EQ(answer.header("Connection"), "close");
        EXPECT_EQ(answer.has_header("Retry-After"), c.status == 429);
    }
}

}  // namespace
}  // namespace i2m::test
