// content_coding_test.cpp - which answers are packed, for whom, and that they come out whole.
#include "server/http/content_coding.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace i2m::http {
namespace {

std::string unpacked(const std::string& packed) {
    std::string out(1'000'000, '\0');
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    std::string in = packed;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

std::string long_json() {
    std::string out = "[";
    while (out.size() < 30'000) out += "{\"state\": \"queued\", \"number\": " + std::to_string(out.size()) + "},";
    return out + "0]";
}

TEST(ContentCodingTest, PacksLongJsonForThoseWhoTakeIt) {
    const struct {
        const char* name;
        const char* method;
        const char* accepts;
        Response response;
        bool is_packed;
        bool varies;
    } cases[] = {
        {"browser", "GET", "gzip, deflate, br, zstd", respond_json_text(long_json()), true, true},
        {"the length of HEAD is that of GET", "HEAD", "gzip", respond_json_text(long_json()), true, true},
        {"script that takes none", "GET", "", respond_json_text(long_json()), false, true},
        {"refused by weight", "GET", "gzip;q=0, br", respond_json_text(long_json()), false, true},
        {"short", "GET", "gzip", respond_json_text("{}"), false, false},
        {"what changes something may hold a new key", "POST", "gzip", respond_json_text(long_json()), false, false},
        {"no JSON", "GET", "gzip", respond_text(std::string(30'000, ' '), "text/plain"), false, false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        Request request;
        request.method = c.method;
        request.headers.add("Accept-Encoding", c.accepts);
        Response response = c.response;
        pack_answer(request, response);
        EXPECT_EQ(response.headers.get("Content-Encoding"), c.is_packed ? "gzip" : "");
        EXPECT_EQ(response.headers.has("Vary"), c.varies);
        if (!c.is_packed) {
            EXPECT_EQ(response.body, c.response.body);
            continue;
        }
        EXPECT_LT(response.body.size(), c.response.body.size() / 4);
        EXPECT_EQ(unpacked(response.body), c.response.body);
    }
}

TEST(ContentCodingTest, PacksOnce) {
    Request request;
    request.method = "GET";
    request.headers.add("Accept-Encoding", "gzip");
    Response response = respond_json_text(long_json());
    pack_answer(request, response);
    const std::string once = response.body;
    pack_answer(request, response);
    EXPECT_EQ(response.body, once);
    EXPECT_EQ(response.headers.count("Content-Encoding"), 1U);
}

}  // namespace
}  // namespace i2m::http
