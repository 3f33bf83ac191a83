// fake_fal_webhook_test.cpp - the fake's notices: signed, repeated until they are taken, and wrong when asked to be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <thread>

#include "shared/base/sha256.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/hook_receiver.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

using Notice = HookReceiver::Post;

std::string message_of(const Notice& notice) {
    return notice.header("X-Fal-Webhook-Request-Id") + "\n" + notice.header("X-Fal-Webhook-User-Id") + "\n" +
           notice.header("X-Fal-Webhook-Timestamp") + "\n" + sha256_hex(as_bytes(notice.body));
}

Bytes from_hex(const std::string& text) {
    Bytes out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
    return out;
}

Bytes from_base64url(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    const std::size_t size = text.size() * 3 / 4;
    text.append((4 - text.size() % 4) % 4, '=');
    Bytes out(text.size());
    EVP_DecodeBlock(out.data(), as_bytes(text).data(), static_cast<int>(text.size()));
    out.resize(size);
    return out;
}

/// True when one of the published keys has signed it.
bool is_signed(const FakeFal& fake, const Notice& notice) {
    const json::Value keys = get(fake.port(), "/.well-known/jwks.json").json();
    const Bytes signature = from_hex(notice.header("X-Fal-Webhook-Signature"));
    const std::string message = message_of(notice);
    for (const json::Value& key : *keys.find("keys")->as_array()) {
        const Bytes raw = from_base64url(*key.find("x")->as_string());
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pkey(
            EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size()), &EVP_PKEY_free);
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get());
        const ByteView bytes = as_bytes(message);
        if (EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(), bytes.size()) == 1) return true;
    }
    return false;
}

struct Bench {
    explicit Bench(const HookReceiver& receiver)
        : fake(R"({"clock":{"manual":true},"job":{"queue":{"ms":100},"run":{"ms":100}}})"),
          hook(receiver.url()),
          image(fake.upload(disc_png())) {}

    [[nodiscard]] Answer submit(const std::string& more = {}) const {
        return fake.call("POST", "/fal-ai/trellis?fal_webhook=" + hook + "%3Ffile%3D7",
                         R"({"image_url":")" + image + "\"" + more + "}");
    }

    FakeFal fake;
    std::string hook;
    std::string image;
};

TEST(FakeFalWebhook, AnEndedJobIsToldSigned) {
    HookReceiver receiver;
    const Bench bench(receiver);
    const Answer good = bench.submit();
    bench.fake.advance_ms(200);
    const Notice notice = receiver.wait_for(1).at(0);
    const json::Value body = json::parse(notice.body).value();
    EXPECT_EQ(*body.find("status"), json::Value("OK"));
    EXPECT_EQ(*body.find("request_id"), json::Value(good.text("request_id")));
    EXPECT_NE(body.find("payload")->find("model_mesh"), nullptr);
    EXPECT_EQ(notice.header("X-Fal-Webhook-Request-Id"), good.text("request_id"));
    EXPECT_EQ(notice.header("X-Fal-Webhook-Timestamp"), "1767225600");  // 2026-01-01, and less than a second
    EXPECT_TRUE(is_signed(bench.fake, notice));
    Notice changed = notice;
    changed.body += ' ';
    EXPECT_FALSE(is_signed(bench.fake, changed));

    const Answer bad = bench.submit(R"(,"texture_size":3)");
    bench.fake.advance_ms(200);
    const json::Value failed = json::parse(receiver.wait_for(2).at(1).body).value();
    EXPECT_EQ(*failed.find("status"), json::Value("ERROR"));
    EXPECT_EQ(*failed.find("error"), json::Value("Invalid status code: 422"));
    EXPECT_NE(failed.find("payload")->find("detail"), nullptr);
    EXPECT_EQ(*bench.fake.journal("submits")[0].find("webhook"), json::Value(bench.hook + "?file=7"));
}

