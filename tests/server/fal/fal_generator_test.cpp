// fal_generator_test.cpp - the provider over real sockets: good runs, each thing that may go wrong, and what is never sent.
#include "server/fal/fal_generator.hpp"

#include "server/fal/fal_storage.hpp"
#include "tests/server/fal/fal_generator_bench.hpp"
#include "tests/support/scripted_generator.hpp"

namespace i2m::test {
namespace {

using fal::FalSettings;
using Then = Reply::Then;
using FalGeneratorTest = FalGeneratorBench;

TEST_F(FalGeneratorTest, AGoodRunSendsEachThingOnceAndTheKeyToTheApiOnly) {
    const auto fal = generator(settings());
    const Outcome<Submission> sent = send(*fal, input(json::Object{{"seed", 7}}));
    ASSERT_TRUE(std::holds_alternative<Submission>(sent)) << code_of(sent);
    EXPECT_EQ(std::get<Submission>(sent).request_id, "r-1");
    const Outcome<PollAnswer> polled = fal->poll(std::get<Submission>(sent), {});
    ASSERT_TRUE(std::holds_alternative<PollAnswer>(polled)) << code_of(polled);
    EXPECT_EQ(std::get<PollAnswer>(polled).stage, PollAnswer::Stage::Done);
    const auto model = fetch(*fal);
    ASSERT_TRUE(std::holds_alternative<std::string>(model)) << code_of(model);
    EXPECT_EQ(std::get<std::string>(model), as_text(small_glb()));

    std::vector<std::string> calls;
    for (const SeenRequest& request : fal_.server().requests()) {
        const std::string call = SmallFal::call_of(request);
        calls.push_back(call);
        const bool is_api = call != "upload" && call != "media";
        EXPECT_EQ(request.header("authorization"), is_api ? std::string("Key ") + kFalKey : "") << call;
    }
    EXPECT_EQ(calls, (std::vector<std::string>{"initiate", "upload", "submit", "status", "result", "media"}));
    EXPECT_EQ(fal_.seen("initiate")[0].body, R"({"content_type":"image/png","file_name":"image.png"})");
    EXPECT_EQ(fal_.seen("upload")[0].body, "the picture");
    EXPECT_EQ(fal_.seen("upload")[0].header("content-type"), "image/png");
    const SeenRequest submit = fal_.seen("submit")[0];
    EXPECT_EQ(submit.target, "/fal-ai/trellis");
    const json::Value body = *json::parse(submit.body);
    EXPECT_EQ(*body.find("image_url"), json::Value(fal_.url() + "/media/in.png"));
    EXPECT_EQ(*body.find("seed"), json::Value(7));
    EXPECT_EQ(fal_.seen("status")[0].target, "/fal-ai/trellis/requests/r-1/status?logs=1");
    EXPECT_NE(log_.text().find("\"billable_units\":\"1\""), std::string::npos);
    EXPECT_EQ(log_.text().find("secret-2"), std::string::npos) << "the key is not logged";
    EXPECT_EQ(log_.text().find("sig=2"), std::string::npos) << "nor is a signature";
}

TEST_F(FalGeneratorTest, ADataUriNeedsNoStorage) {
    FalSettings inline_settings = settings();
    inline_settings.image_way = fal::ImageWay::DataUri;
    const auto fal = generator(inline_settings);
    EXPECT_TRUE(std::holds_alternative<Submission>(send(*fal, input())));
    EXPECT_EQ(fal_.server().requests().size(), 1U);
    EXPECT_EQ(*json::parse(fal_.seen("submit")[0].body)->find("image_url"),
              json::Value("data:image/png;base64,dGhlIHBpY3R1cmU="));
}

TEST_F(FalGeneratorTest, AWrongOptionSendsNothing) {
    const Outcome<Submission> sent = send(*generator(settings()), input(json::Object{{"mesh_simplify", 2}}));
    EXPECT_EQ(kind_of(sent), FailureKind::Permanent);
    EXPECT_EQ(code_of(sent), "INVALID_OPTION");
    EXPECT_TRUE(fal_.server().requests().empty());
}

TEST_F(FalGeneratorTest, ASubmitEndsAsOneOfThree) {
    const struct {
        const char* name;
        Reply reply;
        FailureKind kind;
        const char* code;
    } kCases[] = {
        {"closed", {"", Then::Close}, FailureKind::Ambiguous, "SUBMIT_UNCONFIRMED"},
        {"reset", {"", Then::Reset}, FailureKind::Ambiguous, "SUBMIT_UNCONFIRMED"},
        {"half an answer",
         {"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", Then::Close},
         FailureKind::Ambiguous,
         "SUBMIT_UNCONFIRMED"},
        {"no request id", Reply::json("{}"), FailureKind::Ambiguous, "SUBMIT_UNCONFIRMED"},
        {"a page", Reply::of(200, "<html>"), FailureKind::Ambiguous, "SUBMIT_UNCONFIRMED"},
        {"a proxy in between", Reply::of(502, "<html>"), FailureKind::Ambiguous, "SUBMIT_UNCONFIRMED"},
        {"a proxy that waited", Reply::of(504, "<html>"), FailureKind::Ambiguous, "SUBMIT_UNCONFIRMED"},
        {"an error of the server", Reply::of(500, "{}"), FailureKind::Ambiguous, "SUBMIT_UNCONFIRMED"},
        {"not open", Reply::of(503, "<html>"), FailureKind::Transient, "PROVIDER_BUSY"},
        {"too many", Reply::of(429, "{}"), FailureKind::RateLimited, "PROVIDER_RATE_LIMIT"},
        {"wrong key", Reply::of(401, "{}"), FailureKind::Permanent, "PROVIDER_KEY_REFUSED"},
        {"no credit", Reply::of(403, "{}"), FailureKind::Permanent, "PROVIDER_OUT_OF_CREDIT"},
        {"model gone", Reply::of(404, "{}"), FailureKind::Permanent, "MODEL_GONE"},
        {"elsewhere", Reply::of(307, "", "Location: https://fal.run/x\r\n"), FailureKind::Permanent, "PROVIDER_PROTOCOL"},
    };
    const auto fal = generator(settings());
    std::size_t count = 0;
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        fal_.set("submit", c.reply);
        const Outcome<Submission> sent = send(*fal, input());
        EXPECT_EQ(kind_of(sent), c.kind);
        EXPECT_EQ(code_of(sent), c.code);
        EXPECT_EQ(fal_.seen("submit").size(), ++count) << "sent once";
    }
}

TEST_F(FalGeneratorTest, AnUnclearAnswerWithARequestIdIsLookedUp) {
    const auto fal = generator(settings());
    for (const int status : {200, 500, 502, 503, 504}) {
        SCOPED_TRACE(status);
        fal_.set("submit", Reply::of(status, "<html>", "x-fal-request-id: r-7\r\n"));
        fal_.set("status", Reply::json(R"({"status":"IN_QUEUE"})", 202));
        const Outcome<Submission> found = send(*fal, input());
        ASSERT_TRUE(std::holds_alternative<Submission>(found)) << code_of(found);
        EXPECT_EQ(std::get<Submission>(found).request_id, "r-7");
        fal_.set("status", Reply::json(R"({"status":"NOT_FOUND"})", 404));
        EXPECT_EQ(kind_of(send(*fal, input())), FailureKind::Ambiguous);
    }
    EXPECT_EQ(fal_.seen("status")[0].target, "/fal-ai/trellis/requests/r-7/status?logs=1");
}

TEST_F(FalGeneratorTest, AnUploadThatFailsCostsNothing) {
    const struct {
        const char* name;
        const char* call;
        Reply reply;
        FailureKind kind;
    } kCases[] = {
        {"initiate closed", "initiate", {"", Then::Close}, FailureKind::Transient},
        {"initiate refused", "initiate", Reply::of(401, "{}"), FailureKind::Permanent},
        {"initiate full", "initiate", Reply::of(429, "{}"), FailureKind::RateLimited},
        {"no addresses", "initiate", Reply::json("{}"), FailureKind::Transient},
        {"a private address", "initiate", Reply::json(R"({"upload_url":"http://10.0.0.1/","file_url":"https://v3.fal.media/x"})"),
         FailureKind::Permanent},
        {"upload reset", "upload", {"", Then::Reset}, FailureKind::Transient},
        {"upload refused", "upload", Reply::of(403, ""), FailureKind::Transient},
        {"upload too large", "upload", Reply::of(413, ""), FailureKind::Permanent},
    };
    const auto fal = generator(settings());
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        fal_.set(c.call, c.reply);
        EXPECT_EQ(kind_of(fal->prepare(input(), {})), c.kind);
        fal_.set(c.call, std::function<Reply()>());
    }
    EXPECT_TRUE(fal_.seen("submit").empty());
}

TEST_F(FalGeneratorTest, ASignatureThatRanOutIsAskedForAgain) {
    int uploads = 0;
    fal_.set("upload", [&] { return ++uploads == 1 ? Reply::of(403, "") : Reply::of(200, ""); });
    EXPECT_TRUE(std::holds_alternative<std::string>(generator(settings())->prepare(input(), {})));
    EXPECT_EQ(fal_.seen("initiate").size(), 2U);
}

TEST_F(FalGeneratorTest, AForeignStatusAddressNeverGetsTheKey) {
    ScriptedServer foreign([](const SeenRequest&) { return Reply::json(R"({"status":"COMPLETED"})"); });
    fal_.set("submit", Reply::json(R"({"request_id":"r-1","status_url":")" + foreign.url("/s") + R"(","response_url":")" +
                                   foreign.url("/r") + R"(","cancel_url":")" + foreign.url("/c") + "\"}"));
    const auto fal = generator(settings());
    const Outcome<Submission> sent = send(*fal, input());
    ASSERT_TRUE(std::holds_alternative<Submission>(sent));
    EXPECT_TRUE(std::holds_alternative<PollAnswer>(fal->poll(std::get<Submission>(sent), {})));
    EXPECT_EQ(fal->cancel(std::get<Submission>(sent), {}), CancelAnswer::KeepPolling);
    EXPECT_EQ(foreign.connections(), 0);
    EXPECT_EQ(fal_.seen("status")[0].target, "/fal-ai/trellis/requests/r-1/status?logs=1");
}

