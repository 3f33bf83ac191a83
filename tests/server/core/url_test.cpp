// url_test.cpp - addresses that all readers understand alike, and the rest.
#include "server/core/url.hpp"

#include <gtest/gtest.h>

namespace i2m {
namespace {

TEST(Url, TakesApartWhatIsPlain) {
    const struct {
        const char* text;
        const char* host;
        int port;
        const char* target;
    } kCases[] = {
        {"https://queue.fal.run", "queue.fal.run", 443, "/"},
        {"HTTPS://Queue.Fal.Run/a/b?x=1&y=%20", "queue.fal.run", 443, "/a/b?x=1&y=%20"},
        {"http://127.0.0.1:8080/x", "127.0.0.1", 8080, "/x"},
        {"http://[::1]:9/x", "::1", 9, "/x"},
        {"https://host?query", "host", 443, "/?query"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.text);
        const std::optional<Url> url = parse_url(c.text);
        ASSERT_TRUE(url);
        EXPECT_EQ(url->host, c.host);
        EXPECT_EQ(url->port, c.port);
        EXPECT_EQ(url->target, c.target);
    }
}

TEST(Url, RefusesWhatCouldBeReadInTwoWays) {
    for (const char* text : {"",
                             "queue.fal.run",
                             "ftp://host/",
                             "file:///etc/passwd",
                             "https://",
                             "https:///x",
                             "https://user@host/",
                             "https://user:key@host/",
                             "https://host:0/",
                             "https://host:65536/",
                             "https://host:/",
                             "https://host:8x/",
                             "https://ho st/",
                             "https://host/a b",
                             "https://host/\\evil",
                             "https://host\\@evil/",
                             "https://h%6Fst/",
                             "https://host/#part",
                             "https://[::1/",
                             "https://[host]/",
                             "https://host/\nx",
                             "javascript://host/",
                             "https://h\xC3\xB6st/",
                             "https://host/\xC3\xB6"}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
    EXPECT_FALSE(parse_url("https://host/" + std::string(2'100, 'x')));
}

TEST(Url, AnOriginIsSchemeHostAndPort) {
    const Url base = *parse_url("https://queue.fal.run/x");
    EXPECT_TRUE(base.has_same_origin(*parse_url("https://QUEUE.fal.run:443/y")));
    for (const char* other : {"http://queue.fal.run/x", "https://queue.fal.run:444/", "https://queue.fal.run.evil.com/",
                              "https://evil.com/queue.fal.run"}) {
        EXPECT_FALSE(base.has_same_origin(*parse_url(other))) << other;
    }
}

}  // namespace
}  // namespace i2m
