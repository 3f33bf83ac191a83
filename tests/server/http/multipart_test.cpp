// multipart_test.cpp - forms in pieces of every size, and forms that are none.
#include "server/http/multipart.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace i2m::http {
namespace {

struct Part {
    PartHead head;
    std::string data;
    bool is_ended = false;
};

class Collector final : public PartSink {
public:
    Result<void> begin_part(const PartHead& head) override {
        parts.push_back({head, "", false});
        return {};
    }
    Result<void> part_data(std::string_view piece) override {
        parts.back().data += piece;
        return {};
    }
    Result<void> end_part() override {
        parts.back().is_ended = true;
        return {};
    }
    std::vector<Part> parts;
};

/// One line that says everything that came out, or the error.
std::string outcome_of(std::string_view body, std::size_t piece_size, const MultipartLimits& limits = {}) {
    Collector collector;
    MultipartParser parser("b", collector, limits);
    Result<void> result;
    for (std::size_t at = 0; result.ok() && at < body.size(); at += piece_size) result = parser.feed(body.substr(at, piece_size));
    if (result.ok()) result = parser.finish();
    std::string out;
    for (const Part& part : collector.parts) {
        out += part.head.name + "|" + part.head.filename.value_or("(none)") + "|" + part.head.content_type + "|" + part.data +
               (part.is_ended ? ";" : "...");
    }
    return out + (result.ok() ? "ok" : result.error().message);
}

struct Case {
    const char* name;
    std::string body;
    std::string want;
};

const Case kCases[] = {
    {"one field", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--b--\r\n", "a|(none)||value;ok"},
    {"a file and a field",
     "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"x.png\"\r\nContent-Type: "
     "image/png\r\n\r\n\x89PNG\r\n\r\n--b\r\n"
     "Content-Disposition: form-data; name=\"n\"\r\n\r\n5\r\n--b--",
     "files|x.png|image/png|\x89PNG\r\n;n|(none)||5;ok"},
    {"empty value", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--b--\r\n", "a|(none)||;ok"},
    {"head and boundary share a line break", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--b--\r\n",
     "a|(none)||;ok"},
    {"text before the first boundary and behind the last",
     "hello\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\nbye", "a|(none)||1;ok"},
    {"padding behind a boundary", "--b \t\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--", "a|(none)||1;ok"},
    {"data that looks like a boundary", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--\r\n-\r\n--B\r\n--b--",
     "a|(none)||\r\n--\r\n-\r\n--B;ok"},
    {"header names in any case", "--b\r\ncontent-DISPOSITION: form-data; NAME=a; filename=f\r\nCONTENT-TYPE: t\r\n\r\n1\r\n--b--",
     "a|f|t|1;ok"},
    {"percent and backslash quotes",
     "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"q%22\\\"w.png\"\r\n\r\n1\r\n--b--", "a|q\"\"w.png||1;ok"},
    {"old browsers send a path",
     "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"C:\\fake\\x.png\"\r\n\r\n1\r\n--b--",
     "a|C:\\fake\\x.png||1;ok"},
    {"a semicolon in quotes", "--b\r\nContent-Disposition: form-data; name=\"a;b\"; filename=\"c;d\"\r\n\r\n1\r\n--b--",
     "a;b|c;d||1;ok"},
    {"extended file name wins",
     "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"; filename*=UTF-8''na%C3%AFve.png\r\n\r\n1\r\n--b--",
     "a|na\xC3\xAFve.png||1;ok"},
    {"no parts", "--b--\r\n", "ok"},
    {"cut in the data", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabcdefgh",
     "a|(none)||abcd...The form could not be read: It ends before its last boundary. Send it again."},
    {"nothing at all", "", "The form could not be read: It ends before its last boundary. Send it again."},
    {"another boundary", "--c\r\n\r\n--c--", "The form could not be read: It ends before its last boundary. Send it again."},
    {"something behind a boundary", "--bxx\r\n",
     "The form could not be read: A boundary is followed by something else. Send it again."},
    {"a part without a name", "--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--",
     "The form could not be read: A part has no name. Send it again."},
    {"a header without a colon", "--b\r\nContent-Disposition\r\n\r\n1\r\n--b--",
     "The form could not be read: A part has a header without a colon. Send it again."},
};

TEST(Multipart, EveryWayOfCuttingGivesTheSameParts) {
    for (const Case& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(outcome_of(c.body, std::max<std::size_t>(c.body.size(), 1)), c.want);
        for (std::size_t size = 1; size < c.body.size(); ++size) {
            SCOPED_TRACE(size);
            EXPECT_EQ(outcome_of(c.body, size), c.want);
        }
    }
}

TEST(Multipart, EveryPrefixOfAFormIsIncomplete) {
    const std::string& body = kCases[1].body;
    for (std::size_t size = 0; size + 2 < body.size(); ++size) {
        SCOPED_TRACE(size);
        EXPECT_FALSE(outcome_of(body.substr(0, size), 7).ends_with("ok"));
    }
}

TEST(Multipart, LimitsHoldForEveryCut) {
    const std::string part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    const std::string long_head =
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nX: " + std::string(300, 'x') + "\r\n\r\n1\r\n--b--";
    const std::string long_preamble = std::string(300, 'x') + "\r\n" + part + "--b--";
    const MultipartLimits limits{2, 200};
    for (std::size_t size = 1; size < 400; ++size) {
        SCOPED_TRACE(size);
        EXPECT_TRUE(outcome_of(part + part + "--b--", size, limits).ends_with("ok"));
        EXPECT_TRUE(outcome_of(part + part + part + "--b--", size, limits).ends_with("It has more than 2 parts. Send it again."));
        EXPECT_TRUE(outcome_of(long_head, size, limits).ends_with("A part's head is too long. Send it again."));
        EXPECT_TRUE(outcome_of(long_preamble, size, limits).ends_with("Its first boundary is missing. Send it again."));
    }
}

TEST(Multipart, ASinksErrorEndsTheParsing) {
    class Refusing final : public PartSink {
        Result<void> begin_part(const PartHead&) override { return Error::of(ErrorCode::TooManyFiles); }
        Result<void> part_data(std::string_view) override { return {}; }
        Result<void> end_part() override { return {}; }
    } sink;
    MultipartParser parser("b", sink);
    const Result<void> fed = parser.feed(kCases[0].body);
    ASSERT_FALSE(fed.ok());
    EXPECT_EQ(fed.error().code, ErrorCode::TooManyFiles);
}

TEST(Multipart, BoundaryOfAContentType) {
    const struct {
        const char* name;
        std::string content_type;
        std::optional<std::string> want;
    } cases[] = {
        {"plain", "multipart/form-data; boundary=abc", "abc"},
        {"quoted, other case, other parameters first", "Multipart/Form-Data; charset=utf-8; Boundary=\"a b c\"", "a b c"},
        {"not multipart", "application/json", std::nullopt},
        {"another kind of multipart", "multipart/mixed; boundary=abc", std::nullopt},
        {"no boundary", "multipart/form-data", std::nullopt},
        {"empty boundary", "multipart/form-data; boundary=", std::nullopt},
        {"70 characters", "multipart/form-data; boundary=" + std::string(70, 'x'), std::string(70, 'x')},
        {"71 characters", "multipart/form-data; boundary=" + std::string(71, 'x'), std::nullopt},
        {"control characters", "multipart/form-data; boundary=\"a\x01z\"", std::nullopt},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(boundary_of(c.content_type), c.want);
    }
}

}  // namespace
}  // namespace i2m::http