TEST_F(FalGeneratorTest, PollsTellStagesAndFailures) {
    const auto fal = generator(settings());
    fal_.set("status", Reply::json(R"({"status":"IN_PROGRESS","logs":[{"message":"at 30%"}]})", 202));
    const Outcome<PollAnswer> running = fal->poll(submission(), {});
    EXPECT_EQ(std::get<PollAnswer>(running).stage, PollAnswer::Stage::Running);
    EXPECT_EQ(std::get<PollAnswer>(running).percent, 30.0);
    const struct {
        const char* name;
        Reply reply;
        FailureKind kind;
    } kCases[] = {
        {"reset", {"", Then::Reset}, FailureKind::Transient},
        {"gone", Reply::of(404, "{}"), FailureKind::Transient},
        {"a page", Reply::of(200, "<html>"), FailureKind::Transient},
        {"another state", Reply::json(R"({"status":"FAILED"})"), FailureKind::Transient},
        {"key", Reply::of(401, "{}"), FailureKind::RateLimited},
        {"redirect", Reply::of(302, "", "Location: http://169.254.169.254/\r\n"), FailureKind::Transient},
        {"cancelled", Reply::json(R"({"status":"COMPLETED","error":"x","error_type":"client_cancelled"})"),
         FailureKind::Cancelled},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        fal_.set("status", c.reply);
        EXPECT_EQ(kind_of(fal->poll(submission(), {})), c.kind);
    }
    EXPECT_EQ(kind_of(fal->poll({"r-1", "{}"}, {})), FailureKind::Permanent);
}

