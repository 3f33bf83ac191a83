// price_test.cpp - what runs cost by their options, against the provider's price list, and rules that are refused.
#include "shared/models/price.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "shared/models/registry.hpp"
#include "tests/shared/models/parsed.hpp"

namespace i2m::models {
namespace {

TEST(Price, FollowsTheProvidersList) {
    const struct {
        const char* name;
        const char* model;
        const char* options;
        std::optional<double> want;
    } kCases[] = {
        {"the draft is free", "draft", R"({"grid":512})", 0.0},
        {"Tripo 2.5", "tripo3d/tripo/v2.5/image-to-3d", "{}", 0.3},
        {"Tripo 2.5, null for no options", "tripo3d/tripo/v2.5/image-to-3d", "null", 0.3},
        {"Tripo 2.5, the default said aloud", "tripo3d/tripo/v2.5/image-to-3d", R"({"texture":"standard"})", 0.3},
        {"Tripo 2.5 without a texture", "tripo3d/tripo/v2.5/image-to-3d", R"({"texture":"no"})", 0.2},
        {"Tripo 2.5: PBR needs the texture", "tripo3d/tripo/v2.5/image-to-3d", R"({"texture":"no","pbr":true})", 0.3},
        {"Tripo 2.5 HD", "tripo3d/tripo/v2.5/image-to-3d", R"({"texture":"HD"})", 0.4},
        {"Tripo H3.1", "tripo3d/h3.1/image-to-3d", "{}", 0.3},
        {"H3.1 white", "tripo3d/h3.1/image-to-3d", R"({"texture":false})", 0.2},
        {"H3.1 white: the quality of no texture", "tripo3d/h3.1/image-to-3d", R"({"texture":false,"texture_quality":"detailed"})",
         0.2},
        {"H3.1 detailed texture", "tripo3d/h3.1/image-to-3d", R"({"texture_quality":"detailed"})", 0.4},
        {"H3.1 detailed geometry", "tripo3d/h3.1/image-to-3d", R"({"geometry_quality":"detailed"})", 0.5},
        {"H3.1 all detailed", "tripo3d/h3.1/image-to-3d", R"({"texture_quality":"detailed","geometry_quality":"detailed"})", 0.6},
        {"Tripo P1", "tripo3d/p1/image-to-3d", "{}", 0.5},
        {"Tripo P1 white", "tripo3d/p1/image-to-3d", R"({"texture":false})", 0.4},
        {"Tripo P2", "tripo3d/p2/image-to-3d", R"({"texture_quality":"fast"})", 1.0},
        {"Tripo P2 extreme", "tripo3d/p2/image-to-3d", R"({"texture_quality":"extreme"})", 1.3},
        {"TRELLIS", "fal-ai/trellis", R"({"texture_size":2048})", 0.02},
        {"TRELLIS 2 at 512", "fal-ai/trellis-2", R"({"resolution":512})", 0.25},
        {"TRELLIS 2 at 1024", "fal-ai/trellis-2", R"({"resolution":1024})", 0.3},
        {"TRELLIS 2 at 1536", "fal-ai/trellis-2", R"({"resolution":1536})", 0.35},
        {"Hunyuan3D 2 white", "fal-ai/hunyuan3d/v2", "{}", 0.16},
        {"Hunyuan3D 2 textured", "fal-ai/hunyuan3d/v2", R"({"textured_mesh":true})", 0.48},
        {"not known", "fal-ai/hunyuan3d-v3/image-to-3d", "{}", std::nullopt},
        {"Hunyuan3D 3.1 Pro", "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", "{}", 0.375},
        {"3.1 Pro with PBR", "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", R"({"enable_pbr":true})", 0.525},
        {"3.1 Pro with any face count", "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", R"({"face_count":90000})", 0.525},
        {"3.1 Pro with both", "fal-ai/hunyuan-3d/v3.1/pro/image-to-3d", R"({"enable_pbr":true,"face_count":40000})", 0.675},
        {"Rodin", "fal-ai/hyper3d/rodin", R"({"quality":"high"})", 0.4},
        {"Rodin 2.5", "fal-ai/hyper3d/rodin/v2.5", "{}", 0.4},
        {"Rodin 2.5 at its highest", "fal-ai/hyper3d/rodin/v2.5", R"({"tier":"Gen-2.5-Extreme-High"})", 0.8},
        {"Meshy 6", "fal-ai/meshy/v6/image-to-3d", "{}", 1.2},
        {"Meshy 6 white", "fal-ai/meshy/v6/image-to-3d", R"({"should_texture":false})", 0.8},
        {"Meshy 7.1 white", "meshy/v7.1/image-to-3d", R"({"should_texture":false})", 0.8},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const Model* const model = find(c.model);
        ASSERT_NE(model, nullptr);
        const Result<json::Value> options = check_options(*model, value_of(c.options));
        ASSERT_TRUE(options.ok()) << options.error().message;
        EXPECT_EQ(estimate_usd(*model, *options), c.want);
    }
}

TEST(Price, UnitsAreWorthWhatTheRegistrySays) {
    Model model;
    model.unit_usd = 0.01;
    const Model unpriced;
    const struct {
        const char* name;
        const Model& model;
        double units;
        std::optional<double> want;
    } kCases[] = {
        {"credits", model, 45, 0.45},
        {"none", model, 0, 0.0},
        {"a part", model, 2.5, 0.025},
        {"below none", model, -1, std::nullopt},
        {"no number", model, std::numeric_limits<double>::quiet_NaN(), std::nullopt},
        {"without end", model, std::numeric_limits<double>::infinity(), std::nullopt},
        {"a price that is not known", unpriced, 1, std::nullopt},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(cost_of_units_usd(c.model, c.units), c.want);
    }
}

TEST(Price, RulesThatMakeNoSenseAreRefused) {
    constexpr std::string_view kHd = R"({"when":[{"option":"hd","value":true}],)";
    const struct {
        const char* name;
        std::string prices;
        const char* words;  ///< "" when all is well
    } kCases[] = {
        {"sound", R"("price_usd":0.3,"price_rules":[)" + std::string(kHd) + R"("add_usd":0.1}])", ""},
        {"no price at all", "\"unit_usd\":0.01", ""},
        {"below 0", "\"price_usd\":-1", "Model \"m\": price_usd must be 0 or more."},
        {"a unit for nothing", "\"unit_usd\":0", "Model \"m\": unit_usd must be above 0."},
        {"rules without a price", R"("price_rules":[)" + std::string(kHd) + R"("add_usd":0.1}])",
         "Model \"m\": price rules need a price_usd that they change."},
        {"no condition", R"("price_usd":1,"price_rules":[{"when":[],"add_usd":0.1}])",
         "Model \"m\": a price rule needs a condition."},
        {"no change", R"("price_usd":1,"price_rules":[)" + std::string(kHd) + R"("times":1}])",
         "Model \"m\": a price rule changes nothing."},
        {"times nothing", R"("price_usd":1,"price_rules":[)" + std::string(kHd) + R"("times":0}])",
         "Model \"m\": a price rule has a wrong number."},
        {"no such option", R"("price_usd":1,"price_rules":[{"when":[{"option":"sd"}],"add_usd":1}])",
         "Model \"m\": a price rule names the option \"sd\", which is not there."},
        {"no such value", R"("price_usd":1,"price_rules":[{"when":[{"option":"hd","value":"yes"}],"add_usd":1}])",
         "Model \"m\": a price rule names a value that the option \"hd\" does not take."},
        {"holds for the defaults", R"("price_usd":1,"price_rules":[{"when":[{"option":"hd","value":false}],"add_usd":1}])",
         "Model \"m\": a price rule holds for a run with defaults. Change price_usd instead."},
        {"nothing left of it", R"("price_usd":1,"price_rules":[)" + std::string(kHd) + R"("add_usd":-1}])",
         "Model \"m\": price rules can make the price 0 or less."},
    };
    for (const auto& c : kCases) {
        SCOPED_TRACE(c.name);
        const std::string text =
            R"([{"id":"draft","name":"D","provider":"draft","description":"","price_usd":0,"typical_ms":1,"parameters":[]},)"
            R"({"id":"m","name":"M","provider":"fal","description":"","image_field":"image_url","typical_ms":1,)" +
            c.prices + R"(,"parameters":[{"name":"hd","label":"HD","help":"","kind":"boolean","default":false}]}])";
        const Result<std::vector<Model>> models = parse_registry(text);
        EXPECT_EQ(models.ok() ? "" : models.error().message, c.words);
    }
}

TEST(Price, TheDraftCannotCost) {
    const Result<std::vector<Model>> models = parse_registry(
        R"([{"id":"draft","name":"D","provider":"draft","description":"","price_usd":1,"typical_ms":1,"parameters":[]}])");
    ASSERT_FALSE(models.ok());
    EXPECT_EQ(models.error().message, "Model \"draft\": the draft is free, it takes no price.");
}

}  // namespace
}  // namespace i2m::models
