// Writing GLBs: what was written reads back the same, whole or quantised, and nothing unused is written.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "shared/glb/glb.hpp"
#include "shared/glb/json_text.hpp"
#include "shared/glb/transform.hpp"
#include "tests/support/glb_builder.hpp"

namespace i2m::glb {
namespace {

std::string json_of(const Bytes& glb) {
    const std::size_t size = *read_le32(glb, 12);
    return std::string(as_text(ByteView(glb).subspan(20, size)));
}

Scene read_back(const Scene& scene, const WriteOptions& options = {}) {
    Result<ReadModel> model = read_glb(write_glb(scene, options));
    EXPECT_TRUE(model) << (model ? "" : model.error().message);
    if (!model) return {};
    EXPECT_TRUE(model->issues.empty()) << model->issues[0].message;
    return std::move(model->scene);
}

TEST(WriteGlb, ReadsBackTheSame) {
    const Scene scene = test::box_scene(3);
    const Scene back = read_back(scene);
    ASSERT_EQ(back.meshes.size(), 1U);
    const Primitive &a = scene.meshes[0].primitives[0], &b = back.meshes[0].primitives[0];
    EXPECT_EQ(b.positions, a.positions);
    EXPECT_EQ(b.normals, a.normals);
    EXPECT_EQ(b.uvs, a.uvs);
    EXPECT_EQ(b.colors, a.colors);
    EXPECT_EQ(b.indices, a.indices);
    EXPECT_EQ(b.material, 0);
    EXPECT_EQ(back.meshes[0].name, "box");
    ASSERT_EQ(back.instances.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(back.instances[i].world_from_mesh, scene.instances[i].world_from_mesh);
    EXPECT_EQ(back.materials[0].base_color, scene.materials[0].base_color);
    EXPECT_EQ(back.materials[0].roughness, 0.75F);
    EXPECT_EQ(back.images[0].encoded, scene.images[0].encoded);
    EXPECT_EQ(back.generator, "a test");
    EXPECT_EQ(write_glb(back), write_glb(scene)) << "writing what was read gives the same file";
}

TEST(WriteGlb, QuantizesWithinHalfAStep) {
    const Scene scene = test::box_scene();
    const Bytes whole = write_glb(scene), small = write_glb(scene, {true});
    EXPECT_LT(small.size(), whole.size());
    const Scene back = read_back(scene, {true});
    ASSERT_EQ(back.instances.size(), 1U);
    const Primitive &a = scene.meshes[0].primitives[0], &b = back.meshes[0].primitives[0];
    const float half_step = 1.5F / 65535.0F * 0.51F;
    ASSERT_EQ(b.positions.size(), a.positions.size());
    for (std::size_t i = 0; i < a.positions.size(); ++i) {
        const Vec3 point = transform_point(back.instances[0].world_from_mesh, b.positions[i]);
        for (std::size_t k = 0; k < 3; ++k) {
            EXPECT_NEAR(point[k], a.positions[i][k], half_step);
            EXPECT_NEAR(b.normals[i][k], a.normals[i][k], 1.0F / 127);
        }
        for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(b.uvs[i][k], a.uvs[i][k], 1.0F / 65535);
    }
    EXPECT_NE(json_of(small).find(R"("max":[43690,21845,65535])"), std::string::npos) << json_of(small);  // whole numbers, exact
    EXPECT_NE(json_of(small).find(R"("extensionsRequired":["KHR_mesh_quantization"])"), std::string::npos);
}

TEST(WriteGlb, QuantizesAPlacedMeshWhereItStands) {
    Scene scene = test::box_scene();
    Trs trs;
    trs.translation = {10, -3, 0.5F};
    trs.rotation = {0.5F, 0.5F, 0.5F, 0.5F};
    trs.scale = {2, 3, -0.5F};
    scene.instances[0].world_from_mesh = to_matrix(trs);
    const Bounds want = bounds_of(scene), got = bounds_of(read_back(scene, {true}));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(got.min[i], want.min[i], 1e-4);
        EXPECT_NEAR(got.max[i], want.max[i], 1e-4);
    }
}

TEST(WriteGlb, WorksShearIntoTheVertices) {
    Scene scene = test::box_scene();
    scene.instances[0].world_from_mesh = {1, 0, 0, 0, 0.5F, 1, 0, 0, 0, 0, -2, 0, 3, 0, 0, 1};  // sheared and mirrored
    for (const bool quantize : {false, true}) {
        const Scene back = read_back(scene, {quantize});
        const Bounds want = bounds_of(scene), got = bounds_of(back);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_NEAR(got.min[i], want.min[i], 1e-4);
            EXPECT_NEAR(got.max[i], want.max[i], 1e-4);
        }
        EXPECT_EQ(stats_of(back, 0).triangles, 12U);
        // Mirrored triangles are turned round, so that outside stays outside: every normal points away from the centre.
        const Primitive& p = back.meshes.back().primitives[0];
        for (std::size_t i = 0; i < p.indices.size(); i += 3) {
            const Vec3 a = p.positions[p.indices[i]], b = p.positions[p.indices[i + 1]], c = p.positions[p.indices[i + 2]],
                       n = p.normals[p.indices[i]];
            const Vec3 u = {b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
            EXPECT_GT(
                (u[1] * v[2] - u[2] * v[1]) * n[0] + (u[2] * v[0] - u[0] * v[2]) * n[1] + (u[0] * v[1] - u[1] * v[0]) * n[2], 0);
        }
    }
}

TEST(WriteGlb, LeavesOutWhatShowsNothing) {
    Scene scene = test::box_scene();
    scene.meshes.push_back({"empty", {Primitive{}}});
    scene.instances.push_back({1, kIdentity});
    scene.instances.push_back({-1, kIdentity});
    scene.instances.push_back({99, kIdentity});
    scene.meshes[0].primitives.insert(scene.meshes[0].primitives.begin(), Primitive{});
    scene.meshes[0].primitives[1].material = 77;
    scene.images.push_back({"image/png", {}});
    const Scene back = read_back(scene);
    EXPECT_EQ(back.meshes.size(), 1U);
    EXPECT_EQ(back.instances.size(), 1U);
    EXPECT_EQ(back.meshes[0].primitives.size(), 1U);
    EXPECT_EQ(back.meshes[0].primitives[0].material, -1);
    EXPECT_EQ(back.images.size(), 1U);

    const Bytes nothing = write_glb(Scene{});
    EXPECT_EQ(json_of(nothing), R"({"asset":{"version":"2.0"},"scene":0,"scenes":[{}]} )");
    EXPECT_TRUE(read_glb(nothing));
}

TEST(WriteGlb, ChoosesIndicesByTheNumberOfVertices) {
    for (const std::size_t count : {std::size_t{65535}, std::size_t{65536}}) {
        Scene scene;
        Primitive primitive;
        primitive.positions.resize(count);
        primitive.positions.back() = {1, 2, 3};
        primitive.normals.resize(count, {0, 1, 0});
        primitive.indices = {0, 1, static_cast<std::uint32_t>(count - 1)};
        scene.meshes = {{"", {primitive}}};
        scene.instances = {{0, kIdentity}};
        const Bytes glb = write_glb(scene);
        EXPECT_EQ(json_of(glb).find("\"componentType\":5125") != std::string::npos, count > 65535);
        EXPECT_EQ(read_glb(glb)->scene.meshes[0].primitives[0].indices, primitive.indices);
    }
}

TEST(WriteGlb, WritesMaterialExtensionsOnlyWhereUsed) {
    Scene scene = test::box_scene();
    EXPECT_EQ(json_of(write_glb(scene)).find("extensions"), std::string::npos);
    scene.materials[0].unlit = true;
    scene.materials[0].emissive = {0, 6, 3};
    scene.images[0] = {"image/webp", Bytes{'R', 'I', 'F', 'F', 4, 0, 0, 0, 'W', 'E', 'B', 'P'}};
    const Scene back = read_back(scene);
    EXPECT_TRUE(back.materials[0].unlit);
    EXPECT_EQ(back.materials[0].emissive, scene.materials[0].emissive);
    EXPECT_EQ(back.textures[0].image, 0);
    EXPECT_NE(json_of(write_glb(scene)).find(R"("extensionsRequired":["EXT_texture_webp"])"), std::string::npos);
}

TEST(WriteGlb, GivesTexturedPartsWithoutCoordinatesTheCornerOfTheTexture) {
    Scene scene = test::box_scene();
    scene.meshes[0].primitives[0].uvs.clear();
    const std::vector<std::array<float, 2>> zeros(24, {0, 0});
    EXPECT_EQ(read_back(scene).meshes[0].primitives[0].uvs, zeros);
    scene.materials[0].base_color_texture = -1;
    EXPECT_TRUE(read_back(scene).meshes[0].primitives[0].uvs.empty());
}

TEST(JsonText, EscapesAndPrintsNumbersThatSurvive) {
    JsonText json;
    json.begin_object().field("a\"b", "line\n\x01\xFF").field("f", 0.1F).field("i", -3).field("t", true);
    json.numbers("n", std::array<float, 3>{1, 16777216, 1e-30F}).key("r").raw("{}").end_object();
    EXPECT_EQ(json.str(),
              "{\"a\\\"b\":\"line\\u000a\\u0001\xEF\xBF\xBD\",\"f\":0.100000001,\"i\":-3,\"t\":true,\"n\":[1,16777216,1e-30],"
              "\"r\":{}}");
}

TEST(Transform, TakesApartWhatItPutTogether) {
    const Trs rows[] = {
        {{1, 2, 3}, {0, 0, 0, 1}, {1, 1, 1}},
        {{0, 0, 0}, {1, 0, 0, 0}, {2, 2, 2}},
        {{0, 0, 0}, {0, 1, 0, 0}, {1, 2, 3}},
        {{-5, 0, 9}, {0, 0, 1, 0}, {0.001F, 0.001F, 0.001F}},
        {{0, 0, 0}, {0.5F, -0.5F, 0.5F, 0.5F}, {1, 2, -3}},
        {{0, 0, 0}, {0.6F, 0, 0, 0.8F}, {-1, -1, -1}},
    };
    for (const Trs& row : rows) {
        const Matrix matrix = to_matrix(row);
        const std::optional<Trs> back = decompose(matrix);
        ASSERT_TRUE(back);
        const Matrix again = to_matrix(*back);
        for (std::size_t i = 0; i < 16; ++i) EXPECT_NEAR(again[i], matrix[i], 1e-5) << i;
    }
    EXPECT_FALSE(decompose({1, 0, 0, 0, 0.5F, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1})) << "shear";
    EXPECT_FALSE(decompose({0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1})) << "flat";
    EXPECT_FALSE(decompose({1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1})) << "perspective";
}

}  // namespace
}  // namespace i2m::glb
