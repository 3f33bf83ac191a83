// fields_test.cpp - one declaration of fields: decoding with exact errors, encoding, schema.
#include "shared/json/fields.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace i2m::json {
namespace {

enum class Colour : std::uint8_t { Red, Green };

struct Point {
    int x = 0;
    double y = 0.5;
    std::optional<std::string> label;
};

struct Shape {
    std::string name;
    Colour colour = Colour::Red;
    std::vector<Point> points;
    std::optional<std::uint8_t> small;
    std::optional<Point> centre;
    std::uint32_t count = 7;
    bool is_closed = true;
    Value extra;
    std::vector<std::vector<int>> rows;
};

}  // namespace

template <>
struct EnumNames<Colour> {
    static constexpr std::pair<Colour, std::string_view> kNames[] = {{Colour::Red, "red"}, {Colour::Green, "green"}};
};
template <>
struct Fields<Point> {
    static constexpr std::string_view kName = "Point";
    static constexpr auto kList =
        std::tuple{required("x", &Point::x, "Pixels from the left"), optional("y", &Point::y), optional("label", &Point::label)};
};
template <>
struct Fields<Shape> {
    static constexpr std::string_view kName = "Shape";
    static constexpr auto kList =
        std::tuple{required("name", &Shape::name),        optional("colour", &Shape::colour), optional("points", &Shape::points),
                   required("small", &Shape::small),      optional("centre", &Shape::centre), optional("count", &Shape::count),
                   optional("closed", &Shape::is_closed), optional("extra", &Shape::extra),   optional("rows", &Shape::rows)};
};

namespace {

constexpr const char* kFull =
    R"({"name":"kite","colour":"green","points":[{"x":1,"y":2.5,"label":"top"},{"x":-3,"y":0.5}],"small":255,)"
    R"("centre":{"x":0,"y":0.0},"count":4294967295,"closed":false,"extra":{"k":[1,null]},"rows":[[1,2],[]]})";

TEST(JsonFields, AFullValueComesBackTheSame) {
    const Result<Shape> shape = decode_text<Shape>(kFull);
    ASSERT_TRUE(shape.ok()) << shape.error().message;
    EXPECT_EQ(shape->points.size(), 2U);
    EXPECT_EQ(shape->points[0].label, "top");
    EXPECT_EQ(shape->points[1].label, std::nullopt);
    EXPECT_EQ(shape->small, 255);
    EXPECT_EQ(encode_text(*shape), kFull);
}

TEST(JsonFields, TextIsThatOfTheEncodedValue) {
    Shape odd;
    odd.name = "a \"name\"\n";
    odd.points = {{-1, -0.0, "x\xFF"}, {1, 1e300, std::nullopt}};
    odd.extra = Object{{"big", std::numeric_limits<std::uint64_t>::max()}, {"n", std::nan("")}};
    odd.colour = static_cast<Colour>(77);
    const struct {
        const char* name;
        Shape shape;
    } kCases[] = {{"defaults", {}}, {"odd", odd}, {"full", *decode_text<Shape>(kFull)}};
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(encode_text(c.shape), dump(encode(c.shape)));
    }
}

TEST(JsonFields, WhatIsLeftOutKeepsItsDefault) {
    const Result<Shape> shape = decode_text<Shape>(R"({"name":"","small":null,"count":null,"unknown":1})");
    ASSERT_TRUE(shape.ok()) << shape.error().message;
    EXPECT_EQ(shape->count, 7U);
    EXPECT_EQ(shape->colour, Colour::Red);
    EXPECT_TRUE(shape->is_closed);
    EXPECT_EQ(encode_text(*shape),
              R"({"name":"","colour":"red","points":[],"small":null,"count":7,"closed":true,"extra":null,"rows":[]})")
        << "a required optional is written as null, another one is left out";
}

