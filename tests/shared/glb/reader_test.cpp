// Reading GLBs: what each feature of the format becomes in the scene.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "shared/glb/glb.hpp"
#include "tests/support/glb_builder.hpp"
#include "tests/support/image_builder.hpp"

namespace i2m::glb {
namespace {

using test::GlbParts;

bool has_issue(const ReadModel& model, std::string_view code) {
    for (const Issue& issue : model.issues) {
        if (issue.code == code) return true;
    }
    return false;
}

/// The default triangle with its BIN data replaced, and views and accessors that fit `bin`.
GlbParts parts_with(Bytes bin, std::string views, std::string accessors) {
    GlbParts parts;
    bin.resize((bin.size() + 3) / 4 * 4);
    parts.buffers = "[{\"byteLength\":" + std::to_string(bin.size()) + "}]";
    parts.bin = std::move(bin);
    parts.views = std::move(views);
    parts.accessors = std::move(accessors);
    return parts;
}

TEST(ReadGlb, ReadsATriangle) {
    const Result<ReadModel> model = read_glb(test::make_glb(GlbParts{}));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->stats.triangles, 1U);
    EXPECT_EQ(model->stats.vertices, 3U);
    EXPECT_EQ(model->stats.meshes, 1U);
    EXPECT_EQ(model->stats.bounds.max, (std::array<float, 3>{1, 1, 0}));
    EXPECT_TRUE(model->issues.empty());
    const Primitive& primitive = model->scene.meshes[0].primitives[0];
    EXPECT_EQ(primitive.indices, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(primitive.normals[1], (std::array<float, 3>{0, 0, 1}));
    EXPECT_EQ(primitive.material, -1);
}

TEST(ReadGlb, TurnsStripsAndFansIntoLists) {
    const Bytes bin = test::joined({test::float_bytes({0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 2, 0}), Bytes(60, 0)});
    const auto indices_of_mode = [&](int mode) {
        GlbParts parts = parts_with(
            bin, R"([{"buffer":0,"byteLength":60},{"buffer":0,"byteOffset":60,"byteLength":60}])",
            R"([{"bufferView":0,"componentType":5126,"count":5,"type":"VEC3"},{"bufferView":1,"componentType":5126,"count":5,"type":"VEC3"}])");
        parts.meshes = R"([{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1},"mode":)" + std::to_string(mode) + "}]}]";
        const Result<ReadModel> model = read_glb(test::make_glb(parts));
        return model && !model->scene.meshes[0].primitives.empty() ? model->scene.meshes[0].primitives[0].indices
                                                                   : std::vector<std::uint32_t>{};
    };
    EXPECT_EQ(indices_of_mode(4), (std::vector<std::uint32_t>{0, 1, 2}));  // the two left over make no triangle
    EXPECT_EQ(indices_of_mode(5), (std::vector<std::uint32_t>{0, 1, 2, 1, 3, 2, 2, 3, 4}));
    EXPECT_EQ(indices_of_mode(6), (std::vector<std::uint32_t>{1, 2, 0, 2, 3, 0, 3, 4, 0}));
    for (const int mode : {0, 1, 2, 3}) EXPECT_TRUE(indices_of_mode(mode).empty());
}

TEST(ReadGlb, SaysThatPointsAndLinesAreNotShown) {
    GlbParts parts;
    parts.meshes =
        R"([{"primitives":[{"attributes":{"POSITION":0},"mode":1},{"attributes":{"POSITION":0,"NORMAL":1},"indices":2}]}])";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->stats.triangles, 1U);
    EXPECT_TRUE(has_issue(*model, "PRIMITIVE_MODE_SKIPPED"));
}

TEST(ReadGlb, BringsQuantizedNumbersToTheirRange) {
    const Bytes bin = test::joined({test::short_bytes({0, 0, 0, 0, 65535, 0, 0, 0, 0, 32768, 0, 0}),  // positions, stride 8
                                    Bytes{0, 0, 127, 0, 0, 0, 127, 0, 0, 0, 0x81, 0},  // normals, signed bytes, stride 4
                                    test::short_bytes({0, 65535, 13107, 0, 0, 0})});   // UVs
    GlbParts parts =
        parts_with(bin,
                   R"([{"buffer":0,"byteLength":24,"byteStride":8},{"buffer":0,"byteOffset":24,"byteLength":12,"byteStride":4},)"
                   R"({"buffer":0,"byteOffset":36,"byteLength":12}])",
                   R"([{"bufferView":0,"componentType":5123,"count":3,"type":"VEC3","normalized":true},)"
                   R"({"bufferView":1,"componentType":5120,"count":3,"type":"VEC3","normalized":true},)"
                   R"({"bufferView":2,"componentType":5123,"count":3,"type":"VEC2","normalized":true}])");
    parts.meshes = R"([{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1,"TEXCOORD_0":2}}]}])";
    parts.extensions_required = R"(["KHR_mesh_quantization"])";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    const Primitive& p = model->scene.meshes[0].primitives[0];
    EXPECT_EQ(p.positions[1], (std::array<float, 3>{1, 0, 0}));
    EXPECT_FLOAT_EQ(p.positions[2][1], 32768.0F / 65535.0F);
    EXPECT_EQ(p.normals[2], (std::array<float, 3>{0, 0, -1}));
    EXPECT_EQ(p.uvs[0], (std::array<float, 2>{0, 1}));
    EXPECT_FLOAT_EQ(p.uvs[1][0], 0.2F);
}

TEST(ReadGlb, PutsSparseValuesInTheirPlaces) {
    const Bytes bin = test::joined({test::short_bytes({1, 2}), test::float_bytes({5, 6, 7, 8, 9, 1})});
    GlbParts parts = parts_with(
        bin, R"([{"buffer":0,"byteLength":4},{"buffer":0,"byteOffset":4,"byteLength":24}])",
        R"([{"componentType":5126,"count":3,"type":"VEC3","sparse":{"count":2,"indices":{"bufferView":0,"componentType":5123},"values":{"bufferView":1}}}])");
    parts.meshes = R"([{"primitives":[{"attributes":{"POSITION":0}}]}])";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    const auto& positions = model->scene.meshes[0].primitives[0].positions;
    EXPECT_EQ(positions[0], (std::array<float, 3>{0, 0, 0}));
    EXPECT_EQ(positions[1], (std::array<float, 3>{5, 6, 7}));
    EXPECT_EQ(positions[2], (std::array<float, 3>{8, 9, 1}));
}

TEST(ReadGlb, MakesFlatNormalsWhereThereAreNone) {
    const Bytes bin =
        test::joined({test::float_bytes({0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}), test::short_bytes({0, 1, 2, 0, 3, 1})});
    GlbParts parts = parts_with(
        bin, R"([{"buffer":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":12}])",
        R"([{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},{"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}])");
    parts.meshes = R"([{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}])";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    const Primitive& p = model->scene.meshes[0].primitives[0];
    ASSERT_EQ(p.positions.size(), 6U) << "flat normals need corners of their own";
    ASSERT_EQ(p.normals.size(), 6U);
    EXPECT_EQ(p.normals[0], (std::array<float, 3>{0, 0, 1}));
    EXPECT_EQ(p.normals[5], (std::array<float, 3>{0, 1, 0}));
    EXPECT_EQ(model->stats.triangles, 2U);
}

