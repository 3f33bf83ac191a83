// fake_fal_media_test.cpp - the fake's files: uploads in every way, and what each model gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/base/sha256.hpp"
#include "shared/glb/glb.hpp"
#include "shared/image/crc32.hpp"
#include "shared/models/registry.hpp"
#include "tests/support/fake_fal.hpp"
#include "tests/support/image_builder.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/test_app.hpp"

namespace i2m::test {
namespace {

constexpr std::string_view kInstant = R"({"clock":{"manual":true},"job":{"queue":{"ms":0},"run":{"ms":0},"texture_px":128}})";
constexpr std::string_view kBodyOfA = R"({"content_type":"image/png","file_name":"a.png"})";

/// A PNG of `side` pixels that every model takes.
std::string large_disc() {
    constexpr int kSide = 160;
    Bytes rgba(static_cast<std::size_t>(kSide) * kSide * 4, 255);
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const bool is_inside = (x - 80) * (x - 80) + (y - 80) * (y - 80) < 50 * 50;
            if (is_inside) rgba[static_cast<std::size_t>(y * kSide + x) * 4] = static_cast<std::uint8_t>(20 + x / 2);
        }
    }
    return std::string(as_text(make_png_rgba(kSide, kSide, rgba)));
}

std::string url_in(const json::Value& body, std::initializer_list<std::string_view> path) {
    const json::Value* at = &body;
    for (const std::string_view name : path) {
        if (at != nullptr && at->as_array() != nullptr) at = at->as_array()->empty() ? nullptr : &at->as_array()->front();
        if (at != nullptr) at = at->find(name);
    }
    const json::Value* const url = at == nullptr ? nullptr : at->find("url");
    return url == nullptr || url->as_string() == nullptr ? std::string() : *url->as_string();
}

/// The mesh in a result, by the order in which a caller is to look.
std::string mesh_url(const json::Value& body) {
    std::string url;
    for (const char* name : {"model_glb_pbr", "pbr_model", "", "model_glb", "model_mesh", "model"}) {
        if (url.empty()) url = *name == '\0' ? url_in(body, {"model_urls", "glb"}) : url_in(body, {name});
    }
    return url;
}

struct Bench {
    explicit Bench(std::string_view scenario = kInstant) : fake(scenario), image(fake.upload(large_disc())) {}

    /// The result of `endpoint` for the picture and `options` ("," first).
    [[nodiscard]] json::Value result_of(const std::string& endpoint, const std::string& field, bool is_list,
                                        const std::string& options = {}) const {
        const std::string url = is_list ? "[\"" + image + "\"]" : "\"" + image + "\"";
        const Answer job = fake.submit(endpoint, "{\"" + field + "\":" + url + options + "}");
        const Answer result = fake.call("GET", fake.path_of(job.text("response_url")));
        EXPECT_EQ(result.status, 200) << endpoint << " " << result.body;
        return result.json();
    }
    [[nodiscard]] Answer file(const std::string& url) const { return get(fake.port(), fake.path_of(url)); }
    /// What lies behind `member` of such a result.
    [[nodiscard]] std::string file_in(const json::Value& result, std::string_view member) const {
        return file(url_in(result, {member})).body;
    }

    FakeFal fake;
    std::string image;
};

TEST(FakeFalMedia, EveryRegisteredModelGivesAMeshOfThePicture) {
    const Bench bench;
    int count = 0;
    for (const models::Model& model : models::all()) {
        if (model.provider != models::Provider::Fal) continue;
        SCOPED_TRACE(model.id);
        const Answer file = bench.file(mesh_url(bench.result_of(model.id, model.image_field, model.image_field_is_list)));
        EXPECT_EQ(file.header("Content-Type"), "model/gltf-binary");
        const Result<glb::ReadModel> read = glb::read_glb(as_bytes(file.body));
        ASSERT_TRUE(read);
        EXPECT_GT(read->stats.triangles, 100U);
        const bool is_white = model.id.starts_with("fal-ai/hunyuan3d/v2");  // the only ones that paint only when asked
        EXPECT_EQ(read->stats.textures > 0, !is_white);
        ++count;
    }
    EXPECT_GE(count, 20);
}

