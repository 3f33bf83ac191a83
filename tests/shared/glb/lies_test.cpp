// Hostile GLBs: which lie is found under which code, that no cut or flipped byte gets through, and what a small file may cost.
#include <gtest/gtest.h>

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
    {"nested too deeply", [](GlbParts& p) { p.more = "\"a\":" + std::string(100'000, '['); }, "MODEL_TOO_LARGE"},
    {"a million values",
     [](GlbParts& p) {
         p.more = "\"a\":[0";
         for (int i = 0; i < 1'000'000; ++i) p.more += ",0";
         p.more += "]";
     },
     "MODEL_TOO_LARGE"},
    {"more materials than anything needs",
     [](GlbParts& p) {
         p.materials = "[{}";
         for (int i = 0; i < 10'000; ++i) p.materials += ",{}";
         p.materials += "]";
     },
     "MODEL_TOO_LARGE"},
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

TEST(CheckGlb, NamesThePlaceOfANumberThatIsTooLarge) {
    GlbParts parts;
    parts.nodes = R"([{"mesh":0,"children":[1],"extras":{"id":99999999999}},{"mesh":4294967296}])";
    const std::vector<Issue> issues = check_glb(test::make_glb(parts));
    ASSERT_FALSE(issues.empty());
    EXPECT_EQ(issues[0].pointer, "/nodes/1/mesh");
    EXPECT_EQ(issues[0].message, "The model is damaged: a number is out of range (/nodes/1).");
}

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

}  // namespace
}  // namespace i2m::glb