TEST(ReadGlb, MendsNormalsAndNumbersThatAreNone) {
    GlbParts parts;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    parts.bin = test::joined({test::float_bytes({0, 0, nan, 1, 0, 0, 0, 1, 0}), test::float_bytes({0, 0, 0, 0, 0, 5, 0, 0, 1}),
                              test::short_bytes({0, 1, 2, 0})});
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    EXPECT_TRUE(has_issue(*model, "ACCESSOR_INVALID_FLOAT"));
    EXPECT_TRUE(has_issue(*model, "ACCESSOR_VECTOR3_NON_UNIT"));
    const Primitive& p = model->scene.meshes[0].primitives[0];
    EXPECT_EQ(p.positions[0], (std::array<float, 3>{0, 0, 0}));
    for (const auto& normal : p.normals) EXPECT_EQ(normal, (std::array<float, 3>{0, 0, 1}));
}

TEST(ReadGlb, FlattensNodes) {
    GlbParts parts;
    parts.nodes =
        R"([{"translation":[1,2,3],"children":[1]},{"scale":[2,2,2],"rotation":[0,0,0.70710678,0.70710678],"mesh":0},{"mesh":0}])";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    ASSERT_EQ(model->scene.instances.size(), 1U) << "node 2 is in no scene";
    const auto& m = model->scene.instances[0].world_from_mesh;
    EXPECT_NEAR(m[0], 0, 1e-6);
    EXPECT_NEAR(m[1], 2, 1e-6);
    EXPECT_NEAR(m[4], -2, 1e-6);
    EXPECT_EQ(m[12], 1);
    EXPECT_NEAR(model->stats.bounds.min[0], -1, 1e-6);  // the triangle's (0, 1) goes to x = 1 - 2
}