TEST(JsonFields, ErrorsNameThePlaceByJsonPointer) {
    const struct {
        const char* name;
        const char* text;
        const char* field;
        const char* words;
    } kCases[] = {
        {"not an object", "[]", "", "The body must be an object, not a list."},
        {"missing", R"({"small":1})", "/name", "/name is missing."},
        {"null where a value is needed", R"({"name":null,"small":1})", "/name", "/name must be text, not null."},
        {"a required optional is missing", R"({"name":""})", "/small", "/small is missing."},
        {"wrong kind", R"({"name":1,"small":1})", "/name", "/name must be text, not a number."},
        {"deep inside", R"({"name":"","small":1,"points":[{"x":1},{"x":"1"}]})", "/points/1/x",
         "/points/1/x must be a whole number, not text."},
        {"missing deep inside", R"({"name":"","small":1,"points":[{}]})", "/points/0/x", "/points/0/x is missing."},
        {"a list in a list", R"({"name":"","small":1,"rows":[[],[0,[]]]})", "/rows/1/1",
         "/rows/1/1 must be a whole number, not a list."},
        {"not a list", R"({"name":"","small":1,"points":{}})", "/points", "/points must be a list, not an object."},
        {"a fraction for a whole number", R"({"name":"","small":1,"count":1.5})", "/count",
         "/count must be a whole number, not a fraction."},
        {"negative", R"({"name":"","small":1,"count":-1})", "/count", "/count is out of range."},
        {"too large for 32 bits", R"({"name":"","small":1,"count":4294967296})", "/count", "/count is out of range."},
        {"too large for 8 bits", R"({"name":"","small":256})", "/small", "/small is out of range."},
        {"too small for int", R"({"name":"","small":1,"points":[{"x":-2147483649}]})", "/points/0/x",
         "/points/0/x is out of range."},
        {"an unknown name", R"({"name":"","small":1,"colour":"blue"})", "/colour", "/colour must be one of red, green."},
        {"not a name", R"({"name":"","small":1,"colour":1})", "/colour", "/colour must be text, not a number."},
        {"not a boolean", R"({"name":"","small":1,"closed":0})", "/closed", "/closed must be true or false, not a number."},
        {"not a number", R"({"name":"","small":1,"centre":{"x":0,"y":"0"}})", "/centre/y",
         "/centre/y must be a number, not text."},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<Shape> got = decode_text<Shape>(c.text);
        ASSERT_FALSE(got.ok());
        EXPECT_EQ(got.error().code, ErrorCode::InvalidRequest);
        EXPECT_EQ(got.error().field, c.field);
        EXPECT_EQ(got.error().message, c.words);
    }
}

TEST(JsonFields, MalformedTextIsAJsonError) { EXPECT_EQ(decode_text<Point>("{").error().code, ErrorCode::InvalidJson); }

TEST(JsonFields, WholeNumbersFillFractions) { EXPECT_EQ(decode_text<Point>(R"({"x":1,"y":4})")->y, 4.0); }

TEST(JsonFields, TheSchemaFollowsFromTheFields) {
    EXPECT_EQ(dump(schema<Point>()),
              R"({"type":"object","title":"Point","properties":{"x":{"type":"integer","description":"Pixels from the left"},)"
              R"("y":{"type":"number"},"label":{"type":"string"}},"required":["x"]})");
    const Value shape = schema<Shape>();
    const struct {
        const char* field;
        const char* want;
    } kCases[] = {
        {"name", R"({"type":"string"})"},
        {"colour", R"({"type":"string","enum":["red","green"]})"},
        {"small", R"({"type":["integer","null"],"minimum":0})"},
        {"count", R"({"type":"integer","minimum":0})"},
        {"closed", R"({"type":"boolean"})"},
        {"extra", "{}"},
        {"rows", R"({"type":"array","items":{"type":"array","items":{"type":"integer"}}})"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.field);
        EXPECT_EQ(dump(*shape.find("properties")->find(c.field)), c.want);
    }
    EXPECT_EQ(*shape.find("properties")->find("centre"), schema<Point>());
    EXPECT_EQ(*shape.find("properties")->find("points")->find("items"), schema<Point>());
    EXPECT_EQ(dump(*shape.find("required")), R"(["name","small"])");
}

}  // namespace
}  // namespace i2m::json
