// wishes_test.cpp - quality and texture as options of every model.
#include "shared/models/wishes.hpp"

#include <gtest/gtest.h>

namespace i2m::models {
namespace {

TEST(Wishes, BecomeOptionsOfTheModel) {
    struct Case {
        const char* model;
        Effort effort;
        bool is_textured;
        const char* want;
    };
    const Case cases[] = {
        {"draft", Effort::Usual, true, "{}"},
        {"draft", Effort::Most, true, R"({"grid":512,"texture":1024})"},
        {"draft", Effort::Least, true, R"({"grid":256,"texture":512})"},
        {"tripo3d/tripo/v2.5/image-to-3d", Effort::Most, true, R"({"texture":"HD"})"},
        {"tripo3d/tripo/v2.5/image-to-3d", Effort::Least, true, "{}"},
        {"tripo3d/tripo/v2.5/image-to-3d", Effort::Most, false, R"({"texture":"no"})"},
        {"tripo3d/p2/image-to-3d", Effort::Least, false, R"({"texture":false,"texture_quality":"fast"})"},
        {"fal-ai/hyper3d/rodin", Effort::Most, true, R"({"quality":"high"})"},
        {"fal-ai/trellis", Effort::Least, true, R"({"texture_size":512})"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(std::string(c.model) + " " + c.want);
        const Model* const model = find(c.model);
        ASSERT_NE(model, nullptr);
        const Result<json::Value> options = options_for(*model, c.effort, c.is_textured);
        ASSERT_TRUE(options.ok()) << options.error().message;
        const Result<json::Value> checked = check_options(*model, *options);
        ASSERT_TRUE(checked.ok()) << checked.error().message;
        EXPECT_EQ(json::dump(*checked), json::dump(*check_options(*model, *json::parse(c.want))));
    }
}

TEST(Wishes, AreAlwaysOptionsThatTheModelTakes) {
    for (const Model& model : all()) {
        for (const Effort effort : {Effort::Least, Effort::Usual, Effort::Most}) {
            for (const bool is_textured : {true, false}) {
                const Result<json::Value> options = options_for(model, effort, is_textured);
                if (!options) {
                    EXPECT_FALSE(is_textured) << model.id;
                    EXPECT_EQ(options.error().field, "texture_enabled");
                    continue;
                }
                EXPECT_TRUE(check_options(model, *options).ok()) << model.id << " " << json::dump(*options);
            }
        }
    }
}

}  // namespace
}  // namespace i2m::models