TEST(ReadGlb, ShowsSomethingWithoutADefaultScene) {
    GlbParts no_default;
    no_default.scene = "";
    GlbParts no_scenes;
    no_scenes.scene = no_scenes.scenes = "";
    no_scenes.nodes = R"([{"children":[1]},{"mesh":0}])";
    GlbParts second;
    second.scenes = R"([{"nodes":[]},{"nodes":[0]}])";
    second.scene = "1";
    for (const GlbParts& parts : {no_default, no_scenes, second}) {
        const Result<ReadModel> model = read_glb(test::make_glb(parts));
        ASSERT_TRUE(model);
        EXPECT_EQ(model->stats.triangles, 1U);
    }
}

TEST(ReadGlb, ShowsPartsThatArePlacedImpossiblyUnmoved) {
    GlbParts parts;
    parts.nodes = R"([{"scale":[1e30,1e30,1e30],"children":[1]},{"scale":[1e300,1,1],"mesh":0}])";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    EXPECT_TRUE(has_issue(*model, "NODE_MATRIX_NON_TRS"));
    for (const float v : model->stats.bounds.max) EXPECT_TRUE(std::isfinite(v));
}

TEST(ReadGlb, ReadsMaterials) {
    GlbParts parts;
    parts.materials =
        R"([{"name":"glow","pbrMetallicRoughness":{"baseColorFactor":[0.5,2,-1,0.25],"metallicFactor":0,"roughnessFactor":0.5,"baseColorTexture":{"index":0}},)"
        R"("emissiveFactor":[1,0.5,0],"alphaMode":"MASK","alphaCutoff":0.25,"doubleSided":true,"normalTexture":{"index":0,"scale":2},)"
        R"("occlusionTexture":{"index":0,"strength":0.5,"texCoord":1},"extensions":{"KHR_materials_unlit":{},"KHR_materials_emissive_strength":{"emissiveStrength":4},"KHR_materials_sheen":{}}}])";
    parts.textures = R"([{"source":0,"sampler":0}])";
    parts.samplers = R"([{"wrapS":33071,"wrapT":1,"magFilter":9728}])";
    parts.images = R"([{"bufferView":3,"mimeType":"image/jpeg"}])";
    parts.meshes = R"([{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1},"indices":2,"material":0}]}])";
    const Bytes png = test::make_png();
    parts.bin = test::joined({test::triangle_bin(), png});
    parts.buffers = "[{\"byteLength\":" + std::to_string(parts.bin.size()) + "}]";
    parts.views.insert(parts.views.size() - 1,
                       ",{\"buffer\":0,\"byteOffset\":80,\"byteLength\":" + std::to_string(png.size()) + "}");
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    const Material& m = model->scene.materials[0];
    EXPECT_EQ(m.name, "glow");
    EXPECT_EQ(m.base_color, (std::array<float, 4>{0.5F, 1, 0, 0.25F}));
    EXPECT_EQ(m.emissive, (std::array<float, 3>{4, 2, 0}));
    EXPECT_EQ(m.alpha_mode, AlphaMode::Mask);
    EXPECT_EQ(m.alpha_cutoff, 0.25F);
    EXPECT_TRUE(m.double_sided && m.unlit);
    EXPECT_EQ(m.normal_texture, 0);
    EXPECT_EQ(m.normal_scale, 2);
    EXPECT_EQ(m.occlusion_texture, -1) << "another UV set than the colour's";
    const Texture& t = model->scene.textures[0];
    EXPECT_EQ(t.wrap_s, 33071);
    EXPECT_EQ(t.wrap_t, 10497) << "1 is no way to wrap";
    EXPECT_EQ(t.mag_filter, 9728);
    EXPECT_EQ(t.min_filter, 9987);
    EXPECT_EQ(model->scene.images[0].mime_type, "image/png") << "the bytes, not the claim";
    EXPECT_EQ(model->scene.images[0].encoded, png);
    EXPECT_TRUE(has_issue(*model, "IMAGE_MIME_TYPE_INVALID"));
    EXPECT_TRUE(has_issue(*model, "NOT_SHOWN"));
    ReadOptions without;
    without.keep_images = false;
    EXPECT_TRUE(read_glb(test::make_glb(parts), without)->scene.images[0].encoded.empty());
}

