// pipeline_test.cpp - what is decided about a request from its head: who sends it, from where, and how often.
#include "server/http/pipeline.hpp"

#include <gtest/gtest.h>

#include <ctime>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/platform/random_ids.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_access_store.hpp"

namespace i2m::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;
using i2m::access::Keyring;
using i2m::access::RateLimiter;
using i2m::access::Sessions;
using i2m::access::SignedLinks;

constexpr const char* kJob = "0b0f8f3e-6a0f-4e0a-9d35-8a3d3f3f3f3f";

/// A pipeline on fakes that answers nothing: only its gate is asked.
class PipelineTest : public testing::Test {
protected:
    [[nodiscard]] PipelineSettings settings() const {
        PipelineSettings out;
        out.trusted_proxies = *AddressList::parse({"10.0.0.0/8", "2001:db8:1::/48"});
        return out;
    }
    static Request request(const std::string& method, const std::string& path, const Fields& fields, const std::string& peer) {
        Request out;
        out.method = method;
        out.path = path;
        out.remote_address = out.client_address = peer;
        out.headers.add("Host", "localhost");
        for (const auto& [name, value] : fields) out.headers.add(name, value);
        return out;
    }

    test::FakeClock clock_;
    RandomIds ids_;
    test::MemoryAccessStore store_;
    NoLog log_;
    Keyring keys_{{"user-key-1", "admin-key-1"}, &store_, clock_};
    Sessions sessions_{store_, keys_, ids_, clock_, Millis{3'600'000}};
    Access access_{{true, {}, {}}, keys_, &sessions_};
    RateLimiter uploads_{{2, 0}, clock_};
    SignedLinks links_{"secret", clock_, Millis{60'000}};
    Router router_;
    i2m::access::Attempts attempts_{clock_};
    Pipeline pipeline_{router_, [](Request&) { return Response{}; }, {access_, &uploads_, &links_, &attempts_}, settings(), log_};
};

TEST_F(PipelineTest, EachAnswerHasTheDateAsHttpWritesIt) {
    Request wrong = request("GET", "/api/v1/nothing", {}, "127.0.0.1");
    const std::time_t before = std::time(nullptr);
    const std::optional<Response> refused = pipeline_.admit(wrong);
    ASSERT_TRUE(refused);
    const std::string date(refused->headers.get("Date"));
    std::tm parts{};
    const char* const end = ::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    ASSERT_TRUE(end != nullptr && *end == '\0') << date;
    const std::time_t said = ::timegm(&parts);
    EXPECT_GE(said, before);
    EXPECT_LE(said, std::time(nullptr));
    char again[64];
    std::strftime(again, sizeof again, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    EXPECT_EQ(date, again) << "two digits everywhere, and the right day of the week";
}

TEST_F(PipelineTest, OnlyTrustedProxiesSayWhoTheClientIs) {
    const struct {
        const char* name;
        std::string peer;
        Fields fields;
        std::string client;
        bool is_local;
        bool is_secure;
    } cases[] = {
        {"nobody between", "192.0.2.1", {}, "192.0.2.1", false, false},
        {"this machine", "127.0.0.1", {}, "127.0.0.1", true, false},
        {"a stranger's word",
         "192.0.2.1",
         {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-Proto", "https"}},
         "192.0.2.1",
         false,
         false},
        {"an unknown proxy on this machine", "127.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}}, "127.0.0.1", false, false},
        {"one that calls itself local", "127.0.0.1", {{"X-Forwarded-For", "127.0.0.1"}}, "127.0.0.1", false, false},
        {"one that speaks RFC 7239", "127.0.0.1", {{"Forwarded", "for=192.0.2.1"}}, "127.0.0.1", false, false},
        {"a trusted proxy",
         "10.1.2.3",
         {{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-Proto", "https"}},
         "192.0.2.1",
         false,
         true},
        {"a trusted proxy of IPv6", "2001:db8:1::5", {{"X-Forwarded-For", "2001:db8:9::1"}}, "2001:db8:9::1", false, false},
        {"beside the trusted network", "2001:db8:2::5", {{"X-Forwarded-For", "2001:db8:9::1"}}, "2001:db8:2::5", false, false},
        {"two proxies", "10.1.2.3", {{"X-Forwarded-For", "192.0.2.1, 10.9.9.9"}}, "192.0.2.1", false, false},
        {"what the client wrote before", "10.1.2.3", {{"X-Forwarded-For", "127.0.0.1, 192.0.2.1"}}, "192.0.2.1", false, false},
        {"in a field of its own",
         "10.1.2.3",
         {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-For", "192.0.2.1"}},
         "192.0.2.1",
         false,
         false},
        {"no address", "10.1.2.3", {{"X-Forwarded-For", "unknown"}}, "10.1.2.3", false, false},
        {"nonsense behind a proxy", "10.1.2.3", {{"X-Forwarded-For", "192.0.2.1, <script>, 10.9.9.9"}}, "10.9.9.9", false, false},
        {"nothing said", "10.1.2.3", {}, "10.1.2.3", false, false},
        {"over plain HTTP", "10.1.2.3", {{"X-Forwarded-Proto", "http"}}, "10.1.2.3", false, false},
        {"in capitals", "10.1.2.3", {{"X-Forwarded-Proto", "HTTPS"}}, "10.1.2.3", false, true},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        Request asked = request("GET", "/livez", c.fields, c.peer);
        EXPECT_FALSE(pipeline_.admit(asked));
        EXPECT_EQ(asked.client_address, c.client);
        EXPECT_EQ(asked.is_local, c.is_local);
        EXPECT_EQ(asked.is_secure, c.is_secure);
        EXPECT_EQ(asked.caller.address, c.client);
    }
}

TEST_F(PipelineTest, ASessionsCookieChangesThingsFromTheOwnPageOnly) {
    const std::string cookie = "other=1; i2m_session=" + sessions_.open(*keys_.find("user-key-1")).cookie;
    const std::string change = api::path_of(api::Route::JobCancel, {kJob});
    const std::string read = api::path_of(api::Route::JobGet, {kJob});
    const struct {
        const char* name;
        std::string method;
        std::string path;
        Fields fields;
        int status;  ///< 0: admitted
    } cases[] = {
        {"reading", "GET", read, {}, 0},
        {"a change by nobody's page", "POST", change, {}, 403},
        {"by the own page", "POST", change, {{"Origin", "http://localhost"}}, 0},
        {"by the own page, as the browser says", "POST", change, {{"Sec-Fetch-Site", "same-origin"}}, 0},
        {"typed by the user", "POST", change, {{"Sec-Fetch-Site", "none"}}, 403},
        {"by another site", "POST", change, {{"Origin", "https://evil.example"}}, 403},
        {"by another port", "POST", change, {{"Sec-Fetch-Site", "same-site"}, {"Origin", "http://localhost"}}, 403},
        {"a sandboxed frame", "POST", change, {{"Origin", "null"}}, 403},
        {"with a key beside it", "POST", change, {{"X-API-Key", "user-key-1"}}, 0},
        {"what is for admins", "GET", api::path_of(api::Route::AdminQueue), {}, 403},
        {"logging in again", "POST", api::path_of(api::Route::SessionOpen), {}, 0},
        {"logging out", "DELETE", api::path_of(api::Route::SessionClose), {}, 403},
        {"logging out by the own page", "DELETE", api::path_of(api::Route::SessionClose), {{"Origin", "http://localhost"}}, 0},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        Fields fields = c.fields;
        fields.emplace_back("Cookie", cookie);
        Request asked = request(c.method, c.path, fields, "127.0.0.1");
        const std::optional<Response> refused = pipeline_.admit(asked);
        EXPECT_EQ(refused ? refused->status : 0, c.status);
        EXPECT_EQ(asked.caller.owner, kUserOwner);
    }
    Request over = request("GET", read, {{"Cookie", "i2m_session=" + std::string(64, '0')}}, "127.0.0.1");
    const std::optional<Response> refused = pipeline_.admit(over);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401) << "a session that is over is none";
}

TEST_F(PipelineTest, UploadsAreCountedByKeyAndByAddress) {
    const std::string path = api::path_of(api::Route::UploadBatch);
    const auto send = [&](const std::string& key, const std::string& peer) {
        Request asked = request("POST", path, {{"X-API-Key", key}, {"Content-Length", "10"}}, peer);
        asked.content_length = 10;
        const std::optional<Response> refused = pipeline_.admit(asked);
        if (refused) {
            EXPECT_EQ(refused->headers.get("RateLimit-Limit"), refused->status == 429 ? "2" : "");
            EXPECT_EQ(refused->headers.get("Retry-After"), refused->status == 429 ? "30" : "");
        } else {
            EXPECT_EQ(asked.answer_headers.get("RateLimit-Limit"), "2");
            EXPECT_EQ(asked.answer_headers.get("RateLimit-Policy"), "2;w=60");
        }
        return refused ? refused->status : 0;
    };
    EXPECT_EQ(send("user-key-1", "192.0.2.1"), 0);
    EXPECT_EQ(send("user-key-1", "192.0.2.2"), 0);
    EXPECT_EQ(send("user-key-1", "192.0.2.3"), 429) << "the key's are used up, wherever it is used";
    EXPECT_EQ(send("admin-key-1", "192.0.2.1"), 0);
    EXPECT_EQ(send("wrong-key", "192.0.2.9"), 401) << "told before limits";
    clock_.advance(Millis{60'000});
    EXPECT_EQ(send("admin-key-1", "192.0.2.1"), 0);
    EXPECT_EQ(send("user-key-1", "192.0.2.1"), 0);
    EXPECT_EQ(send("user-key-1", "192.0.2.1"), 429) << "the address's are used up, whoever uses it";
    Request other = request("GET", api::path_of(api::Route::JobList), {{"X-API-Key", "user-key-1"}}, "192.0.2.1");
    EXPECT_FALSE(pipeline_.admit(other));
    EXPECT_FALSE(other.answer_headers.has("RateLimit-Limit")) << "only uploads are limited";
}

TEST_F(PipelineTest, WhateverStartsRunsCountsAsAnUpload) {
    const auto send = [&](api::Route route) {
        const bool is_of_job = api::route_info(route).path.find("{id}") != std::string_view::npos;
        const std::string path = is_of_job ? api::path_of(route, {kJob}) : api::path_of(route);
        Request asked = request("POST", path, {{"X-API-Key", "user-key-1"}, {"Content-Length", "2"}}, "192.0.2.1");
        asked.content_length = 2;
        const std::optional<Response> refused = pipeline_.admit(asked);
        EXPECT_EQ(asked.answer_headers.get("RateLimit-Policy"), "2;w=60");
        return refused ? refused->status : 0;
    };
    const api::Route starting[] = {api::Route::UploadBatch, api::Route::UploadImage, api::Route::ModelGenerate,
                                   api::Route::JobRetry, api::Route::JobResolve};
    for (const api::Route first : starting) {
        SCOPED_TRACE(api::route_info(first).path);
        EXPECT_EQ(send(first), 0);
        EXPECT_EQ(send(first), 0);
        for (const api::Route next : starting) EXPECT_EQ(send(next), 429) << "one measure for all";
        clock_.advance(Millis{60'000});
    }
}

/// Wrong keys, each another, from 192.0.2.66 until that has to wait.
class GuessesTest : public PipelineTest {
protected:
    static constexpr const char* kGuesser = "192.0.2.66";
    static constexpr int kFreeTries = 6;

    int ask(api::Route route, const Fields& fields, const std::string& peer = kGuesser, const std::string& method = "GET") {
        Request asked = request(method, api::path_of(route), fields, peer);
        const std::optional<Response> refused = pipeline_.admit(asked);
        is_known_ = asked.caller.role != Role::Anonymous;
        key_wait_ = asked.key_wait;
        retry_after_ = refused ? std::string(refused->headers.get("Retry-After")) : "";
        return refused ? refused->status : 0;
    }
    void guess_until_waiting() {
        for (int i = 0; i < kFreeTries; ++i)
            EXPECT_EQ(ask(api::Route::JobList, {{"X-API-Key", "guess-" + std::to_string(i)}}), 401);
    }
    bool is_known_ = false;           ///< who sent the last one
    std::optional<Millis> key_wait_;  ///< of the last one
    std::string retry_after_;         ///< of the last answer
};

TEST_F(GuessesTest, CountWhereverTheyAreSent) {
    const struct {
        const char* name;
        api::Route route;
        std::string header;
        std::string before;  ///< what stands before the key
        Fields beside;
        int status;  ///< of one that is tried; 0: admitted
    } cases[] = {
        {"a user's", api::Route::JobList, "X-API-Key", "", {}, 401},
        {"bearer", api::Route::Usage, "Authorization", "Bearer ", {}, 401},
        {"an administrator's", api::Route::AdminQueue, "X-Admin-Key", "", {}, 401},
        {"an administrator's, by a user", api::Route::AdminQueue, "X-Admin-Key", "", {{"X-API-Key", "user-key-1"}}, 403},
        {"where more is told with a key", api::Route::Metrics, "X-API-Key", "", {}, 0},
    };
    int peers = 0;
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const std::string peer = "192.0.2." + std::to_string(100 + peers++);
        const auto with_key = [&](const std::string& key) {
            Fields fields = c.beside;
            fields.emplace_back(c.header, c.before + key);
            return fields;
        };
        for (int i = 0; i < kFreeTries; ++i) EXPECT_EQ(ask(c.route, with_key("guess-" + std::to_string(i)), peer), c.status);
        EXPECT_EQ(ask(api::Route::JobList, {{"X-API-Key", "guess-next"}}, peer), 429);
        EXPECT_EQ(retry_after_, "1");
        clock_.advance(Millis{1'000});
        EXPECT_EQ(ask(c.route, with_key("guess-last"), peer), c.status);
        EXPECT_EQ(ask(api::Route::JobList, {{"X-API-Key", "guess-next"}}, peer), 429);
        EXPECT_EQ(retry_after_, "2") << "twice as long";
    }
}

TEST_F(GuessesTest, MakeTheirAddressWaitAndNobodyElse) {
    const SignedLinks::Link link = links_.sign(api::path_of(api::Route::FileSource, {kJob}));
    guess_until_waiting();
    const Fields right = {{"X-API-Key", "user-key-1"}};
    const struct {
        const char* name;
        api::Route route;
        Fields fields;
        std::string peer;
        int status;  ///< 0: admitted
        bool is_known;
    } cases[] = {
        {"the right key, so that nothing is learned", api::Route::JobList, right, kGuesser, 429, false},
        {"an administrator's", api::Route::AdminQueue, {{"X-Admin-Key", "admin-key-1"}}, kGuesser, 429, false},
        {"the right key from elsewhere", api::Route::JobList, right, "192.0.2.67", 0, true},
        {"no key", api::Route::JobList, {}, kGuesser, 401, false},
        {"what is open to everybody", api::Route::Health, {}, kGuesser, 0, false},
        {"what is open to everybody, with a key", api::Route::HealthDetailed, right, kGuesser, 0, false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(ask(c.route, c.fields, c.peer), c.status);
        EXPECT_EQ(is_known_, c.is_known);
        EXPECT_EQ(retry_after_, c.status == 429 ? "1" : "");
        const bool is_key_of_guesser = c.peer == kGuesser && !c.fields.empty();
        EXPECT_EQ(key_wait_, is_key_of_guesser ? std::optional(Millis{1'000}) : std::nullopt)
            << "what is open may want to say so";
    }
    Request linked = request("GET", api::path_of(api::Route::FileSource, {kJob}), {{"X-API-Key", "wrong"}}, kGuesser);
    const std::string query = link.url.substr(link.url.find('?') + 1);
    linked.query = {{"expires", query.substr(8, query.find('&') - 8)}, {"signature", query.substr(query.rfind('=') + 1)}};
    EXPECT_FALSE(pipeline_.admit(linked)) << "a link needs no key";
    EXPECT_EQ(attempts_.begin(kGuesser), Millis{1'000}) << "a log-in waits too";
    clock_.advance(Millis{1'000});
    EXPECT_EQ(ask(api::Route::JobList, right), 0);
    EXPECT_TRUE(is_known_);
}

TEST_F(GuessesTest, AScriptWithAnOldKeyLocksNobodyOut) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(ask(api::Route::JobList, {{"X-API-Key", "old-key"}}), 401);
    EXPECT_EQ(ask(api::Route::JobList, {{"X-API-Key", "user-key-1"}}), 0);
    EXPECT_EQ(ask(api::Route::JobList, {{"Authorization", "Basic dXNlcg=="}}), 401) << "no key of ours at all";
}

TEST_F(GuessesTest, ALogInCountsForItself) {
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(ask(api::Route::SessionOpen, {{"X-API-Key", "guess-" + std::to_string(i)}}, kGuesser, "POST"), 0);
    EXPECT_EQ(attempts_.kept(), 0U) << "not twice: its handler does";
}

TEST_F(PipelineTest, ASignedLinkOpensItsFileOnly) {
    const std::string path = api::path_of(api::Route::FileSource, {kJob});
    const std::string url = links_.sign(path).url;
    const std::string query = url.substr(url.find('?') + 1);
    const auto ask = [&](const std::string& method, const std::string& target, const std::string& key) {
        Request asked = request(method, target, {}, "127.0.0.1");
        if (!key.empty()) asked.headers.add("X-API-Key", key);
        asked.query = {{"expires", query.substr(8, query.find('&') - 8)}, {"signature", query.substr(query.rfind('=') + 1)}};
        const std::optional<Response> refused = pipeline_.admit(asked);
        EXPECT_EQ(asked.is_signed, !refused && target == path);
        return refused ? refused->status : 0;
    };
    const struct {
        const char* name;
        std::string method;
        std::string target;
        std::string key;
        int status;  ///< 0: admitted
    } cases[] = {
        {"its file", "GET", path, "", 0},
        {"its file's head", "HEAD", path, "", 0},
        {"with a wrong key beside it", "GET", path, "wrong-key", 0},
        {"another file", "GET", api::path_of(api::Route::FilePreview, {kJob}), "", 403},
        {"another file, by a user", "GET", api::path_of(api::Route::FilePreview, {kJob}), "user-key-1", 403},
        {"what takes no links", "GET", api::path_of(api::Route::JobGet, {kJob}), "", 401},
        {"what takes no links, by a user", "GET", api::path_of(api::Route::JobGet, {kJob}), "user-key-1", 0},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(ask(c.method, c.target, c.key), c.status);
    }
    clock_.advance(Millis{60'000});
    EXPECT_EQ(ask("GET", path, ""), 403);
    EXPECT_EQ(ask("GET", path, "user-key-1"), 403) << "a wrong link is refused whoever sends it";
}

}  // namespace
}  // namespace i2m::http
