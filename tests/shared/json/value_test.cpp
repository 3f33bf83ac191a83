// value_test.cpp - JSON text to values and back, and what the parser refuses.
#include "shared/json/value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace i2m::json {
namespace {

TEST(JsonValue, ReadsEachKind) {
    const struct {
        const char* name;
        std::string_view text;
        Value want;
    } kCases[] = {
        {"null", "null", Value()},
        {"true", "true", true},
        {"whole", "-42", -42},
        {"largest whole", "9223372036854775807", std::numeric_limits<std::int64_t>::max()},
        {"smallest whole", "-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
        {"beyond the largest whole", "9223372036854775808", 9223372036854775808.0},
        {"fraction", "0.25", 0.25},
        {"whole with a point stays a fraction", "3.0", 3.0},
        {"exponent", "1e2", 100.0},
        {"text", R"("a\u00e4\n\ud83d\ude00")", "a\xC3\xA4\n\xF0\x9F\x98\x80"},
        {"NUL in text", R"("a\u0000b")", std::string("a\0b", 3)},
        {"list", "[1,[],{}]", Array{1, Array{}, Object{}}},
        {"object", R"({"b":1,"a":2})", Object{{"b", 1}, {"a", 2}}},
        {"last of equal names, at the first's place", R"({"a":1,"b":2,"a":{"c":3}})", Object{{"a", Object{{"c", 3}}}, {"b", 2}}},
        {"blanks around", " \r\n\t1 ", 1},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<Value> got = parse(c.text);
        ASSERT_TRUE(got.ok()) << got.error().message;
        EXPECT_EQ(*got, c.want) << dump(*got);
    }
}

TEST(JsonValue, RefusesWithTheByteThatIsWrong) {
    const struct {
        const char* name;
        std::string text;
        const char* words;
    } kCases[] = {
        {"nothing", "", "There is no JSON"},
        {"half a literal", "tru", "malformed at byte 4"},
        {"a comma too many", "[1,]", "malformed at byte 4"},
        {"no quotes around a name", "{a:1}", "malformed at byte 2"},
        {"two documents", "1 2", "malformed at byte 3"},
        {"single quotes", "'a'", "malformed at byte 1"},
        {"leading zero", "01", "malformed at byte 2"},
        {"NaN", "NaN", "malformed at byte 1"},
        {"a number too large for a double", "1e999", "malformed"},
        {"malformed UTF-8", "\"\xFF\"", "malformed at byte 2"},
        {"half a surrogate pair", R"("\ud83d")", "malformed"},
        {"a raw line break in text", "\"a\nb\"", "malformed at byte 3"},
        {"not closed", "[[", "malformed at byte 3"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<Value> got = parse(c.text);
        ASSERT_FALSE(got.ok());
        EXPECT_EQ(got.error().code, ErrorCode::InvalidJson);
        EXPECT_NE(got.error().message.find(c.words), std::string::npos) << got.error().message;
    }
}

TEST(JsonValue, HoldsItsLimits) {
    const ParseLimits limits{20, 3, 2};
    const struct {
        const char* name;
        const char* text;
        const char* refusal;  // "" = taken
    } kCases[] = {
        {"as deep as allowed", "[[[1]]]", ""},
        {"one deeper", "[[[[1]]]]", "nested too deep: at most 3 levels"},
        {"deep through objects", R"({"a":{"a":[{}]}})", "nested too deep: at most 3 levels"},
        {"as long as allowed", "\"123456789012345678\"", ""},
        {"one byte longer", "\"1234567890123456789\"", "too large: at most 20 bytes"},
        {"as many members as allowed", R"({"a":1,"b":2})", ""},
        {"one more", R"({"a":1,"b":2,"c":3})", "too many members in one object: at most 2"},
        {"one more that opens", R"({"a":1,"b":2,"c":[]})", "too many members in one object: at most 2"},
        {"repeats are no new members", R"({"a":1,"a":2,"a":3})", ""},
        {"lists have no such limit", "[1,2,3,4,5,6,7]", ""},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<Value> got = parse(c.text, limits);
        EXPECT_EQ(got.ok(), c.refusal[0] == '\0');
        if (!got.ok()) {
            EXPECT_NE(got.error().message.find(c.refusal), std::string::npos) << got.error().message;
        }
    }
}

TEST(JsonValue, DeepNestingDoesNotReachTheStack) {
    const std::string text(1'000'000, '[');
    const Result<Value> got = parse(text);
    ASSERT_FALSE(got.ok());
    EXPECT_NE(got.error().message.find("nested too deep"), std::string::npos);
}

TEST(JsonValue, EveryPrefixOfADocumentIsRefused) {
    const std::string whole = R"({"a":[1,-2.5e3,"x\u00e9\"",true,null],"b":{"c":{}}})";
    ASSERT_TRUE(parse(whole).ok());
    for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(parse(whole.substr(0, n)).ok()) << n;
}

TEST(JsonValue, WritesCompactly) {
    const struct {
        const char* name;
        Value value;
        const char* want;
    } kCases[] = {
        {"null", Value(), "null"},
        {"order is kept", Object{{"z", 1}, {"a", Array{true, nullptr}}}, R"({"z":1,"a":[true,null]})"},
        {"a fraction keeps its point", 3.0, "3.0"},
        {"shortest text of a fraction", 0.1, "0.1"},
        {"minus zero", -0.0, "-0.0"},
        {"a whole below zero", -5.0, "-5.0"},
        {"the last without an exponent", 999'999'999'999'999.0, "999999999999999.0"},
        {"the first with an exponent", 1e15, "1e+15"},
        {"the lowest whole", std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
        {"letters beyond ASCII", "gr\xC3\xBC\xC3\x9F", "\"gr\xC3\xBC\xC3\x9F\""},
        {"delete", "\x7F", "\"\x7F\""},
        {"a member's name is escaped", Object{{"a\"b", 1}}, R"({"a\"b":1})"},
        {"nothing in them", Array{Array{}, Object{}, ""}, R"([[],{},""])"},
        {"NaN", std::nan(""), "null"},
        {"infinity", std::numeric_limits<double>::infinity(), "null"},
        {"control characters", std::string("\x01\n\"\\", 4), R"("\u0001\n\"\\")"},
        {"malformed UTF-8", "a\xFF\xC3", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"above the largest whole", std::numeric_limits<std::uint64_t>::max(), "1.8446744073709552e+19"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(dump(c.value), c.want);
    }
    EXPECT_EQ(dump_pretty(Object{{"a", Array{1}}}), "{\n  \"a\": [\n    1\n  ]\n}");
}

TEST(JsonValue, SetsAndFindsMembers) {
    Value value;
    EXPECT_EQ(value.find("a"), nullptr);
    value.set("a", 1);
    value.set("b", 2);
    value.set("a", 3);
    EXPECT_EQ(dump(value), R"({"a":3,"b":2})");
    EXPECT_EQ(*value.find("b"), Value(2));
    EXPECT_EQ(value.find("c"), nullptr);
    Value text("x");
    text.set("a", 1);
    EXPECT_EQ(text, Value("x")) << "only null and objects take members";
}

TEST(JsonValue, NamesItsKind) {
    const struct {
        Value value;
        std::string_view want;
    } kCases[] = {{Value(), "null"}, {false, "a boolean"}, {1, "a number"},        {1.5, "a fraction"},
                  {"x", "text"},     {Array{}, "a list"},  {Object{}, "an object"}};
    for (const auto& c : kCases) EXPECT_EQ(c.value.kind_words(), c.want);
}

}  // namespace
}  // namespace i2m::json
