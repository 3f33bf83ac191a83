// registry_test.cpp - the built-in list of models, and what it takes as options.
#include "shared/models/registry.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "shared/models/models_json.hpp"
#include "tests/shared/models/parsed.hpp"

namespace i2m::models {
namespace {

TEST(Registry, TheBuiltInFileIsSound) {
    const Result<std::vector<Model>> models = parse_registry(kModelsJson);
    ASSERT_TRUE(models.ok()) << models.error().message;
    EXPECT_EQ(models->size(), all().size());
    EXPECT_GE(all().size(), 20U);
}

TEST(Registry, TheBuiltInFileHasNoMisspeltMember) {
    const json::Value source = value_of(kModelsJson);
    const json::Value understood = json::encode(*parse_registry(kModelsJson));
    const auto expect_known = [](const json::Value& written, const json::Value& read) {
        for (const auto& [name, value] : *written.as_object()) EXPECT_NE(read.find(name), nullptr) << name;
    };
    for (std::size_t i = 0; i < source.as_array()->size(); ++i) {
        const json::Value& written = (*source.as_array())[i];
        const json::Value& read = (*understood.as_array())[i];
        SCOPED_TRACE(*written.find("id")->as_string());
        expect_known(written, read);
        const json::Array& parameters = *written.find("parameters")->as_array();
        for (std::size_t p = 0; p < parameters.size(); ++p)
            expect_known(parameters[p], (*read.find("parameters")->as_array())[p]);
    }
}

TEST(Registry, TheDraftIsFirstFreeAndTakesAFaceLimit) {
    const Model& draft = all().front();
    EXPECT_EQ(draft.id, "draft");
    EXPECT_EQ(draft.provider, Provider::Draft);
    EXPECT_EQ(draft.price_usd, 0.0);
    EXPECT_EQ(draft.face_limit_parameter, "face_limit");
    std::set<std::string> names;
    for (const Parameter& parameter : draft.parameters) names.insert(parameter.name);
    EXPECT_EQ(names, (std::set<std::string>{"method", "grid", "texture", "face_limit"}));
}

TEST(Registry, FindsByIdOnly) {
    ASSERT_NE(find("fal-ai/trellis"), nullptr);
    EXPECT_EQ(find("fal-ai/trellis")->name, "TRELLIS");
    EXPECT_EQ(find("TRELLIS"), nullptr);
    EXPECT_EQ(find(""), nullptr);
}

TEST(Registry, EveryModelTakesItsOwnDefaults) {
    for (const Model& model : all()) {
        SCOPED_TRACE(model.id);
        json::Value defaults{json::Object{}};
        for (const Parameter& parameter : model.parameters) {
            if (!parameter.default_value.is_null()) defaults.set(parameter.name, parameter.default_value);
        }
        const Result<json::Value> stored = check_options(model, defaults);
        ASSERT_TRUE(stored.ok()) << stored.error().message;
        EXPECT_EQ(*stored, defaults);
    }
}

TEST(Registry, OptionsThatAreTaken) {
    const struct {
        const char* name;
        const char* model;
        const char* options;
        const char* stored;
    } kCases[] = {
        {"none", "draft", "{}", "{}"},
        {"null for none", "draft", "null", "{}"},
        {"a choice of text", "draft", R"({"method":"relief"})", R"({"method":"relief"})"},
        {"a choice of numbers", "draft", R"({"grid":512})", R"({"grid":512})"},
        {"the model's order", "draft", R"({"texture":1024,"method":"balls"})", R"({"method":"balls","texture":1024})"},
        {"null asks for the default", "draft", R"({"method":null,"grid":256})", R"({"grid":256})"},
        {"3.0 is a whole number", "fal-ai/trellis", R"({"ss_sampling_steps":3.0})", R"({"ss_sampling_steps":3})"},
        {"a whole number where fractions go", "fal-ai/trellis", R"({"ss_guidance_strength":7})", R"({"ss_guidance_strength":7})"},
        {"lowest", "fal-ai/trellis", R"({"mesh_simplify":0.9})", R"({"mesh_simplify":0.9})"},
        {"highest", "fal-ai/trellis", R"({"mesh_simplify":0.98})", R"({"mesh_simplify":0.98})"},
        {"a boolean", "fal-ai/triposr", R"({"do_remove_background":false})", R"({"do_remove_background":false})"},
        {"text", "fal-ai/hyper3d/rodin", R"({"prompt":"a red boot"})", R"({"prompt":"a red boot"})"},
        {"empty text as a choice", "fal-ai/meshy/v6/image-to-3d", R"({"pose_mode":""})", R"({"pose_mode":""})"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<json::Value> stored = check_options(*find(c.model), value_of(c.options));
        ASSERT_TRUE(stored.ok()) << stored.error().message;
        EXPECT_EQ(json::dump(*stored), c.stored);
    }
}

TEST(Registry, OptionsThatAreRefusedInWords) {
    const std::string long_text(2001, 'x');
    const struct {
        const char* name;
        const char* model;
        std::string options;
        const char* field;
        const char* words;
    } kCases[] = {
        {"a list", "draft", "[]", "", "The options must be an object, not a list."},
        {"unknown", "draft", R"({"seed":1})", "/seed", "Draft has no option \"seed\". Leave it out."},
        {"no such choice", "draft", R"({"grid":300})", "/grid", "\"grid\" of Draft must be one of 256 or 512, not 300."},
        {"a number written as text", "draft", R"({"grid":"256"})", "/grid",
         "\"grid\" of Draft must be one of 256 or 512, not \"256\"."},
        {"too low", "fal-ai/trellis", R"({"mesh_simplify":0.5})", "/mesh_simplify",
         "\"mesh_simplify\" of TRELLIS must be a number from 0.9 to 0.98, not 0.5."},
        {"too high", "tripo3d/p1/image-to-3d", R"({"face_limit":20001})", "/face_limit",
         "\"face_limit\" of Tripo P1 must be a whole number from 48 to 20000, not 20001."},
        {"only a lower end", "tripo3d/p2/image-to-3d", R"({"face_limit":0})", "/face_limit",
         "\"face_limit\" of Tripo P2 must be a whole number of at least 1, not 0."},
        {"a fraction", "fal-ai/trellis", R"({"seed":1.5})", "/seed",
         "\"seed\" of TRELLIS must be a whole number from 0 to 2147483647, not 1.5."},
        {"a fraction beyond all whole numbers", "fal-ai/trellis", R"({"seed":1e300})", "/seed",
         "\"seed\" of TRELLIS must be a whole number from 0 to 2147483647, not 1e+300."},
        {"not a boolean", "fal-ai/triposr", R"({"do_remove_background":1})", "/do_remove_background",
         "\"do_remove_background\" of TripoSR must be true or false, not 1."},
        {"an object for a number", "fal-ai/triposr", R"({"foreground_ratio":{}})", "/foreground_ratio",
         "\"foreground_ratio\" of TripoSR must be a number from 0.5 to 1, not an object."},
        {"too much text", "fal-ai/hyper3d/rodin", "{\"prompt\":\"" + long_text + "\"}", "/prompt",
         "\"prompt\" of Rodin must be text of at most 2000 bytes, not "
         "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...."},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Result<json::Value> stored = check_options(*find(c.model), value_of(c.options));
        ASSERT_FALSE(stored.ok());
        EXPECT_EQ(stored.error().code, ErrorCode::InvalidOption);
        EXPECT_EQ(stored.error().field, c.field);
        EXPECT_EQ(stored.error().message, c.words);
    }
}

TEST(Registry, TheSchemaSaysWhatCheckOptionsTakes) {
    EXPECT_EQ(
        json::dump(options_schema(*find("fal-ai/triposr"))),
        R"({"type":"object","properties":{)"
        R"("output_format":{"enum":["glb"],"title":"File format","description":"Only GLB can be shown and checked here","default":"glb"},)"
        R"("do_remove_background":{"type":"boolean","title":"Remove background","description":"Cut the object out first","default":true},)"
        R"("foreground_ratio":{"type":"number","title":"Object size","description":"Share of the frame that the object fills","default":0.9,"minimum":0.5,"maximum":1},)"
        R"("mc_resolution":{"type":"integer","title":"Resolution","description":"Cells along each side","default":256,"minimum":32,"maximum":1024}},)"
        R"("additionalProperties":false})");
}

TEST(Registry, BrokenFilesAreNamedInWords) {
    const std::string draft =
        R"({"id":"draft","name":"Draft","provider":"draft","description":"","typical_ms":1,"parameters":[]})";
    const auto fal = [](const std::string& more, const std::string& parameters) {
        return R"({"id":"a/b","name":"B","provider":"fal","description":"",)" + more + R"("typical_ms":1,"parameters":[)" +
               parameters + "]}";
    };
    const auto parameter = [](const std::string& rest) { return R"({"name":"p","label":"P","help":"",)" + rest + "}"; };
    const std::string image = R"("image_field":"i",)";
    const struct {
        const char* name;
        std::string text;
        const char* words;
    } kCases[] = {
        {"empty", "[]", "first model must be the built-in draft"},
        {"not a list", "{}", "must be a list"},
        {"a member is missing", R"([{"id":"draft"}])", "/0/name is missing"},
        {"the draft is not first", "[" + fal(image, "") + "]", "first model must be the built-in draft"},
        {"doubled id", "[" + draft + "," + draft + "]", "the id stands there twice"},
        {"no image field", "[" + draft + "," + fal("", "") + "]", "image_field is needed"},
        {"choices of a number", "[" + draft + "," + fal(image, parameter(R"("kind":"integer","choices":[1])")) + "]",
         "needs choices exactly"},
        {"a choice without choices", "[" + draft + "," + fal(image, parameter(R"("kind":"choice")")) + "]",
         "needs choices exactly"},
        {"a range of text", "[" + draft + "," + fal(image, parameter(R"("kind":"text","min":1)")) + "]",
         "has a range but is no number"},
        {"an empty range", "[" + draft + "," + fal(image, parameter(R"("kind":"integer","min":2,"max":1)")) + "]",
         "has an empty range"},
        {"a default out of range", "[" + draft + "," + fal(image, parameter(R"("kind":"integer","max":1,"default":2)")) + "]",
         "has a default that it does not take"},
        {"a doubled parameter",
         "[" + draft + "," + fal(image, parameter(R"("kind":"boolean")") + "," + parameter(R"("kind":"boolean")")) + "]",
         "stands there twice"},
        {"a face limit that is no parameter", "[" + draft + "," + fal(image + R"("face_limit_parameter":"q",)", "") + "]",
         "face_limit_parameter must name a parameter"},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const auto models = parse_registry(c.text);
        ASSERT_FALSE(models.ok());
        EXPECT_NE(models.error().message.find(c.words), std::string::npos) << models.error().message;
    }
}

}  // namespace
}  // namespace i2m::models
