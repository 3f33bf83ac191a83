// fal_webhook_test.cpp - which notices are believed.
#include "server/fal/fal_webhook.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "server/core/url.hpp"
#include "shared/base/sha256.hpp"
#include "tests/support/fake_clock.hpp"

namespace i2m::fal {
namespace {

using test::FakeClock;

constexpr std::string_view kFile = "7c9f2e04-1b7a-4c1e-9a53-0f6de2b1c8aa";
/// Two keys of 32 bytes: all 'A' are zeros, "AQ..." begins with a one.
constexpr std::string_view kKeys =
    R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},)"
    R"({"kty":"OKP","crv":"Ed25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},{"x":"short"},{"y":1}]})";

/// Answers with what the test says, and counts.
class ListServer final : public HttpClient {
public:
    [[nodiscard]] HttpOutcome send(const HttpRequest& request, const HttpSink&, std::stop_token) override {
        ++asked;
        url = request.url;
        if (answers.empty()) return HttpFailure{};
        HttpOutcome answer = answers.front();
        answers.pop_front();
        return answer;
    }
    std::deque<HttpOutcome> answers;
    int asked = 0;
    std::string url;
};

HttpAnswer list(std::string_view body) {
    HttpAnswer answer;
    answer.status = 200;
    answer.body = body;
    return answer;
}

