// sse_test.cpp - the frames that are written, and a parser that does not care how the stream is cut.
#include "shared/api/sse.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace i2m::api {

void PrintTo(const SseEvent& event, std::ostream* out) {
    *out << "{" << event.id << "|" << event.name << "|" << event.data << "}";
}

namespace {

using Events = std::vector<SseEvent>;

Events append(Events all, const Events& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

TEST(SseWriter, Frames) {
    const struct {
        const char* name;
        std::int64_t id;
        const char* event;
        const char* data;
        const char* want;
    } kCases[] = {
        {"all parts", 7, "file_update", "{}", "id: 7\nevent: file_update\ndata: {}\n\n"},
        {"no id", 0, "heartbeat", "{}", "event: heartbeat\ndata: {}\n\n"},
        {"no name", 1, "", "x", "id: 1\ndata: x\n\n"},
        {"no data", 1, "a", "", "id: 1\nevent: a\ndata: \n\n"},
        {"two lines", 1, "", "x\ny", "id: 1\ndata: x\ndata: y\n\n"},
        {"all kinds of line breaks", 1, "", "a\r\nb\rc\n", "id: 1\ndata: a\ndata: b\ndata: c\ndata: \n\n"},
        {"a blank line cannot end the frame early", 1, "", "x\n\ny", "id: 1\ndata: x\ndata: \ndata: y\n\n"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(sse_frame(c.id, c.event, c.data), c.want);
    }
    EXPECT_EQ(sse_comment("alive"), ": alive\n\n");
    EXPECT_EQ(sse_retry(2000), "retry: 2000\n\n");
}

TEST(SseParser, ReadsStreams) {
    const struct {
        const char* name;
        std::string stream;
        Events want;
    } kCases[] = {
        {"one event", "id: 5\nevent: a\ndata: x\n\n", {{"5", "a", "x"}}},
        {"no name", "data: x\n\n", {{"", "message", "x"}}},
        {"an id belongs to its own frame", "id: 5\ndata: x\n\ndata: y\n\n", {{"5", "message", "x"}, {"", "message", "y"}}},
        {"a name belongs to its own frame", "event: a\ndata: x\n\ndata: y\n\n", {{"", "a", "x"}, {"", "message", "y"}}},
        {"no data, no event", "id: 5\nevent: a\n\n", {}},
        {"empty data is an event", "data\n\ndata:\n\n", {{"", "message", ""}, {"", "message", ""}}},
        {"lines are joined", "data: a\ndata:\ndata: b\n\n", {{"", "message", "a\n\nb"}}},
        {"one blank after the colon goes", "data:x\n\ndata:  y\n\n", {{"", "message", "x"}, {"", "message", " y"}}},
        {"comments and unknown fields", ": hello\nfoo: bar\ndata: x\n:\n\n", {{"", "message", "x"}}},
        {"CR", "data: a\rdata: b\r\r", {{"", "message", "a\nb"}}},
        {"CR LF", "data: a\r\ndata: b\r\n\r\n", {{"", "message", "a\nb"}}},
        {"mixed", "data: a\r\n\ndata: b\r\r\n", {{"", "message", "a"}, {"", "message", "b"}}},
        {"byte order mark",
         "\xEF\xBB\xBF"
         "data: x\n\n",
         {{"", "message", "x"}}},
        {"only a byte order mark on the first line", "\xEF\xBB\xBF\ndata: x\n\n", {{"", "message", "x"}}},
        {"later it is part of a name",
         "\n\xEF\xBB\xBF"
         "data: x\n\n",
         {}},
        {"an unfinished event is not given", "data: x\n", {}},
        {"NUL in an id", std::string("id: a\0b\ndata: x\n\n", 17), {{"", "message", "x"}}},
        {"the last of two ids", "id: 1\nid: 2\ndata: x\n\n", {{"2", "message", "x"}}},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(SseParser().feed(c.stream), c.want);
        SseParser byte_by_byte;
        Events got;
        for (const char byte : c.stream) got = append(std::move(got), byte_by_byte.feed({&byte, 1}));
        EXPECT_EQ(got, c.want) << "byte by byte";
        for (std::size_t cut = 0; cut <= c.stream.size(); ++cut) {
            SseParser parser;
            const Events first = parser.feed(std::string_view(c.stream).substr(0, cut));
            EXPECT_EQ(append(first, parser.feed(std::string_view(c.stream).substr(cut))), c.want) << "cut at " << cut;
        }
    }
}

TEST(SseParser, ReadsWhatTheWriterWrote) {
    const Events events = {
        {"1", "snapshot", "{\"a\":1}"}, {"2", "message", ""}, {"", "heartbeat", "line\n\nline\n"}, {"9", "x", "ä: b"}};
    std::string stream = sse_retry(1500) + sse_comment("hello");
    for (const SseEvent& event : events) {
        stream += sse_frame(event.id.empty() ? 0 : std::stoll(event.id), event.name == "message" ? "" : event.name, event.data);
    }
    SseParser parser;
    EXPECT_EQ(parser.feed(stream), events);
    EXPECT_EQ(parser.retry_ms(), 1500);
    EXPECT_EQ(parser.last_id(), "9");
}

TEST(SseParser, TheLastIdIsThatOfAWholeFrame) {
    SseParser parser;
    EXPECT_EQ(parser.last_id(), "");
    EXPECT_EQ(parser.feed("id: 4\ndata: x\n\nid: 5\ndata: y\n").size(), 1U);
    EXPECT_EQ(parser.last_id(), "4") << "the fifth has not come whole: it must be sent again";
    EXPECT_EQ(parser.feed("\n").size(), 1U);
    EXPECT_EQ(parser.last_id(), "5");
    EXPECT_EQ(parser.feed("data: z\n\n").size(), 1U);
    EXPECT_EQ(parser.last_id(), "5") << "a frame without an id leaves it";
    EXPECT_TRUE(parser.feed("id: 6\n\n").empty());
    EXPECT_EQ(parser.last_id(), "6") << "a frame without data counts too";
    EXPECT_TRUE(parser.feed("id\n\n").empty());
    EXPECT_EQ(parser.last_id(), "") << "an empty id takes it back";
}

TEST(SseParser, RetryTakesDigitsOnly) {
    const struct {
        const char* line;
        std::optional<int> want;
    } kCases[] = {{"retry: 3000\n", 3000},       {"retry: 0\n", 0},          {"retry: -1\n", std::nullopt},
                  {"retry: 1s\n", std::nullopt}, {"retry:\n", std::nullopt}, {"retry: 99999999\n", std::nullopt}};
    for (const auto& c : kCases) {
        SseParser parser;
        EXPECT_TRUE(parser.feed(c.line).empty());
        EXPECT_EQ(parser.retry_ms(), c.want) << c.line;
    }
}

TEST(SseParser, DropsWhatIsTooLargeUpToItsEnd) {
    const std::string large(200, 'x');
    const struct {
        const char* name;
        std::string stream;
    } kCases[] = {
        {"one long line", "data: " + large + "\n\n"},
        {"a long line first", "data: " + large + "\nevent: a\ndata: y\n\n"},
        {"many short lines",
         [] {
             std::string lines;
             for (int i = 0; i < 60; ++i) lines += "data: xx\n";
             return lines + "\n";
         }()},
        {"full, then more lines of the same event", "data: " + std::string(92, 'x') + "\ndata: y\ndata: z\nevent: b\n\n"},
        {"a long comment", ": " + large + "\n\n"},
        {"a long line without end", large + "\r\n\r\n"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        SseParser parser(100);
        EXPECT_EQ(parser.feed(c.stream), Events{});
        EXPECT_EQ(parser.feed("data: next\n\n"), (Events{{"", "message", "next"}})) << "the next event is whole";
    }
}

}  // namespace
}  // namespace i2m::api