TEST(ReadGlb, ReadsTheSecondUvSetWhereTheColourUsesIt) {
    GlbParts parts;
    parts.bin =
        test::joined({test::triangle_bin(), test::float_bytes({0, 0, 0, 0, 0, 0}), test::float_bytes({0.5F, 0, 1, 0, 0, 1})});
    parts.buffers = R"([{"byteLength":128}])";
    parts.views.insert(parts.views.size() - 1,
                       R"(,{"buffer":0,"byteOffset":80,"byteLength":24},{"buffer":0,"byteOffset":104,"byteLength":24})");
    parts.accessors.insert(
        parts.accessors.size() - 1,
        R"(,{"bufferView":3,"componentType":5126,"count":3,"type":"VEC2"},{"bufferView":4,"componentType":5126,"count":3,"type":"VEC2"})");
    parts.meshes =
        R"([{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1,"TEXCOORD_0":3,"TEXCOORD_1":4},"indices":2,"material":0}]}])";
    parts.materials = R"([{"pbrMetallicRoughness":{"baseColorTexture":{"index":0,"texCoord":1}}}])";
    parts.textures = R"([{}])";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->scene.meshes[0].primitives[0].uvs[0], (std::array<float, 2>{0.5F, 0}));
    EXPECT_EQ(model->scene.materials[0].base_color_texture, 0);
}

TEST(ReadGlb, ReadsDataUris) {
    GlbParts parts;
    parts.buffers =
        R"([{"byteLength":80,"uri":"data:application/octet-stream;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAAAAAAAAAAAAAAAIA/AAAAAAAAAAAAAIA/AAAAAAAAAAAAAIA/AAABAAIAAAA="}])";
    const Result<ReadModel> model = read_glb(test::make_glb(test::json_of(parts)));
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->scene.meshes[0].primitives[0].positions,
              read_glb(test::make_glb(GlbParts{}))->scene.meshes[0].primitives[0].positions);
    EXPECT_TRUE(has_issue(*model, "DATA_URI_GLB"));
}

TEST(ReadGlb, KeepsExtrasAndGenerator) {
    GlbParts parts;
    parts.asset = R"({"version":"2.0","generator":"me","extras":{"b":[1,2],"a":"x"}})";
    const Result<ReadModel> model = read_glb(test::make_glb(parts));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->scene.generator, "me");
    EXPECT_EQ(model->scene.extras_json, R"({"a":"x","b":[1,2]})");
}

}  // namespace
}  // namespace i2m::glb
