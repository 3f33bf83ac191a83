// fal_wire_test.cpp - addresses, submits, states and results, good and hostile.
#include "server/fal/fal_wire.hpp"

#include <gtest/gtest.h>

namespace i2m::fal {
namespace {

constexpr const char* kQueue = "https://queue.fal.run";

TEST(FalWire, AfterTheSubmitOnlyOwnerAndAliasCount) {
    const struct {
        const char* endpoint;
        const char* base;
    } kCases[] = {
        {"fal-ai/trellis", "fal-ai/trellis"},
        {"fal-ai/hunyuan3d/v2/turbo", "fal-ai/hunyuan3d"},
        {"fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", "fal-ai/hunyuan-3d"},
        {"tripo3d/h3.1/image-to-3d", "tripo3d/h3.1"},
        {"meshy/v7.1/image-to-3d", "meshy/v7.1"},
        {"workflows/acme/pipe/run", "workflows/acme/pipe"},
        {"draft", ""},
        {"workflows/acme", ""},
        {"", ""},
    };
    for (const auto& c : kCases) EXPECT_EQ(base_of(c.endpoint), c.base) << c.endpoint;
    EXPECT_EQ(submit_url(kQueue, "fal-ai/hunyuan3d/v2/turbo"), "https://queue.fal.run/fal-ai/hunyuan3d/v2/turbo");
}

TEST(FalWire, GivenAddressesAreUsedOnlyOnTheQueuesOwnOrigin) {
    const std::string made = "https://queue.fal.run/fal-ai/trellis/requests/r-1";
    const struct {
        const char* name;
        std::string given;
        std::string want;
    } kCases[] = {
        {"as given", "https://queue.fal.run/odd/place/r-1/status", "https://queue.fal.run/odd/place/r-1/status"},
        {"another host", "https://evil.com/fal-ai/trellis/requests/r-1/status", made + "/status"},
        {"a longer host", "https://queue.fal.run.evil.com/x", made + "/status"},
        {"a user in front", "https://queue.fal.run@evil.com/x", made + "/status"},
        {"plain http", "http://queue.fal.run/x", made + "/status"},
        {"another port", "https://queue.fal.run:8443/x", made + "/status"},
        {"a file", "file:///etc/passwd", made + "/status"},
        {"missing", "", made + "/status"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const RequestUrls urls =
            urls_of(kQueue, "fal-ai/trellis", "r-1", json::Object{{"status_url", c.given}, {"cancel_url", 7}});
        EXPECT_EQ(urls.status, c.want);
        EXPECT_EQ(urls.result, made);
        EXPECT_EQ(urls.cancel, made + "/cancel");
    }
}

TEST(FalWire, WhatIsKeptComesBackAndIsJudgedAgain) {
    const RequestUrls urls = urls_of(kQueue, "fal-ai/trellis", "r-1", json::Object{{"status_url", "https://queue.fal.run/odd"}});
    const Submission kept{"r-1", keep_urls(urls)};
    EXPECT_TRUE(*kept_urls(kQueue, kept) == urls);
    EXPECT_EQ(kept_urls("http://127.0.0.1:7", kept)->status, "http://127.0.0.1:7/fal-ai/trellis/requests/r-1/status");
    EXPECT_FALSE(kept_urls(kQueue, {"r-1", "{}"}));
    EXPECT_FALSE(kept_urls(kQueue, {"r-1", "no json"}));
    EXPECT_FALSE(kept_urls(kQueue, {"../r-1", keep_urls(urls)}));
}

TEST(FalWire, RequestIdsAreSafeInAPath) {
    for (const char* good : {"5f0c1b9e-7c1d-4a52-9b0e-2f6f4a0c9d11", "r", "A_b.c-1"}) EXPECT_TRUE(is_request_id(good)) << good;
    const std::string long_id(129, 'a');
    for (const char* bad : {"", ".", "..", "a/b", "a..b", "a b", "a?b", "a%2Fb", "a\nb", "\xC3\xA9", long_id.c_str()}) {
        EXPECT_FALSE(is_request_id(bad)) << bad;
    }
}

TEST(FalWire, EveryModelGetsItsOwnParametersByItsOwnNames) {
    int count = 0;
    for (const models::Model& model : models::all()) {
        if (model.provider != models::Provider::Fal) continue;
        SCOPED_TRACE(model.id);
        ++count;
        const Result<std::string> body = submit_body(model, json::Object{}, "https://v3.fal.media/a.png");
        ASSERT_TRUE(body);
        const json::Value sent = *json::parse(*body);
        const json::Value* const image = sent.find(model.image_field);
        ASSERT_NE(image, nullptr);
        if (model.image_field_is_list) {
            EXPECT_EQ(*image, json::Value(json::Array{"https://v3.fal.media/a.png"}));
        } else {
            EXPECT_EQ(*image, json::Value("https://v3.fal.media/a.png"));
        }
        for (const auto& [name, value] : *sent.as_object()) {
            if (name == model.image_field) continue;
            const auto known = std::find_if(model.parameters.begin(), model.parameters.end(),
                                            [&name = name](const models::Parameter& p) { return p.name == name; });
            ASSERT_NE(known, model.parameters.end()) << name;
            EXPECT_EQ(value, known->default_value);
        }
    }
    EXPECT_GE(count, 20);
}

TEST(FalWire, AChosenOptionReplacesTheDefaultAndAWrongOneStopsAll) {
    const models::Model& trellis = *models::find("fal-ai/trellis");
    const json::Value sent = *json::parse(*submit_body(trellis, json::Object{{"texture_size", 512}, {"seed", 7}}, "u"));
    EXPECT_EQ(*sent.find("texture_size"), json::Value(512));
    EXPECT_EQ(*sent.find("seed"), json::Value(7));
    const Result<std::string> wrong = submit_body(trellis, json::Object{{"texture_size", 333}}, "u");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::InvalidOption);
    EXPECT_EQ(wrong.error().message, "\"texture_size\" of TRELLIS must be one of 512, 1024 or 2048, not 333.");
}

TEST(FalWire, ASubmitNeedsAUsableIdOnly) {
    EXPECT_EQ(parse_submit(kQueue, "fal-ai/trellis", R"({"request_id":"r-1"})")->request_id, "r-1");
    for (const char* bad : {"", "[]", "{}", "null", "<html>", R"({"request_id":5})", R"({"request_id":""})",
                            R"({"request_id":"../x"})", R"({"request_id":"r-1")"}) {
        const Result<Submission> submission = parse_submit(kQueue, "fal-ai/trellis", bad);
        ASSERT_FALSE(submission) << bad;
        EXPECT_EQ(submission.error().code, ErrorCode::ProviderProtocol);
    }
}

TEST(FalWire, TheThreeStatesAndWhatTheyTell) {
    using Stage = PollAnswer::Stage;
    const struct {
        const char* body;
        Stage stage;
        std::optional<double> percent;
        const char* message;
    } kCases[] = {
        {R"({"status":"IN_QUEUE"})", Stage::Waiting, std::nullopt, ""},
        {R"({"status":"IN_QUEUE","queue_position":0})", Stage::Waiting, std::nullopt, "Next in the provider's queue"},
        {R"({"status":"IN_QUEUE","queue_position":1234})", Stage::Waiting, std::nullopt, "1,234 ahead in the provider's queue"},
        {R"({"status":"IN_QUEUE","queue_position":-4})", Stage::Waiting, std::nullopt, ""},
        {R"({"status":"IN_PROGRESS","logs":null})", Stage::Running, std::nullopt, ""},
        {R"({"status":"IN_PROGRESS","logs":[{"message":"a"},{"message":"sampling 4/12"}]})", Stage::Running, std::nullopt,
         "sampling 4/12"},
        {R"({"status":"IN_PROGRESS","logs":[{"message":"at 40 %"},{"message":"baking"}]})", Stage::Running, 40.0, "baking"},
        {R"({"status":"IN_PROGRESS","logs":[{"message":7},5,{"message":" 12%|#\r 61%|###\r"}]})", Stage::Running, 61.0,
         " 61%|###"},
        {R"({"status":"IN_PROGRESS","logs":"all of it"})", Stage::Running, std::nullopt, ""},
        {R"({"status":"COMPLETED","metrics":{"inference_time":null}})", Stage::Done, std::nullopt, ""},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.body);
        const Result<StatusAnswer> status = parse_status(c.body);
        ASSERT_TRUE(status);
        EXPECT_EQ(status->poll.stage, c.stage);
        EXPECT_EQ(status->poll.percent, c.percent);
        EXPECT_EQ(status->poll.message, c.message);
        EXPECT_FALSE(status->is_failed);
    }
    const Result<StatusAnswer> failed =
        parse_status(R"({"status":"COMPLETED","error":"gone","error_type":"runner_disconnected"})");
    EXPECT_TRUE(failed->is_failed);
    EXPECT_EQ(failed->error_type, "runner_disconnected");
    EXPECT_TRUE(parse_status(R"({"status":"COMPLETED","error":{}})")->is_failed);
    EXPECT_FALSE(parse_status(R"({"status":"COMPLETED","error":null})")->is_failed);
}

TEST(FalWire, HostileAnswersAreRefused) {
    const std::string deep = R"({"status":)" + std::string(100'000, '[');
    const std::string huge = R"({"status":")" + std::string(5U << 20, 'x') + "\"}";
    for (const std::string& body :
         {std::string(), std::string("<html>502</html>"), std::string(R"({"status":"FAILED"})"), std::string(R"({"status":7})"),
          std::string("[]"), std::string("{\"status\":\"IN_QUEUE\""), deep, huge}) {
        const Result<StatusAnswer> status = parse_status(body);
        ASSERT_FALSE(status) << body.substr(0, 40);
        EXPECT_EQ(status.error().code, ErrorCode::ProviderProtocol);
        EXPECT_FALSE(parse_upload(body));
    }
    EXPECT_FALSE(parse_result(deep));
    EXPECT_FALSE(parse_result(huge));
    EXPECT_FALSE(parse_result("[]"));
    EXPECT_FALSE(parse_upload(R"({"upload_url":"file:///x","file_url":"https://v3.fal.media/x"})"));
    EXPECT_FALSE(parse_upload(R"({"upload_url":"https://x/","file_url":"javascript:1"})"));
    EXPECT_TRUE(parse_upload(R"({"upload_url":"https://x/?sig=1","file_url":"https://v3.fal.media/x"})"));
}

TEST(FalWire, FindsTheMeshOfEveryModel) {
    const auto file = [](const char* name) { return R"({"url":"https://m/)" + std::string(name) + R"("})"; };
    const struct {
        const char* name;
        std::string body;
        std::vector<std::string> want;
    } kCases[] = {
        {"trellis", R"({"model_mesh":)" + file("a") + R"(,"timings":{}})", {"https://m/a"}},
        {"tripo with pbr",
         R"({"model_mesh":null,"base_model":)" + file("b") + R"(,"pbr_model":)" + file("p") + "}",
         {"https://m/p", "https://m/b"}},
        {"hunyuan 2.1: the mesh is a ZIP",
         R"({"model_mesh":)" + file("zip") + R"(,"model_glb":)" + file("g") + "}",
         {"https://m/g", "https://m/zip"}},
        {"hunyuan 3: a list of formats",
         R"({"model_glb":)" + file("g") + R"(,"model_urls":{"glb":)" + file("u") + R"(,"fbx":)" + file("f") + "}}",
         {"https://m/u", "https://m/g"}},
        {"sam",
         R"({"individual_glbs":[)" + file("1") + "," + file("2") + R"(],"gaussian_splat":)" + file("s") + "}",
         {"https://m/1", "https://m/2"}},
        {"rodin 2", R"({"model_meshes":[)" + file("1") + R"(],"model_mesh":)" + file("1") + "}", {"https://m/1"}},
        {"seed3d", R"({"model":)" + file("zip") + "}", {"https://m/zip"}},
        {"an empty address", R"({"model_mesh":{"url":""},"model_glb":{"url":null}})", {}},
        {"addresses of another kind", R"({"model_mesh":{"url":"file:///etc/passwd"},"model_glb":"https://m/a"})", {}},
        {"nothing", "{}", {}},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<ResultFiles> files = parse_result(c.body);
        ASSERT_TRUE(files);
        EXPECT_EQ(files->meshes, c.want);
        EXPECT_EQ(files->preview, "");
    }
    EXPECT_EQ(parse_result(R"({"thumbnail":{"url":"https://m/t.png"},"rendered_image":{"url":""}})")->preview, "https://m/t.png");
    std::string many = R"({"individual_glbs":[)";
    for (int i = 0; i < 200; ++i) many += file(std::to_string(i).c_str()) + ",";
    EXPECT_EQ(parse_result(many + file("end") + "]}")->meshes.size(), 16U);
}

TEST(FalWire, LogLinesAreShortAndClean) {
    EXPECT_EQ(shown_line("a\tb\x1B[0m"), "a b [0m");
    EXPECT_EQ(shown_line("10%\r20%\r30%\n"), "30%");
    EXPECT_EQ(shown_line(""), "");
    EXPECT_EQ(shown_line("\r\n"), "");
    EXPECT_LE(shown_line(std::string(10'000, 'x')).size(), 170U);
    std::string accents;
    for (int i = 0; i < 200; ++i) accents += "\xC3\xA9";
    EXPECT_EQ(shown_line("x" + accents).find("\xEF\xBF\xBD"), std::string::npos);
    EXPECT_EQ(percent_in("100%"), 95.0);
    EXPECT_EQ(percent_in("33.5 % of it"), 33.0);
    for (const char* none : {"", "%", "x%", "101%", "99999999999%", "-%", "12"})
        EXPECT_EQ(percent_in(none), std::nullopt) << none;
}

}  // namespace
}  // namespace i2m::fal