TEST(FakeFalWebhook, ItIsToldAgainUntilItIsTaken) {
    static constexpr struct {
        const char* name;
        int first_status;
        std::size_t deliveries;  ///< when the second would be taken
    } kRows[] = {{"an error", 500, 2}, {"not found", 404, 2}, {"a redirect is final", 302, 1}, {"taken", 204, 1}};
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        HookReceiver receiver({row.first_status, 200});
        const Bench bench(receiver);
        const std::string id = bench.submit().text("request_id");
        bench.fake.advance_ms(200);
        (void)receiver.wait_for(1);
        EXPECT_TRUE(comes_true([&] { return !bench.fake.journal("webhooks").empty(); })) << "the row comes after the answer";
        bench.fake.advance_ms(5'000);
        (void)receiver.wait_for(row.deliveries);
        (void)bench.submit();  // when its notice has come, every one that was due before has come, too
        bench.fake.advance_ms(200);
        const std::vector<Notice> notices = receiver.wait_for(row.deliveries + 1);
        const auto told = std::count_if(notices.begin(), notices.end(),
                                        [&](const Notice& one) { return one.header("X-Fal-Webhook-Request-Id") == id; });
        EXPECT_EQ(static_cast<std::size_t>(told), row.deliveries);
    }
}

TEST(FakeFalWebhook, NoticesGoWrongAsAsked) {
    HookReceiver receiver;
    const Bench bench(receiver);
    static constexpr struct {
        const char* fault;
        std::size_t copies;
        bool is_signed;
        bool is_fresh;
        bool has_id;
    } kRows[] = {
        {"webhook_twice", 2, true, true, true},
        {"webhook_bad_signature", 1, false, true, true},
        {"webhook_stale", 1, true, false, true},
        {"webhook_unknown_id", 1, true, true, false},
    };
    std::size_t before = 0;
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.fault);
        (void)bench.fake.add_faults(R"({"step":"webhook","fault":")" + std::string(row.fault) + "\"}");
        const Answer job = bench.submit();
        bench.fake.advance_ms(200);
        const std::vector<Notice> notices = receiver.wait_for(before + row.copies);
        ASSERT_EQ(notices.size(), before + row.copies);
        const Notice& last = notices.back();
        EXPECT_EQ(is_signed(bench.fake, last), row.is_signed);
        EXPECT_EQ(std::atoll(last.header("X-Fal-Webhook-Timestamp").c_str()) > 1'767'225'500, row.is_fresh);
        EXPECT_EQ(last.header("X-Fal-Webhook-Request-Id") == job.text("request_id"), row.has_id);
        before = notices.size();
    }
    (void)bench.fake.add_faults(R"({"step":"webhook","fault":"webhook_lost"})");
    (void)bench.submit();
    bench.fake.advance_ms(200);
    const Answer next = bench.submit();  // the lost one comes first, so when this one has come it is lost indeed
    bench.fake.advance_ms(200);
    const std::vector<Notice> notices = receiver.wait_for(before + 1);
    EXPECT_EQ(notices.size(), before + 1);
}

TEST(FakeFalWebhook, WhatStandsBesideTheQueueIsThere) {
    const FakeFal fake(R"({"clock":{"manual":true}})");
    const Answer job = fake.submit("fal-ai/trellis", "{}");
    const json::Value prices =
        fake.call("GET", "/v1/models/pricing?endpoint_id=fal-ai/trellis&endpoint_id=tripo3d/p1/image-to-3d").json();
    EXPECT_EQ(prices.find("prices")->as_array()->size(), 2U);
    EXPECT_EQ(*prices.find("prices")->as_array()->front().find("unit_price"), json::Value(0.02));
    const json::Value past = fake.call("GET", "/v1/models/requests/by-endpoint?endpoint_id=fal-ai/trellis").json();
    EXPECT_EQ(*past.find("items")->as_array()->front().find("request_id"), json::Value(job.text("request_id")));
    EXPECT_EQ(get(fake.port(), "/v1/models/pricing?endpoint_id=fal-ai/trellis").status, 401);
    EXPECT_EQ(get(fake.port(), "/v1/meta").status, 200);
    const json::Value schema = get(fake.port(), "/api/openapi/queue/openapi.json?endpoint_id=fal-ai/trellis").json();
    EXPECT_NE(schema.find("components")->find("schemas")->find("Input")->find("properties")->find("mesh_simplify"), nullptr);
    EXPECT_EQ(get(fake.port(), "/api/openapi/queue/openapi.json?endpoint_id=fal-ai/dead").status, 404);
    EXPECT_EQ(fake.call("DELETE", "/v1/models/requests/" + job.text("request_id") + "/payloads").status, 200);
    EXPECT_EQ(fake.call("GET", fake.path_of(job.text("status_url"))).status, 404);
}

}  // namespace
}  // namespace i2m::test
