// openapi_test.cpp - the document says all that the tables say, refers to nothing that is missing, and is checked in.
#include "shared/api/openapi.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "shared/api/messages.hpp"

namespace i2m::api {
namespace {

using json::Value;

const Value& document() {
    static const Value kDocument = openapi_document("1.2.3");
    return kDocument;
}

const Value* find_path(std::initializer_list<std::string_view> names) {
    const Value* at = &document();
    for (const std::string_view name : names) at = at != nullptr ? at->find(name) : nullptr;
    return at;
}

const Value* operation(const RouteInfo& route) {
    return find_path({"paths", route.path,
                      route.method == Method::Get    ? "get"
                      : route.method == Method::Post ? "post"
                                                     : "delete"});
}

/// Every "$ref" below `value`.
void collect_references(const Value& value, std::set<std::string>& out) {
    if (const json::Array* list = value.as_array()) {
        for (const Value& item : *list) collect_references(item, out);
    }
    if (value.as_object() == nullptr) return;
    for (const auto& [name, member] : *value.as_object()) {
        if (name == "$ref") out.insert(*member.as_string());
        collect_references(member, out);
    }
}

TEST(OpenApi, HasEveryRouteWithItsAliases) {
    std::size_t aliases = 0;
    std::set<std::string> ids;
    for (const RouteInfo& route : routes()) {
        SCOPED_TRACE(route.path);
        const Value* row = operation(route);
        ASSERT_NE(row, nullptr);
        EXPECT_EQ(*row->find("summary"), Value(route.summary));
        EXPECT_TRUE(ids.insert(*row->find("operationId")->as_string()).second);
        EXPECT_EQ(row->find("security")->as_array()->empty(), route.access == Access::Anonymous);
        if (const Value* list = row->find("x-aliases")) aliases += list->as_array()->size();
    }
    EXPECT_EQ(aliases, route_aliases().size());
}

TEST(OpenApi, SaysWhatLimitsTell) {
    for (const RouteInfo& route : routes()) {
        SCOPED_TRACE(route.path);
        for (const auto& [status, answer] : *operation(route)->find("responses")->as_object()) {
            const Value* const headers = answer.find("headers");
            const bool is_told = (status == "200" || status == "429") && route.special == Special::StartsRuns;
            EXPECT_EQ(headers->find("RateLimit-Limit") != nullptr, is_told) << status;
            EXPECT_EQ(headers->find("Retry-After") != nullptr, status == "429") << status;
        }
    }
}

TEST(OpenApi, DeclaresEveryNameInAPath) {
    for (const RouteInfo& route : routes()) {
        SCOPED_TRACE(route.path);
        std::set<std::string> declared;
        if (const Value* list = operation(route)->find("parameters")) {
            for (const Value& parameter : *list->as_array()) {
                ASSERT_NE(parameter.find("schema"), nullptr);
                if (*parameter.find("in") == Value("path")) declared.insert("{" + *parameter.find("name")->as_string() + "}");
            }
        }
        for (const std::string& name : declared) EXPECT_NE(route.path.find(name), std::string_view::npos) << name;
        EXPECT_EQ(declared.size(), static_cast<std::size_t>(std::count(route.path.begin(), route.path.end(), '{')));
    }
}

TEST(OpenApi, EveryErrorHasTheEnvelope) {
    for (const Operation& row : operations()) {
        SCOPED_TRACE(row.id);
        const Value& answers = *operation(route_info(row.route))->find("responses");
        std::set<int> statuses = {400, 403, 500};
        for (const ErrorCode code : row.errors) statuses.insert(error_info(code).http_status);
        for (const int status : statuses) {
            const Value* answer = answers.find(std::to_string(status));
            ASSERT_NE(answer, nullptr) << status;
            EXPECT_NE(json::dump(*answer).find(R"("$ref":"#/components/schemas/Error")"), std::string::npos) << status;
        }
        for (const ErrorCode code : row.errors) {
            const Value& answer = *answers.find(std::to_string(error_info(code).http_status));
            EXPECT_NE(answer.find("description")->as_string()->find(error_info(code).wire_name), std::string::npos);
        }
        EXPECT_NE(answers.find("200"), nullptr);
    }
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
    std::set<std::string> references;
    collect_references(document(), references);
    EXPECT_GE(references.size(), 15U);
    for (const std::string& reference : references) {
        SCOPED_TRACE(reference);
        const std::string start = "#/components/";
        ASSERT_TRUE(reference.starts_with(start));
        const std::size_t slash = reference.find('/', start.size());
        EXPECT_NE(find_path({"components", reference.substr(start.size(), slash - start.size()), reference.substr(slash + 1)}),
                  nullptr);
    }
}

TEST(OpenApi, ComponentsFollowFromTheFields) {
    const Value* job = find_path({"components", "schemas", "Job"});
    ASSERT_NE(job, nullptr);
    EXPECT_EQ(*job->find("required"), *json::schema<JobView>().find("required"));
    EXPECT_EQ(json::dump(*job->find("properties")->find("files")),
              R"({"type":"array","items":{"$ref":"#/components/schemas/File"}})");
    EXPECT_NE(find_path({"components", "schemas", "Event", "properties", "result", "$ref"}), nullptr);
}

TEST(OpenApi, TheCheckedInDocumentIsThisOne) {
    std::ifstream in(I2M_SOURCE_DIR "/docs/openapi.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Result<Value> kept = json::parse(text, {10'000'000, 64, 1000});
    ASSERT_TRUE(kept.ok()) << "docs/openapi.json: " << kept.error().message;
    const std::string& version = *kept->find("info")->find("version")->as_string();
    EXPECT_TRUE(text == json::dump_pretty(openapi_document(version)) + "\n")
        << "docs/openapi.json is out of date. Refresh it with: build/release/bin/gen_openapi > docs/openapi.json";
}

}  // namespace
}  // namespace i2m::api
