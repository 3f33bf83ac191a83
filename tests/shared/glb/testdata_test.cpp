// Real models and the Khronos validator's own broken files: each is read with the right counts or refused in words.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "shared/glb/glb.hpp"

namespace i2m::glb {
namespace {

namespace fs = std::filesystem;

Bytes bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct Want {
    std::uint64_t triangles;
    std::uint64_t vertices;
    std::uint32_t materials;
    const char* needs = "";  ///< the extension for which the file is refused
    const char* note = "";   ///< the code of an issue that must be told
};

/// Counts are those of the Khronos validator, except where a comment says why.
const std::map<std::string, Want> kModels = {
    {"AlphaBlendModeTest.glb", {61, 137, 6}},
    {"AnimatedMorphCube.glb", {12, 24, 1, "", "NOT_SHOWN"}},
    {"Avocado.glb", {682, 406, 1}},
    {"Avocado512.glb", {682, 406, 1}},
    {"AvocadoDraco.glb", {0, 0, 0, "KHR_draco_mesh_compression"}},
    {"AvocadoQuantized.glb", {682, 406, 1}},
    {"AvocadoWebP.glb", {682, 406, 1}},
    {"Box.glb", {12, 24, 1}},
    {"BoxInterleaved.glb", {12, 24, 1}},
    {"BoxMeshopt.glb", {0, 0, 0, "EXT_meshopt_compression"}},
    {"BoxTextured.glb", {12, 24, 1}},
    {"BoxTexturedMeshopt.glb", {0, 0, 0, "EXT_meshopt_compression"}},
    {"BoxTexturedWebP.glb", {12, 24, 1}},
    {"BoxVertexColors.glb", {12, 24, 1}},
    {"ClearCoatTest.glb", {37116, 20106, 19, "", "NOT_SHOWN"}},
    {"CornellBoxEmissiveStrength.glb", {36, 74, 5}},
    {"DuckKTX2.glb", {0, 0, 0, "KHR_texture_basisu"}},
    {"EmptyScene.glb", {0, 0, 0}},
    {"Fox.glb", {576, 1728, 1, "", "NOT_SHOWN"}},
    {"HeartDraco.glb", {0, 0, 0, "KHR_draco_mesh_compression"}},
    {"InterpolationTest.glb", {110, 220, 10}},
    {"Lines.glb", {0, 0, 0, "", "PRIMITIVE_MODE_SKIPPED"}},  // 482 vertices of lines
    {"MaterialVariants.glb", {12, 24, 5}},                   // required, but its default look needs nothing
    {"Mixer.glb", {46963, 26794, 1}},
    {"MorphPrimitivesTest.glb", {32, 30, 2, "", "NOT_SHOWN"}},
    {"MultiUVTest.glb", {12, 24, 1, "", "NOT_SHOWN"}},
    {"NestedNodes.glb", {36, 72, 1}},
    {"NormalTangentTest.glb", {7774, 3983, 1}},
    {"OrientationTest.glb", {524, 1048, 7}},
    {"Points.glb", {0, 0, 0, "", "PRIMITIVE_MODE_SKIPPED"}},
    {"SimpleInstancing.glb", {12, 24, 0, "", "NOT_SHOWN"}},
    {"SimpleSparseAccessor.glb", {12, 36, 0}},  // no normals: flat ones take 3 vertices a triangle instead of 14
    {"TextureSettingsTest.glb", {72, 144, 10}},
    {"TextureTransformTest.glb", {24, 72, 9, "", "NOT_SHOWN"}},  // 18 triangles, one mesh is placed four times; flat normals
    {"TransmissionRoughnessTest.glb", {77792, 47260, 9, "", "NOT_SHOWN"}},
    {"TriangleWithoutIndices.glb", {1, 3, 0}},
    {"TwoCubesNoNormals.glb", {24, 72, 2}},  // flat normals: 48 vertices become 72
    {"UnlitTest.glb", {88, 192, 2}},
};

class GlbTestdata : public ::testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(root)) GTEST_SKIP() << "the shared test data are not beside this tree";
    }
    const fs::path root = I2M_TESTDATA_DIR;
};