TEST(FakeFalMedia, OptionsChooseTextureAndFaces) {
    const Bench bench;
    static constexpr struct {
        const char* name;
        const char* endpoint;
        const char* field;
        const char* options;
        bool has_texture;
        std::uint64_t most_triangles;
    } kRows[] = {
        {"no texture", "tripo3d/tripo/v2.5/image-to-3d", "image_url", R"(,"texture":"no","pbr":false)", false, 1'000'000},
        {"texture", "fal-ai/hunyuan3d/v2", "input_image_url", R"(,"textured_mesh":true)", true, 1'000'000},
        {"white by kind", "fal-ai/hunyuan3d-v3/image-to-3d", "input_image_url", R"(,"generate_type":"Geometry")", false,
         1'000'000},
        {"few faces", "tripo3d/p1/image-to-3d", "image_url", R"(,"face_limit":800)", true, 800},
    };
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        const Answer file = bench.file(mesh_url(bench.result_of(row.endpoint, row.field, false, row.options)));
        const Result<glb::ReadModel> read = glb::read_glb(as_bytes(file.body));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->stats.textures > 0, row.has_texture);
        EXPECT_LE(read->stats.triangles, row.most_triangles);
    }
    const json::Value without_pbr = bench.result_of("tripo3d/tripo/v2.5/image-to-3d", "image_url", false, R"(,"pbr":false)");
    EXPECT_FALSE(url_in(without_pbr, {"model_mesh"}).empty());
    EXPECT_EQ(without_pbr.find("pbr_model"), nullptr);
}

TEST(FakeFalMedia, OptionsChooseTheFormat) {
    const Bench bench;
    static constexpr struct {
        const char* name;
        const char* endpoint;
        const char* field;
        bool is_list;
        const char* options;
        const char* member;
        std::string_view magic;
    } kRows[] = {
        {"quads", "tripo3d/h3.1/image-to-3d", "image_url", false, R"(,"quad":true)", "model_mesh", "Kaydara FBX Binary  "},
        {"FBX", "fal-ai/hyper3d/rodin", "input_image_urls", true, R"(,"geometry_file_format":"fbx")", "model_mesh",
         "Kaydara FBX Binary"},
        {"OBJ", "fal-ai/triposr", "image_url", false, R"(,"output_format":"obj")", "model_mesh", "# image2model\n"},
        {"only OBJ", "fal-ai/hunyuan-3d/v3.1/rapid/image-to-3d", "input_image_url", false, "", "model_glb", "# image2model\n"},
        {"only ZIP", "fal-ai/bytedance/seed3d/image-to-3d", "image_url", false, "", "model", "PK\x03\x04"},
        {"ZIP beside", "fal-ai/hunyuan3d-v21", "input_image_url", false, "", "model_mesh", "PK\x03\x04"},
    };
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        const json::Value result = bench.result_of(row.endpoint, row.field, row.is_list, row.options);
        EXPECT_THAT(bench.file_in(result, row.member), testing::StartsWith(std::string(row.magic)));
    }
}

std::uint32_t le32(std::string_view bytes, std::size_t at) { return read_le32(as_bytes(bytes), at).value_or(0); }
std::uint32_t le16(std::string_view bytes, std::size_t at) { return read_le16(as_bytes(bytes), at).value_or(0); }

TEST(FakeFalMedia, AZipHoldsWhatItsDirectorySays) {
    const Bench bench;
    const json::Value result = bench.result_of("fal-ai/hunyuan3d-v21", "input_image_url", false, R"(,"textured_mesh":true)");
    const std::string zip = bench.file_in(result, "model_mesh");
    const std::size_t end = zip.rfind("PK\x05\x06");
    ASSERT_NE(end, std::string::npos);
    std::size_t row = le32(zip, end + 16);
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < le16(zip, end + 10); ++i) {
        ASSERT_EQ(zip.substr(row, 4), "PK\x01\x02");
        const std::uint32_t size = le32(zip, row + 24);
        const std::uint32_t name_size = le16(zip, row + 28);
        const std::size_t local = le32(zip, row + 42);
        ASSERT_EQ(zip.substr(local, 4), "PK\x03\x04");
        names.push_back(zip.substr(row + 46, name_size));
        EXPECT_EQ(zip.substr(local + 30, name_size), names.back());
        EXPECT_EQ(crc32(as_bytes(std::string_view(zip).substr(local + 30 + name_size, size))), le32(zip, row + 16));
        row += 46 + name_size;
    }
    EXPECT_EQ(row, end);
    EXPECT_THAT(names, testing::ElementsAre("model.obj", "material.mtl", "model.glb", "texture_0.jpg", "texture_1.jpg"));
}

