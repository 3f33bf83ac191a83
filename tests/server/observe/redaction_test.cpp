// redaction_test.cpp - what nobody may read in a log, by its value and by its shape; and what stays as it is.
#include "server/observe/redaction.hpp"

#include <gtest/gtest.h>

namespace i2m {
namespace {

TEST(Redaction, TakesOutSecretsWhereverTheyStand) {
    const Redactor redactor({"very-secret-key", "id-part", "abc"});
    const struct {
        const char* name;
        const char* given;
        const char* want;
    } cases[] = {
        {"a known value", "the key very-secret-key was sent", "the key [redacted] was sent"},
        {"twice", "very-secret-key+very-secret-key", "[redacted]+[redacted]"},
        {"half a key", "id-part:rest", "[redacted]:rest"},
        {"too short to look for", "abcdef", "abcdef"},
        {"bearer", "Bearer abcdefgh1234 was refused", "Bearer [redacted] was refused"},
        {"basic", "basic dXNlcjpwYXNz", "basic [redacted]"},
        {"the provider's scheme", "Key abc:0123456789", "Key [redacted]"},
        {"an ordinary key", "The key reference-1 is known", "The key reference-1 is known"},
        {"a header", "authorization: Basic abc\nnext: line", "authorization:[redacted]\nnext: line"},
        {"a cookie", "Cookie: a=b; c=d", "Cookie:[redacted]"},
        {"a key header", "x-API-key: abc", "x-API-key:[redacted]"},
        {"a signed link", "GET /a.glb?expires=5&sig=abcdef&x=1", "GET /a.glb?expires=5&sig=[redacted]&x=1"},
        {"a storage link", "https://s.example/f?X-Amz-Signature=ff00&X-Amz-Date=2026",
         "https://s.example/f?X-Amz-Signature=[redacted]&X-Amz-Date=2026"},
        {"a word that looks like a parameter", "monkey=banana", "monkey=banana"},
        {"a data URI", "image data:image/png;base64,iVBORw0KGgo= here", "image data:[redacted] here"},
        {"a data URI in JSON", R"({"image_url":"data:image/jpeg;base64,/9j/4AAQ"})", R"({"image_url":"data:[redacted]"})"},
        {"a bare data URI", "data:,hello", "data:[redacted]"},
        {"no data URI", "metadata: a, b", "metadata: a, b"},
        {"data in words", "data: see below, please", "data: see below, please"},
        {"plain", "photo.jpg: the file ends in the middle", "photo.jpg: the file ends in the middle"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(redactor.text(c.given), c.want);
    }
}

TEST(Redaction, MembersCalledLikeACredentialAreGone) {
    const Redactor redactor;
    json::Object line{{"Authorization", "x"},
                      {"api_key", 5},
                      {"path", "/a"},
                      {"headers", json::Object{{"cookie", "a=b"}, {"accept", "text/html"}}},
                      {"list", json::Array{json::Value("Bearer 0123456789")}}};
    redactor.fields(line);
    EXPECT_EQ(json::dump(json::Value(line)),
              R"({"Authorization":"[redacted]","api_key":"[redacted]","path":"/a",)"
              R"("headers":{"cookie":"[redacted]","accept":"text/html"},"list":["Bearer [redacted]"]})");
}

TEST(Redaction, LongTextIsCutBetweenCharacters) {
    const Redactor redactor;
    std::string text;
    for (int i = 0; i < 3'000; ++i) text += "\xC3\xA9";
    const std::string cut = redactor.text(text);
    EXPECT_LT(cut.size(), 4'100U);
    EXPECT_EQ(json::dump(json::Value(cut)).find("\xEF\xBF\xBD"), std::string::npos);
    EXPECT_NE(cut.find(" more]"), std::string::npos);
}

}  // namespace
}  // namespace i2m
