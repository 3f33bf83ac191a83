// file_response_test.cpp - ranges, validators, file names.
#include "server/http/file_response.hpp"

#include <gtest/gtest.h>

#include <string>

namespace i2m::http {
namespace {

using Kind = ByteRange::Kind;

TEST(FileResponse, Ranges) {
    const struct {
        const char* name;
        const char* header;
        std::uint64_t size;
        Kind kind;
        std::uint64_t first;
        std::uint64_t length;
    } cases[] = {
        {"none", "", 10, Kind::Whole, 0, 10},
        {"first bytes", "bytes=0-3", 10, Kind::Part, 0, 4},
        {"middle", "bytes=4-6", 10, Kind::Part, 4, 3},
        {"open end", "bytes=4-", 10, Kind::Part, 4, 6},
        {"last bytes", "bytes=-3", 10, Kind::Part, 7, 3},
        {"more last bytes than there are", "bytes=-30", 10, Kind::Part, 0, 10},
        {"end beyond the file", "bytes=8-99", 10, Kind::Part, 8, 2},
        {"the whole as a range", "bytes=0-9", 10, Kind::Part, 0, 10},
        {"begins at the end", "bytes=10-", 10, Kind::Unsatisfiable, 0, 0},
        {"no last bytes", "bytes=-0", 10, Kind::Unsatisfiable, 0, 0},
        {"any of an empty file", "bytes=0-", 0, Kind::Unsatisfiable, 0, 0},
        {"backwards", "bytes=5-2", 10, Kind::Whole, 0, 10},
        {"two at once", "bytes=0-1,4-5", 10, Kind::Whole, 0, 10},
        {"another unit", "lines=0-1", 10, Kind::Whole, 0, 10},
        {"no dash", "bytes=5", 10, Kind::Whole, 0, 10},
        {"letters", "bytes=a-b", 10, Kind::Whole, 0, 10},
        {"only a dash", "bytes=-", 10, Kind::Whole, 0, 10},
        {"a number too large for 64 bits", "bytes=99999999999999999999-", 10, Kind::Whole, 0, 10},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const ByteRange range = parse_range(c.header, c.size);
        EXPECT_EQ(range.kind, c.kind);
        EXPECT_EQ(range.first, c.first);
        EXPECT_EQ(range.length, c.length);
    }
}

TEST(FileResponse, ContentDispositionSurvivesEveryName) {
    const struct {
        const char* name;
        const char* filename;
        const char* want;
    } cases[] = {
        {"plain", "model.glb", "attachment; filename=\"model.glb\""},
        {"accents", "mod\xC3\xA8le.glb", "attachment; filename=\"mod_le.glb\"; filename*=UTF-8''mod%C3%A8le.glb"},
        {"quotes and backslashes", "a\"b\\c.glb", "attachment; filename=\"a_b_c.glb\"; filename*=UTF-8''a%22b%5Cc.glb"},
        {"line breaks cannot make a header", "a\r\nX: y.glb",
         "attachment; filename=\"a__X: y.glb\"; filename*=UTF-8''a%0D%0AX%3A%20y.glb"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(content_disposition(true, c.filename), c.want);
    }
    EXPECT_EQ(content_disposition(false, "a.png"), "inline; filename=\"a.png\"");
}

class Letters final : public BodySource {
public:
    std::size_t read(std::uint64_t, std::span<std::uint8_t>) const override { return 0; }
};

TEST(FileResponse, ConditionsAndRangesTogether) {
    const ServedFile file{std::make_shared<Letters>(), 26, "abc", "model/gltf-binary", "a.glb"};
    const struct {
        const char* name;
        std::vector<std::pair<const char*, const char*>> headers;
        int status;
        std::uint64_t length;
        const char* content_range;
    } cases[] = {
        {"nothing asked", {}, 200, 26, ""},
        {"the client has it", {{"If-None-Match", "\"abc\""}}, 304, 0, ""},
        {"the client has it, among others, weakly", {{"If-None-Match", "\"x\", W/\"abc\""}}, 304, 0, ""},
        {"the client has any", {{"If-None-Match", "*"}}, 304, 0, ""},
        {"the client has another", {{"If-None-Match", "\"abd\""}}, 200, 26, ""},
        {"a stretch", {{"Range", "bytes=2-4"}}, 206, 3, "bytes 2-4/26"},
        {"a stretch of the copy it has", {{"Range", "bytes=2-4"}, {"If-Range", "\"abc\""}}, 206, 3, "bytes 2-4/26"},
        {"a stretch of an older copy", {{"Range", "bytes=2-4"}, {"If-Range", "\"old\""}}, 200, 26, ""},
        {"beyond the end", {{"Range", "bytes=26-"}}, 416, 0, "bytes */26"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        Request request;
        for (const auto& [name, value] : c.headers) request.headers.add(name, value);
        const Response response = respond_file(request, file);
        EXPECT_EQ(response.status, c.status);
        EXPECT_EQ(response.source ? response.source->length : 0, c.length);
        EXPECT_EQ(response.headers.get("Content-Range"), c.content_range);
        if (c.status != 416) {
            EXPECT_EQ(response.headers.get("ETag"), "\"abc\"");
        }
    }
}

}  // namespace
}  // namespace i2m::http