/// Walks a list of FBX records; the offset behind it, or 0 when an end does not fit.
std::size_t walk_fbx(std::string_view fbx, std::size_t at, std::size_t limit, std::vector<std::string>& names) {
    while (at + 13 <= limit && le32(fbx, at) != 0) {
        const std::size_t end = le32(fbx, at);
        const std::size_t name_size = static_cast<unsigned char>(fbx[at + 12]);
        const std::size_t children = at + 13 + name_size + le32(fbx, at + 8);
        names.emplace_back(fbx.substr(at + 13, name_size));
        if (end > limit || children > end) return 0;
        if (children < end && walk_fbx(fbx, children, end, names) != end) return 0;
        at = end;
    }
    return at + 13;  // the empty record
}

TEST(FakeFalMedia, AnFbxIsATreeWhoseEndsFit) {
    const Bench bench;
    const json::Value result = bench.result_of("tripo3d/h3.1/image-to-3d", "image_url", false, R"(,"quad":true)");
    const std::string fbx = bench.file_in(result, "model_mesh");
    EXPECT_EQ(le32(fbx, 23), 7'400U);
    std::vector<std::string> names;
    const std::size_t footer = fbx.rfind("\xfa\xbc\xab\x09");
    EXPECT_EQ(walk_fbx(fbx, 27, footer, names), footer);
    EXPECT_THAT(names, testing::IsSupersetOf(
                           {"FBXHeaderExtension", "Objects", "Geometry", "Vertices", "PolygonVertexIndex", "Connections"}));
}

TEST(FakeFalMedia, SignedUploadsTakeOnlyWhatWasAnnounced) {
    const Bench bench(R"({"clock":{"manual":true},"wire":{"upload_ttl_ms":1000}})");
    const auto ticket = [&] {
        return bench.fake.path_of(bench.fake.call("POST", "/storage/upload/initiate", kBodyOfA).text("upload_url"));
    };
    const std::string path = ticket();
    const struct {
        const char* name;
        std::string target;
        HeaderList headers;
        int status;
    } rows[] = {
        {"a key", path, {{"Content-Type", "image/png"}, {"Authorization", "Key a:b"}}, 400},
        {"another type", path, {{"Content-Type", "image/jpeg"}}, 403},
        {"another signature", path + "0", {{"Content-Type", "image/png"}}, 403},
        {"nobody's URL", "/_upload/none?signature=1", {{"Content-Type", "image/png"}}, 404},
        {"as announced", path, {{"Content-Type", "image/png"}}, 200},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(ask(bench.fake.port(), "PUT", row.target, row.headers, "bytes").status, row.status);
    }
    RawSocket chunked(bench.fake.port());
    chunked.send(
        "PUT " + ticket() +
        " HTTP/1.1\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    EXPECT_EQ(parse_answer(chunked.read_all()).status, 411);
    const std::string late = ticket();
    bench.fake.advance_ms(1'000);
    EXPECT_EQ(ask(bench.fake.port(), "PUT", late, {{"Content-Type", "image/png"}}, "bytes").status, 403);
    EXPECT_EQ(bench.fake.call("POST", "/storage/upload/initiate", "{}").status, 422);
}

TEST(FakeFalMedia, PartsAreJoinedInOrderByTheirTags) {
    const Bench bench;
    const Answer ticket = bench.fake.call("POST", "/storage/upload/initiate-multipart", kBodyOfA);
    const std::string target = bench.fake.path_of(ticket.text("upload_url"));
    const std::string path = target.substr(0, target.find('?'));
    const std::string query = target.substr(target.find('?'));
    std::vector<std::string> tags;
    for (const std::string part : {"first ", "second"}) {
        const Answer stored = ask(bench.fake.port(), "PUT", path + "/" + std::to_string(tags.size() + 1) + query, {}, part);
        EXPECT_EQ(*stored.json().find("partNumber"), json::Value(static_cast<int>(tags.size()) + 1));
        tags.push_back(stored.text("etag"));
    }
    const auto row = [&](int number, const std::string& tag) {
        return "{\"partNumber\":" + std::to_string(number) + ",\"etag\":\"" + tag + "\"}";
    };
    const struct {
        const char* name;
        std::string parts;
        int status;
    } rows[] = {
        {"no parts", "", 400},
        {"empty objects", "{},{}", 400},
        {"wrong order", row(2, tags[1]) + "," + row(1, tags[0]), 400},
        {"a wrong tag", row(1, tags[1]) + "," + row(2, tags[1]), 400},
        {"a part that was never sent", row(1, tags[0]) + "," + row(2, tags[1]) + "," + row(3, tags[1]), 400},
        {"all", row(1, tags[0]) + "," + row(2, tags[1]), 200},
    };
    for (const auto& one : rows) {
        SCOPED_TRACE(one.name);
        EXPECT_EQ(ask(bench.fake.port(), "POST", path + "/complete" + query, {}, "{\"parts\":[" + one.parts + "]}").status,
                  one.status);
    }
    EXPECT_EQ(bench.file(ticket.text("file_url")).body, "first second");
}

TEST(FakeFalMedia, TheCdnTakesFilesByItsToken) {
    const Bench bench;
    const Answer token = bench.fake.call("POST", "/storage/auth/token?storage_type=fal-cdn-v3", "{}");
    EXPECT_EQ(token.text("token_type"), "Bearer");
    const std::string bearer = "Bearer " + token.text("token");
    const Answer stored = ask(bench.fake.port(), "POST", "/files/upload",
                              {{"Authorization", bearer}, {"Content-Type", "text/plain"}, {"X-Fal-File-Name", "a.txt"}}, "hello");
    EXPECT_EQ(bench.file(stored.text("access_url")).body, "hello");
    EXPECT_EQ(ask(bench.fake.port(), "POST", "/files/upload", {{"Authorization", "Bearer no"}}, "hello").status, 401);
}

TEST(FakeFalMedia, FilesHaveALifeAndALock) {
    const Bench bench;
    static constexpr struct {
        const char* name;
        const char* header;
        const char* wish;
        int at_once;
        int after_a_minute;
    } kRows[] = {
        {"for ever", "X-Other", "{}", 200, 200},
        {"for a minute", "X-Fal-Object-Lifecycle", R"({"expiration_duration_seconds":60})", 200, 404},
        {"by the other name", "X-Fal-Object-Lifecycle-Preference", R"({"expiration_duration_seconds":60})", 200, 404},
        {"forbidden", "X-Fal-Object-Lifecycle", R"({"initial_acl":{"default":"forbid"}})", 403, 403},
        {"hidden", "X-Fal-Object-Lifecycle", R"({"initial_acl":{"default":"hide"}})", 404, 404},
    };
    std::vector<std::string> urls;
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.name);
        urls.push_back(bench.fake.upload("x", "image/png", {{row.header, row.wish}}));
        EXPECT_EQ(bench.file(urls.back()).status, row.at_once);
    }
    bench.fake.advance_ms(60'000);
    for (std::size_t i = 0; i < urls.size(); ++i) EXPECT_EQ(bench.file(urls[i]).status, kRows[i].after_a_minute) << kRows[i].name;
    EXPECT_EQ(ask(bench.fake.port(), "POST", "/_fake/expire", {}, "{\"url\":\"" + urls[0] + "\"}").status, 200);
    EXPECT_EQ(bench.file(urls[0]).status, 404);
}

TEST(FakeFalMedia, RangesAndHeadsAreAnswered) {
    const Bench bench;
    const std::string path = bench.fake.path_of(bench.fake.upload("0123456789"));
    static constexpr struct {
        const char* range;
        int status;
        const char* body;
    } kRows[] = {{"bytes=2-4", 206, "234"},
                 {"bytes=7-", 206, "789"},
                 {"bytes=5-99", 206, "56789"},
                 {"bytes=20-", 200, "0123456789"},
                 {"words", 200, "0123456789"}};
    for (const auto& row : kRows) {
        SCOPED_TRACE(row.range);
        const Answer answer = get(bench.fake.port(), path, {{"Range", row.range}});
        EXPECT_EQ(answer.status, row.status);
        EXPECT_EQ(answer.body, row.body);
    }
    const Answer head = ask(bench.fake.port(), "HEAD", path);
    EXPECT_EQ(head.header("Content-Length"), "10");
    EXPECT_EQ(head.body, "");
}

}  // namespace
}  // namespace i2m::test
