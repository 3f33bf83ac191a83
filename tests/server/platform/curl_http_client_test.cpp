// curl_http_client_test.cpp - the HTTP client against servers that reset, stall, lie about lengths and lead astray.
#include "server/platform/curl_http_client.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/support/memory_blob_store.hpp"
#include "tests/support/scripted_server.hpp"

namespace i2m::test {
namespace {

using Then = Reply::Then;

std::unique_ptr<HttpClient> make_client(const std::vector<std::string>& allowed = {"127.0.0.1"}) {
    return make_curl_http_client({*AddressList::parse(allowed), "image2model/test"});
}

HttpRequest get_request(const std::string& url) {
    HttpRequest request;
    request.url = url;
    return request;
}

const HttpAnswer& answer_of(const HttpOutcome& outcome) {
    static const HttpAnswer kNone;
    const auto* const answer = std::get_if<HttpAnswer>(&outcome);
    if (answer != nullptr) return *answer;
    ADD_FAILURE() << std::get<HttpFailure>(outcome).words;
    return kNone;
}

std::optional<HttpTrouble> trouble_of(const HttpOutcome& outcome) {
    const auto* const failure = std::get_if<HttpFailure>(&outcome);
    return failure == nullptr ? std::nullopt : std::optional(failure->trouble);
}

std::string gzip(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

TEST(CurlHttpClient, SendsWhatIsAskedAndBringsTheAnswer) {
    ScriptedServer server(
        [](const SeenRequest&) { return Reply::of(202, "yes", "X-Fal-Request-Id:  r-1 \r\nRetry-After: 7\r\n"); });
    const auto client = make_client();
    HttpRequest request = get_request(server.url("/a?b=1"));
    request.method = "POST";
    request.body = std::string("{\"a\":\0 1}", 9);
    request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
    const HttpOutcome outcome = client->send(request, {});
    EXPECT_EQ(answer_of(outcome).status, 202);
    EXPECT_EQ(answer_of(outcome).body, "yes");
    EXPECT_EQ(answer_of(outcome).header("x-fal-request-id"), "r-1");
    EXPECT_EQ(answer_of(outcome).retry_after, Millis{7'000});
    const SeenRequest seen = server.requests().at(0);
    EXPECT_EQ(seen.method + " " + seen.target, "POST /a?b=1");
    EXPECT_EQ(seen.body, request.body);
    EXPECT_EQ(seen.header("content-type"), "application/json");
    EXPECT_EQ(seen.header("user-agent"), "image2model/test");
    EXPECT_EQ(seen.header("expect"), "");
}

TEST(CurlHttpClient, PutsABlobWithItsLengthAndAnEmptyBodyWithNone) {
    ScriptedServer server([](const SeenRequest&) { return Reply::of(200, ""); });
    const auto client = make_client();
    MemoryBlobStore blobs;
    const auto writer = blobs.begin();
    const std::string content(3'000'000, 'x');
    writer->write(as_bytes(content));
    const std::string name = writer->finish().sha256;
    blobs.commit(*writer);
    const auto reader = blobs.open(name);
    HttpRequest request = get_request(server.url("/file"));
    request.method = "PUT";
    request.upload = reader.get();
    EXPECT_TRUE(answer_of(client->send(request, {})).is_good());
    request.upload = nullptr;
    request.headers = {{"Content-Type", "application/json"}};
    EXPECT_TRUE(answer_of(client->send(request, {})).is_good());
    EXPECT_TRUE(server.requests().at(0).body == content);
    EXPECT_EQ(server.requests().at(0).header("transfer-encoding"), "");
    EXPECT_EQ(server.requests().at(1).method, "PUT");
    EXPECT_EQ(server.requests().at(1).header("content-length"), "0");
}

TEST(CurlHttpClient, TellsHowATransferBroke) {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    const struct {
        const char* name;
        Reply reply;
        HttpTrouble want;
    } kCases[] = {
        {"closed without an answer", {"", Then::Close}, HttpTrouble::Broken},
        {"reset without an answer", {"", Then::Reset}, HttpTrouble::Broken},
        {"reset in the answer", {head + "half", Then::Reset}, HttpTrouble::Broken},
        {"shorter than it said", {head + "half", Then::Close}, HttpTrouble::Broken},
        {"half a head", {"HTTP/1.1 200 OK\r\nContent-Le", Then::Close}, HttpTrouble::Broken},
        {"no HTTP", {"hello\r\n\r\n", Then::Close}, HttpTrouble::Broken},
        {"broken chunks", {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Then::Close}, HttpTrouble::Broken},
        {"larger than is taken, and says so",
         {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", Then::Close},
         HttpTrouble::TooLarge},
        {"larger without saying so", {"HTTP/1.1 200 OK\r\n\r\n" + std::string(5'000, 'x'), Then::Close}, HttpTrouble::TooLarge},
        {"endless headers",
         {"HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n", Then::Close},
         HttpTrouble::TooLarge},
        {"silence", {"", Then::Hang}, HttpTrouble::Stalled},
        {"silence in the answer", {head + "half", Then::Hang}, HttpTrouble::Stalled},
        {"drip by drip", {head, Then::Close, "x", 300}, HttpTrouble::Stalled},
    };
    const auto client = make_client();
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        ScriptedServer server([&](const SeenRequest&) { return c.reply; });
        HttpRequest request = get_request(server.url("/x?secret=1"));
        request.max_body_bytes = 1'000;
        request.stall_timeout = Millis{1'000};
        const HttpOutcome outcome = client->send(request, {});
        EXPECT_EQ(trouble_of(outcome), c.want);
        const auto* const failure = std::get_if<HttpFailure>(&outcome);
        ASSERT_NE(failure, nullptr);
        EXPECT_TRUE(failure->is_sent_whole);
        EXPECT_EQ(failure->words.find("secret"), std::string::npos);
    }
}

TEST(CurlHttpClient, NoConnectionMeansThatNothingWasSent) {
    std::string url;
    {
        const ScriptedServer gone([](const SeenRequest&) { return Reply{}; });
        url = gone.url();
    }
    const auto client = make_client();
    HttpRequest request = get_request(url);
    request.method = "POST";
    request.body = "{}";
    const HttpOutcome outcome = client->send(request, {});
    EXPECT_EQ(trouble_of(outcome), HttpTrouble::Unreachable);
    EXPECT_FALSE(std::get<HttpFailure>(outcome).is_sent_whole);
}

TEST(CurlHttpClient, AGzipBombCountsUnpacked) {
    const std::string packed = gzip(std::string(50'000'000, ' '));
    ASSERT_LT(packed.size(), 100'000U);
    ScriptedServer server([&](const SeenRequest& request) {
        const bool is_bomb = request.target == "/bomb";
        return Reply::of(200, is_bomb ? packed : gzip("small"), "Content-Encoding: gzip\r\n");
    });
    const auto client = make_client();
    HttpRequest request = get_request(server.url("/bomb"));
    request.takes_gzip = true;
    EXPECT_EQ(trouble_of(client->send(request, {})), HttpTrouble::TooLarge);
    request.url = server.url("/small");
    EXPECT_EQ(answer_of(client->send(request, {})).body, "small");
    request.takes_gzip = false;
    EXPECT_EQ(answer_of(client->send(request, {})).body, gzip("small")) << "not unpacked where nobody asked";
}

TEST(CurlHttpClient, AnErrorPageIsCutAndStillAnAnswer) {
    ScriptedServer server([](const SeenRequest&) { return Reply::of(503, std::string(2'000'000, 'x')); });
    const HttpOutcome outcome = make_client()->send(get_request(server.url()), {});
    EXPECT_EQ(answer_of(outcome).status, 503);
    EXPECT_EQ(answer_of(outcome).body.size(), 256U * 1024);
}

TEST(CurlHttpClient, ASinkTakesGoodBodiesOnlyAndMayEndThem) {
    ScriptedServer server([](const SeenRequest& request) {
        return request.target == "/good" ? Reply::of(200, std::string(100'000, 'g')) : Reply::of(404, "nothing");
    });
    const auto client = make_client();
    std::size_t taken = 0;
    const HttpSink all = [&](ByteView piece) {
        taken += piece.size();
        return true;
    };
    EXPECT_EQ(answer_of(client->send(get_request(server.url("/bad")), all, {})).body, "nothing");
    EXPECT_EQ(taken, 0U);
    EXPECT_EQ(answer_of(client->send(get_request(server.url("/good")), all, {})).body, "");
    EXPECT_EQ(taken, 100'000U);
    EXPECT_EQ(trouble_of(client->send(get_request(server.url("/good")), [](ByteView) { return false; }, {})),
              HttpTrouble::SinkEnded);
    EXPECT_THROW(static_cast<void>(client->send(get_request(server.url("/good")),
                                                [](ByteView) -> bool { throw std::runtime_error("full"); }, {})),
                 std::runtime_error);
    EXPECT_TRUE(answer_of(client->send(get_request(server.url("/good")), all, {})).is_good()) << "the next one works";
}

TEST(CurlHttpClient, RedirectsAreCountedAndLeaveHeadersBehind) {
    ScriptedServer end([](const SeenRequest&) { return Reply::of(200, "there"); });
    ScriptedServer start([&](const SeenRequest& request) {
        if (request.target == "/loop") return Reply::of(302, "", "Location: /loop\r\n");
        if (request.target == "/file") return Reply::of(302, "", "Location: file:///etc/passwd\r\n");
        return Reply::of(307, "", "Location: " + end.url("/end") + "\r\n");
    });
    const auto client = make_client();
    HttpRequest request = get_request(start.url("/start"));
    request.headers = {{"Authorization", "Key id:secret"}};
    EXPECT_EQ(answer_of(client->send(request, {})).status, 307) << "not followed unless asked";
    request.max_redirects = 3;
    EXPECT_EQ(answer_of(client->send(request, {})).body, "there");
    EXPECT_EQ(end.requests().at(0).header("authorization"), "");
    request.url = start.url("/file");
    EXPECT_EQ(trouble_of(client->send(request, {})), HttpTrouble::Forbidden);
    request.url = start.url("/loop");
    const std::size_t before = start.requests().size();
    EXPECT_EQ(trouble_of(client->send(request, {})), HttpTrouble::Forbidden);
    EXPECT_EQ(start.requests().size() - before, 4U);
}

TEST(CurlHttpClient, PrivateAddressesAreNotAskedUnlessAllowed) {
    ScriptedServer server([](const SeenRequest& request) {
        return request.target == "/away" ? Reply::of(302, "", "Location: http://169.254.169.254/latest/meta-data/\r\n")
                                         : Reply::of(200, "private");
    });
    const std::string port = std::to_string(server.port());
    const auto strict = make_client({});
    for (const char* name : {"127.0.0.1", "localhost", "2130706433", "127.1", "0.0.0.0"}) {
        const std::string host = name;
        EXPECT_EQ(trouble_of(strict->send(get_request("http://" + host + ":" + port + "/"), {})), HttpTrouble::Forbidden) << host;
        EXPECT_EQ(trouble_of(strict->send(get_request("https://" + host + ":" + port + "/"), {})), HttpTrouble::Forbidden)
            << host;
    }
    EXPECT_EQ(server.connections(), 0);
    HttpRequest configured = get_request(server.url("/"));
    configured.reach = HttpReach::Configured;
    EXPECT_EQ(answer_of(strict->send(configured, {})).body, "private") << "our own settings may name it";
    EXPECT_EQ(trouble_of(strict->send(get_request(server.url("/")), {})), HttpTrouble::Forbidden)
        << "a kept connection is no way in";
    HttpRequest led = configured;
    led.url = server.url("/away");
    led.max_redirects = 3;
    EXPECT_EQ(trouble_of(strict->send(led, {})), HttpTrouble::Forbidden);
    EXPECT_EQ(trouble_of(make_client()->send(led, {})), HttpTrouble::Forbidden) << "only what the list names";
}

TEST(CurlHttpClient, WhatIsSentOnceIsNotRepeatedOnADeadConnection) {
    std::atomic<int> submits{0};
    ScriptedServer server([&](const SeenRequest& request) {
        if (request.target == "/warm") return Reply::of(200, "");
        ++submits;
        return Reply{"", Then::Close};  // taken, then silence
    });
    const auto client = make_client();
    HttpRequest warm = get_request(server.url("/warm"));
    warm.reach = HttpReach::Configured;
    EXPECT_TRUE(answer_of(client->send(warm, {})).is_good());
    EXPECT_TRUE(answer_of(client->send(warm, {})).is_good());
    EXPECT_EQ(server.connections(), 1) << "connections to configured hosts are kept";
    HttpRequest submit = warm;
    submit.url = server.url("/submit");
    submit.method = "POST";
    submit.body = "{}";
    submit.is_once = true;
    const HttpOutcome outcome = client->send(submit, {});
    EXPECT_EQ(trouble_of(outcome), HttpTrouble::Broken);
    EXPECT_TRUE(std::get<HttpFailure>(outcome).is_sent_whole);
    EXPECT_EQ(submits, 1);
}

TEST(CurlHttpClient, AStopBeforeTheBodyLeftIsToldSo) {
    const ScriptedServer server([](const SeenRequest&) { return Reply{}; });
    const auto client = make_client();
    HttpRequest request = get_request(server.url());
    request.method = "POST";
    request.is_once = true;
    request.body.assign(64U << 20, 'x');
    std::stop_source stop;
    stop.request_stop();
    const HttpOutcome outcome = client->send(request, stop.get_token());
    EXPECT_EQ(trouble_of(outcome), HttpTrouble::Stopped);
    EXPECT_FALSE(std::get<HttpFailure>(outcome).is_sent_whole);
}

TEST(CurlHttpClient, AStopEndsAWaitAtOnceOrAfterItsGrace) {
    std::atomic<bool> has_arrived{false};
    ScriptedServer server([&](const SeenRequest&) {
        has_arrived = true;
        has_arrived.notify_all();
        return Reply{"", Then::Hang};
    });
    const auto client = make_client();
    HttpRequest request = get_request(server.url());
    request.timeout = Millis{0};
    request.stall_timeout = Millis{600'000};
    for (const Millis grace : {Millis{0}, Millis{50}}) {
        has_arrived = false;
        request.stop_grace = grace;
        std::stop_source stop;
        std::thread stopper([&] {
            has_arrived.wait(false);
            stop.request_stop();
        });
        EXPECT_EQ(trouble_of(client->send(request, stop.get_token())), HttpTrouble::Stopped);
        stopper.join();
    }
}

TEST(CurlHttpClient, AGraceIsLongEnoughForTheAnswer) {
    std::stop_source stop;
    ScriptedServer server([&](const SeenRequest&) {
        stop.request_stop();
        return Reply::of(200, "confirmed");
    });
    HttpRequest request = get_request(server.url());
    request.stop_grace = Millis{60'000};
    EXPECT_EQ(answer_of(make_client()->send(request, stop.get_token())).body, "confirmed");
}

TEST(CurlHttpClient, WhatCouldSplitARequestIsNotSent) {
    const ScriptedServer server([](const SeenRequest&) { return Reply::of(200, ""); });
    const auto client = make_client();
    HttpRequest request = get_request(server.url());
    request.headers = {{"X-Name", "a\r\nX-Other: b"}};
    EXPECT_EQ(trouble_of(client->send(request, {})), HttpTrouble::Forbidden);
    EXPECT_EQ(trouble_of(client->send(get_request(server.url("/a\r\nb")), {})), HttpTrouble::Forbidden);
    EXPECT_EQ(trouble_of(client->send(get_request("ftp://127.0.0.1/"), {})), HttpTrouble::Forbidden);
    EXPECT_EQ(server.connections(), 0);
}

TEST(CurlHttpClient, ManyThreadsShareIt) {
    ScriptedServer server([](const SeenRequest& request) { return Reply::of(200, request.target); });
    const auto client = make_client();
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 20; ++n) {
                const std::string target = "/" + std::to_string(i) + "/" + std::to_string(n);
                const HttpOutcome outcome = client->send(get_request(server.url(target)), {});
                const auto* const answer = std::get_if<HttpAnswer>(&outcome);
                right += answer != nullptr && answer->body == target ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 160);
}

}  // namespace
}  // namespace i2m::test