TEST_F(FalGeneratorTest, CancelAnswersAreToldApart) {
    const struct {
        const char* name;
        Reply reply;
        CancelAnswer want;
    } kCases[] = {
        {"asked for", Reply::json(R"({"status":"CANCELLATION_REQUESTED"})", 202), CancelAnswer::KeepPolling},
        {"the other form", Reply::json(R"({"success":true})"), CancelAnswer::KeepPolling},
        {"too late", Reply::json(R"({"status":"ALREADY_COMPLETED"})", 400), CancelAnswer::TooLate},
        {"nothing there", Reply::json(R"({"status":"NOT_FOUND"})", 404), CancelAnswer::Cancelled},
        {"refused for another reason", Reply::json(R"({"detail":"Bad request","error_type":"bad_request"})", 400),
         CancelAnswer::NotReached},
        {"busy", Reply::of(503, ""), CancelAnswer::NotReached},
        {"reset", {"", Then::Reset}, CancelAnswer::NotReached},
    };
    const auto fal = generator(settings());
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        fal_.set("cancel", c.reply);
        EXPECT_EQ(fal->cancel(submission(), {}), c.want);
    }
    EXPECT_EQ(fal_.seen("cancel")[0].method, "PUT");
    EXPECT_EQ(fal_.seen("cancel")[0].header("content-length"), "0");
}

TEST_F(FalGeneratorTest, WithoutAKeyItSaysWhichSettingIsMissing) {
    FalSettings without = settings();
    without.key.clear();
    const auto reason = generator(without)->unavailable_reason();
    ASSERT_TRUE(reason);
    EXPECT_NE(reason->find("FAL_KEY"), std::string::npos);
    EXPECT_EQ(generator(settings())->unavailable_reason(), std::nullopt);
}

TEST(FalStorage, Base64OfAllLengths) {
    const std::pair<const char*, const char*> kCases[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"\xFF\xEF", "/+8="}};
    for (const auto& [text, want] : kCases) EXPECT_EQ(fal::base64(as_bytes(text)), want);
}

}  // namespace
}  // namespace i2m::test
