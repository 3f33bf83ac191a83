// Reading GLBs: what each feature becomes in the scene, and which lie of a hostile file is found under which code.
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

std::string first_error(const std::vector<Issue>& issues) {
    return !issues.empty() && issues[0].severity == IssueSeverity::Error ? issues[0].code : std::string();
}

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

struct Lie {
    const char* what;
    void (*tell)(GlbParts&);
    const char* code;
};

// What both check_glb and read_glb must find.
const Lie kLies[] = {
    {"no version", [](GlbParts& p) { p.asset = "{}"; }, "UNDEFINED_PROPERTY"},
    {"asset is a list", [](GlbParts& p) { p.asset = "[]"; }, "TYPE_MISMATCH"},
    {"version 1", [](GlbParts& p) { p.asset = R"({"version":"1.0"})"; }, "UNKNOWN_ASSET_MAJOR_VERSION"},
    {"not JSON", [](GlbParts& p) { p.asset = "{\"version\":"; }, "INVALID_JSON"},
    {"nested too deeply", [](GlbParts& p) { p.more = "\"a\":" + std::string(100'000, '['); }, "INVALID_JSON"},
    {"meshes is an object", [](GlbParts& p) { p.meshes = "{}"; }, "TYPE_MISMATCH"},
    {"materials holds a number", [](GlbParts& p) { p.materials = "[1]"; }, "TYPE_MISMATCH"},
    {"Draco is required", [](GlbParts& p) { p.extensions_required = R"(["KHR_draco_mesh_compression"])"; },
     "UNSUPPORTED_EXTENSION"},
    {"extensionsRequired is text", [](GlbParts& p) { p.extensions_required = "\"x\""; }, "TYPE_MISMATCH"},
    {"buffer without length", [](GlbParts& p) { p.buffers = "[{}]"; }, "UNDEFINED_PROPERTY"},
    {"buffer longer than the data", [](GlbParts& p) { p.buffers = R"([{"byteLength":1000}])"; }, "BUFFER_BYTE_LENGTH_MISMATCH"},
    {"buffer in another file", [](GlbParts& p) { p.buffers = R"([{"byteLength":80,"uri":"../../etc/passwd"}])"; },
     "EXTERNAL_RESOURCE"},
    {"buffer of bad text", [](GlbParts& p) { p.buffers = R"([{"byteLength":80,"uri":"data:;base64,!"}])"; }, "INVALID_URI"},
    {"view beyond the buffer",
     [](GlbParts& p) {
         p.views = R"([{"buffer":0,"byteLength":81},{"buffer":0,"byteOffset":36,"byteLength":36},{"buffer":0,"byteLength":6}])";
     },
     "BUFFER_VIEW_TOO_LONG"},
    {"view whose end wraps",
     [](GlbParts& p) {
         p.views =
             R"([{"buffer":0,"byteOffset":18446744073709551600,"byteLength":36},{"buffer":0,"byteLength":36},{"buffer":0,"byteLength":6}])";
     },
     "VALUE_NOT_IN_RANGE"},
    {"view of no buffer",
     [](GlbParts& p) { p.views = R"([{"buffer":7,"byteLength":36},{"buffer":0,"byteLength":36},{"buffer":0,"byteLength":6}])"; },
     "BUFFER_VIEW_TOO_LONG"},
    {"view of a placeholder buffer",
     [](GlbParts& p) {
         p.buffers = R"([{"byteLength":80},{"byteLength":999999999999}])";
         p.views = R"([{"buffer":1,"byteLength":36},{"buffer":0,"byteLength":36},{"buffer":0,"byteLength":6}])";
     },
     "BUFFER_VIEW_TOO_LONG"},
    {"stride of 3",
     [](GlbParts& p) {
         p.views = R"([{"buffer":0,"byteLength":36,"byteStride":3},{"buffer":0,"byteLength":36},{"buffer":0,"byteLength":6}])";
     },
     "TYPE_MISMATCH"},
    {"stride smaller than an element",
     [](GlbParts& p) {
         p.views =
             R"([{"buffer":0,"byteLength":36,"byteStride":8},{"buffer":0,"byteOffset":36,"byteLength":36},{"buffer":0,"byteOffset":72,"byteLength":6}])";
     },
     "ACCESSOR_TOO_LONG"},
    {"4 positions in room for 3", [](GlbParts& p) { p.accessors.replace(p.accessors.find("\"count\":3"), 9, "\"count\":4"); },
     "ACCESSOR_TOO_LONG"},
    {"count that wraps",
     [](GlbParts& p) { p.accessors.replace(p.accessors.find("\"count\":3"), 9, "\"count\":1537228672809129302"); },
     "VALUE_NOT_IN_RANGE"},
    {"index that wraps to 0", [](GlbParts& p) { p.nodes = R"([{"mesh":4294967296}])"; }, "VALUE_NOT_IN_RANGE"},
    {"index that wraps to none", [](GlbParts& p) { p.nodes = R"([{"mesh":-4294967297}])"; }, "VALUE_NOT_IN_RANGE"},
    {"count that a file cannot hold",
     [](GlbParts& p) { p.accessors.replace(p.accessors.find("\"count\":3"), 9, "\"count\":2000000000"); }, "ACCESSOR_TOO_LONG"},
    {"view that would wrap with its offset",
     [](GlbParts& p) {
         p.views =
             R"([{"buffer":0,"byteOffset":2147483647,"byteLength":2147483647},{"buffer":0,"byteLength":36},{"buffer":0,"byteLength":6}])";
     },
     "BUFFER_VIEW_TOO_LONG"},
    {"count of 0", [](GlbParts& p) { p.accessors.replace(p.accessors.find("\"count\":3"), 9, "\"count\":0"); },
     "VALUE_NOT_IN_RANGE"},
    {"component type 5124", [](GlbParts& p) { p.accessors.replace(p.accessors.find("5126"), 4, "5124"); }, "VALUE_NOT_IN_LIST"},
    {"type VEC9", [](GlbParts& p) { p.accessors.replace(p.accessors.find("VEC3"), 4, "VEC9"); }, "TYPE_MISMATCH"},
    {"offset beyond the view",
     [](GlbParts& p) { p.accessors.replace(p.accessors.find("\"count\""), 7, "\"byteOffset\":999,\"count\""); },
     "ACCESSOR_TOO_LONG"},
    {"sparse list longer than the accessor",
     [](GlbParts& p) {
         p.accessors.replace(
             p.accessors.find("\"count\":3"), 9,
             R"("count":3,"sparse":{"count":4,"indices":{"bufferView":2,"componentType":5123},"values":{"bufferView":1}})");
     },
     "ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE"},
    {"sparse values beyond their view",
     [](GlbParts& p) {
         p.accessors.replace(
             p.accessors.find("\"count\":3"), 9,
             R"("count":3,"sparse":{"count":3,"indices":{"bufferView":2,"componentType":5123},"values":{"bufferView":2}})");
     },
     "ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE"},
    {"mesh without primitives", [](GlbParts& p) { p.meshes = R"([{"primitives":[]}])"; }, "EMPTY_ENTITY"},
    {"attribute that does not exist", [](GlbParts& p) { p.meshes = R"([{"primitives":[{"attributes":{"POSITION":9}}]}])"; },
     "UNRESOLVED_REFERENCE"},
    {"negative attribute", [](GlbParts& p) { p.meshes = R"([{"primitives":[{"attributes":{"POSITION":-2}}]}])"; },
     "UNRESOLVED_REFERENCE"},
    {"indices that do not exist",
     [](GlbParts& p) { p.meshes = R"([{"primitives":[{"attributes":{"POSITION":0},"indices":-5}]}])"; }, "UNRESOLVED_REFERENCE"},
    {"material that does not exist",
     [](GlbParts& p) { p.meshes = R"([{"primitives":[{"attributes":{"POSITION":0},"material":0}]}])"; }, "UNRESOLVED_REFERENCE"},
    {"mode 7", [](GlbParts& p) { p.meshes = R"([{"primitives":[{"attributes":{"POSITION":0},"mode":7}]}])"; },
     "VALUE_NOT_IN_LIST"},
    {"texture that does not exist",
     [](GlbParts& p) { p.materials = R"([{"pbrMetallicRoughness":{"baseColorTexture":{"index":4}}}])"; }, "UNRESOLVED_REFERENCE"},
    {"image that does not exist", [](GlbParts& p) { p.textures = R"([{"source":3}])"; }, "UNRESOLVED_REFERENCE"},
    {"image in a view that does not exist", [](GlbParts& p) { p.images = R"([{"bufferView":99,"mimeType":"image/png"}])"; },
     "UNRESOLVED_REFERENCE"},
    {"image in a negative view", [](GlbParts& p) { p.images = R"([{"bufferView":-1,"mimeType":"image/png"}])"; },
     "TYPE_MISMATCH"},
    {"node shows a mesh that does not exist", [](GlbParts& p) { p.nodes = R"([{"mesh":1}])"; }, "UNRESOLVED_REFERENCE"},
    {"node is its own child", [](GlbParts& p) { p.nodes = R"([{"mesh":0,"children":[0]}])"; }, "NODE_LOOP"},
    {"nodes in a ring", [](GlbParts& p) { p.nodes = R"([{"children":[1]},{"children":[2]},{"children":[0],"mesh":0}])"; },
     "NODE_LOOP"},
    {"node with two parents", [](GlbParts& p) { p.nodes = R"([{"children":[2]},{"children":[2]},{"mesh":0}])"; },
     "NODE_PARENT_OVERRIDE"},
    {"child that does not exist", [](GlbParts& p) { p.nodes = R"([{"children":[5],"mesh":0}])"; }, "UNRESOLVED_REFERENCE"},
    {"matrix of 15 numbers", [](GlbParts& p) { p.nodes = R"([{"matrix":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0],"mesh":0}])"; },
     "ARRAY_LENGTH_NOT_IN_LIST"},
    {"scene names a node that does not exist", [](GlbParts& p) { p.scenes = R"([{"nodes":[1]}])"; }, "UNRESOLVED_REFERENCE"},
    {"scene names a node twice", [](GlbParts& p) { p.scenes = R"([{"nodes":[0,0]}])"; }, "UNRESOLVED_REFERENCE"},
    {"scene that does not exist", [](GlbParts& p) { p.scene = "2"; }, "UNRESOLVED_REFERENCE"},
};

TEST(CheckGlb, FindsEveryLie) {
    EXPECT_TRUE(check_glb(test::make_glb(GlbParts{})).empty());
    for (const Lie& lie : kLies) {
        SCOPED_TRACE(lie.what);
        GlbParts parts;
        lie.tell(parts);
        const Bytes bytes = test::make_glb(parts);
        EXPECT_EQ(first_error(check_glb(bytes)), lie.code);
        const Result<ReadModel> model = read_glb(bytes);
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().code, ErrorCode::ModelInvalid);
        EXPECT_EQ(model.error().message.back(), '.');
    }
}

// What only reading the numbers shows.
const Lie kLiesInNumbers[] = {
    {"an index beyond the vertices",
     [](GlbParts& p) {
         p.bin = test::triangle_bin();
         p.bin[74] = 3;
     },
     "a triangle uses a vertex that does not exist"},
    {"indices of floats", [](GlbParts& p) { p.meshes = R"([{"primitives":[{"attributes":{"POSITION":0},"indices":0}]}])"; },
     "its indices have a wrong format"},
    {"positions of one number", [](GlbParts& p) { p.meshes = R"([{"primitives":[{"attributes":{"POSITION":2}}]}])"; },
     "its positions have a wrong format"},
    {"sparse index beyond the accessor",
     [](GlbParts& p) {
         p.bin = test::triangle_bin();
         p.bin[72] = 9;
         p.meshes = R"([{"primitives":[{"attributes":{"POSITION":0}}]}])";
         p.accessors.replace(
             p.accessors.find("\"count\":3"), 9,
             R"("count":3,"sparse":{"count":1,"indices":{"bufferView":2,"componentType":5123},"values":{"bufferView":1}})");
     },
     "a sparse index lies outside its list"},
    {"sparse indices that fall",
     [](GlbParts& p) {
         p.bin = test::triangle_bin();
         p.bin[72] = 2;
         p.meshes = R"([{"primitives":[{"attributes":{"POSITION":0}}]}])";
         p.accessors.replace(
             p.accessors.find("\"count\":3"), 9,
             R"("count":3,"sparse":{"count":2,"indices":{"bufferView":2,"componentType":5123},"values":{"bufferView":1}})");
     },
     "a sparse index lies outside its list"},
};

TEST(ReadGlb, RefusesNumbersThatLie) {
    for (const Lie& lie : kLiesInNumbers) {
        SCOPED_TRACE(lie.what);
        GlbParts parts;
        lie.tell(parts);
        const Result<ReadModel> model = read_glb(test::make_glb(parts));
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().message, "The model is damaged: " + std::string(lie.code) + " (/meshes/0/primitives/0).");
    }
}

TEST(ReadGlb, RefusesEveryPrefix) {
    const Bytes bytes = write_glb(test::box_scene());
    ASSERT_TRUE(read_glb(bytes));
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        const Bytes cut = test::exact_copy(bytes, n);
        ASSERT_FALSE(read_glb(cut)) << n;
        ASSERT_NE(first_error(check_glb(cut)), "") << n;
    }
}

TEST(ReadGlb, SurvivesEveryByteBeingWrong) {
    const Bytes good = write_glb(test::box_scene());
    const std::size_t json_end = 20 + *read_le32(good, 12);
    for (std::size_t at = 0; at < json_end + 400; ++at) {
        for (const auto value : std::initializer_list<std::uint8_t>{0, '9', '-', 255}) {
            Bytes bad = good;
            bad[at] = value;
            const Result<ReadModel> model = read_glb(bad);
            if (!model) continue;
            for (const Mesh& mesh : model->scene.meshes) {
                for (const Primitive& primitive : mesh.primitives) {
                    for (const std::uint32_t index : primitive.indices) ASSERT_LT(index, primitive.positions.size()) << at;
                }
            }
        }
    }
}

TEST(ReadGlb, BoundsWhatASmallFileMayCost) {
    const auto refused_for_size = [](const GlbParts& parts, const ReadOptions& options = {}) {
        const Result<ReadModel> model = read_glb(test::make_glb(parts), options);
        return !model && model.error().message.find("more vertices") != std::string::npos;
    };
    GlbParts zeros;  // an accessor without data is all zeros: a few bytes could ask for any number of them
    zeros.accessors = R"([{"componentType":5126,"count":900000000,"type":"VEC3"}])";
    zeros.meshes = R"([{"primitives":[{"attributes":{"POSITION":0}}]}])";
    EXPECT_TRUE(refused_for_size(zeros));

    GlbParts shared;  // many primitives that point at the same vertices
    shared.accessors = R"([{"componentType":5126,"count":300000,"type":"VEC3"}])";
    shared.meshes = R"([{"primitives":[)";
    for (int i = 0; i < 50; ++i) shared.meshes += std::string(i > 0 ? "," : "") + R"({"attributes":{"POSITION":0}})";
    shared.meshes += "]}]";
    EXPECT_TRUE(refused_for_size(shared));

    GlbParts copies;  // many nodes that place the same mesh
    copies.accessors = R"([{"componentType":5126,"count":30000,"type":"VEC3"}])";
    copies.meshes = R"([{"primitives":[{"attributes":{"POSITION":0}}]}])";
    copies.nodes = "[";
    copies.scenes = R"([{"nodes":[)";
    for (int i = 0; i < 1000; ++i) {
        copies.nodes += std::string(i > 0 ? "," : "") + R"({"mesh":0})";
        copies.scenes += std::string(i > 0 ? "," : "") + std::to_string(i);
    }
    copies.nodes += "]";
    copies.scenes += "]}]";
    EXPECT_TRUE(refused_for_size(copies));

    GlbParts images;
    images.views = R"([{"buffer":0,"byteLength":36},{"buffer":0,"byteLength":36},{"buffer":0,"byteLength":80}])";
    images.bin = test::joined({Bytes{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, Bytes(72, 1)});
    images.meshes = images.nodes = images.scenes = images.scene = images.accessors = "";
    for (const int count : {3, 2000}) {
        images.images = "[";
        for (int i = 0; i < count; ++i) images.images += std::string(i > 0 ? "," : "") + R"({"bufferView":2})";
        images.images += "]";
        EXPECT_EQ(read_glb(test::make_glb(images)).ok(), count == 3) << "a few may share their bytes";
    }
    ReadOptions few;
    few.limits.max_bytes = 1000;
    EXPECT_FALSE(read_glb(test::make_glb(images), few));
    few = {};
    few.limits.max_nodes = 10;
    EXPECT_FALSE(read_glb(test::make_glb(copies), few));
    few = {};
    few.limits.max_json_bytes = 100;
    EXPECT_FALSE(read_glb(test::make_glb(GlbParts{}), few));
}

TEST(ReadGlb, RefusesChainsOfNodesThatAreTooLong) {
    const auto chain = [](int length) {
        GlbParts parts;
        parts.nodes = "[";
        for (int i = 0; i + 1 < length; ++i) parts.nodes += R"({"children":[)" + std::to_string(i + 1) + "]},";
        parts.nodes += R"({"mesh":0}])";
        return test::make_glb(parts);
    };
    EXPECT_TRUE(read_glb(chain(200)));
    EXPECT_FALSE(read_glb(chain(300)));
    EXPECT_FALSE(read_glb(chain(50'000)));
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
