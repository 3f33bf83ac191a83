// quick_head_test.cpp - which waiting bytes are one plain request.
#include "server/http/quick_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace i2m::http {
namespace {

const std::string kHost = "Host: localhost\r\n";

TEST(QuickHead, TheTargetOfAGet) {
    const struct {
        const char* name;
        const char* bytes;
        const char* target;
    } cases[] = {
        {"a question", "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n", "/livez"},
        {"by an older client", "GET /livez HTTP/1.0\r\n\r\n", "/livez"},
        {"only its first line so far", "GET /livez HTTP/1.1\r\n", "/livez"},
        {"half a line", "GET /livez HT", ""},
        {"no version", "GET /livez\r\n\r\n", ""},
        {"another protocol's version", "GET /livez HTTP/2\r\n\r\n", ""},
        {"another method", "POST /livez HTTP/1.1\r\n\r\n", ""},
        {"letters of another size", "get /livez HTTP/1.1\r\n\r\n", ""},
        {"no target", "GET  HTTP/1.1\r\n\r\n", ""},
        {"nothing", "", ""},
        {"no text at all", "\x16\x03\x01\x02", ""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(get_target(c.bytes), c.target);
    }
}

TEST(QuickHead, PlainIsOneWholeHeadAndNothingElse) {
    const std::string line = "GET /livez HTTP/1.1\r\n";
    const struct {
        const char* name;
        std::string bytes;
        bool is_plain;
    } cases[] = {
        {"a probe", line + kHost + "User-Agent: probe\r\nAccept: */*\r\nConnection: close\r\n\r\n", true},
        {"no fields", line + "\r\n", true},
        {"not whole yet", line + kHost, false},
        {"all but the last byte", line + kHost + "\r", false},
        {"another behind it", line + kHost + "\r\n" + line, false},
        {"a byte behind it", line + kHost + "\r\nx", false},
        {"a body", line + "Content-Length: 3\r\n\r\n", false},
        {"a body in pieces", line + "tRANSFER-eNCODING: chunked\r\n\r\n", false},
        {"a question first", line + "Expect: 100-continue\r\n\r\n", false},
        {"another protocol", line + "Upgrade: h2c\r\n\r\n", false},
        {"a key", line + "Authorization: Bearer x\r\n\r\n", false},
        {"a key of its own field", line + "X-Api-Key: x\r\n\r\n", false},
        {"a session", line + kHost + "Cookie: a=b\r\n\r\n", false},
        {"a blank before the colon", line + "Content-Length : 3\r\n\r\n", false},
        {"a folded line", line + kHost + " Content-Length: 3\r\n\r\n", false},
        {"nothing", "", false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(is_plain_head(c.bytes), c.is_plain);
    }
}

}  // namespace
}  // namespace i2m::http