class FalWebhook : public ::testing::Test {
protected:
    FalWebhook() {
        settings_.key = "id:secret";
        settings_.public_url = "https://models.example.org/tools";
        http_.answers.push_back(list(kKeys));
        judge_ = make_webhook_judge(settings_, http_, clock_, log_, [this](ByteView key, ByteView signature, ByteView message) {
            ++verified_;
            // Only the second key fits, and only the message that FAL.AI signs.
            return key.size() == 32 && key[0] == 0 && signature.size() == 2 && as_text(message) == message_;
        });
        const std::string url = webhook_url(settings_, kFile, 2);
        call_.file_id = kFile;
        call_.attempt = "2";
        call_.check = url.substr(url.rfind('=') + 1);
        call_.request_id = "delivery-1";
        call_.user_id = "user";
        call_.timestamp = std::to_string(epoch_ms(clock_.now()) / 1'000);
        call_.signature = "beef";
        call_.body = R"({"request_id":"request-7","status":"OK"})";
        message_ = "delivery-1\nuser\n" + call_.timestamp + "\n" + sha256_hex(as_bytes(call_.body));
    }
    [[nodiscard]] std::optional<ErrorCode> problem() {
        const Result<WebhookNotice> notice = judge_->judge(call_);
        return notice ? std::nullopt : std::optional(notice.error().code);
    }

    FalSettings settings_;
    FakeClock clock_;
    NoLog log_;
    ListServer http_;
    std::unique_ptr<WebhookJudge> judge_;
    WebhookCall call_;
    std::string message_;
    int verified_ = 0;
};

TEST_F(FalWebhook, AGenuineNoticeNamesFileAttemptAndRequest) {
    const Result<WebhookNotice> notice = judge_->judge(call_);
    ASSERT_TRUE(notice.ok()) << notice.error().message;
    EXPECT_EQ(notice->file_id, kFile);
    EXPECT_EQ(notice->attempt, 2U);
    EXPECT_EQ(notice->request_id, "request-7");
    EXPECT_EQ(http_.url, "https://rest.fal.ai/.well-known/jwks.json");
    EXPECT_EQ(verified_, 2) << "each key is tried";
    ASSERT_TRUE(judge_->judge(call_).ok());
    EXPECT_EQ(http_.asked, 1) << "the list is kept";
}

TEST_F(FalWebhook, WhatIsNotBelieved) {
    struct Case {
        const char* name;
        std::function<void(WebhookCall&)> change;
        ErrorCode want;
    };
    const auto at = [&](std::int64_t seconds) { return std::to_string(epoch_ms(clock_.now()) / 1'000 + seconds); };
    const Case cases[] = {
        {"another file", [](WebhookCall& c) { c.file_id[0] = '8'; }, ErrorCode::Forbidden},
        {"another attempt", [](WebhookCall& c) { c.attempt = "3"; }, ErrorCode::Forbidden},
        {"no attempt", [](WebhookCall& c) { c.attempt = ""; }, ErrorCode::Forbidden},
        {"no proof", [](WebhookCall& c) { c.check = ""; }, ErrorCode::Forbidden},
        {"too old", [&](WebhookCall& c) { c.timestamp = at(-301); }, ErrorCode::Forbidden},
        {"of the future", [&](WebhookCall& c) { c.timestamp = at(301); }, ErrorCode::Forbidden},
        {"no time", [](WebhookCall& c) { c.timestamp = "soon"; }, ErrorCode::Forbidden},
        {"no signature", [](WebhookCall& c) { c.signature = ""; }, ErrorCode::Forbidden},
        {"half a byte", [](WebhookCall& c) { c.signature = "bee"; }, ErrorCode::Forbidden},
        {"no digits", [](WebhookCall& c) { c.signature = "beeg"; }, ErrorCode::Forbidden},
        {"another body", [](WebhookCall& c) { c.body = "{}"; }, ErrorCode::Forbidden},
        {"another delivery", [](WebhookCall& c) { c.request_id = "delivery-2"; }, ErrorCode::Forbidden},
    };
    const WebhookCall good = call_;
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        call_ = good;
        c.change(call_);
        EXPECT_EQ(problem(), c.want);
    }
}

TEST_F(FalWebhook, ASignedBodyMustNameARequest) {
    for (const char* body : {"{}", "no json", R"({"request_id":"../../x"})", R"({"request_id":7})"}) {
        call_.body = body;
        message_ = "delivery-1\nuser\n" + call_.timestamp + "\n" + sha256_hex(as_bytes(call_.body));
        EXPECT_EQ(problem(), ErrorCode::InvalidRequest) << body;
    }
}

TEST_F(FalWebhook, TheListIsAskedForAgainAtMostOnceAMinute) {
    http_.answers = {HttpFailure{}, list(R"({"keys":[{"x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})"), list(kKeys)};
    EXPECT_EQ(problem(), ErrorCode::Unavailable) << "it is sent again later";
    EXPECT_EQ(problem(), ErrorCode::Unavailable);
    EXPECT_EQ(http_.asked, 1);
    clock_.advance(Millis{60'000});
    EXPECT_EQ(problem(), ErrorCode::Forbidden) << "no key fits";
    EXPECT_EQ(problem(), ErrorCode::Forbidden);
    EXPECT_EQ(http_.asked, 2);
    clock_.advance(Millis{60'000});
    EXPECT_EQ(problem(), std::nullopt) << "the keys were changed";
    EXPECT_EQ(http_.asked, 3);
}

TEST_F(FalWebhook, TheListIsKeptADayAtMost) {
    EXPECT_EQ(problem(), std::nullopt);
    clock_.advance(Millis{24 * 3'600'000});
    call_.timestamp = std::to_string(epoch_ms(clock_.now()) / 1'000);
    message_ = "delivery-1\nuser\n" + call_.timestamp + "\n" + sha256_hex(as_bytes(call_.body));
    EXPECT_EQ(problem(), ErrorCode::Unavailable);
    EXPECT_EQ(http_.asked, 2);
}

TEST(FalWebhookUrl, NamesFileAndAttemptAndProvesItself) {
    FalSettings settings;
    settings.key = "id:secret";
    EXPECT_EQ(webhook_url(settings, kFile, 1), "") << "no public address is set";
    settings.public_url = "https://models.example.org";
    const std::string url = webhook_url(settings, kFile, 1);
    EXPECT_EQ(url.rfind("https://models.example.org/api/v1/webhooks/fal?file=" + std::string(kFile) + "&attempt=1&check=", 0),
              0U);
    EXPECT_EQ(url.find("secret"), std::string::npos);
    FalSettings other = settings;
    other.key = "id:other";
    EXPECT_NE(webhook_url(other, kFile, 1), url);
    EXPECT_NE(webhook_url(settings, kFile, 2), url);
}

}  // namespace
}  // namespace i2m::fal