TEST_F(GlbTestdata, EveryModelIsReadOrRefusedInWords) {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(root / "models")) {
        if (entry.path().extension() != ".glb") continue;
        const std::string name = entry.path().filename().string();
        SCOPED_TRACE(name);
        ++files;
        ASSERT_EQ(kModels.count(name), 1U) << "a new model needs a row";
        const Want& want = kModels.at(name);
        const Bytes bytes = bytes_of(entry.path());
        const Result<ReadModel> model = read_glb(bytes);
        if (want.needs[0] != '\0') {
            ASSERT_FALSE(model);
            EXPECT_EQ(model.error().message, "The model needs " + std::string(want.needs) +
                                                 ", which cannot be read yet. Export it without compression.");
            EXPECT_EQ(check_glb(bytes)[0].code, "UNSUPPORTED_EXTENSION");
            continue;
        }
        ASSERT_TRUE(model) << model.error().message;
        EXPECT_EQ(model->stats.triangles, want.triangles);
        EXPECT_EQ(model->stats.vertices, want.vertices);
        EXPECT_EQ(model->stats.materials, want.materials);
        EXPECT_EQ(model->stats.size_bytes, bytes.size());
        std::set<std::string> codes;
        for (const Issue& issue : model->issues) codes.insert(issue.code);
        EXPECT_EQ(codes, want.note[0] == '\0' ? std::set<std::string>{} : std::set<std::string>{want.note});
        for (const bool quantize : {false, true}) {
            const Result<ReadModel> again = read_glb(write_glb(model->scene, {quantize}));
            ASSERT_TRUE(again) << again.error().message;
            EXPECT_EQ(again->stats.triangles, want.triangles);
            const Bounds &a = model->stats.bounds, &b = again->stats.bounds;
            for (std::size_t i = 0; i < 3; ++i) {
                const float size = a.max[0] - a.min[0] + a.max[1] - a.min[1] + a.max[2] - a.min[2];
                EXPECT_NEAR(b.min[i], a.min[i], 1e-4F * size);
                EXPECT_NEAR(b.max[i], a.max[i], 1e-4F * size);
            }
        }
    }
    EXPECT_EQ(files, kModels.size());
}

/// The validator's errors that we see differently, with the reason.
const std::map<std::string, std::string> kSeenDifferently = {
    {"glb_chunk_too_big.glb GLB_LENGTH_MISMATCH", "follows from GLB_CHUNK_TOO_BIG, which is told"},
    {"glb_two_empty_json_chunks.glb INVALID_JSON", "the empty JSON is told as GLB_EMPTY_CHUNK"},
    {"glb_zero_length.glb GLB_LENGTH_MISMATCH", "GLB_LENGTH_TOO_SMALL ends the reading"},
};

TEST_F(GlbTestdata, TheValidatorsBrokenFilesGetItsVerdicts) {
    std::size_t files = 0, differences = 0;
    for (const auto& entry : fs::directory_iterator(root / "glb-invalid")) {
        if (entry.path().extension() != ".glb") continue;
        const std::string name = entry.path().filename().string();
        SCOPED_TRACE(name);
        ++files;
        std::ifstream in(entry.path().string() + ".report.json");
        const nlohmann::json report = nlohmann::json::parse(in);
        std::set<std::string> want;
        bool wants_error = false;
        for (const auto& message : report["issues"]["messages"]) {
            if (message["severity"] > 1) continue;  // 0 error, 1 warning; hints about unused objects are not ours
            const std::string code = message["code"];
            wants_error = wants_error || message["severity"] == 0;
            if (kSeenDifferently.count(name + " " + code) > 0)
                ++differences;
            else
                want.insert(code);
        }
        const Bytes bytes = bytes_of(entry.path());
        std::set<std::string> got;
        bool has_error = false;
        for (const Issue& issue : check_glb(bytes)) {
            if (issue.severity != IssueSeverity::Info) got.insert(issue.code);
            has_error = has_error || issue.severity == IssueSeverity::Error;
        }
        for (const std::string& code : want) EXPECT_EQ(got.count(code), 1U) << code;
        EXPECT_EQ(has_error, wants_error);
        EXPECT_EQ(read_glb(bytes).ok(), !wants_error);
    }
    EXPECT_EQ(files, 35U);
    EXPECT_EQ(differences, kSeenDifferently.size());
}

}  // namespace
}  // namespace i2m::glb
